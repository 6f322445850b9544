/**
 * When what can wait is told together: the moment that somebody's digest closes, which also names it. The same moment for everything
 * that comes before it, so that joining is finding the same row. Guards: no digest closes in quiet hours, or in the past.
 */
import type { Millis } from '../../shared/clock.ts';
import { toLocal } from '../../shared/day/local-time.ts';
import type { Policy } from '../../shared/notices/wishes.ts';
import type { Reach } from '../store/reach.ts';
import { nextAt, quietEnd } from './quiet.ts';
import { quietOf, zoneOf } from './reader.ts';

export interface Gathering {
	readonly now: Millis;
	readonly policy: Policy;
	/** The wedding's. */
	readonly timeZone: string;
	/** It would have been said at once, were there not so much of it, or were it not so old. */
	readonly isSoon: boolean;
}

export function closingOf(reach: Reach, { now, policy, timeZone, isSoon }: Gathering): Millis {
	const zone = zoneOf(reach, timeZone);
	const usual = usualClosing(reach, now, zone);
	const closesAt = isSoon ? Math.min(usual, nextOf(now + leastMs, soonMinutes, zone)) : usual;
	return quietEnd(closesAt, quietOf(reach, policy), zone) ?? closesAt;
}

/** Do they want what can wait together? */
export const isGathered = ({ preferences }: Pick<Reach, 'preferences'>): boolean =>
	preferences.digest !== 'off';

export const digestId = ({ person }: Pick<Reach, 'person'>, closesAt: Millis): string =>
	`${person} ${closesAt}`;

function usualClosing({ preferences }: Reach, now: Millis, zone: string): Millis {
	const { digest = usualDigest } = preferences;
	if (digest === 'off' || digest === 'hourly') return nextOf(now, 60, zone);
	return nextAt(now, digest.daily, zone);
}

/** The next time that the minutes on the clock are a multiple of this. */
function nextOf(now: Millis, minutes: number, zone: string): Millis {
	const past = Number(toLocal(now, zone).slice(-2)) % minutes;
	return now - (now % minuteMs) + (minutes - past) * minuteMs;
}

const usualDigest = { daily: '08:00' } as const;
const minuteMs = 60_000;
/** A device that was away has a moment to bring the rest. */
const leastMs = minuteMs;
const soonMinutes = 15;
