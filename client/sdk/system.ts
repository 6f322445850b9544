/** The device's own clock and chance. Beside `open.ts` the only place of the client that touches them; all else is handed them. */
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';

export const systemClock: Clock = {
	now: () => Date.now(),
	after(ms, call) {
		const timer = setTimeout(call, ms);
		return () => clearTimeout(timer);
	},
};

export const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };
