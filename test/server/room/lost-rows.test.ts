/** After rows were lost to rot, devices know more than the log does. */
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { createRooms } from '../../../server/room/rooms.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import { seq } from '../../../shared/ids.ts';
import { seededRandom } from '../../../shared/random.ts';
import { addTask, createWorld, demoWedding, join, principal, taskOf } from '../../world/wedding.ts';

const create = (id: string) => ({ name: 'tasks.create', input: { id, title: id } });

test('[R9] [G4] the desk never writes under a clock that a device may hold from a row that was lost', async () => {
	const world = await createWorld();
	await world.room.operate(principal('ada'), create('one'));
	const two = await world.room.operate(principal('ada'), create('two'));
	const device = world.join({});
	await world.settled();
	await world.store.quarantine(world.wedding, two.ok ? two.value.seq : seq.parse(0), 'rot');
	const room = await world.reopened();
	expect((await room.operate(principal('ada'), create('three'))).ok).toBe(true);
	const newcomer = join(room, {});
	await room.read();
	Y.applyUpdate(device.doc, Y.encodeStateAsUpdate(newcomer.doc, Y.encodeStateVector(device.doc)));
	expect([...device.doc.getMap('tasks').keys()].sort()).toEqual(['one', 'three', 'two']);
	expect([...newcomer.doc.getMap('tasks').keys()].sort()).toEqual(['one', 'three']);
});

test('[R1] [R5] what was lost can be brought again, and its events are not told twice', async () => {
	const world = await createWorld();
	const ada = world.join({});
	await world.settled();
	const bytes = ada.edit((doc) => addTask(doc, 'cake'));
	await world.settled();
	ada.session.left();
	await world.store.quarantine(world.wedding, seq.parse(1), 'rot');
	const room = await world.reopened();
	const again = join(room, {});
	await room.read();
	again.send(bytes);
	await room.read();
	expect(again.last('receipt')).toEqual({ kind: 'receipt', n: 1, seq: 2 });
	again.edit((doc) => {
		Y.applyUpdate(doc, bytes);
		taskOf(doc, 'cake').set('title', 'Two cakes');
	});
	await room.read();
	expect((await room.read()).plan.tasks.map(({ title }) => title)).toEqual(['Two cakes']);
	const events = await world.store.events(world.wedding, { seq: 0, index: 0 }, 10);
	expect(events.map(({ type }) => type)).toEqual(['task.created', 'task.updated']);
});

test('[L3] the stop waits for an idle room that is still keeping its snapshot', async () => {
	const clock = testClock();
	const memory = openMemory();
	await memory.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	let finish = () => undefined as void;
	const isSlow = new Promise<void>((resolve) => {
		finish = resolve;
	});
	const kept: string[] = [];
	const rooms = createRooms({
		store: {
			...memory,
			async saveSnapshot(...snapshot) {
				await isSlow;
				await memory.saveSnapshot(...snapshot);
				kept.push('snapshot');
			},
		},
		clock,
		random: seededRandom(1),
		later: (call) => queueMicrotask(call),
		log: () => undefined,
		fatal(fault) {
			throw fault;
		},
	});
	const room = await rooms.open(demoWedding, 'plan');
	await room.operate(principal('ada'), create('cake'));
	clock.advance(120_000);
	const closing = rooms.close().then(() => kept.push('closed'));
	finish();
	await closing;
	expect(kept).toEqual(['snapshot', 'closed']);
});
