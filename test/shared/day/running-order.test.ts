import { describe, expect, test } from 'vitest';
import { planShift, type ShiftItem } from '../../../shared/day/running-order.ts';

const on = (clock: string) => `2027-06-12T${clock}`;
type Extra = Partial<Omit<ShiftItem, 'id' | 'start' | 'minutes'>>;
const item = (id: string, clock: string, minutes: number, extra: Extra = {}): ShiftItem => ({
	id,
	kind: 'flexible',
	start: on(clock),
	minutes,
	...extra,
});
const fixed = { kind: 'fixed' } as const;
const buffer = { kind: 'buffer' } as const;
const to = (id: string, from: [string, number], towards: [string, number]) => ({
	id,
	from: { start: on(from[0]), minutes: from[1] },
	to: { start: on(towards[0]), minutes: towards[1] },
});

describe('shifted later', () => {
	test('the item moves even if it is fixed, and what hangs on it keeps its distance', () => {
		const items = [
			item('ceremony', '15:00', 30, fixed),
			item('confetti', '15:40', 10, { after: 'ceremony' }),
			item('drinks', '16:30', 60, { after: 'confetti' }),
		];
		expect(planShift(items, 'ceremony', 30)).toEqual({
			moves: [
				to('ceremony', ['15:00', 30], ['15:30', 30]),
				to('confetti', ['15:40', 10], ['16:10', 10]),
				to('drinks', ['16:30', 60], ['17:00', 60]),
			],
			absorbed: [],
			hits: [],
			overlaps: [],
		});
	});

	test('what names nothing is pushed only as far as it must be, and gaps swallow the rest', () => {
		const items = [item('hair', '09:00', 60), item('dress', '10:10', 20), item('portraits', '10:45', 30)];
		expect(planShift(items, 'hair', 20)).toEqual({
			moves: [to('hair', ['09:00', 60], ['09:20', 60]), to('dress', ['10:10', 20], ['10:20', 20])],
			absorbed: [],
			hits: [],
			overlaps: [],
		});
	});

	test('what goes on beside it, or waits for something else, stays; a new overlap with that is listed', () => {
		const items = [
			item('hair', '09:00', 60, { minMinutes: 30 }),
			item('flowers', '09:30', 60),
			item('load-in', '08:00', 30),
			item('soundcheck', '10:00', 30, { after: 'load-in' }),
		];
		expect(planShift(items, 'hair', 15)).toEqual({
			moves: [to('hair', ['09:00', 60], ['09:15', 60])],
			absorbed: [],
			hits: [],
			overlaps: [{ id: 'soundcheck', by: 15 }],
		});
	});

	test('a buffer gives its minutes first, and what comes behind it moves that much less', () => {
		const items = [
			item('meal', '18:00', 90, { minMinutes: 60 }),
			item('breath', '19:30', 15, { ...buffer, after: 'meal' }),
			item('speeches', '19:45', 30, { after: 'breath' }),
		];
		expect(planShift(items, 'meal', 20)).toEqual({
			moves: [
				to('meal', ['18:00', 90], ['18:20', 90]),
				to('breath', ['19:30', 15], ['19:50', 0]),
				to('speeches', ['19:45', 30], ['19:50', 30]),
			],
			absorbed: [{ id: 'breath', minutes: 15 }],
			hits: [],
			overlaps: [],
		});
	});

	test('a delay that the buffer swallows whole reaches nobody behind it', () => {
		const items = [item('meal', '18:00', 90), item('breath', '19:30', 15, buffer), item('cake', '19:45', 10)];
		expect(planShift(items, 'meal', 10)).toEqual({
			moves: [to('meal', ['18:00', 90], ['18:10', 90]), to('breath', ['19:30', 15], ['19:40', 5])],
			absorbed: [{ id: 'breath', minutes: 10 }],
			hits: [],
			overlaps: [],
		});
	});

	test('flexible items keep their length while no fixed one is in danger', () => {
		const items = [item('drinks', '16:00', 60), item('meal', '17:00', 90, { minMinutes: 30 })];
		expect(planShift(items, 'drinks', 20).absorbed).toEqual([]);
	});

	test('before a fixed item the earliest flexible one shrinks first, the shifted one last; the rest is a hit', () => {
		const items = [
			item('drinks', '16:00', 60, { minMinutes: 50 }),
			item('meal', '17:00', 90, { minMinutes: 75 }),
			item('speeches', '18:30', 30, { minMinutes: 25 }),
			item('sunset', '19:00', 20, fixed),
		];
		expect(planShift(items, 'drinks', 15)).toEqual({
			moves: [to('drinks', ['16:00', 60], ['16:15', 60]), to('meal', ['17:00', 90], ['17:15', 75])],
			absorbed: [{ id: 'meal', minutes: 15 }],
			hits: [],
			overlaps: [],
		});
		expect(planShift(items, 'drinks', 35)).toEqual({
			moves: [
				to('drinks', ['16:00', 60], ['16:35', 50]),
				to('meal', ['17:00', 90], ['17:25', 75]),
				to('speeches', ['18:30', 30], ['18:40', 25]),
			],
			absorbed: [
				{ id: 'drinks', minutes: 10 },
				{ id: 'meal', minutes: 15 },
				{ id: 'speeches', minutes: 5 },
			],
			hits: [{ id: 'sunset', by: 5 }],
			overlaps: [],
		});
	});

	test('of several flexible items on the way the earliest gives all it can before the next one gives any', () => {
		const items = [
			item('first', '16:00', 60, { minMinutes: 30 }),
			item('second', '17:00', 60, { minMinutes: 50 }),
			item('third', '18:00', 60, { minMinutes: 50 }),
			item('fourth', '19:00', 60, { minMinutes: 50 }),
			item('sunset', '20:00', 20, fixed),
		];
		expect(planShift(items, 'first', 15).absorbed).toEqual([
			{ id: 'second', minutes: 10 },
			{ id: 'third', minutes: 5 },
		]);
	});

	test('a buffer behind a flexible item still gives before that one shrinks', () => {
		const items = [
			item('meal', '17:00', 90),
			item('speeches', '18:30', 30, { minMinutes: 10 }),
			item('breath', '19:00', 10, buffer),
			item('sunset', '19:10', 20, fixed),
		];
		expect(planShift(items, 'meal', 15).absorbed).toEqual([
			{ id: 'speeches', minutes: 5 },
			{ id: 'breath', minutes: 10 },
		]);
	});

	test('a fixed item that hangs on the shifted one stays, is hit, and holds back what hangs on it', () => {
		const items = [
			item('meal', '18:00', 60),
			item('sunset', '19:00', 20, { ...fixed, after: 'meal' }),
			item('cake', '19:20', 10, { after: 'sunset' }),
		];
		expect(planShift(items, 'meal', 10)).toEqual({
			moves: [to('meal', ['18:00', 60], ['18:10', 60])],
			absorbed: [],
			hits: [{ id: 'sunset', by: 10 }],
			overlaps: [],
		});
	});

	test('an item pushed past a fixed one is a hit by all the minutes that are missing before it', () => {
		const items = [item('meal', '18:00', 60), item('sunset', '19:10', 20, fixed)];
		expect(planShift(items, 'meal', 120).hits).toEqual([{ id: 'sunset', by: 110 }]);
	});
});

