import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createSchedule, type Schedule } from '../../../server/notify/schedule.ts';
import { createBell } from '../../../server/observers/bell.ts';
import { createRunner, type Runner } from '../../../server/observers/runner.ts';
import { silentLog } from '../../../server/ops/log.ts';
import { createAttendance } from '../../../server/room/attendance.ts';
import { found, serviceOf } from '../../../server/room/founding.ts';
import { createRooms } from '../../../server/room/rooms.ts';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { SectionLost, StorageFull, type Store } from '../../../server/store/store.ts';
import { type Clock, type TestClock, testClock } from '../../../shared/clock.ts';
import { eventSchema } from '../../../shared/events/catalogue.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { seededRandom } from '../../../shared/random.ts';
import { turn } from '../../world/turn.ts';

const w = weddingId.parse('w1');
const wren = personId.parse('wren');
const service = serviceOf(w);
const own = new Set([
	'task.due-soon',
	'task.overdue',
	'presence.missing',
	'presence.low-battery',
	'milestone.reached',
]);

/** A clock that somebody can set: timers run on, as those of a machine do. */
function settable(start: number): TestClock & { set(ms: number): void } {
	const clock = testClock(start);
	let ahead = 0;
	return {
		...clock,
		now: () => clock.now() + ahead,
		set: (ms) => {
			ahead += ms;
		},
	};
}

interface Given {
	readonly disk?: ReturnType<typeof memoryDisk>;
	readonly clock?: ReturnType<typeof settable>;
	readonly wrap?: (store: Store) => Store;
}

async function world({
	disk = memoryDisk(),
	clock = settable(Date.UTC(2027, 5, 10, 12)),
	wrap = (one) => one,
}: Given = {}) {
	const plain = openMemory(disk);
	const wrapped = wrap(plain);
	const bell = createBell(wrapped);
	const store = { ...wrapped, append: bell.append };
	const faults: unknown[] = [];
	const fatal = (fault: unknown) => void faults.push(fault);
	const attendance = createAttendance(clock);
	const connected = new Set<string>();
	const rooms = createRooms({
		store,
		clock: clock satisfies Clock,
		random: seededRandom(3),
		later: queueMicrotask,
		log: () => undefined,
		fatal,
	});
	const troubles: string[] = [];
	const log = { ...silentLog, warn: (event: string) => void troubles.push(event) };
	const deps = { store, rooms, clock, log, fatal };
	const isHere = (_: unknown, person: string) =>
		connected.has(person) || attendance.isAtVenue(w, personId.parse(person));
	const schedule = createSchedule({ ...deps, isHere });
	const runner = createRunner({ ...deps, bell, observers: [schedule.observer] });
	open.push({ runner, schedule, clock });
	const act = async (name: string, input: Readonly<Record<string, unknown>>) => {
		const done = await (await rooms.open(w, 'plan')).operate(service, { name, input });
		if (!done.ok) throw new Error(JSON.stringify(done.error));
	};
	return {
		disk,
		clock,
		store,
		rooms,
		runner,
		schedule,
		faults,
		troubles,
		connected,
		attendance,
		act,
		async found() {
			const card = { name: 'Maria & Jonas', date: '2027-06-12' };
			const input = { ...card, timeZone: 'Europe/Berlin' };
			await found(
				{ store, rooms, clock },
				{ wedding: w, card, acts: [{ by: service, operation: { name: 'meta.change', input } }] },
			);
		},
		async start() {
			await Promise.all([schedule.start(), runner.start()]);
			await settled();
		},
		/** Time goes on, in steps in which everything that is due happens. */
		async pass(minutes: number, step = 1) {
			for (let left = minutes; left > 0; left -= step) {
				clock.advance(Math.min(step, left) * 60_000);
				await settled();
			}
		},
		/** What was found, as `type record level`, with the local hour of it. */
		async findings() {
			const events = await store.events(w, { seq: 0, index: 0 }, 1_000);
			return events
				.filter(({ type }) => own.has(type) && type !== 'milestone.reached')
				.map(({ type, record, after, at }) => [
					`${type} ${record.id}${after['level'] === undefined ? '' : ` ${after['level']}`}`,
					at.slice(5, 16),
				]);
		},
		async stop() {
			await Promise.all([runner.close(), schedule.close()]);
		},
	};
}
const open: { readonly runner: Runner; readonly schedule: Schedule; readonly clock: TestClock }[] = [];
afterEach(async () => {
	for (const { runner, schedule, clock } of open.splice(0)) {
		const closed = Promise.all([runner.close(), schedule.close()]);
		clock.advance(2_000);
		await closed;
	}
});

