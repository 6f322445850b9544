import { expect, test } from 'vitest';
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
