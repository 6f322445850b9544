import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { demoAssignments } from '../../../server/demo/assignments.ts';
import { demoComments } from '../../../server/demo/comments.ts';
import { demoPeople, demoSignIns } from '../../../server/demo/people.ts';
import { demoTasks, statusesOn } from '../../../server/demo/tasks.ts';
import { demoTimeline } from '../../../server/demo/timeline.ts';
import { demoDate, demoWedding } from '../../../server/demo/wedding.ts';
import { clashes } from '../../../shared/day/clashes.ts';
import { existsInZone } from '../../../shared/day/local-time.ts';
import { planShift } from '../../../shared/day/running-order.ts';
import { checkDocument } from '../../../shared/document/check.ts';
import { readPlan } from '../../../shared/document/document.ts';
import { run } from '../../../shared/document/operations/operations.ts';

const now = Date.UTC(2026, 10, 22, 9, 30);
const timeZone = 'Europe/London';
const wedding = demoWedding({ now, timeZone });

function planned(demo = wedding) {
	const doc = new Y.Doc();
	doc.clientID = 7;
	const declined = demo.acts.flatMap(({ author, operation }) => {
		const result = run(doc, author, operation);
		return result.ok ? [] : [result.error];
	});
	return { doc, declined, plan: readPlan(doc) };
}

test('every operation of the demo wedding is accepted, and nothing is wrong with the document', () => {
	const { doc, declined } = planned();
	expect(declined).toEqual([]);
	expect(checkDocument(doc)).toEqual([]);
});

test('the plan is as big as promised, with every role but support', () => {
	const { plan } = planned();
	expect({
		people: plan.people.length,
		tasks: plan.tasks.length,
		timeline: plan.timeline.length,
		assignments: plan.assignments.length,
		comments: plan.comments.length,
		conflicts: plan.conflicts,
		meta: plan.meta,
	}).toEqual({
		people: 27,
		tasks: 84,
		timeline: 35,
		assignments: 42,
		comments: 9,
		conflicts: [],
		meta: {
			name: 'Amara & Theo',
			date: '2027-06-12',
			timeZone: 'Europe/London',
			place: 'Larkfield Barn',
			accent: '#a4502e',
			phase: 'planning',
			outdoor: true,
		},
	});
	expect([...new Set(demoPeople.map(({ role }) => role))].sort()).toEqual(
		['coordinator', 'couple', 'family', 'guest', 'helper', 'party', 'service', 'vendor', 'venue'].sort(),
	);
});

test('the same moment gives the same wedding', () => {
	expect(demoWedding({ now, timeZone })).toEqual(wedding);
});

test('ids are readable, of the right kind and used once', () => {
	const all = [...demoPeople, ...demoTimeline, ...demoTasks, ...demoAssignments, ...demoComments];
	const ids = all.map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^(person|item|task|assignment|comment)(-[a-z]+)+$/);
});

test('whatever names a record names one that is there', () => {
	const people = new Set(demoPeople.map(({ id }) => id));
	const subjects = new Set([
		...demoTimeline.map(({ id }) => `timeline:${id}`),
		...demoTasks.map(({ id }) => `task:${id}`),
	]);
	const named = [
		...demoTimeline.flatMap(({ owner }) => owner ?? []),
		...demoTasks.map(({ owner }) => owner),
		...demoAssignments.map(({ person }) => person),
		...demoComments.flatMap(({ by, mentions }) => [by, ...(mentions ?? [])]),
		...demoSignIns,
	];
	expect(named.filter((id) => !people.has(id))).toEqual([]);
	const places = [
		...[...demoAssignments, ...demoComments].map(({ on }) => on),
		...demoTimeline.flatMap(({ after }) => (after === undefined ? [] : `timeline:${after}`)),
		...demoTasks.flatMap(({ dependsOn }) => (dependsOn ?? []).map((id) => `task:${id}`)),
		...demoTasks.flatMap(({ anchor }) => (anchor === undefined ? [] : `timeline:${anchor.split('@')[1]}`)),
	];
	expect(places.filter((subject) => !subjects.has(subject))).toEqual([]);
});

