import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes, toInstant } from '../../../shared/day/local-time.ts';
import { momentOf } from '../../../shared/day/moments.ts';
import type { Reminder } from '../../../shared/day/reminder.ts';
import { isDue, nextMoment, reminders } from '../../../shared/day/reminders.ts';
import { type DayPlan, dayPlan } from '../../world/day-plan.ts';

const iso = (moment: number) => new Date(moment).toISOString().slice(0, 16);
/** What is said, from when until when. */
const told = (plan: DayPlan, policy = {}) =>
	reminders(dayPlan(plan), policy).map(({ type, record, from, until, after }) => [
		`${type} ${record.id}${after['level'] === undefined ? '' : ` ${after['level']}`}`,
		iso(from),
		iso(until),
	]);
/** Without those that say how far off the wedding is. */
const said = (plan: DayPlan, policy = {}) =>
	told(plan, policy).filter(([name]) => !String(name).startsWith('milestone'));

describe('what time says of tasks', () => {
	it('[TM1] a task is due soon a day before, due at its time, and late again after one and three days', () => {
		expect(said({ tasks: [{ due: '2027-05-01T14:00' }] })).toEqual([
			['task.due-soon task-1', '2027-04-30T12:00', '2027-05-01T12:00'],
			['task.overdue task-1 0', '2027-05-01T12:00', '2027-05-02T12:00'],
			['task.overdue task-1 1', '2027-05-02T12:00', '2027-05-04T12:00'],
			['task.overdue task-1 2', '2027-05-04T12:00', '2027-05-07T12:00'],
		]);
	});

	it('[TM1] on the day everything is closer: an hour before, and again after a quarter and half an hour', () => {
		expect(said({ tasks: [{ due: '2027-06-12T14:00' }] })).toEqual([
			['task.due-soon task-1', '2027-06-12T11:00', '2027-06-12T12:00'],
			['task.overdue task-1 0', '2027-06-12T12:00', '2027-06-12T12:15'],
			['task.overdue task-1 1', '2027-06-12T12:15', '2027-06-12T12:30'],
			['task.overdue task-1 2', '2027-06-12T12:30', '2027-06-12T14:00'],
		]);
	});

	it("[TM1] how long before is the wedding's to say; what is done or has no time is not spoken of", () => {
		const tasks = [{ due: '2027-05-01T14:00' }, { due: '2027-05-01T14:00', status: 'done' as const }, {}];
		expect(said({ tasks }, { dueSoonMinutes: 90 })[0]).toEqual([
			'task.due-soon task-1',
			'2027-05-01T10:30',
			'2027-05-01T12:00',
		]);
		expect(new Set(said({ tasks }).map(([name]) => String(name).split(' ')[1]))).toEqual(new Set(['task-1']));
	});

	it('[TM2] a task on the run sheet has its time from there: "30 minutes before the ceremony"', () => {
		const ceremony = { id: 'ceremony', start: '2027-06-12T15:00', minutes: 30 };
		const plan = { tasks: [{ anchor: '-30@ceremony' }], timeline: [ceremony] };
		expect(said(plan)).toEqual([
			['task.due-soon task-1', '2027-06-12T12:30', '2027-06-12T13:00'],
			['task.overdue task-1 0', '2027-06-12T13:00', '2027-06-12T13:15'],
			['task.overdue task-1 1', '2027-06-12T13:15', '2027-06-12T13:30'],
			['task.overdue task-1 2', '2027-06-12T13:30', '2027-06-12T15:00'],
		]);
		const later = { ...plan, timeline: [{ ...ceremony, start: '2027-06-12T15:20' }] };
		const [after] = reminders(dayPlan(later), {}).filter(({ type }) => type === 'task.due-soon');
		const soon = reminders(dayPlan(plan), {}).find(({ type }) => type === 'task.due-soon');
		expect([iso(after?.from ?? 0), after?.after]).toEqual([
			'2027-06-12T12:50',
			{ due: '2027-06-12T14:50', anchor: '-30@ceremony' },
		]);
		expect(after?.cause).not.toBe(soon?.cause);
	});

	it('[TM2] what follows an item is late a while after; an item that is over, skipped or gone reminds of nothing', () => {
		const tasks = [{ anchor: '20@ceremony' }];
		const ceremony = { id: 'ceremony', start: '2027-06-12T15:00', minutes: 30 };
		expect(said({ tasks, timeline: [ceremony] })[1]?.slice(0, 2)).toEqual([
			'task.overdue task-1 0',
			'2027-06-12T13:35',
		]);
		for (const state of ['done', 'skipped'] as const)
			expect(said({ tasks, timeline: [{ ...ceremony, state }] })).toEqual([]);
		expect(said({ tasks, timeline: [] })).toEqual([]);
		expect(said({ tasks, timeline: [{ id: 'ceremony', minutes: 30 }] })).toEqual([]);
	});
});

