/** What the front page counts before the day: pure, over the plan. */
import type { Plan } from '../../../../shared/document/document.ts';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { dayParts } from '../run-sheet/day-parts.ts';
import { isOverdue } from '../tasks/task-groups.ts';

export interface OverviewFacts {
	readonly done: number;
	readonly all: number;
	readonly overdue: number;
	readonly unanswered: number;
}

export function overviewFacts(plan: Plan, local: string): OverviewFacts {
	const asked = plan.assignments.filter(({ status }) => (status ?? 'asked') === 'asked');
	return {
		done: plan.tasks.filter(({ status }) => status === 'done').length,
		all: plan.tasks.length,
		overdue: plan.tasks.filter((task) => isOverdue(task, local)).length,
		unanswered: new Set(asked.map(({ person }) => person)).size,
	};
}

/** One's own open tasks, the most pressing first (the plan's own order). */
export function nextTasks(plan: Plan, person: string): readonly string[] {
	return plan.tasks
		.filter(({ owner, status }) => owner === person && status !== 'done')
		.slice(0, SHOWN)
		.map(({ id }) => id);
}

/** The day in a few lines: what is fixed, and if that says too little, whatever comes first in each part of the day. */
export function keyMoments(timeline: readonly TimelineItem[]): readonly TimelineItem[] {
	const timed = timeline.filter(({ start, kind }) => start !== undefined && kind !== 'buffer');
	const placed = dayParts(timed);
	const heads = placed.filter(
		({ item, part }, index) => item.kind === 'fixed' || part !== placed[index - 1]?.part,
	);
	return (heads.length >= FEWEST ? heads.map(({ item }) => item) : timed).slice(0, MOMENTS);
}

const SHOWN = 5;
const FEWEST = 4;
const MOMENTS = 9;
