/**
 * Moves the write-ahead log into the database file, off the hot path: the reader thread does the copying and its fsync while
 * the writer commits on. Only when the log has grown long does the writer finish the rest itself, which lets it start over.
 */
import type { ReaderCommands, WriterCommands } from './commands.ts';
import type { Thread } from './thread.ts';

/** Called after each commit; never throws (a failing disk ends the store by its lifeline). */
export function createCheckpoints(
	writer: Pick<Thread<WriterCommands>, 'ask'>,
	reader: Pick<Thread<ReaderCommands>, 'ask'>,
): { committed(bytes: number): void; settled(): Promise<void> } {
	let pending = 0;
	let running: Promise<void> | undefined;

	async function run(): Promise<void> {
		const { log, done } = await reader.ask('checkpoint', []);
		if (log > longLogPages && done < log) await writer.ask('checkpoint', []);
	}

	return {
		committed(bytes) {
			pending += bytes + pagesAround;
			if (pending < checkpointEvery || running !== undefined) return;
			pending = 0;
			running = run()
				.catch(() => undefined)
				.finally(() => {
					running = undefined;
				});
		},
		async settled() {
			await running;
		},
	};
}

/** A commit rewrites a few whole pages whatever its size. */
const pagesAround = 4 * 4096;
const checkpointEvery = 8 * 1024 * 1024;
const longLogPages = 8_192;
