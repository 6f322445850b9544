/**
 * The demo wedding put on the server, once, through the same door as any edit. A mark in the transaction of its last act says
 * that it is whole: a start that was killed half-way is finished by the next, and what people did to it since is left alone.
 */
import { rootOf } from '../../shared/document/operations/operation.ts';
import { sectionOf } from '../../shared/document/schema.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { personId, weddingId } from '../../shared/ids.ts';
import type { Links } from '../auth/link.ts';
import type { Principal } from '../auth/principal.ts';
import { type Act, type FoundingDeps, found, isThereAlready } from '../room/founding.ts';
import type { Store } from '../store/store.ts';
import { type DemoPerson, demoPeople, demoSignIns } from './people.ts';
import { demoSections } from './private-sections.ts';
import { type DemoAct, demoWedding } from './wedding.ts';

export interface SeedDeps extends FoundingDeps {
	readonly store: Pick<Store, 'createWedding' | 'recallAnswer'>;
}

/** Answers a sentence if it could not be done. */
export async function seedDemo(deps: SeedDeps): Promise<string | undefined> {
	const { store, clock } = deps;
	const demo = demoWedding({ now: clock.now(), timeZone });
	const acts = demo.acts.map(actOf);
	const marker = acts.at(-1)?.by.person ?? personId.parse(demoPeople[0]?.id);
	if ((await store.recallAnswer(demoId, marker, mark)) === undefined) {
		const card = { name: demo.name, date: demo.date };
		const founded = await found(deps, { wedding: demoId, card, acts, answer: { key: mark, request: mark } });
		if (!founded.ok) return `The demo wedding could not be made: ${JSON.stringify(founded.error)}`;
	}
	return seedSections(deps, demo.date);
}

/** Marked apart: a demo wedding that was made before there were sections gets them too. */
async function seedSections({ store, rooms }: SeedDeps, date: string): Promise<string | undefined> {
	const by = { wedding: demoId, ...coupleOf('person-amara') };
	if ((await store.recallAnswer(demoId, by.person, sectionsMark)) !== undefined) return undefined;
	const operations = demoSections(date);
	for (const [index, operation] of operations.entries()) {
		const isLast = index === operations.length - 1;
		const answer = isLast ? { key: sectionsMark, request: sectionsMark } : undefined;
		const root = rootOf(operation);
		if (root === undefined) return `The demo wedding knows no ${operation.name}.`;
		const room = await rooms.open(demoId, sectionOf(root));
		const done = await room.operate(by, operation, answer);
		if (!done.ok && !isThereAlready(done.error))
			return `The demo wedding's sections could not be made: ${JSON.stringify(done.error)}`;
	}
	return undefined;
}

function coupleOf(id: string) {
	const { name, role } = personOf(id);
	return { person: personId.parse(id), name, role };
}

/** `name (role)  URL`, a line for each; the same at every start. */
export async function demoLinks(links: Pick<Links, 'lasting'>, url: string): Promise<readonly string[]> {
	return Promise.all(
		demoSignIns.map(async (id) => {
			const { name, role, trade } = personOf(id);
			// A trade says more than "vendor" about whose screen this will be.
			const who = role === 'vendor' && trade !== undefined ? `${name}, ${trade}` : name;
			return `${who} (${role})  ${url}/sign-in#${await links.lasting(demoId, personId.parse(id))}`;
		}),
	);
}

function actOf({ author, operation }: DemoAct): Act {
	const { name, role } = personOf(author.person);
	const by: Principal = { wedding: demoId, person: author.person, name, role };
	if (operation.name !== 'comments.create') return { by, operation };
	// The room acts now; the comments of the demo were made before.
	const input = { ...(operation.input as object), at: new Date(author.now).toISOString() };
	return { by, operation: { name: operation.name, input } };
}

function personOf(id: string): DemoPerson {
	const person = demoPeople.find((one) => one.id === id);
	if (person === undefined) throw new Error(`nobody at the demo wedding is called ${id}`);
	return person;
}

export const demoId = weddingId.parse('demo');
/** The demo's inboxes show a few things: words that were said, and questions that wait. */
export const isDemoNews = ({ type }: Pick<WeddingEvent, 'type'>): boolean =>
	type === 'comment.mentioned' || type === 'assignment.asked';
const timeZone = 'Europe/London';
const mark = 'demo-is-whole';
const sectionsMark = 'demo-sections-are-whole';
