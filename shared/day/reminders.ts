/**
 * Everything that time itself has to say about a plan: pure, from the plan and the wedding's policy, worked out anew whenever one of them
 * changes. Guards: the same plan says the same under the same names, so that each is said once however often it is worked out.
 */
import type { Millis } from '../clock.ts';
import type { Plan } from '../document/document.ts';
import type { TimelineItem } from '../document/schema.ts';
import type { Policy } from '../notices/wishes.ts';
import { milestones } from './milestones.ts';
import { missingReminders } from './missing.ts';
import type { Reminder } from './reminder.ts';
import { taskReminders } from './task-reminders.ts';

/** Past and future ones, the earliest first. */
export function reminders(plan: Plan, policy: Policy): readonly Reminder[] {
	const { timeZone: zone, date } = plan.meta;
	const items = new Map<string, TimelineItem>(plan.timeline.map((item) => [item.id, item]));
	const clock = { zone, date, items, policy };
	return [
		...plan.tasks.flatMap((task) => taskReminders(task, clock)),
		...missingReminders(plan, policy),
		...milestones(plan),
	].sort((a, b) => a.from - b.from);
}

export const isDue = ({ from, until }: Reminder, now: Millis): boolean => from <= now && now < until;

/** The next moment at which there may be something to say. */
export function nextMoment(all: readonly Reminder[], now: Millis): Millis | undefined {
	return all.find(({ from }) => from > now)?.from;
}
