/**
 * What a shift breaks: pairs that came one after the other as planned and overlap where the shift puts them. A pair that
 * overlapped before was meant so and is not reported. Only looks; whether something shrinks is decided in `shift.ts`.
 */
import type { Moved, MovedById, Slot } from './slots.ts';

export interface Collision {
	/** The one that is run into. */
	readonly slot: Slot;
	/** The moved one that runs into it. */
	readonly mover: Moved;
	/** `hit`: it is fixed. `overlap`: it waits for something else, so the two may well go side by side. */
	readonly kind: 'hit' | 'overlap';
	/** Minutes that are missing for the two to come one after the other again; may be more than the item is long. */
	readonly by: number;
}

/** In the order of the day. */
export function collisions(slots: readonly Slot[], moved: MovedById): readonly Collision[] {
	const found: Collision[] = [];
	for (const slot of slots) {
		// The one fixed item that may move is the shifted one, and nothing moves further: it is never run into.
		const kind = slot.item.kind === 'fixed' ? 'hit' : 'overlap';
		for (const mover of moved.values()) {
			const by = overlapOf(slot, mover, moved.get(slot.id));
			if (by > 0) found.push({ slot, mover, kind, by });
		}
	}
	return found;
}

/** Positive only if they did not overlap as planned and do now. An empty buffer is time that nobody misses. */
function overlapOf(slot: Slot, mover: Moved, to: Moved | undefined): number {
	if (mover.slot.id === slot.id || slot.item.kind === 'buffer' || slot.item.isPast) return 0;
	if (mover.slot.end <= slot.start) return mover.end - (to ?? slot).start;
	// Of two moved ones the pair is counted once, with the later one as the one run into.
	if (slot.end <= mover.slot.start && to === undefined) return slot.end - mover.start;
	return 0;
}
