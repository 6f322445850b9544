/**
 * The moment that a local time of a plan means to somebody who is to be reminded of it. Guards: every time that can be written down has
 * one, also the time that the clock skips in spring: the reminder comes right after the gap, never an hour late and never not at all.
 */
import type { Millis } from '../clock.ts';
import { addMinutes, isZone, toInstant } from './local-time.ts';

/** Undefined only for what is no time or no zone. */
export function momentOf(local: string, zone: string): Millis | undefined {
	const key = `${zone} ${local}`;
	const known = moments.get(key);
	if (known !== undefined) return known;
	if (!isZone(zone) || !LOCAL.test(local)) return undefined;
	const moment = firstShown(local, zone);
	if (moments.size >= mostMoments) moments.clear();
	if (moment !== undefined) moments.set(key, moment);
	return moment;
}

/** A zone may skip a whole day, when it changes sides of the date line. */
function firstShown(local: string, zone: string): Millis | undefined {
	for (let late = 0; late <= DAY; late += QUARTER) {
		const moment = toInstant(late === 0 ? local : addMinutes(local, late), zone);
		if (moment !== undefined) return moment;
	}
	return undefined;
}

/** A wedding has some two hundred, asked for at each change of its plan; working one out takes 0.1 ms. */
const mostMoments = 5_000;
const moments = new Map<string, Millis>();
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const QUARTER = 15;
const DAY = 24 * 60;
