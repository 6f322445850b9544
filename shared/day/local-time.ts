/**
 * Times as the wedding's own clock shows them: `YYYY-MM-DDTHH:mm` in an IANA zone. Plans are kept in these, because people
 * mean "ceremony at three" and not an instant; instants are worked out at the edge, on each device, from this file.
 *
 * Guards: a local time that the zone's clock skips (spring forward) has no instant, `undefined`; one that it shows twice
 * (autumn) means the earlier instant; one that is no date (30 February) has none. Says nothing about who typed it.
 *
 * `addMinutes` counts on the wall clock, never through an instant: a run sheet is read off the wall ("two hours after
 * 23:00" is printed as 01:00), the result needs no zone data (devices with different zone tables still agree), and adding
 * then subtracting gives back what was there. That the result exists is asked of `existsInZone`, by whoever stores it.
 */
import type { Millis } from '../clock.ts';

/** The instant a local time stands for; the earlier of two; `undefined` for a skipped or impossible one or no zone. */
export function toInstant(local: string, zone: string): Millis | undefined {
	const wall = wallOf(local);
	if (Number.isNaN(wall) || fromWall(wall) !== local || wall < 0) return undefined;
	const formatter = formatterOf(zone);
	if (formatter === undefined) return undefined;
	// No zone is further than 14 hours from UTC, and none changes twice in two days: the offset at the wanted instant is
	// the one of the day before or the one of the day after.
	const before = wall - offsetAt(wall - DAY_MS, formatter);
	const after = wall - offsetAt(wall + DAY_MS, formatter);
	for (const instant of [Math.min(before, after), Math.max(before, after)]) {
		if (wallAt(instant, formatter) === wall) return instant;
	}
	return undefined;
}

/** What the zone's clock shows at an instant, to the minute. Throws for a zone that is none: ask `isZone` at the edge. */
export function toLocal(instant: Millis, zone: string): string {
	const formatter = formatterOf(zone);
	if (formatter === undefined) throw new RangeError(`"${zone}" is not an IANA time zone`);
	return fromWall(wallAt(instant, formatter));
}

/** Does the zone's clock ever show this time? */
export function existsInZone(local: string, zone: string): boolean {
	return toInstant(local, zone) !== undefined;
}

/** Wall arithmetic; it stops at the ends of the format (year 0000, year 9999) instead of leaving it. */
export function addMinutes(local: string, minutes: number): string {
	const wall = readableWall(local) + minutes * MINUTE_MS;
	return fromWall(Math.min(LAST_WALL, Math.max(FIRST_WALL, wall)));
}

/** Minutes on the wall clock from `a` to `b`; negative if `b` comes first. */
export function minutesBetween(a: string, b: string): number {
	return (readableWall(b) - readableWall(a)) / MINUTE_MS;
}

/** An IANA name that this device knows. Bare offsets (`+02:00`) are none: they know no summer time. */
export function isZone(zone: string): boolean {
	return formatterOf(zone) !== undefined;
}

/** The local time read as if it were UTC: a number to calculate with, never an instant. */
function wallOf(local: string): number {
	const match = LOCAL.exec(local);
	if (match === null) return Number.NaN;
	const [year, month, day, hour, minute] = match.slice(1).map(Number);
	const date = new Date(0);
	date.setUTCFullYear(year ?? Number.NaN, (month ?? Number.NaN) - 1, day);
	return date.setUTCHours(hour ?? Number.NaN, minute);
}

function readableWall(local: string): number {
	const wall = wallOf(local);
	if (Number.isNaN(wall)) throw new RangeError(`"${local}" is not a local time YYYY-MM-DDTHH:mm`);
	return wall;
}

function fromWall(wall: number): string {
	return new Date(wall).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
}

/** What the zone's clock shows at an instant, read as if it were UTC. Some old offsets have seconds. */
function wallAt(instant: Millis, formatter: Intl.DateTimeFormat): number {
	const shown = new Map(formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
	const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? Number.NaN;
	return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** How far the zone's clock is ahead of UTC at a whole second. */
function offsetAt(instant: Millis, formatter: Intl.DateTimeFormat): Millis {
	return wallAt(instant, formatter) - instant;
}

/** Making a formatter costs a hundred times what using it does. Zone names come from outside, so their number is bounded. */
function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
	const known = formatterByZone.get(zone);
	if (known !== undefined) return known;
	if (!/^[A-Za-z]/.test(zone)) return undefined;
	let formatter: Intl.DateTimeFormat;
	try {
		formatter = new Intl.DateTimeFormat('en-US', { ...SHOWN, timeZone: zone });
	} catch (error) {
		// The platform's only way of saying that it does not know the name.
		if (error instanceof RangeError) return undefined;
		throw error;
	}
	if (formatterByZone.size >= 100) formatterByZone.clear();
	formatterByZone.set(zone, formatter);
	return formatter;
}

const formatterByZone = new Map<string, Intl.DateTimeFormat>();
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_WALL = -62_167_219_200_000;
const LAST_WALL = 253_402_300_740_000;
const SHOWN = {
	calendar: 'gregory',
	numberingSystem: 'latn',
	hourCycle: 'h23',
	year: 'numeric',
	month: 'numeric',
	day: 'numeric',
	hour: 'numeric',
	minute: 'numeric',
	second: 'numeric',
} as const;
