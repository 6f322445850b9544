/** What is worth a moment on the way to the wedding: so many days to go, in the morning of the wedding's own clock, and everything done. */
import type { Plan } from '../document/document.ts';
import { addMinutes } from './local-time.ts';
import { momentOf } from './moments.ts';
import { HOUR_MS, type Reminder } from './reminder.ts';

export function milestones({ meta, tasks }: Pick<Plan, 'meta' | 'tasks'>): readonly Reminder[] {
	const { date, timeZone } = meta;
	const ahead = date === undefined ? [] : daysAhead.flatMap((days) => daysToGo(date, days, timeZone));
	const isDone = tasks.length >= enoughTasks && tasks.every(({ status }) => status === 'done');
	return isDone ? [...ahead, allDone] : ahead;
}

function daysToGo(date: string, days: number, zone: string): readonly Reminder[] {
	const from = momentOf(addMinutes(`${date}T${morning}`, -days * 24 * 60), zone);
	if (from === undefined) return [];
	const after = { milestone: 'days-to-go', count: days };
	return [{ ...ofTheWedding, cause: `${date} ${days}`, from, until: from + freshMs, after }];
}

const ofTheWedding = { type: 'milestone.reached', record: { kind: 'wedding', id: 'meta' } } as const;
/** Once: a task that comes later and is done as well is no second milestone. */
const allDone: Reminder = {
	...ofTheWedding,
	cause: 'all-tasks-done',
	from: 0,
	until: Number.POSITIVE_INFINITY,
	after: { milestone: 'all-tasks-done' },
};

const daysAhead = [100, 30, 7, 1];
const morning = '09:00';
/** In the evening it is not news any more. */
const freshMs = 12 * HOUR_MS;
/** A plan of three tasks that are done has only begun. */
const enoughTasks = 10;
