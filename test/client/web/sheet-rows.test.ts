import { describe, expect, it } from 'vitest';
import { dayParts } from '../../../client/web/pages/run-sheet/day-parts.ts';
import { nextStart, type SheetRow, sheetRows } from '../../../client/web/pages/run-sheet/sheet-rows.ts';
import { planOf } from '../plan-of.ts';

const item = (id: string, start: string, minutes: number, group: string, more: object = {}) =>
	['timeline.create', { id, title: id, start, minutes, group, ...more }] as const;

const { timeline } = planOf([
	item('hair', '2027-06-12T08:00', 60, 'prep', { owner: 'sam' }),
	item('letters', '2027-06-12T08:30', 30, 'photos'),
	item('dress', '2027-06-12T09:20', 40, 'prep'),
	item('vows', '2027-06-12T11:00', 30, 'ceremony', { visibility: 'guests' }),
	item('sweep', '2027-06-13T00:30', 30, 'ceremony'),
	['timeline.create', { id: 'cake', title: 'cake' }],
]);

const question = {
	filter: 'all',
	person: 'mia',
	now: '2027-01-01T12:00',
	date: '2027-06-12',
	helping: new Set<string>(),
} as const;
const said = (rows: readonly SheetRow[]) =>
	rows.map((row) => {
		switch (row.kind) {
			case 'day':
				return row.date;
			case 'part':
				return `# ${row.name}`;
			case 'item':
				return row.aside === undefined ? row.id : `${row.id} (${row.aside})`;
			case 'free':
				return `${row.minutes} free`;
			case 'now':
				return `now ${row.local}`;
			case 'untimed':
				return 'untimed';
		}
	});

describe('the run sheet', () => {
	it('reads from top to bottom in parts, with free time, another day and what has no time yet', () => {
		expect(said(sheetRows(timeline, question))).toEqual([
			'# prep',
			'hair',
			'letters (photos)',
			'20 free',
			'dress',
			'# ceremony',
			'vows',
			'2027-06-13',
			'780 free',
			'sweep',
			'untimed',
			'cake',
		]);
	});

	it('has a line for now before the first moment to come, on a day that is on it only', () => {
		const at = (now: string) => said(sheetRows(timeline, { ...question, now })).indexOf(`now ${now}`);
		expect(at('2027-06-12T07:00')).toBe(0);
		expect(at('2027-06-12T09:00')).toBe(3);
		expect(at('2027-06-13T06:00')).toBe(10);
		expect(at('2027-06-14T06:00')).toBe(-1);
	});

	it('shows one’s own moments and those one helps with, and what guests see, without free time', () => {
		const own = sheetRows(timeline, {
			...question,
			filter: 'mine',
			person: 'sam',
			helping: new Set(['dress']),
		});
		expect(said(own)).toEqual(['# prep', 'hair', 'dress']);
		expect(said(sheetRows(timeline, { ...question, filter: 'guests' }))).toEqual(['# ceremony', 'vows']);
	});

	it('has keys that never meet', () => {
		const keys = sheetRows(timeline, { ...question, now: '2027-06-12T09:00' }).map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('puts a new moment behind the last one', () => {
		expect(nextStart(timeline, '2027-06-12')).toBe('2027-06-13T01:00');
		expect(nextStart([], '2027-06-12')).toBe('2027-06-12T12:00');
	});
});

describe('parts of the day', () => {
	it('are not broken by an interlude of two, but by one of three, and lose no moment', () => {
		const groups = (names: string) => {
			const plan = planOf(
				[...names].map((group, index) => item(`i${index}`, `2027-06-12T1${index}:00`, 10, group)),
			);
			const placed = dayParts(plan.timeline);
			expect(placed.map(({ item: { id } }) => id)).toEqual(plan.timeline.map(({ id }) => id));
			return placed.map(({ part }) => part).join('');
		};
		expect(groups('aabbaa')).toBe('aaaaaa');
		expect(groups('abbba')).toBe('abbba');
		expect(groups('abab')).toBe('aaab');
		expect(groups('baa')).toBe('baa');
	});
});
