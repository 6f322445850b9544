import { describe, expect, it } from 'vitest';
import { programmeDays } from '../../../client/web/pages/programme/programme-day.ts';
import {
	forgetProgramme,
	keepProgramme,
	keptProgramme,
	type Programme,
} from '../../../client/web/relay/programme.ts';

const item = (id: string, start?: string, minutes?: number) => ({
	id,
	title: id,
	...(start === undefined ? {} : { start }),
	...(minutes === undefined ? {} : { minutes }),
});
const items = [
	item('vows', '2027-06-12T15:00', 30),
	item('cake', '2027-06-12T16:00'),
	item('dance', '2027-06-12T20:00', 45),
	item('brunch', '2027-06-13T11:00', 90),
	item('farewell'),
];
const at = (local: string) =>
	programmeDays(items, local).map(({ date, items: all }) => [
		date,
		...all.map((one) => `${one.item.id} ${one.when}`),
	]);

describe('the programme of a guest', () => {
	it('goes by days, with what has no time last, and marks what is going on', () => {
		expect(at('2027-06-12T15:10')).toEqual([
			['2027-06-12', 'vows now', 'cake ahead', 'dance ahead'],
			['2027-06-13', 'brunch ahead'],
			['', 'farewell ahead'],
		]);
	});

	it('takes what has no length to go on until the next begins', () => {
		expect(at('2027-06-12T19:59')[0]).toEqual(['2027-06-12', 'vows past', 'cake now', 'dance ahead']);
		expect(at('2027-06-12T20:00')[0]).toEqual(['2027-06-12', 'vows past', 'cake past', 'dance now']);
	});

	it('is kept on the device for when there is no network, and leaves with the session', () => {
		const values = new Map<string, string>();
		const storage = {
			getItem: (key: string) => values.get(key) ?? null,
			setItem: (key: string, value: string) => void values.set(key, value),
			removeItem: (key: string) => void values.delete(key),
		};
		const programme: Programme = { name: 'Mia & Lu', timeZone: 'Europe/Berlin', items };
		expect(keptProgramme(storage, 'berg')).toBe(undefined);
		keepProgramme(storage, 'berg', { at: 7, programme });
		expect(keptProgramme(storage, 'berg')).toEqual({ at: 7, programme });
		expect(keptProgramme(storage, 'tal')).toBe(undefined);
		forgetProgramme(storage, 'berg');
		expect(values.size).toBe(0);
		values.set('wedsync.programme.berg', '{"at":"yesterday"}');
		expect(keptProgramme(storage, 'berg')).toBe(undefined);
	});
});
