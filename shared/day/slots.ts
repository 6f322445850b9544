/**
 * The day as the shift sees it: items as spans of whole minutes on the wall clock, in one order that does not depend on how
 * they came in. Guards that `after` is read in one place only: a name that is missing, unknown or the item's own is none.
 */
import { minutesBetween } from './local-time.ts';

/** What of a timeline item a shift needs to know. */
export interface ShiftItem {
	readonly id: string;
	readonly kind: 'fixed' | 'flexible' | 'buffer';
	readonly start: string;
	readonly minutes: number;
	readonly minMinutes?: number | undefined;
	readonly after?: string | undefined;
	/** Done: it stays where it was and is in nobody's way, but what names it in `after` still waits for it alone. */
	readonly isPast?: boolean | undefined;
}

/** An item where it is planned. */
export interface Slot {
	readonly id: string;
	readonly item: ShiftItem;
	readonly start: number;
	readonly minutes: number;
	readonly end: number;
	/** The item it hangs on, if it names one that is there. */
	readonly after: string | undefined;
}

/** An item where the shift puts it, and the one that pushed it there. */
export interface Moved {
	readonly slot: Slot;
	readonly start: number;
	readonly minutes: number;
	readonly end: number;
	readonly pushedBy: Moved | undefined;
}

export type MovedById = ReadonlyMap<string, Moved>;

/** In the order of the day; equal starts by id, so that every device agrees. */
export function readSlots(items: readonly ShiftItem[]): readonly Slot[] {
	const ids = new Set(items.map((item) => item.id));
	return items
		.map((item) => {
			const start = minutesBetween(ORIGIN, item.start);
			const after = item.after !== item.id && ids.has(item.after ?? '') ? item.after : undefined;
			return { id: item.id, item, start, minutes: item.minutes, end: start + item.minutes, after };
		})
		.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

/** Does `later`, as planned, begin only when `earlier` has ended? */
export function waitsFor(later: Slot, earlier: Slot): boolean {
	if (later.after !== undefined) return later.after === earlier.id;
	return later.id !== earlier.id && earlier.end <= later.start;
}

export function place(slot: Slot, start: number, minutes: number, pushedBy?: Moved): Moved {
	return { slot, start, minutes, end: start + minutes, pushedBy };
}

/** By how much an item may become shorter when a delay must be caught up. */
export function slackOf({ item }: Slot): number {
	if (item.kind === 'buffer') return item.minutes;
	if (item.kind === 'fixed') return 0;
	return Math.max(0, item.minutes - (item.minMinutes ?? item.minutes));
}

const ORIGIN = '1970-01-01T00:00';
