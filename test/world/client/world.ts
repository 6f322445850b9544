/** A relay with a small wedding in it, and devices of people who belong to it; everything moves when the test says so. */
import { expect } from 'vitest';
import * as Y from 'yjs';
import type { Api } from '../../../client/sdk/api.ts';
import { givenCredential } from '../../../client/sdk/credential.ts';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { personId } from '../../../shared/ids.ts';
import { type Random, seededRandom } from '../../../shared/random.ts';
import { createDevice, type Device } from './device.ts';
import { createLanes, type Lanes, settle } from './lanes.ts';
import { createModelRelay, type ModelRelay } from './relay.ts';

export interface ClientWorld {
	readonly clock: TestClock;
	readonly random: Random;
	readonly lanes: Lanes;
	readonly relay: ModelRelay;
	/** What the SDK reported that nobody waited for. */
	readonly faults: unknown[];
	device(person?: string): Device;
	/** Moves everything that is under way, and time for whoever waits to dial again, until all is quiet. */
	quiet(): Promise<void>;
}

export function createClientWorld(seed: number): ClientWorld {
	const clock = testClock();
	const random = seededRandom(seed);
	const lanes = createLanes(random);
	const relay = createModelRelay();
	const faults: unknown[] = [];
	found(relay);
	return {
		clock,
		random,
		lanes,
		relay,
		faults,
		device: (person = 'ada') =>
			createDevice(
				{ clock, random, lanes, report: (fault) => faults.push(fault) },
				{
					wedding: 'wedding',
					person,
					role: 'couple',
					relay,
					credential: givenCredential('token', undefined),
					api: nobody,
				},
			),
		async quiet() {
			for (let round = 0; round < 12; round++) {
				await lanes.drain();
				clock.advance(5_000);
				relay.beat();
				await settle();
			}
			await lanes.drain();
		},
	};
}

/** Nobody answers over HTTP. */
export const nobody: Api = { call: () => Promise.reject(new TypeError('fetch failed')) };

/** The wedding as the server makes it: once, under an id of its own. */
function found(relay: ModelRelay): void {
	const doc = new Y.Doc();
	doc.clientID = 999;
	const seat = relay.join({ device: 'server', client: 999 }, () => undefined);
	doc.on('update', (update: Uint8Array) => seat.hear({ kind: 'update', update }));
	const author = { person: personId.parse('server'), role: 'couple', now: Date.UTC(2027, 0, 1) } as const;
	const operations = [
		{ name: 'meta.change', input: { name: 'Ada & Grace', timeZone: 'Europe/Berlin' } },
		{ name: 'people.create', input: { id: 'ada', name: 'Ada', role: 'couple' } },
		{ name: 'tasks.create', input: { id: 'shared', title: 'Flowers', notes: 'white' } },
	];
	for (const operation of operations) {
		const done = run(doc, author, operation);
		if (!done.ok) throw new Error(done.error.reason);
	}
	seat.leave();
}

export const titles = ({ plan }: Pick<Wedding, 'plan'>): readonly string[] =>
	plan.tasks.map(({ title }) => title).sort();

export function create(wedding: Wedding, id: string, title = id): void {
	expect(wedding.run({ name: 'tasks.create', input: { id, title } })).toMatchObject({ ok: true });
}

/** The content of a document, whatever Yjs's way there was. */
export function contentOf(doc: Y.Doc): unknown {
	return Object.fromEntries(
		['meta', 'people', 'tasks', 'timeline', 'assignments', 'comments'].map((root) => [
			root,
			doc.getMap(root).toJSON(),
		]),
	);
}
