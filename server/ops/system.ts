/** Time and chance as the machine has them: made here, handed on by `main.ts` and the CLI, and asked for nowhere else. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';

export const systemClock: Clock = {
	now: () => Date.now(),
	after(ms, call) {
		const timer = setTimeout(call, ms);
		return () => clearTimeout(timer);
	},
};

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/** Soon, after what has already arrived was taken in. */
export const later = (call: () => void): void => void setImmediate(call);

/**
 * The working time of this thread, in milliseconds: what others do on a busy machine meanwhile is nobody's work here. It moves in
 * steps of some milliseconds; over many messages it is exact.
 */
export function workingTime(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
}
