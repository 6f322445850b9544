/**
 * Who was last known to be at the wedding, by their own word: remembered for the day, because a phone goes into a pocket and its
 * presence ends while its owner is still there. Guards: nothing of it is stored, and who says that they are off or on their way is not
 * there any more.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Activity } from '../../shared/wire/presence.ts';
import type { Principal } from '../auth/principal.ts';
import type { Said } from './presence-state.ts';

export interface Attendance {
	/** What somebody said of themselves. */
	note(who: Principal, said: Said): void;
	/** They said so, not long ago, and nothing else since. */
	isAtVenue(wedding: WeddingId, person: PersonId): boolean;
	/** Calls when somebody says how little battery they have left; the call must not throw. */
	onLowBattery(call: (who: Principal, percent: number) => void): void;
}

export function createAttendance(clock: Clock): Attendance {
	const arrived = new Map<string, Millis>();
	const listeners: ((who: Principal, percent: number) => void)[] = [];
	return {
		note(who, said) {
			const key = `${who.wedding} ${who.person}`;
			const activity = said?.['activity'];
			if (typeof activity === 'string') arrived.delete(key);
			if (isThere(activity)) arrived.set(key, clock.now());
			const oldest = arrived.keys().next().value;
			if (arrived.size > mostRemembered && oldest !== undefined) arrived.delete(oldest);
			const battery = said?.['battery'];
			if (typeof battery === 'number' && battery <= lowBattery)
				for (const call of listeners) call(who, battery);
		},
		isAtVenue(wedding, person) {
			const since = arrived.get(`${wedding} ${person}`);
			// A clock that was set back makes nobody leave.
			return since !== undefined && clock.now() - since < dayMs;
		},
		onLowBattery: (call) => void listeners.push(call),
	};
}

const isThere = (activity: unknown): boolean => there.has(activity);
const there: ReadonlySet<unknown> = new Set<Activity>([
	'at-venue',
	'setup',
	'ceremony',
	'reception',
	'breakdown',
]);
/** Percent: an hour or two of a phone that is used. */
const lowBattery = 15;
const dayMs: Millis = 16 * 60 * 60 * 1_000;
const mostRemembered = 20_000;
