/**
 * Updates that came before what they stand on: kept for a moment and within bounds, judged again as soon as anything new was
 * stored, and refused with what is missing when the moment is over. Nothing of a held update is in the document.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import type { StructId } from '../../shared/wire/update.ts';
import { limits } from './limits.ts';
import type { Heard } from './door.ts';
import type { Seat } from './session.ts';

export interface Held {
	hold(heard: Heard, missing: StructId): void;
	/** Hands back those whose missing struct has come, to be judged again; the time they have waited still counts. */
	release(isHere: (missing: StructId) => boolean): readonly Heard[];
	/** Hands back what waits of a seat. */
	recall(seat: Seat): readonly Heard[];
	forget(seat: Seat): void;
	close(): void;
}

export function createHeld(clock: Clock, refuse: (heard: Heard, missing: StructId) => void): Held {
	const since = new WeakMap<Heard, Millis>();
	let waiting: { readonly heard: Heard; readonly missing: StructId }[] = [];
	let timer: Cancel | undefined;

	function expire(): void {
		timer = undefined;
		const due = clock.now() - limits.heldMs;
		const late = waiting.filter(({ heard }) => (since.get(heard) ?? 0) <= due);
		waiting = waiting.filter((one) => !late.includes(one));
		for (const { heard, missing } of late) refuse(heard, missing);
		watch();
	}

	/** For the one that has waited longest; one that came back to wait for something else keeps its age. */
	function watch(): void {
		timer?.();
		timer = undefined;
		if (waiting.length === 0) return;
		const oldest = Math.min(...waiting.map(({ heard }) => since.get(heard) ?? 0));
		timer = clock.after(oldest + limits.heldMs - clock.now(), expire);
	}

	return {
		hold(heard, missing) {
			const mine = waiting.filter((one) => one.heard.seat === heard.seat).map((one) => one.heard);
			const pieces = [...mine, heard].reduce((sum, one) => sum + piecesOf(one), 0);
			const bytes = [...mine, heard].reduce((sum, { size }) => sum + size, 0);
			if (pieces > limits.heldStructs || bytes > limits.heldBytes) return refuse(heard, missing);
			if (!since.has(heard)) since.set(heard, clock.now());
			waiting.push({ heard, missing });
			watch();
		},
		release(isHere) {
			const released = waiting.filter(({ missing }) => isHere(missing));
			if (released.length > 0) waiting = waiting.filter((one) => !released.includes(one));
			return released.map(({ heard }) => heard);
		},
		recall(seat) {
			const recalled = waiting.filter(({ heard }) => heard.seat === seat);
			waiting = waiting.filter((one) => !recalled.includes(one));
			return recalled.map(({ heard }) => heard);
		},
		forget(seat) {
			waiting = waiting.filter(({ heard }) => heard.seat !== seat);
		},
		close() {
			timer?.();
			waiting = [];
		},
	};
}

/** Deletions wait like structs: a message of nothing but deletions is not free. */
function piecesOf({ read }: Heard): number {
	return read.ok ? read.value.structs.length + read.value.deletes.length : 0;
}
