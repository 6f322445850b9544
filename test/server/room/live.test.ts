import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { takeSnapshot } from '../../../server/room/compaction.ts';
import { limits } from '../../../server/room/limits.ts';
import { isSound, type Live, openLive } from '../../../server/room/live.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Entry, Store } from '../../../server/store/store.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { personId } from '../../../shared/ids.ts';
import { forgeStructs, jsonOf, nestedJson, textOf } from '../../world/forge.ts';
import { addTask, createWorld, demoWedding, taskOf } from '../../world/wedding.ts';

const entry = (update: Uint8Array): Entry => ({
	wedding: demoWedding,
	section: 'plan',
	update,
	writer: { person: personId.parse('ada'), role: 'couple' },
	at: 0,
	events: [],
	bind: [],
});

/** A store whose log holds these rows, as somebody's older server may have let them in. */
async function logOf(...updates: readonly Uint8Array[]): Promise<Store> {
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	await store.append(updates.map(entry));
	return store;
}

/** Some tasks by two clients, one update each, and what the document then is. */
function history(count: number): { readonly updates: readonly Uint8Array[]; readonly doc: Y.Doc } {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (let n = 0; n < count; n++) {
		doc.clientID = n % 2 === 0 ? 5 : 6;
		doc.transact(() => addTask(doc, `task-${n}`));
	}
	return { updates, doc };
}
const tasksOf = ({ doc }: Live) => readPlan(doc).tasks.map(({ id }) => id);
const left = async (store: Store) => (await store.load(demoWedding, 'plan')).rows.map(({ seq }) => seq);

describe('[L1] a room is loaded from the newest snapshot and the rows behind it', () => {
	test('with and without a snapshot it is the same document', async () => {
		const { updates, doc } = history(12);
		const store = await logOf(...updates.slice(0, 8));
		const early = await openLive(store, demoWedding, 'plan');
		const snapshot = takeSnapshot(early);
		if (!snapshot.ok) throw new Error(snapshot.error);
		await store.saveSnapshot(demoWedding, 'plan', snapshot.value);
		await store.append(updates.slice(8).map(entry));
		const late = await openLive(store, demoWedding, 'plan');
		const whole = await openLive(await logOf(...updates), demoWedding, 'plan');
		expect([late, whole].map(({ doc: one, seq, rows }) => [canonicalHash(one), seq, rows])).toEqual([
			[canonicalHash(doc), 12, 4],
			[canonicalHash(doc), 12, 12],
		]);
	});

	test('rows of events alone, and an empty log', async () => {
		const store = await logOf();
		await store.append([entry(new Uint8Array())]);
		const live = await openLive(store, demoWedding, 'plan');
		expect({ seq: live.seq, tasks: tasksOf(live), isSound: isSound(live.doc) }).toEqual({
			seq: 1,
			tasks: [],
			isSound: true,
		});
	});
});

