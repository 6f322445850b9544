/**
 * The orderly end: not ready any more, no new connection, requests and sockets brought to an end, everything appended, then
 * exit 0. Guards: done within ten seconds or given up with exit 1 (what was receipted is on the disk either way), and a second
 * signal is obeyed at once, unless it is the first one's echo: Ctrl-C reaches the server from the terminal and through npm.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Log } from './log.ts';

export interface ShutdownDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly exit: (code: number) => void;
	/** In order; each is waited for. */
	readonly steps: readonly (() => Promise<void> | void)[];
}

/** Returns what to call with each signal. */
export function createShutdown({ clock, log, exit, steps }: ShutdownDeps): (signal: string) => void {
	let since: Millis | undefined;

	async function drain(): Promise<void> {
		for (const step of steps) await step();
	}

	return (signal) => {
		if (since !== undefined) {
			if (clock.now() - since < echoMs) return;
			log.warn('stopped-at-once', { signal });
			exit(1);
			return;
		}
		since = clock.now();
		log.info('stopping', { signal });
		const cancel = clock.after(deadlineMs, () => {
			log.error('stop-took-too-long', { ms: deadlineMs });
			exit(1);
		});
		drain().then(
			() => {
				cancel();
				log.info('stopped');
				exit(0);
			},
			(fault: unknown) => {
				cancel();
				log.error('stop-failed', { error: fault });
				exit(1);
			},
		);
	};
}

const echoMs = 500;
/** Half a second below the promise of ten. */
const deadlineMs = 9_500;
