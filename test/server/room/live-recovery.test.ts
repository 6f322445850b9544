/** What the room does when something breaks under it: a document, a batch, a disk. */
import { describe, expect, test } from 'vitest';
import type { RoomDeps } from '../../../server/room/door.ts';
import type { Received } from '../../../server/room/tick.ts';
import { openWritePath } from '../../../server/room/write-path.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { type Store, StorageFull } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { seededRandom } from '../../../shared/random.ts';
import { err } from '../../../shared/result.ts';
import { readUpdate } from '../../../shared/wire/update.ts';
import { limits } from '../../../server/room/limits.ts';
import { anyOf, forgeStructs } from '../../world/forge.ts';
import { addTask, createWorld, demoWedding, principal, taskOf } from '../../world/wedding.ts';

async function writePath() {
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	const logged: string[] = [];
	const deps: RoomDeps = {
		store,
		clock: testClock(),
		random: seededRandom(1),
		later: queueMicrotask,
		log: (_, event) => void logged.push(event),
		fatal(fault) {
			throw fault;
		},
	};
	return { store, logged, path: await openWritePath(deps, { wedding: demoWedding, section: 'plan' }) };
}

/** Somebody's first edit under an id of their own. */
function edit(name: string, client: number, more: Partial<Received> = {}): Received {
	const read = readUpdate(
		forgeStructs(client, 0, {
			parent: 'meta',
			key: `${name === 'ada' ? 'accent' : 'phase'}`,
			content: anyOf(name === 'ada' ? '#aabbcc' : 'after'),
		}),
		limits.live,
	);
	if (!read.ok) throw new Error(read.error.reason);
	return { chain: name, principal: principal(name), update: read.value, ...more };
}
const poison: Partial<Received> = {
	show() {
		throw new RangeError('once it was applied');
	},
};
const kinds = ({ outcomes }: { readonly outcomes: readonly { readonly kind: string }[] }) =>
	outcomes.map(({ kind }) => kind);

describe('[L4] a document that stopped telling its changes is noticed and made again', () => {
	test('a listener that throws costs nobody an edit', async () => {
		const { path, store, logged } = await writePath();
		const before = path.live.doc;
		before.on('update', () => {
			throw new Error('a disk that was busy for a moment');
		});
		expect(kinds(await path.commit([edit('ada', 5)]))).toEqual(['stored']);
		expect({
			isNew: path.live.doc !== before,
			rows: (await store.load(demoWedding, 'plan')).rows.length,
			logged,
		}).toEqual({
			isNew: true,
			rows: 1,
			logged: ['tick-failed'],
		});
		expect(kinds(await path.commit([edit('noor', 6)]))).toEqual(['stored']);
	});

	test('one that was made deaf before, by whatever it was, is noticed by the next tick', async () => {
		const { path } = await writePath();
		const before = path.live.doc;
		before.on('afterAllTransactions', () => {
			throw new Error('once');
		});
		expect(() => before.transact(() => before.getMap('meta').set('phase', 'after'))).toThrow('once');
		before._transactionCleanups.push(...([{}] as never[]));
		expect(kinds(await path.commit([edit('ada', 5)]))).toEqual(['stored']);
		expect({ isNew: path.live.doc !== before, meta: path.live.doc.getMap('meta').toJSON() }).toEqual({
			isNew: true,
			meta: { accent: '#aabbcc' },
		});
	});
});

