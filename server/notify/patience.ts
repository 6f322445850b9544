/**
 * How long something may still be taken back before it is sent, how old it may be to be said at all, and until when it is worth sending:
 * tables, each number with its reason.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Priority } from '../../shared/notices/channel.ts';
import { type NoticeCategory, type NoticeKind, noticeKinds } from '../../shared/notices/kind.ts';

/** On the day people wait for the word; half as long is long enough to undo a slip of the finger. */
export function settlingMs(kind: NoticeKind, isTheDay: boolean): Millis {
	const { category }: { readonly category: NoticeCategory } = noticeKinds[kind];
	return isTheDay ? settling[category] / 2 : settling[category];
}

/** However often it is changed meanwhile, the first change is told of after so many times its settling time. */
export const longestSettling = 6;

const second = 1_000;
const settling: Readonly<Record<NoticeCategory, Millis>> = {
	tasks: 3 * second, // ticked by mistake, and unticked
	assignments: 3 * second, // the wrong person of two
	timeline: 5 * second, // dragged there in three movements
	comments: 2 * second, // sent too soon, and deleted
	guests: 30 * second, // counted together
	money: 10 * second, // a figure is typed in parts
	safety: 0, // said is said
	account: 0,
	digest: 0,
};

const minute = 60 * second;
const hour = 60 * minute;
/** Older than this it is no news: it is in the inbox, and told with the rest. */
export const stalest: Readonly<Record<Priority, Millis>> = {
	emergency: Number.POSITIVE_INFINITY, // somebody may still be waiting
	critical: 24 * hour,
	high: 6 * hour,
	normal: 2 * hour,
	low: 2 * hour,
};

/** After it is due. */
export const worthMs: Readonly<Record<Priority, Millis>> = {
	emergency: 2 * hour,
	critical: 12 * hour,
	high: 24 * hour,
	normal: 48 * hour,
	low: 48 * hour,
};
