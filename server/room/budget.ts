/**
 * How much somebody may have taken of what others need too, as arithmetic: what was taken wears off at a steady rate, and above
 * the burst it is somebody's turn only after a wait. Nothing is ever refused by it. Guards: over any stretch of time, what is
 * let through is at most the burst, the rate times the time, and one message.
 */
import type { Millis } from '../../shared/clock.ts';

export const resources = ['bytes', 'frames', 'structs', 'cpu', 'strain'] as const;
export type Resource = (typeof resources)[number];
export type Cost = Readonly<Partial<Record<Resource, number>>>;

export interface Rate {
	readonly burst: number;
	readonly perSecond: number;
}
export type Rates = Readonly<Record<Resource, Rate>>;

/** What was taken and has not worn off at that moment. */
export interface Account {
	readonly at: Millis;
	readonly taken: Readonly<Record<Resource, number>>;
}

export function openAccount(now: Millis): Account {
	return { at: now, taken: { bytes: 0, frames: 0, structs: 0, cpu: 0, strain: 0 } };
}

export function charge(account: Account, cost: Cost, now: Millis, rates: Rates): Account {
	const taken = { bytes: 0, frames: 0, structs: 0, cpu: 0, strain: 0 };
	for (const name of resources) taken[name] = left(account, name, now, rates) + (cost[name] ?? 0);
	return { at: now, taken };
}

/** How long until something may be let through again; 0 for now. */
export function waitOf(account: Account, now: Millis, rates: Rates): Millis {
	let wait = 0;
	for (const name of resources) {
		const over = left(account, name, now, rates) - rates[name].burst;
		wait = Math.max(wait, Math.ceil((over / rates[name].perSecond) * second));
	}
	return wait;
}

/** Nothing of it is left to wear off: it need not be remembered. */
export function isClear(account: Account, now: Millis, rates: Rates): boolean {
	return resources.every((name) => left(account, name, now, rates) === 0);
}

/** A clock that is set back makes nobody wait for it. */
function left({ at, taken }: Account, name: Resource, now: Millis, rates: Rates): number {
	return Math.max(0, taken[name] - (Math.max(0, now - at) / second) * rates[name].perSecond);
}

const second = 1_000;