describe('shifted earlier', () => {
	test('the item and what hangs on it move; nothing else closes up', () => {
		const items = [
			item('ceremony', '15:00', 30, fixed),
			item('confetti', '15:30', 10, { after: 'ceremony' }),
			item('drinks', '15:40', 60),
		];
		expect(planShift(items, 'ceremony', -15)).toEqual({
			moves: [to('ceremony', ['15:00', 30], ['14:45', 30]), to('confetti', ['15:30', 10], ['15:15', 10])],
			absorbed: [],
			hits: [],
			overlaps: [],
		});
	});

	test('it takes from the buffer it waited for, hits the fixed item before that, and overlaps others', () => {
		const items = [
			item('ceremony', '15:00', 30, fixed),
			item('photos', '15:10', 25, { after: 'ceremony' }),
			item('breath', '15:30', 10, buffer),
			item('drinks', '15:40', 60),
		];
		expect(planShift(items, 'drinks', -15)).toEqual({
			moves: [to('breath', ['15:30', 10], ['15:25', 0]), to('drinks', ['15:40', 60], ['15:25', 60])],
			absorbed: [{ id: 'breath', minutes: 10 }],
			hits: [{ id: 'ceremony', by: 5 }],
			overlaps: [{ id: 'photos', by: 10 }],
		});
	});
});

test('shifted earlier, it takes nothing from buffers of other rooms or of the past', () => {
	const items = [
		item('arrival', '14:00', 30),
		item('rest', '14:30', 10, buffer),
		item('spare', '14:30', 10, { ...buffer, after: 'arrival' }),
		item('portraits', '14:40', 30, { after: 'arrival' }),
		item('over', '15:00', 10, { ...buffer, isPast: true }),
		item('drinks', '15:10', 30),
	];
	expect(planShift(items, 'portraits', -5).moves.map(({ id }) => id)).toEqual(['portraits']);
	expect(planShift(items, 'drinks', -5).moves.map(({ id }) => id)).toEqual(['drinks']);
});

describe('odd plans', () => {
	const nothing = { moves: [], absorbed: [], hits: [], overlaps: [] };

	test('an unknown item, or no minutes, changes nothing', () => {
		const items = [item('meal', '18:00', 60)];
		expect([planShift(items, 'cake', 10), planShift(items, 'meal', 0)]).toEqual([nothing, nothing]);
	});

	test('a circle of `after`s moves each of its items once', () => {
		const items = [
			item('a', '10:00', 10, { after: 'b' }),
			item('b', '10:10', 10, { after: 'a' }),
			item('c', '10:20', 10, { after: 'c' }),
			item('d', '10:30', 10, { after: 'gone' }),
		];
		expect(planShift(items, 'b', 10).moves).toEqual([
			to('a', ['10:00', 10], ['10:10', 10]),
			to('b', ['10:10', 10], ['10:20', 10]),
			to('c', ['10:20', 10], ['10:30', 10]),
			to('d', ['10:30', 10], ['10:40', 10]),
		]);
	});

	test('what is over stays, is not run into, and still holds those that name it', () => {
		const items = [
			item('doors', '08:00', 15, { isPast: true }),
			item('dress', '12:00', 30),
			item('gone', '12:30', 10, { isPast: true, after: 'dress' }),
			item('breath', '12:30', 10, { ...buffer, isPast: true }),
			item('lunch', '12:30', 30, { ...fixed, isPast: true }),
			item('buses', '12:30', 30, { after: 'doors' }),
		];
		expect(planShift(items, 'dress', 10)).toEqual({
			moves: [to('dress', ['12:00', 30], ['12:10', 30])],
			absorbed: [],
			hits: [],
			overlaps: [{ id: 'buses', by: 10 }],
		});
	});

	test('a shift over midnight goes on to the next day', () => {
		expect(planShift([item('dancing', '23:50', 60)], 'dancing', 20).moves[0]?.to).toEqual({
			start: '2027-06-13T00:10',
			minutes: 60,
		});
	});
});
