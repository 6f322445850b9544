/** How many devices somebody may be signed in on at once, and how long one may stay away: by role, each with its reason. */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';

export interface SessionRule {
	/** One more, and the one that was away longest is signed out: a lost phone makes room for the new one by itself. */
	readonly devices: number;
	/** Days without being seen after which a device has to sign in again. */
	readonly days: number;
	readonly why: string;
}

export const sessionRules: Readonly<Record<Role, SessionRule>> = {
	couple: {
		devices: 30,
		days: 180,
		why: 'Phones, laptops and the families’ tablets, over a year of planning.',
	},
	coordinator: { devices: 30, days: 180, why: 'An office, a car and a day bag; plans for more than a year.' },
	family: { devices: 20, days: 180, why: 'A household shares and swaps what it has.' },
	party: { devices: 20, days: 180, why: 'Own things and those of whoever stands beside them.' },
	venue: { devices: 30, days: 180, why: 'A house with many tills and tablets under one name.' },
	vendor: { devices: 20, days: 180, why: 'A small team under one name.' },
	helper: { devices: 10, days: 90, why: 'One person with a phone or two, near the day.' },
	guest: { devices: 10, days: 90, why: 'One person with a phone or two, for the programme.' },
	service: { devices: 100, days: 365, why: 'A machine, with as many workers as it runs.' },
	support: { devices: 5, days: 7, why: 'Asked to look at something, not to stay.' },
};

export const dayMs: Millis = 24 * 60 * 60 * 1_000;
