/**
 * Who is planned to be in two places at once. Pure, and only a list: a clash is shown, never prevented, because a florist
 * with two assistants may well own two items. Spans are half open, so handing over at 15:00 sharp is none; buffers are
 * nobody's work. The caller leaves out what is deleted or skipped.
 */
import { addMinutes, minutesBetween } from './local-time.ts';

export interface OwnedItem {
	readonly id: string;
	readonly kind?: 'fixed' | 'flexible' | 'buffer' | undefined;
	readonly owner?: string | null | undefined;
	readonly start: string;
	readonly minutes: number;
}

export interface Clash {
	readonly owner: string;
	/** The two items, the one that starts first before the other. */
	readonly items: readonly [string, string];
	/** When both go on at once. */
	readonly start: string;
	readonly minutes: number;
}

/** In the order of the day: by the first item's start, then the second's, equal starts by id. */
export function clashes(items: readonly OwnedItem[]): readonly Clash[] {
	const inOrder = items.filter(hasOwner).sort(compare);
	return inOrder.flatMap((first, index) =>
		inOrder
			.slice(index + 1)
			.filter((second) => second.owner === first.owner)
			.flatMap((second) => clashOf(first, second)),
	);
}

type Owned = OwnedItem & { readonly owner: string };

function hasOwner(item: OwnedItem): item is Owned {
	return typeof item.owner === 'string' && item.kind !== 'buffer';
}

function compare(a: OwnedItem, b: OwnedItem): number {
	return minutesBetween(b.start, a.start) || (a.id < b.id ? -1 : 1);
}

function clashOf(first: Owned, second: Owned): readonly Clash[] {
	const offset = minutesBetween(first.start, second.start);
	const minutes = Math.min(first.minutes - offset, second.minutes);
	if (minutes <= 0) return [];
	const start = addMinutes(first.start, offset);
	return [{ owner: first.owner, items: [first.id, second.id], start, minutes }];
}
