import { describe, expect, test } from 'vitest';
import { between } from '../../../../shared/document/order.ts';
import { checkDocument } from '../../../../shared/document/check.ts';
import { readBudget, readCeremony, readGuests } from '../../../../shared/document/private-sections.ts';
import type { Section } from '../../../../shared/document/schema.ts';
import { exchange, type Replica, replica } from '../../../world/replica.ts';

const undone = (made: Replica, [name, input]: readonly [string, unknown]) => {
	for (const { name: undo, input: with_ } of made.must(name, input).undo) made.must(undo, with_);
};

describe('the ceremony', () => {
	const titles = ({ doc }: Replica) => readCeremony(doc).items.map(({ title }) => title);
	const withThree = (client = 1) => {
		const made = replica(client);
		for (const title of ['Entrance', 'Vows', 'Rings']) {
			made.must('items.create', { id: title.toLowerCase(), title });
		}
		return made;
	};

	test('a new item comes last, with a text that grows by typing', () => {
		const made = withThree();
		made.must('items.setText', { id: 'vows', text: 'I, Mia' });
		expect(readCeremony(made.doc)).toEqual({
			items: [
				{ id: 'entrance', title: 'Entrance', text: '', order: 1 },
				{ id: 'vows', title: 'Vows', text: 'I, Mia', order: 2 },
				{ id: 'rings', title: 'Rings', text: '', order: 3 },
			],
			conflicts: [],
		});
		undone(made, ['items.setText', { id: 'vows', text: 'I, Jon' }]);
		expect(readCeremony(made.doc).items[1]?.text).toBe('I, Mia');
		expect(checkDocument(made.doc, 'ceremony')).toEqual([]);
	});

	test.each([
		['rings', null, ['Rings', 'Entrance', 'Vows']],
		['rings', 'entrance', ['Entrance', 'Rings', 'Vows']],
		['entrance', 'vows', ['Vows', 'Entrance', 'Rings']],
		['entrance', 'rings', ['Vows', 'Rings', 'Entrance']],
		['vows', 'entrance', ['Entrance', 'Vows', 'Rings']],
	])('%s is put behind %s, and back', (id, after, expected) => {
		const made = withThree();
		const before = titles(made);
		const { undo } = made.must('items.move', { id, after });
		expect(titles(made)).toEqual(expected);
		for (const { name, input } of undo) made.must(name, input);
		expect(titles(made)).toEqual(before);
	});

	test('a thousand insertions into the same gap keep the order: when nothing fits any more, all are numbered anew', () => {
		const made = withThree();
		let renumbered = 0;
		for (let turn = 0; turn < 1_000; turn++) {
			const [id, other] = turn % 2 === 0 ? (['rings', 'Vows'] as const) : (['vows', 'Rings'] as const);
			const { undo } = made.must('items.move', { id, after: 'entrance' });
			if (undo.length > 1) renumbered += 1;
			expect(titles(made)).toEqual(['Entrance', id === 'rings' ? 'Rings' : 'Vows', other]);
		}
		expect(renumbered).toBeGreaterThan(0);
	});

	test('an item is never put behind itself, behind nothing, or from nowhere', () => {
		const made = withThree();
		const codes = [
			{ id: 'vows', after: 'vows' },
			{ id: 'vows', after: 'nothing' },
			{ id: 'nothing', after: 'vows' },
			{ id: 'vows' },
		].map((input) => {
			const result = made.run('items.move', input);
			return result.ok ? 'done' : result.error.code;
		});
		expect(codes).toEqual(['invalid-value', 'not-found', 'not-found', 'invalid-value']);
	});

	test('two orders unseen of each other leave the agreed one until somebody decides', () => {
		const [mia, jon] = [withThree(1), replica(2, { person: 'jon' })];
		exchange(mia, jon);
		mia.must('items.move', { id: 'rings', after: null });
		jon.must('items.move', { id: 'rings', after: 'entrance' });
		exchange(mia, jon);
		for (const { doc } of [mia, jon]) {
			expect(readCeremony(doc)).toMatchObject({
				items: [{ id: 'entrance' }, { id: 'vows' }, { id: 'rings', order: 3 }],
				conflicts: [{ record: 'rings', field: 'order', value: 3, candidates: [{}, {}] }],
			});
		}
		jon.must('items.resolve', { id: 'rings', field: 'order', value: 0 });
		exchange(mia, jon);
		expect(readCeremony(mia.doc)).toMatchObject({ items: [{ id: 'rings' }, {}, {}], conflicts: [] });
	});
});