describe('who the day waits for', () => {
	const wren = { id: 'wren', trade: 'Photographer' };
	const portraits = { id: 'portraits', start: '2027-06-12T14:00', minutes: 60, owner: 'wren' };

	it('[TM3] somebody of a key trade should be here half an hour before their first item, and when it begins', () => {
		const plan = {
			people: [wren],
			timeline: [{ ...portraits, id: 'late', start: '2027-06-12T18:00' }, portraits],
		};
		const sorted = { ...plan, timeline: [...plan.timeline].sort((a, b) => (a.start < b.start ? -1 : 1)) };
		expect(said(sorted)).toEqual([
			['presence.missing wren 0', '2027-06-12T11:30', '2027-06-12T12:00'],
			['presence.missing wren 1', '2027-06-12T12:00', '2027-06-12T13:00'],
		]);
		expect(reminders(dayPlan(sorted), {}).find(({ type }) => type === 'presence.missing')).toMatchObject({
			unlessHere: 'wren',
			towards: toInstant('2027-06-12T14:00', 'Europe/Berlin'),
			after: { item: 'portraits', start: '2027-06-12T14:00', trade: 'Photographer', level: 0 },
		});
	});

	it('[TM3] it is theirs if they own it or were asked and did not decline; the wedding says which trades and how long', () => {
		const people = [wren, { id: 'gwen', trade: 'buses' }, { id: 'tess' }];
		const { owner: _, ...free } = portraits;
		const on = 'timeline:portraits';
		const asked = (status?: 'declined') => ({
			people,
			timeline: [free],
			assignments: [{ on, person: 'wren', ...(status && { status }) }],
		});
		expect(said(asked()).map(([name]) => name)).toEqual([
			'presence.missing wren 0',
			'presence.missing wren 1',
		]);
		expect(said(asked('declined'))).toEqual([]);
		const buses = { people, timeline: [{ ...portraits, owner: 'gwen' }] };
		expect(said(buses)).toEqual([]);
		expect(said(buses, { keyTrades: ['Buses'], missingMinutes: 45 })[0]).toEqual([
			'presence.missing gwen 0',
			'2027-06-12T11:15',
			'2027-06-12T12:00',
		]);
	});

	it('[TM3] nobody is missed on another day, for a buffer or what is skipped, or who has begun', () => {
		const of = (item: object) => said({ people: [wren], timeline: [{ ...portraits, ...item }] });
		expect(of({ start: '2027-06-11T14:00' })).toEqual([]);
		expect(of({ kind: 'buffer' })).toEqual([]);
		expect(of({ state: 'skipped' })).toEqual([]);
		expect(of({ state: 'running' })).toEqual([]);
		expect(of({ actualStart: '2027-06-12T11:50:00Z' })).toEqual([]);
	});
});

describe('milestones', () => {
	it('[TM4] are 100, 30, 7 days and a day to go, at nine in the morning where the wedding is', () => {
		expect(told({})).toEqual([
			['milestone.reached meta', '2027-03-04T08:00', '2027-03-04T20:00'],
			['milestone.reached meta', '2027-05-13T07:00', '2027-05-13T19:00'],
			['milestone.reached meta', '2027-06-05T07:00', '2027-06-05T19:00'],
			['milestone.reached meta', '2027-06-11T07:00', '2027-06-11T19:00'],
		]);
	});

	it('[TM4] and that all tasks are done, once, if there were ten at least', () => {
		const all = (count: number, open = 0) =>
			reminders(
				dayPlan({
					tasks: Array.from({ length: count }, (_, index) => ({ status: index < open ? 'todo' : 'done' })),
				}),
				{},
			).filter(({ cause }) => cause === 'all-tasks-done').length;
		expect([all(9), all(10), all(10, 1), all(0)]).toEqual([0, 1, 0, 0]);
	});
});

