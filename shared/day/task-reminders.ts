/**
 * When a task is due soon, due, and late once more: by its own time, or by the item of the run sheet that it hangs on ("30 minutes
 * before the ceremony"), which moves with the day. Guards: a time that has moved is another moment, told anew; before something
 * means real minutes, also in the night in which the clock changes.
 */
import type { Millis } from '../clock.ts';
import type { Task, TimelineItem } from '../document/schema.ts';
import { usualDueSoonMinutes } from '../notices/usual.ts';
import type { Policy } from '../notices/wishes.ts';
import { toLocal } from './local-time.ts';
import { momentOf } from './moments.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Reminder } from './reminder.ts';

export interface TaskClock {
	readonly zone: string;
	/** Of the wedding. */
	readonly date?: string | undefined;
	readonly items: ReadonlyMap<string, TimelineItem>;
	readonly policy: Policy;
}

export function taskReminders(task: Task, clock: TaskClock): readonly Reminder[] {
	if (task.status === 'done') return [];
	if (task.due !== undefined) return byItsTime(task, task.due, clock);
	return task.anchor === undefined ? [] : byItsItem(task, task.anchor, clock);
}

function byItsTime(task: Task, due: string, { zone, date, policy }: TaskClock): readonly Reminder[] {
	const moment = momentOf(due, zone);
	if (moment === undefined) return [];
	const isOnTheDay = date !== undefined && due.startsWith(date);
	const usual = isOnTheDay ? usualDueSoonMinutes.onTheDay : usualDueSoonMinutes.before;
	const lead = (policy.dueSoonMinutes ?? usual) * MINUTE_MS;
	const soon: Reminder = {
		...about(task, 'task.due-soon'),
		cause: `${moment}`,
		from: moment - lead,
		until: moment,
		towards: moment,
		after: { due },
	};
	return [soon, ...lateness(task, { moment, due, levels: isOnTheDay ? levelsOnTheDay : usualLevels })];
}

/** At the moment itself it is time; late it is when the item begins, or, for what follows it, a while after. */
function byItsItem(task: Task, anchor: string, { zone, items }: TaskClock): readonly Reminder[] {
	const [minutes = '', id = ''] = anchor.split('@');
	const item = items.get(id);
	const start = item?.start === undefined || isOver(item) ? undefined : momentOf(item.start, zone);
	if (start === undefined) return [];
	const moment = start + Number(minutes) * MINUTE_MS;
	const due = toLocal(moment, zone);
	const late = Math.max(start, moment + graceMs);
	const time: Reminder = {
		...about(task, 'task.due-soon'),
		cause: `${moment}`,
		from: moment,
		until: late,
		after: { due, anchor },
	};
	return [time, ...lateness(task, { moment: late, due, levels: levelsOnTheDay })];
}

/** Once when it is late, and again as long as nobody reacts; of what was slept through only the latest is said. */
function lateness(
	task: Task,
	{
		moment,
		due,
		levels,
	}: { readonly moment: Millis; readonly due: string; readonly levels: readonly Millis[] },
): readonly Reminder[] {
	return levels.slice(0, -1).map((after, level) => ({
		...about(task, 'task.overdue'),
		cause: `${moment} ${level}`,
		from: moment + after,
		until: moment + (levels[level + 1] ?? after),
		after: { due, level },
	}));
}

const about = (task: Task, type: 'task.due-soon' | 'task.overdue') =>
	({ type, record: { kind: 'task', id: task.id } }) as const;

const isOver = ({ state }: TimelineItem): boolean => state === 'done' || state === 'skipped';

/** Late, and once more for the next who should know; the last is how long it is worth saying at all. */
const usualLevels: readonly Millis[] = [0, DAY_MS, 3 * DAY_MS, 6 * DAY_MS];
const levelsOnTheDay: readonly Millis[] = [0, 15 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS];
/** Between "it is time" and "it is late". */
const graceMs = 15 * MINUTE_MS;
