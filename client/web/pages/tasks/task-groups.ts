/**
 * The task list as people think of it: what is overdue, what is today, this week, later, whenever, and what is done. Keeps
 * the plan's own order (by due time) within a group. Pure.
 */
import type { Task } from '../../../../shared/document/schema.ts';
import { dateOf, daysBetween } from '../../wording.ts';

export const taskFilters = ['all', 'mine', 'today'] as const;
export type TaskFilter = (typeof taskFilters)[number];

/** What is further away than a week goes by months, as `YYYY-MM`. */
export type GroupName = 'overdue' | 'today' | 'week' | `${number}-${number}` | 'undated' | 'done';

export interface TaskGroup {
	readonly name: GroupName;
	readonly ids: readonly string[];
}

export interface TaskQuestion {
	readonly filter: TaskFilter;
	readonly person: string;
	/** What the wedding's clock shows. */
	readonly now: string;
}

/** Only groups that have something. */
export function taskGroups(tasks: readonly Task[], question: TaskQuestion): readonly TaskGroup[] {
	const groups = new Map<GroupName, string[]>();
	for (const task of tasks) {
		if (!isAsked(task, question)) continue;
		const name = groupOf(task, question.now);
		const ids = groups.get(name);
		if (ids === undefined) groups.set(name, [task.id]);
		else ids.push(task.id);
	}
	return [...groups].map(([name, ids]) => ({ name, ids })).sort((a, b) => placeOf(a.name) - placeOf(b.name));
}

/** How many are still open under each filter. */
export function openCounts(
	tasks: readonly Task[],
	question: Omit<TaskQuestion, 'filter'>,
): Readonly<Record<TaskFilter, number>> {
	const open = tasks.filter(({ status }) => status !== 'done');
	const count = (filter: TaskFilter) => open.filter((task) => isAsked(task, { ...question, filter })).length;
	return { all: count('all'), mine: count('mine'), today: count('today') };
}

export function groupOf(task: Task, now: string): GroupName {
	if (task.status === 'done') return 'done';
	if (task.due === undefined) return 'undated';
	if (isOverdue(task, now)) return 'overdue';
	const days = daysBetween(now, task.due);
	if (days <= 0) return 'today';
	return days <= 7 ? 'week' : (task.due.slice(0, 'YYYY-MM'.length) as `${number}-${number}`);
}

export function isOverdue(task: Task, now: string): boolean {
	return task.status !== 'done' && task.due !== undefined && task.due < now;
}

/** The named groups round the months, which come in the order of their number. */
function placeOf(name: GroupName): number {
	const place = places.get(name);
	return place ?? Number(name.replace('-', ''));
}

const places: ReadonlyMap<GroupName, number> = new Map([
	['overdue', -3],
	['today', -2],
	['week', -1],
	['undated', 1e9],
	['done', 2e9],
]);

/** "Today" is what has to be looked at today: due by tonight, whatever is overdue included. */
function isAsked(task: Task, { filter, person, now }: TaskQuestion): boolean {
	if (filter === 'mine') return task.owner === person;
	if (filter === 'today') return task.due !== undefined && dateOf(task.due) <= dateOf(now);
	return true;
}
