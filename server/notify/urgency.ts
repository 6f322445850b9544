/**
 * How urgent something is to somebody: what its kind says, one step more when its moment is near or the day has come, one step less when
 * the day is far. Guards: nothing becomes an emergency by this, and no emergency becomes less.
 */
import type { Millis } from '../../shared/clock.ts';
import { addMinutes, toInstant, toLocal } from '../../shared/day/local-time.ts';
import { type Priority, priorities } from '../../shared/notices/channel.ts';
import { type NoticeCategory, type NoticeKind, noticeKinds } from '../../shared/notices/kind.ts';
import type { Policy } from '../../shared/notices/wishes.ts';
import { itemOf, type Scene, taskOf, textOf, type View } from './scene.ts';

export interface Urgency {
	readonly priority: Priority;
	/** Why it is not what its kind says. */
	readonly because?: 'day' | 'near' | 'far' | 'said';
}

export function urgencyOf(kind: NoticeKind, view: View): Urgency {
	const { category, priority }: { readonly category: NoticeCategory; readonly priority: Priority } =
		noticeKinds[kind];
	if (priority === 'emergency') return { priority };
	const said =
		kind === 'announcement' ? priorities.find((one) => one === view.event.after['urgency']) : undefined;
	if (said !== undefined && said !== 'emergency') return { priority: said, because: 'said' };
	if (!grows.has(category)) return { priority };
	if (isTheDay(view)) return raised(priority, 'day');
	if (isNear(view)) return raised(priority, 'near');
	if (priority === 'critical' && category !== 'safety' && isFar(view))
		return { priority: 'high', because: 'far' };
	return { priority };
}

/** As much of the scene as the day is known by. */
export interface Today {
	readonly plan: { readonly meta: Pick<Scene['plan']['meta'], 'date' | 'timeZone'> };
	readonly book: Pick<Scene['book'], 'policy'>;
	readonly now: Millis;
}

/** The wedding's day, to four in the morning after; Saturdays too if the wedding wants that, or as its policy says. */
export function isTheDay({ plan, book, now }: Today): boolean {
	const { dayMode = 'auto', saturdays = false }: Policy = book.policy;
	if (dayMode !== 'auto') return dayMode === 'on';
	const today = dayOf(now, plan.meta.timeZone);
	const isSaturday = new Date(`${today}T12:00:00Z`).getUTCDay() === saturday;
	return today === plan.meta.date || (saturdays && isSaturday);
}

/** Asked for each of hundreds of people, of one moment. */
function dayOf(now: Millis, timeZone: string): string {
	const key = `${now} ${timeZone}`;
	const known = dayByMoment.get(key);
	if (known !== undefined) return known;
	const day = addMinutes(toLocal(now, timeZone), -nightMinutes).slice(0, dayLength);
	if (dayByMoment.size >= 100) dayByMoment.clear();
	dayByMoment.set(key, day);
	return day;
}

/** It is due, or begins, within a day from now, or did so lately. */
function isNear(view: View): boolean {
	const moment = momentOf(view);
	return moment !== undefined && moment > view.now - lateMs && moment < view.now + nearMs;
}

function isFar({ plan, now }: View): boolean {
	const { date, timeZone } = plan.meta;
	const day = date === undefined ? undefined : toInstant(`${date}T12:00`, timeZone);
	return day !== undefined && day - now > farMs;
}

function momentOf(view: View): Millis | undefined {
	const { record, after, before } = view.event;
	const [first] = Array.isArray(after['items']) ? after['items'] : [];
	const local =
		textOf(after['start']) ??
		textOf(first?.start) ??
		textOf(before['start']) ??
		itemOf(view, record.id)?.start ??
		taskOf(view, record.id)?.due;
	return local === undefined ? undefined : toInstant(local, view.plan.meta.timeZone);
}

function raised(priority: Priority, because: 'day' | 'near'): Urgency {
	const higher = priorities[Math.max(1, priorities.indexOf(priority) - 1)] ?? priority;
	return higher === priority ? { priority } : { priority: higher, because };
}

/** Answers, money and accounts are as urgent on the day as before it. */
const grows: ReadonlySet<NoticeCategory> = new Set([
	'tasks',
	'assignments',
	'timeline',
	'comments',
	'safety',
]);
const dayLength = 'YYYY-MM-DD'.length;
const nightMinutes = 4 * 60;
const saturday = 6;
const hourMs = 3_600_000;
const nearMs = 24 * hourMs;
const lateMs = 2 * hourMs;
/** Nobody need get up at night for what is a month away. */
const farMs = 30 * 24 * hourMs;
const dayByMoment = new Map<string, string>();