describe('[L1] a row that no longer applies is put aside, and the rest stays readable', () => {
	const deaf = Uint8Array.from(Buffer.from('010301002801016d016b002801016d016b00000100', 'hex'));
	const brick = forgeStructs(9, 0, { parent: 'meta', key: 'name', content: jsonOf(nestedJson(6_000)) });
	test.each([
		['bytes nobody can read', Uint8Array.of(1, 2, 3)],
		['an update cut short', history(1).updates[0]?.subarray(0, 20) ?? new Uint8Array()],
		['[L4] the 21 bytes that make a document deaf', deaf],
		['a value nested so deep that the document cannot be written any more', brick],
		['structs without those before them', forgeStructs(9, 4, { origin: [9, 3], content: textOf('x') })],
		[
			"structs upon somebody's that are not there",
			forgeStructs(9, 0, { origin: [55, 3], content: textOf('x') }),
		],
	])('%s', async (_, bad) => {
		const { updates, doc } = history(6);
		const store = await logOf(...updates.slice(0, 3), bad, ...updates.slice(3));
		const live = await openLive(store, demoWedding, 'plan');
		expect({
			hash: canonicalHash(live.doc),
			isSound: isSound(live.doc),
			left: await left(store),
			written: Y.encodeStateAsUpdate(live.doc).length > 0,
		}).toEqual({ hash: canonicalHash(doc), isSound: true, left: [1, 2, 3, 5, 6, 7], written: true });
		let told = 0;
		live.doc.on('update', () => {
			told += 1;
		});
		live.doc.getMap('meta').set('accent', '#aabbcc');
		expect(told).toBe(1);
	});

	test('what stands on it goes with it, and only that', async () => {
		const { updates } = history(6);
		const store = await logOf(...updates.slice(0, 2), Uint8Array.of(9), ...updates.slice(3));
		const live = await openLive(store, demoWedding, 'plan');
		expect(tasksOf(live).sort()).toEqual(['task-0', 'task-1', 'task-3', 'task-5']);
		expect(await left(store)).toEqual([1, 2, 4, 6]);
	});

	test('a room over such a log serves: an edit is stored and reaches the other screen', async () => {
		const store = await logOf(...history(2).updates, deaf);
		const world = await createWorld({ store });
		const ada = world.join({ person: 'ada' as never });
		const noor = world.join({ person: 'noor' as never });
		await world.settled();
		ada.edit((doc) => taskOf(doc, 'task-0').set('title', 'Rings'));
		await world.settled();
		expect(taskOf(noor.doc, 'task-0').get('title')).toBe('Rings');
		expect(await left(store)).toEqual([1, 2, 4]);
	});
});

describe('[L2] a snapshot is kept only if it proves itself', () => {
	const liveOf = async (count: number) =>
		openLive(await logOf(...history(count).updates), demoWedding, 'plan');

	test('a good one shows the state vector and the hash of the document', async () => {
		const live = await liveOf(5);
		const taken = takeSnapshot(live);
		if (!taken.ok) throw new Error(taken.error);
		const proof = new Y.Doc();
		Y.applyUpdate(proof, taken.value.state);
		expect({ hash: taken.value.hash, seq: taken.value.seq }).toEqual({ hash: canonicalHash(proof), seq: 5 });
		expect(Y.decodeStateVector(taken.value.stateVector)).toEqual(
			Y.decodeStateVector(Y.encodeStateVector(proof)),
		);
	});

	test('not of a document with something parked', async () => {
		const live = await liveOf(2);
		Y.applyUpdate(live.doc, forgeStructs(9, 4, { origin: [9, 3], content: textOf('x') }));
		expect(takeSnapshot(live)).toEqual({ ok: false, error: 'a snapshot does not load whole' });
	});

	test('not of a document that cannot be written', async () => {
		const live = await liveOf(2);
		Y.applyUpdate(
			live.doc,
			forgeStructs(9, 0, { parent: 'meta', key: 'name', content: jsonOf(nestedJson(6_000)) }),
		);
		expect(takeSnapshot(live)).toEqual({ ok: false, error: 'a snapshot cannot be written' });
	});

	test('not of a document that reads otherwise than it was written', async () => {
		const live = await liveOf(2);
		// Half a character has no form in UTF-8: what is read back is another text.
		taskOf(live.doc, 'task-0').set('title', '\ud83c');
		expect(takeSnapshot(live)).toEqual({ ok: false, error: 'a snapshot shows other contents' });
	});

	test('after so many rows a room keeps one, and the log behind it goes on', async () => {
		const world = await createWorld();
		const ada = world.join({ person: 'ada' as never });
		await world.settled();
		ada.edit((doc) => addTask(doc, 'cake'));
		for (let n = 1; n < limits.snapshotRows + 3; n++)
			ada.edit((doc) => taskOf(doc, 'cake').set('title', `${n}`));
		await world.settled();
		const { snapshot, rows } = await world.store.load(world.wedding, 'plan');
		expect({ taken: snapshot !== undefined, behind: (snapshot?.seq ?? 0) + rows.length }).toEqual({
			taken: true,
			behind: limits.snapshotRows + 3,
		});
		expect((await (await world.reopened()).read()).plan).toEqual((await world.room.read()).plan);
	});
});
