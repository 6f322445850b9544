import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWords } from '../../../client/web/messages/messages.ts';
import {
	agoWords,
	clockParts,
	countdownWords,
	dateWords,
	daysBetween,
	dueWords,
	lengthWords,
	localNow,
	timeWords,
} from '../../../client/web/wording.ts';

const british = chooseWords(['en-GB']);
const plainSpaces = (text: string) => text.replaceAll(/\s/g, ' ');

describe('times in words', () => {
	it('follow the locale and never the zone of the device', () => {
		expect(clockParts('2027-06-12T15:05', 'en-GB')).toEqual({ clock: '15:05', period: '' });
		expect(clockParts('2027-06-12T15:05', 'en-US')).toEqual({ clock: '3:05', period: 'PM' });
		expect(plainSpaces(timeWords('2027-06-12T15:05', 'en-US'))).toBe('3:05 PM');
		expect(dateWords('2027-06-12', 'en-GB')).toBe('Saturday, 12 June 2027'.replace(',', dateComma()));
	});

	it('name lengths the way people say them', () => {
		expect([0, 20, 60, 95].map((minutes) => lengthWords(minutes, british))).toEqual([
			'0 min',
			'20 min',
			'1 h',
			'1 h 35 min',
		]);
	});

	it('say how long ago in the largest whole unit', () => {
		expect(
			[0, 1_999, 3_000, 59_999, 60_000, 7_200_000, 90_000_000].map((ms) => agoWords(ms, british)),
		).toEqual(['just now', 'just now', '3 s ago', '59 s ago', '1 min ago', '2 h ago', '1 day ago']);
	});

	it('call near due days by name and leave out a time that only means the end of the day', () => {
		const now = '2027-06-10T09:00';
		expect(dueWords('2027-06-10T23:59', now, british)).toBe('Today');
		expect(dueWords('2027-06-11T14:30', now, british)).toBe('Tomorrow, 14:30');
		expect(dueWords('2027-06-09T23:59', now, british)).toBe('yesterday');
		expect(dueWords('2027-06-07T23:59', now, british)).toBe('3 days ago');
		expect(dueWords('2027-08-01T18:00', now, british)).toBe(dateWords('2027-08-01', 'en-GB', 'short'));
	});

	it('count down to the day and back from it', () => {
		expect([undefined, 0, 1, 42, -1, -3].map((days) => countdownWords(days, british))).toEqual([
			'No date yet',
			'Today',
			'Tomorrow',
			'in 42 days',
			'yesterday',
			'3 days ago',
		]);
	});
});

describe('days between dates', () => {
	it('are whole whatever the times of day, and add up', () => {
		const day = fc
			.integer({ min: 0, max: 60_000 })
			.map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
		const time = fc.constantFrom('00:00', '02:30', '23:59');
		fc.assert(
			fc.property(day, day, day, time, time, (a, b, c, early, late) => {
				const between = daysBetween(`${a}T${early}`, `${b}T${late}`);
				expect(Number.isInteger(between)).toBe(true);
				expect(between + daysBetween(b, c)).toBe(daysBetween(a, c));
			}),
		);
	});
});

describe('the wedding’s clock', () => {
	it('shows its own zone, and UTC for a zone this device does not know', () => {
		const noon = Date.UTC(2027, 5, 12, 12, 0);
		expect(localNow(noon, 'Europe/Berlin')).toBe('2027-06-12T14:00');
		expect(localNow(noon, 'Mars/Olympus')).toBe('2027-06-12T12:00');
	});
});

/** Whether this ICU writes a comma behind the weekday differs between versions. */
function dateComma(): string {
	return dateWords('2027-06-12', 'en-GB').includes(',') ? ',' : '';
}