async function settled(): Promise<void> {
	for (let turns = 0; turns < 12; turns++) await turn();
}

async function begun(given: Given = {}) {
	const one = await world(given);
	await one.found();
	await one.start();
	return one;
}

describe('the schedule', () => {
	it('[TM7] says each thing at its minute, once, as an event of the wedding that nobody did', async () => {
		const { act, pass, findings, store } = await begun();
		await act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T16:00' });
		await pass(26 * 60 + 10);
		expect(await findings()).toEqual([
			['task.due-soon cake', '06-10T14:00'],
			['task.overdue cake 0', '06-11T14:00'],
		]);
		const all = await store.events(w, { seq: 0, index: 0 }, 1_000);
		const said = all.filter(({ type }) => own.has(type));
		for (const event of said) {
			expect(eventSchema(event.type).safeParse(event).error).toBeUndefined();
			expect(event.actor).toEqual({ person: 'wedsync', role: 'service' });
		}
		expect(said.find(({ type }) => type === 'task.due-soon')).toMatchObject({
			record: { kind: 'task', id: 'cake' },
			after: { due: '2027-06-11T16:00', minutes: 1_440 },
			fields: ['due', 'minutes'],
		});
	});

	it('[TM8] follows the plan: what has moved is said at its new time, what is done or deleted is not said', async () => {
		const { act, pass, findings, clock } = await begun({ clock: settable(Date.UTC(2027, 5, 12, 8)) });
		await act('timeline.create', {
			id: 'ceremony',
			title: 'Ceremony',
			kind: 'fixed',
			start: '2027-06-12T15:00',
			minutes: 30,
		});
		for (const id of ['candles', 'rings', 'bells'])
			await act('tasks.create', { id, title: id, anchor: '-30@ceremony' });
		await settled();
		await pass(120);
		await act('timeline.shift', { id: 'ceremony', minutes: 20 });
		await act('tasks.change', { id: 'rings', status: 'done' });
		await act('tasks.delete', { id: 'bells' });
		await pass(171);
		expect(new Date(clock.now()).toISOString()).toBe('2027-06-12T12:51:00.000Z');
		expect(await findings()).toEqual([['task.due-soon candles', '06-12T12:50']]);
		// Earlier again, so that its moment has just passed: that is another moment, and is said now.
		await act('timeline.shift', { id: 'ceremony', minutes: -5 });
		await settled();
		clock.advance(0);
		await settled();
		expect((await findings()).slice(1)).toEqual([['task.due-soon candles', '06-12T12:51']]);
	});

	it('[TM8] of a plan that changes while it is looked at loses nothing', async () => {
		let meanwhile: (() => Promise<void>) | undefined;
		const one = await begun({
			wrap: (store) => ({
				...store,
				async setTimers(...given) {
					const edit = meanwhile;
					meanwhile = undefined;
					await edit?.();
					await store.setTimers(...given);
				},
			}),
		});
		meanwhile = async () => {
			await one.act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T14:01' });
			await settled();
		};
		one.schedule.look(w);
		await settled();
		expect(meanwhile).toBeUndefined();
		await one.pass(3);
		expect((await one.findings()).map(([name]) => name)).toEqual(['task.due-soon cake']);
	});

	it('[TM9] says once what came due while no server ran, and nothing again after any restart', async () => {
		const { act, stop, disk, clock } = await begun();
		await act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T16:00' });
		await act('tasks.create', { id: 'rings', title: 'Rings', due: '2027-06-20T16:00' });
		await settled();
		await stop();
		clock.advance(30 * 60 * 60_000);
		for (let starts = 0; starts < 3; starts++) {
			const again = await world({ disk, clock });
			await again.start();
			await again.pass(5);
			// Soon is past; late is true still.
			expect(await again.findings()).toEqual([['task.overdue cake 0', '06-11T18:00']]);
			await again.act('tasks.change', { id: 'rings', title: `Rings ${starts}` });
			await settled();
			await again.pass(1);
			expect([(await again.findings()).length, again.troubles]).toEqual([1, []]);
			await again.stop();
			clock.set(-5 * 60_000);
		}
	});

	it('[TM10] says nothing twice when the clock is set back, and what it jumped over when it is set forward', async () => {
		const { act, pass, findings, clock } = await begun();
		await act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T16:00' });
		await act('tasks.create', { id: 'rings', title: 'Rings', due: '2027-06-11T15:00' });
		await pass(180);
		expect((await findings()).map(([name]) => name)).toEqual(['task.due-soon rings', 'task.due-soon cake']);
		clock.set(-170 * 60_000);
		await pass(200);
		expect(await findings()).toHaveLength(2);
		clock.set(25 * 60 * 60_000);
		await pass(1);
		expect((await findings()).slice(2).map(([name]) => name)).toEqual([
			'task.overdue rings 0',
			'task.overdue cake 0',
		]);
	});

	it.each([
		['2027-03-28', '2027-03-28T02:30', '03-28T01:00'],
		['2027-10-31', '2027-10-31T02:30', '10-31T00:30'],
		['2027-10-31', '2027-10-31T03:15', '10-31T02:15'],
	])('[TM11] on %s, when the clock changes, %s comes once', async (date, due, at) => {
		const { act, pass, findings } = await begun({
			clock: settable(Date.parse(`${date}T00:00Z`) - 2 * 3_600_000),
		});
		await act('meta.change', { date });
		// The plan keeps no time that the clock skips; another zone, chosen later, may skip it.
		await act('meta.change', { timeZone: 'UTC' });
		await act('tasks.create', { id: 'moon', title: 'Moon', due });
		await act('meta.change', { timeZone: 'Europe/Berlin' });
		await settled();
		await pass(6 * 60, 5);
		const found = await findings();
		expect(found.filter(([name]) => name === 'task.overdue moon 0')).toEqual([['task.overdue moon 0', at]]);
		expect(new Set(found.map(([name]) => name)).size).toBe(found.length);
	});

	it('[TM12] misses somebody of a key trade who is neither connected nor known to be there, and says it to all who can call', async () => {
		const { act, pass, findings, store } = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(act);
		await pass(91);
		expect(await findings()).toEqual([['presence.missing wren 0', '06-12T11:30']]);
		await pass(40);
		expect((await findings()).slice(1)).toEqual([['presence.missing wren 1', '06-12T12:00']]);
		const event = (await store.events(w, { seq: 0, index: 0 }, 1_000)).find(
			({ type }) => type === 'presence.missing',
		);
		expect(event).toMatchObject({
			record: { kind: 'person', id: 'wren' },
			after: { item: 'portraits', start: '2027-06-12T14:00', trade: 'photographer', level: 0, minutes: 30 },
		});
	});

	it('[TM12] misses nobody who is connected, or who has said that they are there and put the phone away', async () => {
		const connected = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(connected.act);
		connected.connected.add('wren');
		await connected.pass(91);
		// The phone goes into a pocket: who was here when it was time is not missed for that.
		connected.connected.clear();
		await connected.pass(20);
		expect(await connected.findings()).toEqual([]);
		expect(await connected.store.timers(w, 'here ')).toHaveLength(1);
		connected.connected.add('wren');
		await connected.pass(75);
		// Remembered until the item is over, and no longer.
		expect([await connected.findings(), await connected.store.timers(w, 'here ')]).toEqual([[], []]);

		const told = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(told.act);
		told.attendance.note({ wedding: w, person: wren, name: 'Wren', role: 'vendor' }, { activity: 'setup' });
		await told.pass(130);
		expect(await told.findings()).toEqual([]);
		const away = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(away.act);
		for (const activity of ['setup', 'en-route'])
			away.attendance.note({ wedding: w, person: wren, name: 'Wren', role: 'vendor' }, { activity });
		await away.pass(91);
		expect(await away.findings()).toHaveLength(1);
	});

	it('[TM13] after a start waits a minute for devices to come back before anybody is missing; who was seen stays seen', async () => {
		const first = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(first.act);
		await first.pass(85);
		await first.stop();
		await first.clock.advance(10 * 60_000);
		const late = await world({ disk: first.disk, clock: first.clock });
		await late.start();
		expect(await late.findings()).toEqual([]);
		late.connected.add('wren');
		await late.pass(2);
		await late.stop();
		const again = await world({ disk: first.disk, clock: first.clock });
		await again.start();
		await again.pass(3);
		await again.act('tasks.create', { id: 'cake', title: 'Cake' });
		await again.pass(1);
		expect(await again.findings()).toEqual([]);
		// When the item begins it is asked anew.
		await again.pass(25);
		expect((await again.findings()).map(([name]) => name)).toEqual(['presence.missing wren 1']);
	});

	it('[TM14] tells once a day that somebody with a part to play runs out of battery', async () => {
		const { act, schedule, findings } = await begun({ clock: settable(Date.UTC(2027, 5, 12, 10)) });
		await photographer(act);
		schedule.lowBattery(w, personId.parse('nobody'), 9);
		for (const percent of [15, 12, 3]) schedule.lowBattery(w, wren, percent);
		await settled();
		expect(await findings()).toEqual([['presence.low-battery wren', '06-12T10:00']]);
		const before = await begun({ clock: settable(Date.UTC(2027, 5, 11, 10)) });
		await photographer(before.act);
		before.schedule.lowBattery(w, wren, 5);
		await settled();
		expect(await before.findings()).toEqual([]);
	});

	it('[TM15] looks again when the policy is another', async () => {
		const { act, pass, store, schedule, findings } = await begun({
			clock: settable(Date.UTC(2027, 5, 12, 10)),
		});
		await photographer(act);
		await settled();
		await store.savePolicy(w, { missingMinutes: 120 });
		schedule.look(w);
		await pass(2);
		expect((await findings()).map(([name]) => name)).toEqual(['presence.missing wren 0']);
	});

	it('[TM16] sets what is not set in a wedding that was there before it', async () => {
		const one = await world();
		await one.found();
		await one.act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T15:00' });
		const end = (await one.store.events(w, { seq: 0, index: 0 }, 1_000)).at(-1) ?? { seq: 0, index: 0 };
		const to = { seq: end.seq, index: end.index };
		await one.store.observe({ observer: 'schedule', wedding: w, from: { seq: 0, index: 0 }, to, at: 1 });
		await one.start();
		await one.pass(61);
		expect((await one.findings()).map(([name]) => name)).toEqual(['task.due-soon cake']);
	});

	it('[TM17] of which one wedding cannot be read looks there later, and everywhere else now; a full disk is waited for', async () => {
		let isLost = true;
		let isFull = false;
		const one = await begun({
			wrap: (store) => ({
				...store,
				async policy(wedding) {
					if (isLost) throw new SectionLost('rot');
					return store.policy(wedding);
				},
				async append(entries) {
					if (isFull && entries.some(({ update }) => update.length === 0)) throw new StorageFull('no room');
					return store.append(entries);
				},
			}),
		});
		isLost = false;
		await one.act('tasks.create', { id: 'cake', title: 'Cake', due: '2027-06-11T15:00' });
		await one.act('tasks.create', { id: 'rings', title: 'Rings', due: '2027-06-11T16:00' });
		await settled();
		isLost = true;
		await one.pass(61);
		expect(await one.findings()).toEqual([]);
		isLost = false;
		await one.pass(2);
		expect((await one.findings()).map(([name]) => name)).toEqual(['task.due-soon cake']);
		isFull = true;
		await one.pass(70);
		isFull = false;
		await one.pass(2);
		expect([(await one.findings()).map(([name]) => name), one.faults]).toEqual([
			['task.due-soon cake', 'task.due-soon rings'],
			[],
		]);
	});

	it('[TM18] whatever happens in whatever order, says everything that stays true long enough once, and nothing early', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.oneof(
						fc.record({
							kind: fc.constant('due' as const),
							task: fc.nat(3),
							hours: fc.integer({ min: 1, max: 40 }),
						}),
						fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 400 }) }),
						fc.record({ kind: fc.constant('restart' as const), minutes: fc.integer({ min: 0, max: 200 }) }),
						fc.record({ kind: fc.constant('done' as const), task: fc.nat(3) }),
					),
					{ minLength: 4, maxLength: 14 },
				),
				async (steps) => {
					let one = await begun();
					for (let task = 0; task < 4; task++)
						await one.act('tasks.create', { id: `t${task}`, title: `Task ${task}` });
					for (const step of steps) {
						if (step.kind === 'due') {
							const due = new Date(one.clock.now() + (step.hours + 2) * 3_600_000).toISOString().slice(0, 16);
							await one.act('tasks.change', { id: `t${step.task}`, due, status: 'todo' });
						} else if (step.kind === 'done')
							await one.act('tasks.change', { id: `t${step.task}`, status: 'done' });
						else if (step.kind === 'pass') await one.pass(step.minutes, 7);
						else {
							await one.stop();
							one.clock.advance(step.minutes * 60_000);
							one = await world({ disk: one.disk, clock: one.clock });
							await one.start();
						}
						await settled();
					}
					await one.pass(2);
					const events = await one.store.events(w, { seq: 0, index: 0 }, 1_000);
					const late = events.filter(({ type, after }) => type === 'task.overdue' && after['level'] === 0);
					const keyOf = ({ record, after }: (typeof events)[number]) => `${record.id} ${after['due']}`;
					expect(new Set(late.map(keyOf)).size).toBe(late.length);
					for (const event of late)
						expect(Date.parse(event.at)).toBeGreaterThanOrEqual(
							Date.parse(`${event.after['due']}Z`) - 2 * 3_600_000,
						);
					const { plan } = await (await one.rooms.open(w, 'plan')).read();
					const owed = plan.tasks.filter(
						({ due, status }) =>
							due !== undefined &&
							status !== 'done' &&
							Date.parse(`${due}Z`) - 2 * 3_600_000 <= one.clock.now() - 120_000,
					);
					const told = new Set(events.filter(({ type }) => type === 'task.overdue').map(keyOf));
					expect(owed.filter(({ id, due }) => !told.has(`${id} ${due}`))).toEqual([]);
					await one.stop();
				},
			),
			{ numRuns: 20 },
		);
	});
});

async function photographer(
	act: (name: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
	await act('people.create', { id: 'wren', name: 'Wren', role: 'vendor', trade: 'photographer' });
	await act('timeline.create', {
		id: 'portraits',
		title: 'Portraits',
		kind: 'fixed',
		start: '2027-06-12T14:00',
		minutes: 60,
		owner: 'wren',
	});
	await settled();
}
