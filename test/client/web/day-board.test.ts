import { describe, expect, it } from 'vitest';
import { dayBoard, isWeddingDay } from '../../../client/web/pages/now/day-board.ts';
import { keyMoments, nextTasks, overviewFacts } from '../../../client/web/pages/now/overview-facts.ts';
import { type Acts, planOf } from '../plan-of.ts';

const zone = 'Europe/Berlin';
const at = (clock: string) => ({
	now: Date.parse(`2027-06-12T${clock}:00+02:00`),
	local: `2027-06-12T${clock}`,
	zone,
});
const item = (id: string, clock: string, minutes: number, more: object = {}) =>
	['timeline.create', { id, title: id, start: `2027-06-12T${clock}`, minutes, ...more }] as const;
const day: Acts = [
	item('hair', '09:00', 120),
	item('flowers', '10:00', 90),
	item('rest', '11:00', 30, { kind: 'buffer' }),
	item('vows', '12:00', 30, { kind: 'fixed' }),
	item('lunch', '12:30', 60),
];

function board(clock: string, acts: Acts = []) {
	const { running, next, late, isOver } = dayBoard(planOf([...day, ...acts]).timeline, at(clock));
	return { running: running.map(({ id }) => id), next: next.map(({ id }) => id), late, isOver };
}
const start = (id: string, clock: string) =>
	['timeline.change', { id, state: 'running', actualStart: `2027-06-12T${clock}:00+02:00` }] as const;

describe('the board of the day', () => {
	it('shows what is planned for now, in all rooms, when nobody taps, and calls nothing late', () => {
		expect(board('10:30')).toEqual({
			running: ['hair', 'flowers'],
			next: ['rest', 'vows', 'lunch'],
			late: undefined,
			isOver: false,
		});
	});

	it('says nothing goes on in a gap, and that it is over when it is', () => {
		expect(board('11:45')).toEqual({ running: [], next: ['vows', 'lunch'], late: undefined, isOver: false });
		expect(board('14:00')).toEqual({ running: [], next: [], late: undefined, isOver: true });
	});

	it('keeps what was started and follows the day when it runs late', () => {
		expect(board('12:25', [start('vows', '12:20')])).toEqual({
			running: ['vows'],
			next: ['lunch'],
			late: 20,
			isOver: false,
		});
	});

	it('leaves out what is done or skipped', () => {
		const acts: Acts = [
			['timeline.change', { id: 'hair', state: 'done' }],
			['timeline.change', { id: 'rest', state: 'skipped' }],
		];
		expect(board('10:30', acts)).toMatchObject({ running: ['flowers'], next: ['vows', 'lunch'] });
	});

	it('is shown on a day that is on the run sheet', () => {
		const { timeline } = planOf(day);
		expect(isWeddingDay(timeline, '2027-06-12T03:00')).toBe(true);
		expect(isWeddingDay(timeline, '2027-06-11T23:59')).toBe(false);
	});
});

describe('the overview before the day', () => {
	const plan = planOf([
		...day,
		['tasks.create', { id: 'a', title: 'A', due: '2027-05-01T12:00', owner: 'mia' }],
		['tasks.create', { id: 'b', title: 'B', due: '2027-04-01T12:00', owner: 'mia', status: 'done' }],
		['tasks.create', { id: 'c', title: 'C', due: '2027-04-20T12:00', owner: 'mia' }],
		['assignments.create', { id: 'x', on: 'timeline:vows', person: 'sam' }],
		['assignments.create', { id: 'y', on: 'task:a', person: 'sam' }],
	]);

	it('counts what wants a look', () => {
		expect(overviewFacts(plan, '2027-04-25T12:00')).toEqual({ done: 1, all: 3, overdue: 1, unanswered: 1 });
	});

	it('puts one’s most pressing open task first', () => {
		expect(nextTasks(plan, 'mia')).toEqual(['c', 'a']);
		expect(nextTasks(plan, 'sam')).toEqual([]);
	});

	it('tells the day in few lines, never by its buffers', () => {
		expect(keyMoments(plan.timeline).map(({ id }) => id)).toEqual(['hair', 'flowers', 'vows', 'lunch']);
	});
});
