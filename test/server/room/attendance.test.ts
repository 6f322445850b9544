import { describe, expect, it } from 'vitest';
import { createAttendance } from '../../../server/room/attendance.ts';
import { createRooms } from '../../../server/room/rooms.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { turn } from '../../world/turn.ts';
import { demoWedding, join, principal } from '../../world/wedding.ts';

const wren = principal('wren', 'vendor');
const hour = 60 * 60_000;

async function world() {
	const clock = testClock();
	const attendance = createAttendance(clock);
	const low: unknown[] = [];
	attendance.onLowBattery((who, percent) => low.push([who.person, percent]));
	const store = openMemory();
	await store.createWedding({
		id: demoWedding,
		createdAt: clock.now(),
		name: 'Ada & Noor',
		date: '2027-06-12',
	});
	const rooms = createRooms({
		store,
		clock,
		random: seededRandom(1),
		later: queueMicrotask,
		log: () => undefined,
		fatal(fault) {
			throw fault;
		},
		onSaid: attendance.note,
	});
	const room = await rooms.open(demoWedding, 'plan');
	return { clock, attendance, rooms, room, low };
}

describe('attendance', () => {
	it('[TM12] knows who is connected, and who has said to be there, from what devices say of themselves', async () => {
		const { clock, attendance, rooms, room, low } = await world();
		const isHere = () => [
			rooms.isHere(demoWedding, wren.person),
			attendance.isAtVenue(demoWedding, wren.person),
		];
		expect(isHere()).toEqual([false, false]);
		const phone = join(room, wren);
		await turn();
		expect(isHere()).toEqual([true, false]);
		const client = phone.doc.clientID;
		let count = 0;
		const say = async (state: object) => {
			phone.say({ kind: 'awareness', entries: [{ client, clock: ++count, state: JSON.stringify(state) }] });
			clock.advance(1_000);
			await turn();
		};
		await say({ activity: 'at-venue', battery: 14 });
		expect([isHere(), low]).toEqual([[true, true], [['wren', 14]]]);
		// The phone goes into a pocket.
		phone.session.left();
		expect(isHere()).toEqual([false, true]);
		expect(rooms.isHere(demoWedding, principal('noor').person)).toBe(false);
	});

	it('[TM12] forgets whoever is off or on their way, and everybody after the day', () => {
		const clock = testClock();
		const { note, isAtVenue, onLowBattery } = createAttendance(clock);
		const low: number[] = [];
		onLowBattery((_, percent) => low.push(percent));
		const is = () => isAtVenue(wren.wedding, wren.person);
		for (const activity of ['at-venue', 'setup', 'ceremony', 'reception', 'breakdown']) {
			note(wren, { activity });
			expect([activity, is()]).toEqual([activity, true]);
			for (const away of ['off', 'en-route']) {
				note(wren, { activity });
				note(wren, { activity: away });
				expect([away, is()]).toEqual([away, false]);
			}
		}
		note(wren, { activity: 'setup' });
		// A goodbye, or a word about something else, says nothing of where they are.
		note(wren, null);
		note(wren, { zone: 'kitchen', battery: 16 });
		expect(is()).toBe(true);
		clock.advance(16 * hour);
		expect([is(), low]).toEqual([false, []]);
	});
});
