/**
 * How a shift travels through the day: rules 2 to 6 of `running-order.ts`. Every item is placed at most once, so a circle of
 * `after`s (two people edited at once) ends like any other chain.
 */
import { collisions } from './collisions.ts';
import { type Moved, type MovedById, place, type Slot, slackOf, waitsFor } from './slots.ts';

/** Buffers give first; flexible items are cut one after the other only while a fixed item is still hit. */
export function moveLater(slots: readonly Slot[], first: Slot, by: number): MovedById {
	const cuts = new Map<string, number>();
	for (;;) {
		const moved = travel(slots, first, { by, cuts });
		const cut = nextCut(slots, moved, cuts);
		if (cut === undefined) return moved;
		cuts.set(cut.id, (cuts.get(cut.id) ?? 0) + cut.minutes);
	}
}

/** The item and what hangs on it, all by the same; then the buffers they waited for give what was taken. */
export function moveEarlier(slots: readonly Slot[], first: Slot, by: number): MovedById {
	const moved = new Map([[first.id, place(first, first.start + by, first.minutes)]]);
	untilNothingNew(slots, moved, (slot) => {
		const on = slot.after === undefined ? undefined : moved.get(slot.after);
		return on && place(slot, slot.start + by, slot.minutes, on);
	});
	const movers = [...moved.values()];
	for (const slot of slots) {
		if (slot.item.kind !== 'buffer' || slot.item.isPast || moved.has(slot.id)) continue;
		const behind = movers.filter((mover) => slot.end <= mover.slot.start && waitsFor(mover.slot, slot));
		const limit = Math.min(slot.end, ...behind.map((mover) => mover.start));
		if (limit === slot.end) continue;
		const start = Math.min(slot.start, limit);
		moved.set(slot.id, place(slot, start, limit - start));
	}
	return moved;
}

function travel(
	slots: readonly Slot[],
	first: Slot,
	{ by, cuts }: { readonly by: number; readonly cuts: ReadonlyMap<string, number> },
): MovedById {
	const cutOf = (slot: Slot) => cuts.get(slot.id) ?? 0;
	const moved = new Map([[first.id, place(first, first.start + by, first.minutes - cutOf(first))]]);
	untilNothingNew(slots, moved, (slot) => {
		const push = strongestPush(slot, moved);
		if (push === undefined) return undefined;
		const given = slot.item.kind === 'buffer' ? Math.min(push.by, slackOf(slot)) : cutOf(slot);
		return place(slot, slot.start + push.by, slot.minutes - given, push.from);
	});
	return moved;
}

/** Asks for the not yet moved, movable items, in the order of the day, until none has a reason to move any more. */
function untilNothingNew(
	slots: readonly Slot[],
	moved: Map<string, Moved>,
	placeIt: (slot: Slot) => Moved | undefined,
): void {
	for (let before = -1; before !== moved.size; ) {
		before = moved.size;
		for (const slot of slots) {
			if (moved.has(slot.id) || slot.item.kind === 'fixed' || slot.item.isPast) continue;
			const placed = placeIt(slot);
			if (placed !== undefined) moved.set(slot.id, placed);
		}
	}
}

/** On what it hangs it leans with the whole delay; otherwise as far as the longest of those before it now reaches. */
function strongestPush(slot: Slot, moved: MovedById): { from: Moved; by: number } | undefined {
	let strongest: { from: Moved; by: number } | undefined;
	for (const from of moved.values()) {
		if (!waitsFor(slot, from.slot)) continue;
		const by = slot.after === undefined ? from.end - slot.start : from.end - from.slot.end;
		if (by > (strongest?.by ?? 0)) strongest = { from, by };
	}
	return strongest;
}

/** The first hit that some flexible item on the way to it can still soften, and by how much. */
function nextCut(slots: readonly Slot[], moved: MovedById, cuts: ReadonlyMap<string, number>) {
	for (const { kind, mover, by } of collisions(slots, moved)) {
		if (kind !== 'hit') continue;
		for (const { slot, pushedBy } of cutOrder(mover)) {
			const slack = slackOf(slot) - (cuts.get(slot.id) ?? 0);
			// A buffer that was pushed has given already; the shifted one, like any shifted item, only gives here.
			const mayGive = slot.item.kind !== 'buffer' || pushedBy === undefined;
			if (mayGive && slack > 0) return { id: slot.id, minutes: Math.min(slack, by) };
		}
	}
	return undefined;
}

/** From the shifted item to the one that hits, the shifted one moved to the end. */
function cutOrder(mover: Moved): readonly Moved[] {
	const way: Moved[] = [];
	for (let at: Moved | undefined = mover; at !== undefined; at = at.pushedBy) way.unshift(at);
	return [...way.slice(1), ...way.slice(0, 1)];
}
