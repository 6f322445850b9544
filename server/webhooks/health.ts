/**
 * How an endpoint is doing, from try to try: a decision over plain values. Guards: an endpoint is given up only after five days of nothing but failures, or at once when
 * it says that it is gone; nobody is given up without its people having been warned, once for each stage.
 */
import type { Millis } from '../../shared/clock.ts';
import type { EndpointHealth } from '../store/endpoints.ts';

export interface Try {
	readonly at: Millis;
	readonly isTaken: boolean;
	/** A status or a code. */
	readonly fault?: string;
	/** 410: whoever stood there says that nobody does any more. */
	readonly isGone?: true;
}

/** What its people are told: how bad it is by now, or that it is over. */
export type Trouble = 'attempts' | 'day' | 'gone' | 'failing' | 'recovered';

export interface Judged {
	readonly health: EndpointHealth;
	readonly trouble?: Trouble;
}

export const healthy: EndpointHealth = { failures: 0 };

export function afterTry(health: EndpointHealth, tried: Try): Judged {
	return tried.isTaken ? taken(health, tried.at) : failed(health, tried);
}

function taken(former: EndpointHealth, at: Millis): Judged {
	const { warned, disabled } = former;
	const missed = missedSince(former);
	const health = { ...healthy, lastSuccessAt: at, ...(missed !== undefined && { missedSince: missed }) };
	return warned === undefined && disabled === undefined ? { health } : { health, trouble: 'recovered' };
}

function failed(former: EndpointHealth, { at, fault, isGone }: Try): Judged {
	const since = former.failingSince ?? at;
	const counted: EndpointHealth = {
		...former,
		failures: former.failures + 1,
		failingSince: since,
		lastFailureAt: at,
		...(fault !== undefined && { lastFault: fault }),
	};
	if (former.disabled !== undefined) {
		// It was tried whether it is back; one that says it is gone is not asked again.
		const { probeAt: _, ...rest } = counted;
		return { health: isGone ? { ...rest, disabled: { ...former.disabled, why: 'gone' } } : counted };
	}
	if (isGone) return { health: { ...counted, disabled: { at, why: 'gone', since } }, trouble: 'gone' };
	if (at - since >= longestFailingMs) {
		const disabled = { at, why: 'failing', since } as const;
		return { health: { ...counted, disabled, probeAt: at + probeEveryMs }, trouble: 'failing' };
	}
	if (at - since >= dayMs && counted.warned !== 'day')
		return { health: { ...counted, warned: 'day' }, trouble: 'day' };
	if (counted.failures >= warnedAfter && counted.warned === undefined)
		return { health: { ...counted, warned: 'attempts' }, trouble: 'attempts' };
	return { health: counted };
}

/** By hand. */
export function enabled(former: EndpointHealth): EndpointHealth {
	const { lastSuccessAt } = former;
	const missed = missedSince(former);
	return {
		...healthy,
		...(lastSuccessAt !== undefined && { lastSuccessAt }),
		...(missed !== undefined && { missedSince: missed }),
	};
}

/** The first that failed had happened before it failed: everything behind the last success is offered. */
export function missedSince({
	disabled,
	lastSuccessAt,
	missedSince: still,
}: EndpointHealth): Millis | undefined {
	return still ?? (disabled === undefined ? undefined : (lastSuccessAt ?? 0));
}

/** One more day until the next try. */
export function probed(health: EndpointHealth, now: Millis): EndpointHealth {
	return { ...health, probeAt: now + probeEveryMs };
}

const dayMs: Millis = 24 * 60 * 60 * 1_000;
const longestFailingMs: Millis = 5 * dayMs;
const probeEveryMs: Millis = dayMs;
/** A restart of theirs is no news. */
const warnedAfter = 4;
