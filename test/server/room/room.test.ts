import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { addTask, createWorld, taskOf } from '../../world/wedding.ts';

test('[R1] an edit reaches the other screen, the log and its author as a receipt', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	await world.settled();
	ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	expect(taskOf(noor.doc, 'cake').get('title')).toBe('Order the cake');
	expect(ada.last('receipt')).toEqual({ kind: 'receipt', n: 1, seq: 1 });
	const { rows, seq } = await world.store.load(world.wedding, 'plan');
	expect({ rows: rows.length, seq, writer: rows[0]?.writer }).toEqual({
		rows: 1,
		seq: 1,
		writer: { person: 'ada', role: 'couple' },
	});
	const again = await world.reopened();
	expect((await again.read()).plan).toEqual((await world.room.read()).plan);
	expect(canonicalHash(noor.doc)).toBe(canonicalHash(ada.doc));
});

test('[R2] updates of one tick go out as one frame and are stored under their own authors', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	const third = world.join({ person: 'ines' as never, role: 'coordinator' });
	await world.settled();
	ada.edit((doc) => addTask(doc, 'cake'));
	noor.edit((doc) => addTask(doc, 'rings'));
	await world.settled();
	expect(third.heard.filter((one) => one.kind === 'update')).toHaveLength(1);
	expect([...third.doc.getMap('tasks').keys()].sort()).toEqual(['cake', 'rings']);
	const { rows } = await world.store.load(world.wedding, 'plan');
	expect(rows.map((row) => row.writer.person)).toEqual(['ada', 'noor']);
	const events = await world.store.events(world.wedding, { seq: 0, index: 0 }, 10);
	expect(events.map(({ type, actor }) => [type, actor.person])).toEqual([
		['task.created', 'ada'],
		['task.created', 'noor'],
	]);
});

test('[R3] a refused update changes nothing anywhere, and later ones of that connection are ignored', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	await world.settled();
	ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	const hash = canonicalHash(noor.doc);
	ada.edit((doc) => taskOf(doc, 'cake').set('title', 42));
	ada.edit((doc) => taskOf(doc, 'cake').set('title', 'fine'));
	await world.settled();
	expect(ada.last('refusal')).toMatchObject({
		n: 2,
		refusal: { code: 'invalid-value', record: 'cake', field: 'title' },
	});
	expect(ada.last('receipt')).toEqual({ kind: 'receipt', n: 1, seq: 1 });
	expect(canonicalHash(noor.doc)).toBe(hash);
	expect((await world.store.load(world.wedding, 'plan')).rows).toHaveLength(1);
});

test('[R2] a tick in which Yjs tidies the styles of a note reaches everybody whole', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	const third = world.join({ person: 'ines' as never });
	await world.settled();
	ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	const note = (doc: Y.Doc) => {
		const text = taskOf(doc, 'cake').get('notes');
		if (!(text instanceof Y.Text)) throw new Error('no note');
		return text;
	};
	ada.edit((doc) => note(doc).insert(0, 'Lemon, no nuts'));
	await world.settled();
	ada.edit((doc) => note(doc).format(0, 5, { bold: true }));
	noor.edit((doc) => note(doc).format(0, 5, { bold: true }));
	await world.settled();
	expect(note(third.doc).toDelta()).toEqual([
		{ insert: 'Lemon', attributes: { bold: true } },
		{ insert: ', no nuts' },
	]);
	expect(new Set([ada, noor, third].map(({ doc }) => canonicalHash(doc))).size).toBe(1);
});

test('[R2] what everybody has is not told again: a whole difference with one new edit in it goes out as that edit', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	await world.settled();
	ada.edit((doc) => {
		for (let n = 0; n < 200; n++) addTask(doc, `task-${n}`);
	});
	await world.settled();
	ada.doc.transact(() => taskOf(ada.doc, 'task-7').set('title', 'Rings'));
	const whole = Y.encodeStateAsUpdate(ada.doc);
	ada.say({ kind: 'step2', update: whole });
	await world.settled();
	const told = noor.last('update')?.update.length ?? 0;
	expect(taskOf(noor.doc, 'task-7').get('title')).toBe('Rings');
	expect({ isLong: whole.length > 4_096, isShort: told < 100 }).toEqual({ isLong: true, isShort: true });
});
