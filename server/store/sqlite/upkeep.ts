/**
 * The work behind the hot path: settling the tail into the log, and moving the write-ahead log into the database file. Guards
 * that neither grows without end, and that no receipt waits long for either: settling goes in small steps between batches,
 * and the reader thread does most of the copying, and its fsync, while the writer commits on.
 */
import { StorageFull } from '../store.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export interface UpkeepLimits {
	/** How many rows may wait in the tail; a load reads all of them, a batch writes the fewer pages the more there are. */
	readonly tailRows: number;
	/** About how much is written before the write-ahead log is copied into the database file. */
	readonly checkpointBytes: number;
	/** From here on the writer finishes what the reader could not copy, so that the log starts over. */
	readonly longLogPages: number;
}

export const upkeepLimits: UpkeepLimits = {
	tailRows: 4_096,
	checkpointBytes: 8 * 1024 * 1024,
	longLogPages: 4_096,
};

export interface Upkeep {
	/** Called after each commit, with what it wrote; never throws (a failing disk ends the store by its lifeline). */
	committed(rows: number, bytes: number): void;
	/** Resolves when nothing of it is under way. */
	idle(): Promise<void>;
}

export function createUpkeep(deps: {
	readonly writer: Pick<Thread<WriterCommands>, 'ask'>;
	readonly reader: Pick<Thread<ReaderCommands>, 'ask'>;
	readonly limits: UpkeepLimits;
	/** Told of whatever fails but for want of space: of a dead disk, or of our own bug. */
	readonly fatal: (cause: unknown) => void;
}): Upkeep {
	const { writer, reader, limits, fatal } = deps;
	const settling = createRound(limits.tailRows, fatal, async () => {
		for (;;) {
			const { left, landed } = await writer.ask('settle', []);
			if (left === 0 && landed < limits.tailRows) return;
		}
	});
	const checkpoints = createRound(limits.checkpointBytes, fatal, async () => {
		const { log } = await reader.ask('checkpoint', []);
		// The writer has gone on meanwhile. Only a log that is copied to its end, with nobody writing, starts over.
		if (log > limits.longLogPages) await writer.ask('checkpoint', []);
	});
	return {
		committed(rows, bytes) {
			settling.add(rows);
			checkpoints.add(bytes + rows * bytesAroundRow + bytesAroundCommit);
		},
		async idle() {
			await Promise.all([settling.idle(), checkpoints.idle()]);
		},
	};
}

/** Runs `work` each time `limit` has gathered, one run at a time. */
function createRound(limit: number, fatal: (cause: unknown) => void, work: () => Promise<void>) {
	let gathered = 0;
	let running: Promise<void> | undefined;
	return {
		add(amount: number): void {
			gathered += amount;
			if (gathered < limit || running !== undefined) return;
			gathered = 0;
			running = work()
				.catch((cause) => {
					// On a full disk it waits for the next round; whoever appends is told.
					if (!(cause instanceof StorageFull)) fatal(cause);
				})
				.finally(() => {
					running = undefined;
				});
		},
		async idle() {
			await running;
		},
	};
}

/** A commit rewrites a few whole pages whatever its size; a row is settled into about one page later. */
const bytesAroundCommit = 3 * 4096;
const bytesAroundRow = 1_024;
