/**
 * What a shift by some minutes would do to the day: the preview that is shown, and exactly what is then applied. Pure; the
 * same items in any order give the same plan. The caller leaves out what is deleted or skipped, says what is over, and asks
 * `existsInZone` about the new starts before storing them. The rules, as a coordinator would say them:
 *
 * 1. The shifted item moves, whatever its kind: somebody decided so. A fixed item never moves for another's sake.
 * 2. What names an item in `after` hangs on it: it moves along, keeping its distance, later or earlier.
 * 3. What names nothing simply waits for whatever ends before it: it is pushed only as far as needed, so gaps swallow
 *    delay first. What names something else waits for that alone: this is how two rooms work side by side.
 * 4. Later: a buffer that the delay reaches gives its minutes first, down to none; what comes behind it moves that much less.
 * 5. Only if a fixed item would still be run into, flexible ones on the way to it shrink, down to their `minMinutes` (without
 *    one, not at all): the earliest first, so that as few people as possible must be told; the shifted item itself last,
 *    because somebody just said when it is. What remains is a hit: the minutes that the fixed item comes too soon. A fixed
 *    item is a promise to everybody, so whatever it names in `after`, all that ended before it must go on doing so.
 * 6. Earlier: only the item and what hangs on it move; nothing closes up by itself. They take from the buffers that they waited
 *    for. A fixed item in the way is a hit.
 * 7. What stays, waits for something else and overlaps only now is no clash by our word, but is listed: never silently.
 */
import { collisions } from './collisions.ts';
import { addMinutes } from './local-time.ts';
import { moveEarlier, moveLater } from './shift.ts';
import { type Moved, readSlots, type ShiftItem } from './slots.ts';

export type { ShiftItem };

export interface Placing {
	readonly start: string;
	readonly minutes: number;
}

export interface ShiftPlan {
	/** What changes, in the order of the day, the shifted item included. */
	readonly moves: readonly { readonly id: string; readonly from: Placing; readonly to: Placing }[];
	/** Buffers and flexible items that took up some of the delay by becoming shorter. */
	readonly absorbed: readonly { readonly id: string; readonly minutes: number }[];
	/** Fixed items that would be run into, and by how many minutes. */
	readonly hits: readonly { readonly id: string; readonly by: number }[];
	/** Items that wait for something else and would now overlap a moved one: worth a look. */
	readonly overlaps: readonly { readonly id: string; readonly by: number }[];
}

/** `minutes` later, or earlier if negative. An unknown id or no minutes: an empty plan. */
export function planShift(items: readonly ShiftItem[], id: string, minutes: number): ShiftPlan {
	const slots = readSlots(items);
	const first = slots.find((slot) => slot.id === id);
	if (first === undefined || minutes === 0) return { moves: [], absorbed: [], hits: [], overlaps: [] };
	const moved = minutes > 0 ? moveLater(slots, first, minutes) : moveEarlier(slots, first, minutes);
	const inOrder = slots.flatMap((slot) => moved.get(slot.id) ?? []);
	return {
		moves: inOrder.map(moveOf),
		absorbed: inOrder
			.filter((move) => move.minutes < move.slot.minutes)
			.map((move) => ({ id: move.slot.id, minutes: move.slot.minutes - move.minutes })),
		...worst(collisions(slots, moved)),
	};
}

function moveOf({ slot, start, minutes }: Moved): ShiftPlan['moves'][number] {
	return {
		id: slot.id,
		from: { start: slot.item.start, minutes: slot.minutes },
		to: { start: addMinutes(slot.item.start, start - slot.start), minutes },
	};
}

/** One line per item, with its largest overlap. */
function worst(found: ReturnType<typeof collisions>): Pick<ShiftPlan, 'hits' | 'overlaps'> {
	const hits = new Map<string, number>();
	const overlaps = new Map<string, number>();
	for (const { slot, kind, by } of found) {
		const list = kind === 'hit' ? hits : overlaps;
		list.set(slot.id, Math.max(by, list.get(slot.id) ?? 0));
	}
	const lines = (list: Map<string, number>) => [...list].map(([id, by]) => ({ id, by }));
	return { hits: lines(hits), overlaps: lines(overlaps) };
}
