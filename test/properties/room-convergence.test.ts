/** Devices and a room over bad lines: whatever happened, after quiet everybody and the log say the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Room } from '../../server/room/door.ts';
import { limits } from '../../server/room/limits.ts';
import { openLive } from '../../server/room/live.ts';
import { tick } from '../../server/room/tick.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Entry, Store } from '../../server/store/store.ts';
import { roles } from '../../shared/access/roles.ts';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { readPlan } from '../../shared/document/document.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import { type Participant, participant } from '../world/participant.ts';
import { replica } from '../world/replica.ts';
import { createWorld, demoWedding, principal, type World } from '../world/wedding.ts';
import { doEdit, quarrelsome, weddingEdit } from '../world/wedding-edits.ts';

const who = fc.nat(4);
const step = fc.oneof(
	{ weight: 12, arbitrary: fc.record({ do: fc.constant('edit' as const), who, edit: weddingEdit }) },
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('deliver' as const),
			who,
			direction: fc.constantFrom('up' as const, 'down' as const),
			count: fc.integer({ min: 1, max: 4 }),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), who }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('connect' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), who, which: fc.nat(50) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), graceful: fc.boolean() }) },
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(30, 1_000, 6_000) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('operate' as const), title: fc.constantFrom('Barn', 'Church') }),
	},
);
const history = fc.record({
	crowd: fc.array(
		fc.record({
			receipts: fc.boolean(),
			// Each with emergency access, so that all may do all of it under their own rank; a guest may not enter.
			role: fc.constantFrom(...roles.filter((role) => role !== 'guest')),
			skew: fc.integer({ min: -300_000, max: 300_000 }),
		}),
		{
			minLength: 3,
			maxLength: 5,
		},
	),
	steps: fc.array(step, { minLength: 40, maxLength: 90, size: 'max' }),
});
type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

/** A store that remembers every row and event it was ever given. */
function remembering(inner: Store): { readonly store: Store; readonly entries: Entry[] } {
	const entries: Entry[] = [];
	return {
		entries,
		store: {
			...inner,
			async append(some) {
				const stored = await inner.append(some);
				if (stored.ok) entries.push(...some);
				return stored;
			},
		},
	};
}

async function play({ crowd, steps }: History) {
	const { store, entries } = remembering(openMemory());
	const world = await createWorld({ store });
	let room = world.room;
	const founded = await found(room);
	const people = crowd.map(({ receipts, role, skew }, index) => {
		const name = `person-${index}`;
		const device = replica(10_000 + index, { person: name, role, now: world.clock.now() + skew });
		return participant(device, { name, role, receipts, raised: true });
	});
	for (const one of people) one.connect(room);
	await quiet(room, people);
	for (const [at, one] of steps.entries()) {
		const person = 'who' in one ? people[one.who % people.length] : undefined;
		if (one.do === 'restart') room = await restart(world, room, people, one.graceful);
		else if (one.do === 'wait') world.clock.advance(one.ms);
		else if (one.do === 'operate')
			await room.operate(principal('ada'), { name: 'meta.change', input: { name: one.title } });
		else if (person !== undefined) {
			if (one.do === 'edit') doEdit(person.replica, one.edit, `own-${at}`);
			if (one.do === 'break') person.disconnect();
			if (one.do === 'connect' && !person.isConnected) person.connect(room);
			if (one.do === 'repeat') person.repeat(one.which);
			if (one.do === 'deliver') person.deliver(one.direction, one.count);
		}
		if (at % 3 === 0) await room.read();
	}
	await quiet(room, people);
	return { world, store, entries, room, people, founded };
}

/** The wedding as it was founded: through the room, so that the log holds all of it. */
async function found(room: Room): Promise<void> {
	const founder = participant(replica(9_000, { person: 'founder' }), { name: 'founder', receipts: false });
	Y.applyUpdate(founder.replica.doc, Y.encodeStateAsUpdate(quarrelsome()));
	founder.connect(room);
	await quiet(room, [founder]);
	founder.disconnect();
	expect(founder.refusals).toEqual([]);
}

async function restart(
	world: World,
	room: Room,
	people: readonly Participant[],
	graceful: boolean,
): Promise<Room> {
	await room.read();
	for (const one of people) one.disconnect();
	await room.read();
	if (graceful) await room.close(1012, 'restarting');
	return world.reopened();
}

/** Everybody comes back and all lines run dry. */
async function quiet(room: Room, people: readonly Participant[]): Promise<void> {
	for (let turn = 0; turn < 200; turn++) {
		let isBusy = false;
		for (const one of people) {
			if (!one.isConnected) one.connect(room);
			isBusy = one.deliver('up', 1_000) || isBusy;
		}
		await room.read();
		await room.read();
		for (const one of people) isBusy = one.deliver('down', 1_000) || isBusy;
		if (!isBusy) return;
	}
	throw new Error('the lines never run dry');
}

test('[R1][R4] after quiet all devices, the room, and the log replayed from zero and from snapshots say the same', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			const { store, entries, room, people } = await play(one);
			expect(people.flatMap(({ refusals }) => refusals)).toEqual([]);
			const replayed = new Y.Doc();
			for (const { update } of entries) Y.applyUpdate(replayed, update);
			const live = await openLive(store, demoWedding, 'plan');
			const hashes = people.map(({ replica: { doc } }) => canonicalHash(doc));
			expect(new Set([...hashes, canonicalHash(replayed), canonicalHash(live.doc)]).size).toBe(1);
			expect((await room.read()).plan).toEqual(readPlan(replayed));
		}),
		{ numRuns: 40 },
	);
});

test('[R2] events derived again from the rows of the log are the same events with the same ids', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			const { entries } = await play(one);
			const live = await openLive(openMemory(), demoWedding, 'plan');
			for (const entry of entries) {
				const read = readUpdate(entry.update, limits.catchUp);
				if (!read.ok) throw new Error(read.error.reason);
				const { person, role } = entry.writer;
				const raised = { until: Number.MAX_SAFE_INTEGER };
				const again = {
					chain: 'log',
					principal: { ...principal(person, role), raised },
					update: read.value,
				};
				const moment = { wedding: demoWedding, section: 'plan', now: entry.at, stopped: new Set() } as const;
				const [judged] = tick(live, [again], moment).judged;
				// What only tidied the styles of a note may have been tidied here already; nobody was told of it.
				if (judged?.kind !== 'known') expect(judged?.kind).toBe('admitted');
				expect(judged?.kind === 'admitted' ? judged.entry.events : []).toEqual(entry.events);
			}
		}),
		{ numRuns: 15 },
	);
});
