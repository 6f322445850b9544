import { expect, test } from 'vitest';
import { createRooms } from '../../../server/room/rooms.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { type Section, SectionLost, type Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { err } from '../../../shared/result.ts';
import { seededRandom } from '../../../shared/random.ts';
import { keyRing, signer } from '../../world/signer.ts';
import { slowSocket } from '../../world/slow-socket.ts';
import { addTask, demoWedding, join, principal } from '../../world/wedding.ts';
import { turn } from '../../world/turn.ts';

/** A house whose log can go bad under a running room: every snapshot and row of one section. */
async function house() {
	const clock = testClock();
	const memory = openMemory();
	await memory.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	const rot = { section: undefined as Section | undefined };
	const store: Store = {
		...memory,
		load: (wedding, section) =>
			rot.section === section ? Promise.reject(new SectionLost('rotten')) : memory.load(wedding, section),
		append: (entries) =>
			entries.some(({ section }) => section === rot.section)
				? Promise.resolve(err({ code: 'full', reason: 'for a moment' }))
				: memory.append(entries),
	};
	const faults: unknown[] = [];
	const logged: string[] = [];
	const rooms = createRooms({
		store,
		clock,
		random: seededRandom(1),
		later: queueMicrotask,
		log: (_, event) => void logged.push(event),
		fatal: (fault) => void faults.push(fault),
		deviceKey: keyRing(signer('ada')).deviceKey,
	});
	return { clock, rooms, rot, faults, logged };
}
const create = (id: string) => ({ name: 'tasks.create', input: { id, title: id } });
const settle = async () => {
	for (let turns = 0; turns < 30; turns++) await turn();
};

test('[L5] a section that goes bad under its room closes that room with 1013 and no other, and the process lives', async () => {
	const { rooms, rot, faults, logged, clock } = await house();
	const plan = await rooms.open(demoWedding, 'plan');
	const guests = await rooms.open(demoWedding, 'guests');
	const socket = slowSocket();
	const ada = join(plan, { person: 'ada' as never });
	const noor = join(plan, { person: 'noor' as never });
	const ines = join(guests, { person: 'ines' as never, socket });
	await settle();
	ada.edit((doc) => addTask(doc, 'cake'));
	await settle();
	rot.section = 'plan';
	ada.edit((doc) => addTask(doc, 'rings'));
	ada.say(signer('ada').sign(Uint8Array.of(0, 0)));
	const operated = plan.operate(principal('ada'), create('flowers'));
	const seen = plan.read();
	await expect(operated).rejects.toBeInstanceOf(SectionLost);
	await expect(seen).rejects.toBeInstanceOf(SectionLost);
	await settle();
	clock.advance(60_000);
	await settle();
	expect({
		ada: ada.closedWith,
		noor: noor.closedWith,
		ines: ines.closedWith,
		receipts: ada.last('receipt')?.n,
		faults,
		logged,
		sessions: rooms.counts(),
	}).toEqual({
		ada: { code: 1013, reason: 'section-lost' },
		noor: { code: 1013, reason: 'section-lost' },
		ines: undefined,
		receipts: 1,
		faults: [],
		logged: ['append-refused', 'section-lost'],
		sessions: { rooms: 1, sessions: 1 },
	});
	for (const one of [ada, noor]) one.session.left();
	ada.edit((doc) => addTask(doc, 'too late'));
	expect(() => join(plan, { person: 'ada' as never })).toThrow(SectionLost);
	await expect(plan.read()).rejects.toBeInstanceOf(SectionLost);
	await plan.close(1012, 'restarting');
});

test('[L5] whoever comes again finds it as soon as it can be read, with all that had its receipt, and brings the rest', async () => {
	const { rooms, rot } = await house();
	const plan = await rooms.open(demoWedding, 'plan');
	const ada = join(plan, { person: 'ada' as never });
	await settle();
	ada.edit((doc) => addTask(doc, 'cake'));
	await settle();
	rot.section = 'plan';
	const rings = ada.edit((doc) => addTask(doc, 'rings'));
	await settle();
	ada.session.left();
	await expect(rooms.open(demoWedding, 'plan')).rejects.toBeInstanceOf(SectionLost);
	rot.section = undefined;
	const again = await rooms.open(demoWedding, 'plan');
	expect(again).not.toBe(plan);
	const back = join(again, { person: 'ada' as never });
	await settle();
	back.send(rings);
	await settle();
	expect((await again.read()).plan.tasks.map(({ id }) => id).sort()).toEqual(['cake', 'rings']);
	await rooms.close();
});
