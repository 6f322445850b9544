/**
 * A token bucket as one number, the moment at which it would be full again (GCRA): taking moves it on, time passes it by. Guards that in
 * no stretch of `perMs` more than twice `count` are taken, and never more than `count` at once.
 */
import type { Millis } from '../../shared/clock.ts';
import type { TokenBucket } from './deliveries.ts';

export type Taken =
	| { readonly ok: true; readonly fullAt: Millis }
	| { readonly ok: false; readonly nextAt: Millis };

/** `fullAt` is what was kept, if anything was. */
export function takeToken({ count, perMs }: TokenBucket, fullAt: Millis | undefined, now: Millis): Taken {
	const interval = perMs / count;
	const after = Math.max(fullAt ?? now, now) + interval;
	const nextAt = after - perMs;
	// Moments are whole milliseconds; the sum of intervals is not.
	return nextAt <= now ? { ok: true, fullAt: after } : { ok: false, nextAt: Math.ceil(nextAt) };
}