describe('time itself', () => {
	const zones = [
		'Europe/Berlin',
		'America/New_York',
		'Australia/Lord_Howe',
		'America/Santiago',
		'Asia/Kolkata',
	];

	it('[TM5] a time that the clock skips is reminded of right after the gap; one that it shows twice, the first time', () => {
		expect(iso(momentOf('2027-03-28T02:30', 'Europe/Berlin') ?? 0)).toBe('2027-03-28T01:00');
		expect(iso(momentOf('2027-10-31T02:30', 'Europe/Berlin') ?? 0)).toBe('2027-10-31T00:30');
		// Samoa went without the 30th of December 2011.
		expect(iso(momentOf('2011-12-30T12:00', 'Pacific/Apia') ?? 0)).toBe('2011-12-30T10:00');
		expect([momentOf('2027-03-28T02:30', 'Nowhere'), momentOf('soon', 'Europe/Berlin')]).toEqual([
			undefined,
			undefined,
		]);
	});

	it('[TM5] minutes before are real minutes, in every zone and in the nights in which the clock changes', () => {
		// Each hour of the days around both changes of all zones.
		const days = [
			'2027-03-14',
			'2027-03-28',
			'2027-04-04',
			'2027-09-05',
			'2027-10-03',
			'2027-10-31',
			'2027-11-07',
		];
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.constantFrom(...days),
				fc.integer({ min: -720, max: 1_440 }),
				fc.integer({ min: 1, max: 600 }),
				(timeZone, date, offset, lead) => {
					const start = addMinutes(`${date}T00:00`, offset);
					const plan = dayPlan({
						date,
						timeZone,
						timeline: [{ id: 'ceremony', start, minutes: 30 }],
						tasks: [{ anchor: `-${lead}@ceremony` }, { due: start }],
					});
					const found = reminders(plan, { dueSoonMinutes: lead }).filter(
						({ type }) => type === 'task.due-soon',
					);
					const begins = momentOf(start, timeZone) ?? Number.NaN;
					expect(found.map(({ from }) => begins - from)).toEqual([lead * 60_000, lead * 60_000]);
					expect(begins).toBe(toInstant(start, timeZone) ?? begins);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('[TM6] a moment that has moved is another finding, in all of its steps', () => {
		const causes = (due: string) =>
			reminders(dayPlan({ tasks: [{ due }] }), {})
				.filter(({ record }) => record.kind === 'task')
				.map(({ cause }) => cause);
		const both = [...causes('2027-05-01T14:00'), ...causes('2027-05-01T14:05')];
		expect(new Set(both).size).toBe(8);
	});

	it('[TM6] says the same under the same names however often it is asked, and nothing twice', () => {
		const plan = dayPlan({
			people: [{ id: 'wren', trade: 'florist' }],
			timeline: [{ id: 'ceremony', start: '2027-06-12T15:00', minutes: 30, owner: 'wren' }],
			tasks: [{ due: '2027-06-01T09:00' }, { anchor: '-30@ceremony' }, { due: '2027-06-12T09:00' }],
		});
		const all = reminders(plan, {});
		const nameOf = ({ type, record, cause }: Reminder) => `${type} ${record.id} ${cause}`;
		expect(reminders(structuredClone(plan), {})).toEqual(all);
		expect(new Set(all.map(nameOf)).size).toBe(all.length);
		let now = 0;
		const walked: string[] = [];
		for (let next = nextMoment(all, now); next !== undefined; next = nextMoment(all, now)) {
			now = next;
			walked.push(...all.filter((one) => one.from === now && isDue(one, now)).map(nameOf));
		}
		expect(walked).toEqual(all.filter(({ from }) => from > 0).map(nameOf));
	});
});
