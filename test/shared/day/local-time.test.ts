import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addMinutes,
	existsInZone,
	isZone,
	minutesBetween,
	toInstant,
	toLocal,
} from '../../../shared/day/local-time.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

/** Every zone's clock skips `gap` and shows `twice` two times; `first` is the earlier instant of the latter. */
const changes = [
	{
		zone: 'Europe/London',
		gap: '2027-03-28T01:30',
		before: '2027-03-28T00:59',
		after: '2027-03-28T02:00',
		step: 1,
		twice: '2027-10-31T01:30',
		first: '2027-10-31T00:30',
		apart: 60,
	},
	{
		zone: 'America/New_York',
		gap: '2027-03-14T02:00',
		before: '2027-03-14T01:59',
		after: '2027-03-14T03:00',
		step: 1,
		twice: '2027-11-07T01:00',
		first: '2027-11-07T05:00',
		apart: 60,
	},
	{
		zone: 'Australia/Lord_Howe',
		gap: '2027-10-03T02:29',
		before: '2027-10-03T01:59',
		after: '2027-10-03T02:30',
		step: 1,
		twice: '2027-04-04T01:45',
		first: '2027-04-03T14:45',
		apart: 30,
	},
	{
		zone: 'Pacific/Apia',
		gap: '2020-09-27T03:00',
		before: '2020-09-27T02:59',
		after: '2020-09-27T04:00',
		step: 1,
		twice: '2021-04-04T03:30',
		first: '2021-04-03T13:30',
		apart: 60,
	},
];

describe.each(changes)('in $zone', ({ zone, gap, before, after, step, twice, first, apart }) => {
	test('a time that the clock skips has no instant', () => {
		expect({ instant: toInstant(gap, zone), exists: existsInZone(gap, zone) }).toEqual({
			instant: undefined,
			exists: false,
		});
	});

	test('the minute before the gap and the first one behind it are a minute apart', () => {
		expect((toInstant(after, zone) ?? 0) - (toInstant(before, zone) ?? 0)).toBe(step * 60_000);
	});

	test('a time that the clock shows twice is the earlier of the two instants', () => {
		expect(toInstant(twice, zone)).toBe(utc(first));
		expect(toLocal(utc(first) + apart * 60_000, zone)).toBe(twice);
	});
});

test('a whole day that a zone left out has no instants: Samoa, 30 December 2011', () => {
	expect(toInstant('2011-12-30T12:00', 'Pacific/Apia')).toBe(undefined);
	expect(toInstant('2011-12-31T00:00', 'Pacific/Apia')).toBe(utc('2011-12-30T10:00'));
	expect(toInstant('2011-12-29T23:59', 'Pacific/Apia')).toBe(utc('2011-12-30T09:59'));
});

test.each([
	'2027-02-30T10:00',
	'2027-13-01T10:00',
	'2027-06-12T24:00',
	'2027-06-12',
	'noon',
	'1969-12-31T23:59',
])('%s is no time in any zone', (local) => {
	expect(toInstant(local, 'UTC')).toBe(undefined);
});

test('seconds are left out, not rounded up', () => {
	expect(toLocal(utc('2027-06-12T14:59:59.999'), 'Europe/London')).toBe('2027-06-12T15:59');
});

const zones = [
	'UTC',
	'Asia/Kathmandu',
	'Pacific/Kiritimati',
	'America/St_Johns',
	...changes.map((row) => row.zone),
];
const minute = fc
	.integer({ min: utc('1970-01-02T00:00') / 60_000, max: utc('2099-12-31T00:00') / 60_000 })
	.map((minutes) => minutes * 60_000);

test('an instant reads the same after going to the wall clock and back, or is the second of two', () => {
	fc.assert(
		fc.property(minute, fc.constantFrom(...zones), (instant, zone) => {
			const back = toInstant(toLocal(instant, zone), zone) ?? Number.NaN;
			expect(toLocal(back, zone)).toBe(toLocal(instant, zone));
			expect(back).toBeLessThanOrEqual(instant);
			expect(instant - back).toBeLessThanOrEqual(3_600_000);
		}),
	);
});

test('what exists in a zone is exactly what its clock shows at some instant', () => {
	fc.assert(
		fc.property(minute, fc.constantFrom(...zones), (wall, zone) => {
			const local = new Date(wall).toISOString().slice(0, 16);
			const instant = toInstant(local, zone);
			expect(existsInZone(local, zone)).toBe(instant !== undefined);
			if (instant !== undefined) expect(toLocal(instant, zone)).toBe(local);
			// The oracle: no instant of the 28 hours in question shows it.
			else
				for (let at = wall - 14 * 3_600_000; at <= wall + 14 * 3_600_000; at += 15 * 60_000)
					expect(toLocal(at, zone)).not.toBe(local);
		}),
		{ numRuns: 200 },
	);
});

const local = minute.map((at) => new Date(at).toISOString().slice(0, 16));

test('adding minutes on the wall clock is undone by taking them away, and measured by minutesBetween', () => {
	fc.assert(
		fc.property(local, fc.integer({ min: -20_000, max: 20_000 }), (start, minutes) => {
			const end = addMinutes(start, minutes);
			expect(minutesBetween(start, end)).toBe(minutes);
			expect(addMinutes(end, -minutes)).toBe(start);
		}),
	);
});

test('minutes are added as they are read off the wall, over midnight and over a summer-time change', () => {
	expect([addMinutes('2027-06-12T23:30', 45), addMinutes('2027-10-31T00:30', 120)]).toEqual([
		'2027-06-13T00:15',
		'2027-10-31T02:30',
	]);
});

test('arithmetic ends where the format ends, and reads an impossible day as the one it spills into', () => {
	expect([
		addMinutes('9999-12-31T23:59', 5),
		addMinutes('0000-01-01T00:00', -5),
		addMinutes('2027-02-30T10:00', 5),
	]).toEqual(['9999-12-31T23:59', '0000-01-01T00:00', '2027-03-02T10:05']);
	expect(() => addMinutes('noon', 5)).toThrow('"noon" is not a local time YYYY-MM-DDTHH:mm');
});

test('a zone is an IANA name that this device knows; bare offsets and inventions are none', () => {
	const names = ['Europe/London', 'UTC', 'Mars/Base', '', '+02:00', '-05', '__proto__'];
	expect(names.map(isZone)).toEqual([true, true, false, false, false, false, false]);
	expect(toInstant('2027-06-12T15:00', 'Mars/Base')).toBe(undefined);
	expect(() => toLocal(0, 'Mars/Base')).toThrow('"Mars/Base" is not an IANA time zone');
});