describe('guests and tables', () => {
	const atTable = () => {
		const made = replica(1);
		made.must('tables.create', { id: 'oak', name: 'Oak', seats: 8 });
		made.must('guests.create', { id: 'ada', name: 'Ada', party: 'The Bells', diet: 'vegan' });
		return made;
	};

	test('a guest has not answered yet, and sits where there is a table', () => {
		const made = atTable();
		made.must('guests.change', { id: 'ada', rsvp: 'yes', table: 'oak' });
		expect(readGuests(made.doc)).toEqual({
			guests: [{ id: 'ada', name: 'Ada', party: 'The Bells', diet: 'vegan', rsvp: 'yes', table: 'oak' }],
			tables: [{ id: 'oak', name: 'Oak', seats: 8 }],
			conflicts: [],
		});
		undone(made, ['guests.change', { id: 'ada', table: null }]);
		expect(readGuests(made.doc).guests).toMatchObject([{ table: 'oak', rsvp: 'yes' }]);
		undone(made, ['tables.delete', { id: 'oak' }]);
		expect(checkDocument(made.doc, 'guests')).toEqual([]);
	});

	test.each([
		['guests.change', { id: 'ada', table: 'elm' }, 'There is no "elm" among the tables.'],
		['guests.create', { name: 'Bo', id: 'bo', table: 'elm' }, 'There is no "elm" among the tables.'],
		['guests.resolve', { id: 'ada', field: 'table', value: 'elm' }, 'There is no "elm" among the tables.'],
		['tables.change', { id: 'oak', seats: 0 }, 'seats: a table has at least one seat'],
		['tables.create', { id: 'elm', name: 'Elm', seats: -1 }, 'seats: a table has at least one seat'],
	])('%s %j is declined', (name, input, reason) => {
		const made = atTable();
		expect(made.run(name, input)).toMatchObject({ ok: false, error: { code: 'invalid-value', reason } });
	});

	test('a table that was deleted is named as missing, and nobody new is put at it', () => {
		const made = atTable();
		made.must('guests.change', { id: 'ada', table: 'oak' });
		made.must('tables.delete', { id: 'oak' });
		expect(checkDocument(made.doc, 'guests')).toEqual([
			{ kind: 'dangling', root: 'guests', record: 'ada', field: 'table', target: 'oak' },
		]);
		made.must('guests.create', { id: 'bo', name: 'Bo' });
		expect(made.run('guests.change', { id: 'bo', table: 'oak' })).toMatchObject({ ok: false });
	});
});

describe('the budget', () => {
	test('two amounts unseen of each other: neither counts; of two payments the larger does', () => {
		const [mia, jon] = [replica(1), replica(2, { person: 'jon', role: 'coordinator' })];
		mia.must('lines.create', { id: 'cake', title: 'Cake', amount: 400, due: '2027-05-01' });
		exchange(mia, jon);
		mia.must('lines.change', { id: 'cake', amount: 450, paid: 100 });
		jon.must('lines.change', { id: 'cake', amount: 480, paid: 200.5 });
		exchange(mia, jon);
		for (const { doc } of [mia, jon]) {
			expect(readBudget(doc)).toMatchObject({
				lines: [{ id: 'cake', amount: 400, paid: 200.5 }],
				conflicts: [
					{ field: 'amount', candidates: [{ winning: false }, { winning: false }] },
					{ field: 'paid', candidates: [{ value: 200.5 }, { value: 100 }] },
				],
			});
		}
	});

	test.each([
		{ amount: 0.001 },
		{ amount: 2e9 },
		{ amount: '400' },
		{ paid: Number.NaN },
		{ due: '2027-02-30' },
		{ due: 'soon' },
	])('%j is declined', (values) => {
		const made = replica(1);
		made.must('lines.create', { id: 'cake', title: 'Cake' });
		expect(made.run('lines.change', { id: 'cake', ...values })).toMatchObject({ ok: false });
	});

	test('lines come by their due day, then by title', () => {
		const made = replica(1);
		made.must('lines.create', { id: 'a', title: 'Band' });
		made.must('lines.create', { id: 'b', title: 'Cake', due: '2027-05-02' });
		made.must('lines.create', { id: 'c', title: 'Venue', due: '2027-05-01T12:00', vendor: 'Larkfield' });
		expect(readBudget(made.doc).lines.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
	});
});

describe('a place in an order', () => {
	test.each([
		[undefined, undefined, 1],
		[undefined, 1, 0],
		[undefined, -2.5, -4],
		[3, undefined, 4],
		[3.5, undefined, 5],
		[1, 2, 1.5],
		[1, 1, undefined],
		[2, 1, undefined],
		[1, 1 + Number.EPSILON, undefined],
	])('between %s and %s is %s', (before, after, expected) => {
		expect(between(before, after)).toBe(expected);
	});
});

test.each<[Section, string, object]>([
	['ceremony', 'items', { title: 'Vows' }],
	['guests', 'guests', { name: 'Ada' }],
	['guests', 'tables', { name: 'Oak' }],
	['budget', 'lines', { title: 'Cake' }],
])('in %s, what is made of %s can be unmade and comes back', (section, kind, values) => {
	const made = replica(1);
	const [{ name, input } = { name: '', input: {} }] = made.must(`${kind}.create`, {
		id: 'a',
		...values,
	}).undo;
	const [back = { name: '', input: {} }] = made.must(name, input).undo;
	expect(JSON.stringify(readCeremony(made.doc)) + JSON.stringify(readGuests(made.doc))).not.toContain('"a"');
	made.must(back.name, back.input);
	expect(checkDocument(made.doc, section)).toEqual([]);
	expect(made.run(`${kind}.create`, { id: 'a', ...values })).toMatchObject({
		ok: false,
		error: { code: 'already-exists' },
	});
});
