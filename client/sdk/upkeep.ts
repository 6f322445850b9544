/**
 * Looking after the stored document in quiet moments: many small updates become one, receipted frames are kept for thirty days. Run
 * by the leading tab alone, whose lock guards it. Never merges by `Y.mergeUpdates`, which takes minutes over a long log; a log that
 * cannot be applied is left as it is.
 */
import * as Y from 'yjs';
import type { Cancel, Clock } from '../../shared/clock.ts';
import type { DeviceStore } from './device-store.ts';

export interface Upkeep {
	/** This tab looks after the store from now on; `rows` are there already. */
	start(rows: number): void;
	/** Another update was appended. */
	added(): void;
	close(): void;
}

export interface UpkeepDeps {
	readonly store: Pick<DeviceStore, 'compact' | 'prune'>;
	readonly clock: Clock;
	readonly report: (fault: unknown) => void;
}

export function createUpkeep({ store, clock, report }: UpkeepDeps): Upkeep {
	let rows = 0;
	let isStarted = false;
	let cancelCompaction: Cancel | undefined;
	let cancelPruning: Cancel | undefined;

	function compactSoon(): void {
		if (!isStarted || rows < maxRows || cancelCompaction !== undefined) return;
		cancelCompaction = clock.after(quietMs, () => {
			cancelCompaction = undefined;
			rows = 0;
			store.compact(maxRows, wholeOf).catch(report);
		});
	}

	function prune(): void {
		store.prune(clock.now() - keepMs).catch(report);
		cancelPruning = clock.after(dayMs, prune);
	}

	return {
		start(present) {
			isStarted = true;
			rows += present;
			compactSoon();
			// Not at once: a write that has to wait behind it is lost with a page that leaves in that moment.
			cancelPruning = clock.after(settledMs, prune);
		},
		added() {
			rows++;
			compactSoon();
		},
		close() {
			cancelCompaction?.();
			cancelPruning?.();
		},
	};
}

/** Throws on what Yjs cannot read, which ends the transaction it is called in. */
function wholeOf(updates: readonly Uint8Array[]): Uint8Array {
	const doc = new Y.Doc();
	doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
	return Y.encodeStateAsUpdate(doc);
}

/** y-indexeddb's own figure. */
const maxRows = 500;
const quietMs = 3_000;
/** By then a page that was opened in passing is gone again. */
const settledMs = 60_000;
const dayMs = 24 * 60 * 60 * 1_000;
const keepMs = 30 * dayMs;