describe('[R7] what throws is tried one by one, and what throws again alone is refused', () => {
	test('in a batch only the poisonous one is refused', async () => {
		const { path, store } = await writePath();
		const done = await path.commit([edit('ada', 5), edit('eve', 7, poison), edit('noor', 6)]);
		expect(done.outcomes).toMatchObject([
			{ kind: 'stored', seq: 1 },
			{ kind: 'refused', refusal: { code: 'malformed' } },
			{ kind: 'stored', seq: 2 },
		]);
		expect(done.news.map(({ from }) => [...from])).toEqual([[0], [2]]);
		const { rows } = await store.load(demoWedding, 'plan');
		expect(rows.map(({ writer }) => writer.person)).toEqual(['ada', 'noor']);
	});

	test('what the same person sent behind it is ignored', async () => {
		const { path } = await writePath();
		const done = await path.commit([edit('eve', 7, poison), { ...edit('eve', 8), chain: 'eve' }]);
		expect(kinds(done)).toEqual(['refused', 'ignored']);
	});

	test('alone it is refused too, and leaves nothing in memory or on disk', async () => {
		const { path, store } = await writePath();
		await path.commit([edit('ada', 5)]);
		const hash = canonicalHash(path.live.doc);
		expect(kinds(await path.commit([edit('eve', 7, poison)]))).toEqual(['refused']);
		expect({ hash: canonicalHash(path.live.doc), leases: [...path.live.leases.keys()] }).toEqual({
			hash,
			leases: [5],
		});
		expect((await store.load(demoWedding, 'plan')).rows).toHaveLength(1);
	});
});

/** A store whose disk can be filled. */
function fillable(): { readonly store: Store; isFull: boolean } {
	const inner = openMemory();
	const disk: { isFull: boolean; readonly store: Store } = {
		isFull: false,
		store: {
			...inner,
			append: (entries) =>
				disk.isFull ? Promise.resolve(err({ code: 'full', reason: 'no space' })) : inner.append(entries),
			saveLease: (...call) =>
				disk.isFull ? Promise.reject(new StorageFull('no space')) : inner.saveLease(...call),
			saveSnapshot: (...call) =>
				disk.isFull ? Promise.reject(new StorageFull('no space')) : inner.saveSnapshot(...call),
		},
	};
	return disk;
}

describe('[R7] a full disk closes with 1013 and ends nothing', () => {
	test('an edit: whoever wrote comes again and finds a room that serves', async () => {
		const disk = fillable();
		const world = await createWorld({ store: disk.store });
		const ada = world.join({ person: 'ada' as never });
		const noor = world.join({ person: 'noor' as never });
		await world.settled();
		disk.isFull = true;
		const update = ada.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		expect({ ada: ada.closedWith, noor: noor.closedWith, tasks: noor.doc.getMap('tasks').size }).toEqual({
			ada: { code: 1013, reason: 'full' },
			noor: undefined,
			tasks: 0,
		});
		disk.isFull = false;
		ada.session.left();
		const again = world.join({ person: 'ada' as never });
		await world.settled();
		again.send(update);
		await world.settled();
		expect(taskOf(noor.doc, 'cake').get('title')).toBe('Order the cake');
	});

	test('an id to write under: the socket is closed, the others stay', async () => {
		const disk = fillable();
		const world = await createWorld({ store: disk.store });
		const ada = world.join({ person: 'ada' as never });
		await world.settled();
		disk.isFull = true;
		const noor = world.join({ person: 'noor' as never });
		await world.settled();
		expect([ada.closedWith, noor.closedWith]).toEqual([undefined, { code: 1013, reason: 'full' }]);
	});

	test('an operation: it is answered, before and after the server has its desk', async () => {
		const disk = fillable();
		const world = await createWorld({ store: disk.store });
		const operate = (id: string) =>
			world.room.operate(principal('ada'), { name: 'tasks.create', input: { id, title: id } });
		disk.isFull = true;
		expect(await operate('a')).toMatchObject({
			ok: false,
			error: { kind: 'storage', storage: { code: 'full' } },
		});
		disk.isFull = false;
		expect(await operate('b')).toMatchObject({ ok: true });
		disk.isFull = true;
		expect(await operate('c')).toMatchObject({
			ok: false,
			error: { kind: 'storage', storage: { code: 'full' } },
		});
		disk.isFull = false;
		expect(await operate('c')).toMatchObject({ ok: true });
		expect((await world.room.read()).plan.tasks.map(({ id }) => id)).toEqual(['b', 'c']);
	});

	test('a snapshot: it is left for later', async () => {
		const disk = fillable();
		const world = await createWorld({ store: disk.store });
		await world.room.operate(principal('ada'), { name: 'tasks.create', input: { id: 'a', title: 'a' } });
		disk.isFull = true;
		await world.room.close(1012, 'restarting');
		expect(world.logged.map(({ event }) => event)).toEqual(['snapshot-refused']);
	});
});
