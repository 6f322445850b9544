/**
 * The work behind the hot path: settling the tail into the log, and moving the write-ahead log into the database file. Guards
 * that neither grows without end, and that no receipt waits long for either: settling goes in small steps between batches,
 * and the reader thread does the copying and its fsync while the writer commits on.
 */
import type { Clock } from '../../../shared/clock.ts';
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

export interface Upkeep {
	/** Called after each commit, with what it wrote; never throws (a failing disk ends the store by its lifeline). */
	committed(rows: number, bytes: number): void;
	/** Resolves when nothing of it is under way. */
	settled(): Promise<void>;
}

export function createUpkeep(deps: {
	readonly writer: Pick<Thread<WriterCommands>, 'ask'>;
	readonly reader: Pick<Thread<ReaderCommands>, 'ask'>;
	readonly clock: Clock;
	/** How many rows the tail may hold. */
	readonly tailRows: number;
}): Upkeep {
	const { writer, reader, clock, tailRows } = deps;
	const settling = createRound(tailRows, async () => {
		for (;;) {
			const { left, landed } = await writer.ask('settle', [clock.now()]);
			if (left === 0 && landed < tailRows) return;
		}
	});
	const checkpoints = createRound(checkpointEvery, async () => {
		const { log, done } = await reader.ask('checkpoint', []);
		// The rest, which is short by now: only a log that has been copied to its end starts over.
		if (log > longLogPages && done < log) await writer.ask('checkpoint', []);
	});
	return {
		committed(rows, bytes) {
			settling.add(rows);
			checkpoints.add(bytes + rows * bytesAroundRow + bytesAroundCommit);
		},
		async settled() {
			await Promise.all([settling.idle(), checkpoints.idle()]);
		},
	};
}

/** Runs `work` each time `limit` has gathered, one run at a time. */
function createRound(limit: number, work: () => Promise<void>) {
	let gathered = 0;
	let running: Promise<void> | undefined;
	return {
		add(amount: number): void {
			gathered += amount;
			if (gathered < limit || running !== undefined) return;
			gathered = 0;
			running = work()
				// The lifeline has told whoever waits; here is nobody to tell.
				.catch(() => undefined)
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
const checkpointEvery = 8 * 1024 * 1024;
const longLogPages = 8_192;
