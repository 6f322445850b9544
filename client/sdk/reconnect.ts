/**
 * When to dial again. Exponential with full jitter, so that a crowd cut off together does not come back together; a network that
 * has just come back is worth trying at once. Pure.
 */
import type { Millis } from '../../shared/clock.ts';
import { fraction, type Random } from '../../shared/random.ts';

/** `failures`: attempts in a row that did not lead to a working connection, 0 for the first retry. */
export function retryDelay(failures: number, random: Random): Millis {
	return fraction(random) * Math.min(firstWindowMs * 2 ** failures, lastWindowMs);
}

export function regainedDelay(random: Random): Millis {
	return fraction(random) * regainedWindowMs;
}

/** The relay says something at least every 15 s; an open socket that has been silent for twice as long leads nowhere. */
export const silenceMs = 30_000;

const firstWindowMs = 2_000;
const lastWindowMs = 10_000;
const regainedWindowMs = 500;