describe('the day', () => {
	const items = planned().plan.timeline.map(({ id, kind, start = '', minutes = 0, ...rest }) => ({
		...rest,
		id,
		kind,
		start,
		minutes,
	}));

	test('has the ceremony, the sunset and the curfew fixed, and buffers that belong to nobody', () => {
		const of = (kind: string) => items.filter((item) => item.kind === kind);
		expect(of('fixed').map(({ id }) => id)).toEqual([
			'item-ceremony',
			'item-sunset-photographs',
			'item-curfew',
		]);
		expect(of('buffer').map(({ owner }) => owner)).toEqual([undefined, undefined, undefined]);
		expect(of('flexible').filter(({ owner }) => owner === undefined)).toEqual([]);
	});

	test('asks nobody to be in two places at once', () => {
		expect(clashes(items)).toEqual([]);
	});

	test('asks the guests to be in one place at a time, and the couple at sunset', () => {
		const forGuests = items.filter(
			({ id, visibility }) => visibility === 'guests' || id === 'item-sunset-photographs',
		);
		expect(forGuests.length).toBeGreaterThan(15);
		expect(clashes(forGuests.map((item) => ({ ...item, owner: 'everybody' })))).toEqual([]);
	});

	test('lets nothing begin before what it hangs on has ended, nor shrink below nothing', () => {
		for (const item of items) {
			expect(item.minMinutes ?? 0).toBeLessThanOrEqual(item.minutes);
			const before = items.find(({ id }) => id === item.after);
			if (before === undefined) continue;
			const after = demoTimeline.find(({ id }) => id === item.id)?.start ?? '';
			expect(minutesOf(after)).toBeGreaterThanOrEqual(
				minutesOf(demoTimeline.find(({ id }) => id === before.id)?.start ?? '') + before.minutes,
			);
		}
	});

	test('is worth a delay: fifteen minutes at dinner fit before sunset, an hour does not', () => {
		expect(planShift(items, 'item-dinner', 15)).toMatchObject({
			absorbed: [{ id: 'item-buffer-before-sunset', minutes: 15 }],
			hits: [],
		});
		expect(planShift(items, 'item-dinner', 60).hits).toEqual([{ id: 'item-sunset-photographs', by: 10 }]);
	});

	test('keeps a late hairdresser away from the band, the buses and the kitchen, and the ceremony on time', () => {
		const { moves, hits, overlaps } = planShift(items, 'item-hair-and-make-up', 30);
		expect({ moved: moves.map(({ id }) => id), hits, overlaps }).toEqual({
			moved: [
				'item-hair-and-make-up',
				'item-dress',
				'item-first-look',
				'item-party-portraits',
				'item-buffer-before-ceremony',
				'item-registrar',
			],
			hits: [],
			// Told, not moved: the portraits are still going on when the first guests get off.
			overlaps: [{ id: 'item-guest-buses', by: 30 }],
		});
	});
});

describe('the tasks', () => {
	test('are due after what they depend on', () => {
		const byId = new Map(demoTasks.map((task) => [task.id, task]));
		const dueOf = (id: string) => byId.get(id)?.daysBefore ?? 0;
		const early = demoTasks.flatMap(({ id, dependsOn }) =>
			(dependsOn ?? []).filter((other) => dueOf(other) < dueOf(id)).map((other) => [id, other]),
		);
		expect(early).toEqual([]);
	});

	test.each([400, 202, 42, 10, 0, -60])(
		'with %i days left none is done before what it depends on',
		(days) => {
			const statuses = statusesOn(days);
			const wrong = demoTasks.filter(
				({ id, dependsOn }) =>
					statuses.get(id) === 'done' && (dependsOn ?? []).some((other) => statuses.get(other) !== 'done'),
			);
			expect([statuses.size, wrong]).toEqual([84, []]);
		},
	);

	test('are in every state at some weeks before the day', () => {
		expect([...new Set(statusesOn(28).values())].sort()).toEqual(['blocked', 'doing', 'done', 'todo']);
		expect([...new Set(statusesOn(202).values())]).toContain('doing');
	});
});

test.each([
	['Europe/London', '2027-03-28'],
	['America/New_York', '2027-11-07'],
	['Australia/Lord_Howe', '2027-10-03'],
	['Pacific/Apia', '2027-06-12'],
	['America/Havana', '2027-03-13'],
	['Asia/Kathmandu', '2028-02-29'],
])('every time exists in %s, even with a summer-time change on %s', (zone, date) => {
	const demo = demoWedding({ now, timeZone: zone, date });
	const { declined, plan } = planned(demo);
	expect(declined).toEqual([]);
	const times = [...plan.timeline.map(({ start }) => start), ...plan.tasks.map(({ due }) => due)];
	expect(times.filter((time) => time !== undefined && !existsInZone(time, zone))).toEqual([]);
});

test.each([
	['2026-11-22', '2027-06-12'],
	['2027-05-01', '2027-06-12'],
	['2027-05-02', '2028-06-10'],
	['2027-12-31', '2028-06-10'],
])('made on %s, the wedding is on %s: a Saturday in June at least six weeks ahead', (today, date) => {
	expect(demoDate(today)).toBe(date);
});

test('what people said was said before now, under their own name', () => {
	const said = planned().plan.comments.map(({ by, at }) => ({ by, isPast: Date.parse(at) < now }));
	expect(said.every(({ isPast }) => isPast)).toBe(true);
	expect(new Set(said.map(({ by }) => by)).size).toBeGreaterThan(6);
});

function minutesOf(clock: string): number {
	const [hours = 0, minutes = 0] = clock.split(':').map(Number);
	return hours * 60 + minutes;
}
