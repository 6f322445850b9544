/**
 * Whether somebody who keeps failing is still tried: a provider, or one endpoint. Convoy's numbers: open after ten failures in a row, or
 * when 70 % of at least ten requests in five minutes failed; tried again after thirty seconds, by one request at a time; one success
 * closes it. The wait doubles up to two minutes while it keeps failing. Guards: while it is open nothing is burned as a try.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Breaker } from '../store/deliveries.ts';

export interface Breakers {
	/** True takes part: whoever goes on has to tell by `note` how it ended. */
	mayTry(key: string): boolean;
	/** When it makes sense to try again; now, if nothing is known against it. */
	opensAt(key: string): Millis;
	/** How a request ended. Answers until when it is open, if it opened by that. */
	note(key: string, ending: 'answered' | 'failed' | 'not-asked'): Millis | undefined;
	/** They asked to be left alone until then: nothing broken, but no use either. */
	pause(key: string, until: Millis): void;
	/** Any that is open now. */
	isAnyOpen(): boolean;
	/** Puts back what was known before a restart. */
	restore(breakers: readonly Breaker[]): void;
}

interface State {
	state: Breaker['state'];
	until: Millis;
	openings: number;
	row: number;
	readonly recent: { readonly at: Millis; readonly failed: boolean }[];
	pausedUntil: Millis;
	isProbed: boolean;
}

/** `save` is told of every change that has to outlive the process. */
export function createBreakers(clock: Clock, save: (breaker: Breaker) => void): Breakers {
	const states = new Map<string, State>();

	function change(key: string, one: State, state: Breaker['state'], until: Millis): void {
		one.state = state;
		one.until = until;
		one.row = 0;
		one.recent.length = 0;
		save({ key, state, until, openings: one.openings });
	}

	function open(key: string, one: State): Millis {
		const until = clock.now() + Math.min(firstOpenMs * 2 ** one.openings, longestOpenMs);
		one.openings += 1;
		change(key, one, 'open', until);
		return until;
	}

	function failed(key: string, one: State): Millis | undefined {
		if (one.state === 'half-open') return open(key, one);
		// A request of before it opened, that ends only now.
		if (one.state === 'open') return undefined;
		const now = clock.now();
		one.row += 1;
		one.recent.push({ at: now, failed: true });
		return isBroken(one, now) ? open(key, one) : undefined;
	}

	function answered(key: string, one: State): void {
		one.openings = 0;
		if (one.state !== 'closed') change(key, one, 'closed', 0);
		one.row = 0;
		one.recent.push({ at: clock.now(), failed: false });
		if (one.recent.length > mostRecent) one.recent.shift();
	}

	const stateOf = (key: string): State => {
		const known = states.get(key) ?? fresh();
		states.set(key, known);
		return known;
	};

	return {
		mayTry(key) {
			const one = states.get(key);
			if (one === undefined) return true;
			if (one.pausedUntil > clock.now()) return false;
			if (one.state === 'closed') return true;
			if (one.isProbed || one.until > clock.now()) return false;
			one.state = 'half-open';
			one.isProbed = true;
			return true;
		},
		opensAt(key) {
			const one = states.get(key);
			const now = clock.now();
			if (one === undefined) return now;
			const until = one.state === 'closed' ? now : one.until;
			return Math.max(now, until, one.pausedUntil);
		},
		note(key, ending) {
			const one = stateOf(key);
			one.isProbed = false;
			if (ending === 'failed') return failed(key, one);
			if (ending === 'answered') answered(key, one);
			return undefined;
		},
		pause(key, until) {
			const one = stateOf(key);
			one.pausedUntil = Math.max(one.pausedUntil, until);
		},
		isAnyOpen: () => [...states.values()].some(({ state }) => state !== 'closed'),
		restore(breakers) {
			for (const { key, state, until, openings } of breakers)
				if (state !== 'closed') states.set(key, { ...fresh(), state: 'open', until, openings });
		},
	};
}

function isBroken(one: State, now: Millis): boolean {
	while ((one.recent[0]?.at ?? now) < now - windowMs) one.recent.shift();
	const failures = one.recent.filter(({ failed }) => failed).length;
	return one.row >= inARow || (one.recent.length >= fewest && failures / one.recent.length >= failureShare);
}

const fresh = (): State => ({
	state: 'closed',
	until: 0,
	openings: 0,
	row: 0,
	recent: [],
	pausedUntil: 0,
	isProbed: false,
});

const inARow = 10;
const fewest = 10;
const failureShare = 0.7;
const windowMs: Millis = 5 * 60_000;
const firstOpenMs: Millis = 30_000;
const longestOpenMs: Millis = 120_000;
/** Enough for any share; a busy provider's window is shorter than five minutes. */
const mostRecent = 200;
