/**
 * A room under attack: two honest people at work on one task, and a third who sends what nobody should. Says what the room made
 * of it, what everybody can see of the document, and whether honest work still goes on.
 */
import { expect } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { limits } from '../../server/room/limits.ts';
import type { RoomDeps } from '../../server/room/door.ts';
import type { Id } from './forge.ts';
import { addTask, createWorld, type Joined, taskOf, type World } from './wedding.ts';

export interface Siege {
	readonly world: World;
	readonly ada: Joined;
	readonly noor: Joined;
	/** The attacker's newest connection. */
	readonly eve: Joined;
	/** Where the newest of these stands: a key's last item, or the record's own. */
	idOf(key?: string): Id;
	/** What the room says to an update, a step 2 or a whole frame of a fresh connection of eve's; held ones are waited out. */
	attack(update: Uint8Array, as?: 'update' | 'step2' | 'frame'): Promise<Answer>;
	/** Everything that a refused update must leave alone. */
	look(): Promise<Look>;
	/** An honest edit is stored and reaches the other screen, and everybody who comes sees the same. */
	goesOn(): Promise<void>;
}
/** A refusal's code, `receipt`, `closed <code>`, or `nothing`. */
export type Answer = string;
export interface Look {
	readonly hash: string;
	readonly stateVector: readonly (readonly [number, number])[];
	readonly isWhole: boolean;
	readonly rows: number;
	readonly onScreen: string;
}

export async function besiege(deps: Partial<RoomDeps> = {}): Promise<Siege> {
	const world = await createWorld({ deps });
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	let eve = world.join(evil);
	await world.settled();
	ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	ada.edit((doc) => noteOf(doc).insert(0, 'Lemon, no nuts'));
	await world.settled();
	let edits = 0;

	async function look(): Promise<Look> {
		const { doc, session } = world.join({ person: 'ines' as never });
		await world.settled();
		session.left();
		const { pendingStructs, pendingDs } = doc.store;
		return {
			hash: canonicalHash(doc),
			stateVector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
			isWhole: pendingStructs === null && pendingDs === null,
			rows: (await world.store.load(world.wedding, 'plan')).rows.length,
			onScreen: canonicalHash(noor.doc),
		};
	}

	return {
		world,
		ada,
		noor,
		get eve() {
			return eve;
		},
		idOf(key) {
			const map = key === undefined ? ada.doc.getMap('tasks') : taskOf(ada.doc, 'cake');
			const item = map._map.get(key ?? 'cake');
			if (item === undefined) throw new Error(`nothing stands at ${key}`);
			return [item.lastId.client, item.lastId.clock];
		},
		async attack(bytes, as = 'update') {
			if (eve.heard.some(({ kind }) => kind === 'receipt' || kind === 'refusal') || eve.closedWith) {
				eve.session.left();
				eve = world.join(evil);
				await world.settled();
			}
			if (as === 'frame') eve.session.hear(bytes);
			else eve.say({ kind: as, update: bytes });
			await world.settled();
			world.clock.advance(limits.heldMs);
			await world.settled();
			return answerTo(eve);
		},
		look,
		async goesOn() {
			edits += 1;
			const before = (await look()).rows;
			ada.edit((doc) => taskOf(doc, 'cake').set('category', `honest ${edits}`));
			noor.edit((doc) => taskOf(doc, 'cake').set('due', `2027-06-${String(10 + (edits % 20))}T09:00`));
			await world.settled();
			const after = await look();
			expect({
				category: taskOf(noor.doc, 'cake').get('category'),
				due: taskOf(ada.doc, 'cake').get('due'),
				rows: after.rows - before,
				isWhole: after.isWhole,
				hashes: new Set([after.hash, after.onScreen, canonicalHash(ada.doc)]).size,
			}).toEqual({
				category: `honest ${edits}`,
				due: `2027-06-${String(10 + (edits % 20))}T09:00`,
				rows: 2,
				isWhole: true,
				hashes: 1,
			});
			const again = await (await world.reopened()).read();
			expect(again.plan).toEqual((await world.room.read()).plan);
		},
	};
}

function answerTo({ closedWith, last }: Joined): Answer {
	if (closedWith !== undefined) return `closed ${closedWith.code}`;
	return last('refusal')?.refusal.code ?? (last('receipt') === undefined ? 'nothing' : 'receipt');
}

export function noteOf(doc: Y.Doc, task = 'cake'): Y.Text {
	const note = taskOf(doc, task).get('notes');
	if (!(note instanceof Y.Text)) throw new Error(`no note on ${task}`);
	return note;
}

/** Of a role that may write the whole plan: what she is refused for is never the lack of a right. */
const evil = { person: 'eve' as never, role: 'coordinator' } as const;
