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

/** Milliseconds that only go forward, for measuring. */
export const stopwatch = (): number => performance.now();
