/**
 * Who may take how much: every session by itself, and all sessions of one person in one wedding together, so that coming again
 * or coming ten times gains nothing. Never by address (a venue is one address), nor by wedding: a member who floods must
 * not slow the others.
 */
import type { Millis } from '../../shared/clock.ts';
import { type Account, type Cost, charge, isClear, openAccount, type Rates, waitOf } from './budget.ts';
import { limits } from './limits.ts';

export interface Allowance {
	take(cost: Cost): void;
	/** How long until it is this session's turn again; 0 for now. */
	wait(): Millis;
}

export interface Allowances {
	/** For a new session of this person. */
	open(wedding: string, person: string): Allowance;
	/** Persons who are remembered, for a test. */
	readonly size: number;
}

export function createAllowances(now: () => Millis): Allowances {
	const persons = new Map<string, Account>();

	function forgetClear(): void {
		for (const [key, account] of persons) if (isClear(account, now(), personRates)) persons.delete(key);
	}

	return {
		open(wedding, person) {
			const key = `${wedding}/${person}`;
			forgetClear();
			let own = openAccount(now());
			return {
				take(cost) {
					own = charge(own, cost, now(), limits.session);
					persons.set(key, charge(persons.get(key) ?? openAccount(now()), cost, now(), personRates));
				},
				wait() {
					const shared = persons.get(key);
					const sharedWait = shared === undefined ? 0 : waitOf(shared, now(), personRates);
					return Math.max(waitOf(own, now(), limits.session), sharedWait);
				},
			};
		},
		get size() {
			return persons.size;
		},
	};
}

const personRates = times(limits.session, limits.personSessions);

function times(rates: Rates, factor: number): Rates {
	const of = (name: keyof Rates) => ({
		burst: rates[name].burst * factor,
		perSecond: rates[name].perSecond * factor,
	});
	return {
		bytes: of('bytes'),
		frames: of('frames'),
		structs: of('structs'),
		cpu: of('cpu'),
		strain: of('strain'),
	};
}
