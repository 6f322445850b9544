import { describe, expect, it } from 'vitest';
import { isOpenTo, pages } from '../../../client/web/components/shell/pages.ts';
import { amountIn, budgetSums } from '../../../client/web/pages/sections/budget-sums.ts';
import { countAnswers, diets, found, laidTables } from '../../../client/web/pages/sections/seating.ts';
import type { GuestList } from '../../../shared/document/private-sections.ts';
import type { BudgetLine } from '../../../shared/document/schema.ts';

const list = {
	guests: [
		{ id: 'ada', name: 'Ada Kent', party: 'Kent', rsvp: 'yes', diet: 'no nuts', table: 'oak' },
		{ id: 'bo', name: 'Bo Kent', party: 'Kent', rsvp: 'maybe', table: 'oak' },
		{ id: 'cy', name: 'Cy Voss', rsvp: 'no', diet: 'vegan', table: 'oak' },
		{ id: 'di', name: 'Di Voss', diet: 'no nuts' },
	],
	tables: [
		{ id: 'ash', name: 'Ash' },
		{ id: 'oak', name: 'Oak', seats: 1 },
	],
	conflicts: [],
} as unknown as GuestList;
const names = (guests: GuestList['guests']) => guests.map(({ id }) => id);

describe('the guest list', () => {
	it('counts a "perhaps" and no answer alike as open', () => {
		expect(countAnswers(list.guests)).toEqual({ all: 4, yes: 1, open: 2, no: 1 });
	});

	it('finds by name, household and diet, within a filter', () => {
		expect(names(found(list.guests, { filter: 'all', text: ' KENT ' }))).toEqual(['ada', 'bo']);
		expect(names(found(list.guests, { filter: 'all', text: 'nuts' }))).toEqual(['ada', 'di']);
		expect(names(found(list.guests, { filter: 'open', text: '' }))).toEqual(['bo', 'di']);
		expect(names(found(list.guests, { filter: 'yes', text: 'voss' }))).toEqual([]);
	});

	it('seats whoever has not said no, says when a table is too full, and counts for the kitchen', () => {
		expect(laidTables(list).map(({ table, sitting, free }) => [table.id, names(sitting), free])).toEqual([
			['ash', [], undefined],
			['oak', ['ada', 'bo'], -1],
		]);
		expect(diets(list.guests)).toEqual([{ diet: 'no nuts', count: 2 }]);
	});
});

describe('the budget', () => {
	it('sums in whole cents, and too much paid for one thing pays for no other', () => {
		const lines = [
			{ amount: 0.1, paid: 0.3 },
			{ amount: 0.2 },
			{ amount: 100, paid: 40 },
			{ paid: 5 },
		] as unknown as readonly BudgetLine[];
		expect(budgetSums(lines)).toEqual({ planned: 100.3, paid: 45.3, open: 60.2 });
	});

	it('takes an amount with two decimals, and nothing as nothing', () => {
		expect(['12.345', '7', '', ' ', 'x'].map(amountIn)).toEqual([12.35, 7, null, null, null]);
	});
});

describe('the pages of the private sections', () => {
	it('are there for those who may read them', () => {
		const open = (role: Parameters<typeof isOpenTo>[0]) =>
			pages
				.filter((page) => ['ceremony', 'guests', 'budget'].includes(page.name) && isOpenTo(role, page))
				.map(({ name }) => name);
		expect([open('couple'), open('family'), open('party'), open('venue'), open('vendor')]).toEqual([
			['ceremony', 'guests', 'budget'],
			['ceremony', 'guests'],
			['ceremony'],
			['guests'],
			[],
		]);
	});
});
