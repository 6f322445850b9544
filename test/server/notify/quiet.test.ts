/** Quiet hours and the clock of the day, over midnight and over both changes of the clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAt, quietEnd } from '../../../server/notify/quiet.ts';
import { toLocal } from '../../../shared/day/local-time.ts';

const night = { from: '22:00', to: '07:00' };
const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('quiet hours', () => {
	it.each([
		['before them', '2027-03-10T20:59:00Z', undefined],
		['as they begin', '2027-03-10T21:00:00Z', '2027-03-11T06:00:00.000Z'],
		['after midnight', '2027-03-11T02:30:30Z', '2027-03-11T06:00:00.000Z'],
		['as they end', '2027-03-11T06:00:00Z', undefined],
		['in the night that is an hour shorter', '2027-03-27T22:00:00Z', '2027-03-28T05:00:00.000Z'],
		['in the night that is an hour longer', '2027-10-30T21:00:00Z', '2027-10-31T06:00:00.000Z'],
	])('[DC1] end on the reader’s own clock: %s', (_, now, end) => {
		expect(iso(quietEnd(at(now), night, 'Europe/Berlin'))).toBe(end);
	});

	it.each([
		// 02:00–03:00 is left out: what ends at half past two ends when the clock jumps.
		['that the clock skips', '2027-03-28T00:30:00Z', '2027-03-28T01:00:00.000Z'],
		// 02:30 is shown twice; asked in the second hour, the second is meant.
		['that comes twice, the second time', '2027-10-31T01:10:00Z', '2027-10-31T01:30:00.000Z'],
		['that comes twice, the first time', '2027-10-31T00:10:00Z', '2027-10-31T00:30:00.000Z'],
	])('[DC1] an end in an hour %s', (_, now, end) => {
		expect(iso(quietEnd(at(now), { from: '22:00', to: '02:30' }, 'Europe/Berlin'))).toBe(end);
	});

	it('[DC1] that begin and end at one time are none', () => {
		expect(quietEnd(at('2027-03-10T21:00:00Z'), { from: '22:00', to: '22:00' }, 'Europe/Berlin')).toBe(
			undefined,
		);
	});

	const hour = fc.integer({ min: 0, max: 95 }).map((quarter) => {
		const two = (n: number) => String(n).padStart(2, '0');
		return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
	});
	// Weeks around the changes of the clock, where the mistakes are.
	const moment = fc
		.tuple(
			fc.constantFrom('2027-03-14', '2027-03-28', '2027-04-04', '2027-10-03', '2027-10-31', '2027-11-07'),
			fc.integer({ min: -40 * 60, max: 60 * 60 }),
		)
		.map(([day, minutes]) => at(`${day}T00:00:00Z`) + minutes * 60_000);
	const zone = fc.constantFrom(
		'Europe/Berlin',
		'America/New_York',
		'Australia/Lord_Howe',
		'Asia/Kolkata',
		'Pacific/Auckland',
		'UTC',
	);
	const isQuiet = (ms: number, { from, to }: typeof night, inZone: string) => {
		const time = toLocal(ms, inZone).slice(11);
		return from <= to ? from <= time && time < to : from <= time || time < to;
	};

	it('[DC1] end ahead, at a moment that is not quiet, and everything before it is', () => {
		fc.assert(
			fc.property(moment, hour, hour, zone, (now, from, to, inZone) => {
				const quiet = { from, to };
				const end = quietEnd(now, quiet, inZone);
				expect(end === undefined).toBe(!isQuiet(now, quiet, inZone));
				if (end === undefined) return;
				expect(end).toBeGreaterThan(now);
				expect(isQuiet(end, quiet, inZone)).toBe(false);
				const first = now - (now % 60_000);
				for (let ms = first; ms < end; ms += 5 * 60_000) expect(isQuiet(ms, quiet, inZone)).toBe(true);
				expect(isQuiet(end - 60_000, quiet, inZone)).toBe(true);
			}),
			{ numRuns: 400 },
		);
	});

	it('[DC1] a time of the day comes within a day and an hour, and the clock shows it, or has just left it out', () => {
		fc.assert(
			fc.property(moment, hour, zone, (now, time, inZone) => {
				const next = nextAt(now, time, inZone);
				expect(next).toBeGreaterThan(now);
				expect(next - now).toBeLessThanOrEqual(25 * 3_600_000);
				const shown = toLocal(next, inZone).slice(11);
				if (shown !== time) expect(toLocal(next - 60_000, inZone).slice(11) < time).toBe(true);
			}),
			{ numRuns: 400 },
		);
	});
});
