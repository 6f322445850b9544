/**
 * The wedding day as one looks up from it: what is going on, what comes next, how late it all runs. Pure. Nobody taps every
 * button: what was started is going on until it is finished, and so is what is planned for the place on the sheet that the
 * day has got to; what was planned for earlier and never touched is taken as past; and as long as nobody started anything,
 * nothing is called late.
 */
import type { Millis } from '../../../../shared/clock.ts';
import { runningLate } from '../../../../shared/day/lateness.ts';
import { addMinutes } from '../../../../shared/day/local-time.ts';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { dateOf } from '../../wording.ts';

export interface DayBoard {
	/** Several rooms may work side by side; in the order of the day. */
	readonly running: readonly TimelineItem[];
	readonly next: readonly TimelineItem[];
	/** Minutes, negative when early; `undefined` while nobody has started anything. */
	readonly late: number | undefined;
	readonly isOver: boolean;
}

export interface DayMoment {
	readonly now: Millis;
	/** What the wedding's clock shows then. */
	readonly local: string;
	readonly zone: string;
}

export function dayBoard(timeline: readonly TimelineItem[], at: DayMoment): DayBoard {
	const timed = timeline.filter(isTimed);
	const open = timed.filter((item) => item.state !== 'done' && item.state !== 'skipped');
	const late = timed.some(({ actualStart }) => actualStart) ? lateness(timed, at) : undefined;
	// Where on the sheet the day has got to.
	const reached = addMinutes(at.local, -Math.min(MOST_LATE, Math.max(0, late ?? 0)));
	const running = open.filter((item) => item.state === 'running' || isPlannedFor(item, reached));
	const next = open.filter((item) => !running.includes(item) && item.start >= reached);
	return {
		running: running.slice(0, MOST),
		next: next.slice(0, MOST),
		late,
		isOver: running.length + next.length === 0,
	};
}

/** Is this day on the run sheet? Then the front page is the board, not the countdown. */
export function isWeddingDay(timeline: readonly TimelineItem[], local: string): boolean {
	return timeline.some((item) => item.start !== undefined && dateOf(item.start) === dateOf(local));
}

function lateness(timed: readonly Timed[], at: DayMoment): number {
	return runningLate(
		timed.map((item) => ({ ...item, minutes: item.minutes ?? 0 })),
		at,
	).minutes;
}

function isPlannedFor(item: Timed, local: string): boolean {
	return item.kind !== 'buffer' && item.start <= local && local < addMinutes(item.start, item.minutes ?? 0);
}

type Timed = TimelineItem & { readonly start: string };
const isTimed = (item: TimelineItem): item is Timed => item.start !== undefined;
const MOST = 3;
/** Later than this, somebody forgot to tap; the sheet goes on. */
const MOST_LATE = 120;
