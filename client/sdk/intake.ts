/**
 * What the relay brings on a live line, merged as it comes. Guards: something missing in the middle is asked for again, and not at
 * once; a minute after the relay was restored from a backup the whole of it is compared with ours, since copies of what was made
 * anew or never came back are not kept here.
 */
import * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import type { Copy } from './copy.ts';
import type { Outbox } from './outbox.ts';
import { covers } from './sufficiency.ts';
import type { Ending } from './wish.ts';

export interface Intake {
	/** False when it broke our document, which then ends the line. */
	merge(update: Uint8Array): boolean;
	/** The answer to a question of ours on a live line. */
	answered(update: Uint8Array): void;
	/** Once whoever had what a restored relay lost has offered it. */
	compareLater(): void;
}

export interface IntakeDeps {
	readonly clock: Clock;
	readonly copy: Copy;
	readonly outbox: Pick<Outbox, 'frames'>;
	/** Asks for what is behind this state vector. */
	readonly ask: (stateVector: Uint8Array) => void;
	readonly isLive: () => boolean;
	readonly over: (ending: Ending) => void;
}

export function createIntake({ clock, copy, outbox, ask, isLive, over }: IntakeDeps): Intake {
	let isWatchingGap = false;
	let isComparing = false;

	function merge(update: Uint8Array): boolean {
		// A copy: what came is a view into the socket's buffer, and this is going to be stored.
		if (!copy.merge(update.slice(), 'relay')) {
			over({ kind: 'fresh' });
			return false;
		}
		if (copy.doc.store.pendingStructs !== null && !isWatchingGap) watchGap();
		return true;
	}

	/** Something that others' edits stand on did not come; if it still has not after a while, ask for everything again. */
	function watchGap(): void {
		isWatchingGap = true;
		clock.after(gapMs, () => {
			isWatchingGap = false;
			if (isLive() && copy.doc.store.pendingStructs !== null) ask(Y.encodeStateVector(copy.doc));
		});
	}

	return {
		merge,
		answered(update) {
			if (isComparing) {
				isComparing = false;
				const fresh = new Y.Doc();
				Y.applyUpdate(fresh, update, 'relay');
				if (!covers(fresh, copy.doc, outbox.frames)) return over({ kind: 'fresh', mayLack: true });
			}
			merge(update);
		},
		compareLater() {
			clock.after(compareMs, () => {
				if (!isLive() || isWatchingGap) return;
				isComparing = true;
				ask(Y.encodeStateVector(new Y.Doc()));
			});
		},
	};
}

/** As long as a gap is waited for. */
const compareMs = 60_000;
/** Updates may overtake each other by moments; longer, and something is lost on the way. */
const gapMs = 5_000;
