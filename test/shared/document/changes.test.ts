import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Change, Touched } from '../../../shared/document/change.ts';
import { captureTouched, changesOf } from '../../../shared/document/changes.ts';
import { exchange, type Replica, replica, sampleWedding } from '../../world/replica.ts';

/** The changes of each transaction from here on. */
function watch({ doc }: Pick<Replica, 'doc'>): (readonly Change[])[] {
	const seen: (readonly Change[])[] = [];
	doc.on('afterTransaction', (transaction) => {
		if (transaction.changed.size > 0) seen.push(changesOf(transaction));
	});
	return seen;
}

describe('of a transaction', () => {
	test('a record that comes into being, with every field it has', () => {
		const made = sampleWedding();
		const seen = watch(made);
		made.must('tasks.create', { id: 'cake', title: 'Cake', notes: 'Lemon', dependsOn: ['flowers'] });
		expect(seen).toEqual([
			[
				{ root: 'tasks', record: 'cake', field: '', after: true },
				{ root: 'tasks', record: 'cake', field: 'dependsOn', after: ['flowers'] },
				{ root: 'tasks', record: 'cake', field: 'notes' },
				{
					root: 'tasks',
					record: 'cake',
					field: 'status',
					after: 'todo',
					conflictBefore: false,
					conflictAfter: false,
				},
				{ root: 'tasks', record: 'cake', field: 'title', after: 'Cake' },
			],
		]);
	});

	test('the wedding itself comes into being with its first field', () => {
		const made = replica(1);
		const seen = watch(made);
		made.must('meta.change', { name: 'M & J' });
		made.must('meta.change', { name: 'M & K' });
		expect(seen).toEqual([
			[
				{ root: 'meta', record: 'meta', field: '', after: true },
				{ root: 'meta', record: 'meta', field: 'name', after: 'M & J' },
			],
			[{ root: 'meta', record: 'meta', field: 'name', before: 'M & J', after: 'M & K' }],
		]);
	});

	test('fields of every kind, with what was there before', () => {
		const made = sampleWedding();
		made.must('tasks.create', { id: 'cake', title: 'Cake', dependsOn: ['flowers'] });
		const seen = watch(made);
		made.must('tasks.change', {
			id: 'cake',
			title: 'The cake',
			status: 'doing',
			dependsOn: [],
			due: '2027-06-01T10:00',
			notes: 'Lemon',
		});
		made.must('tasks.change', { id: 'cake', due: null, notes: 'Lemons' });
		made.must('tasks.delete', { id: 'cake' });
		expect(seen).toEqual([
			[
				{ root: 'tasks', record: 'cake', field: 'dependsOn', before: ['flowers'], after: [] },
				{ root: 'tasks', record: 'cake', field: 'due', after: '2027-06-01T10:00' },
				{ root: 'tasks', record: 'cake', field: 'notes' },
				{
					root: 'tasks',
					record: 'cake',
					field: 'status',
					before: 'todo',
					after: 'doing',
					conflictBefore: false,
					conflictAfter: false,
				},
				{ root: 'tasks', record: 'cake', field: 'title', before: 'Cake', after: 'The cake' },
			],
			[
				{ root: 'tasks', record: 'cake', field: 'due', before: '2027-06-01T10:00' },
				{ root: 'tasks', record: 'cake', field: 'notes' },
			],
			[
				{ root: 'tasks', record: 'cake', field: 'deletedAt', after: '2027-05-01T12:00:00.000Z' },
				{ root: 'tasks', record: 'cake', field: 'deletedBy', after: 'mia' },
			],
		]);
	});

	test('several records at once, as a shift makes them', () => {
		const made = sampleWedding();
		made.must('timeline.create', { id: 'drinks', title: 'Drinks', start: '2027-06-12T15:30', minutes: 60 });
		const seen = watch(made);
		made.must('timeline.shift', { id: 'ceremony', minutes: 15 });
		const start = { field: 'start', conflictBefore: false, conflictAfter: false, root: 'timeline' };
		expect(seen).toEqual([
			[
				{ ...start, record: 'ceremony', before: '2027-06-12T15:00', after: '2027-06-12T15:15' },
				{ ...start, record: 'drinks', before: '2027-06-12T15:30', after: '2027-06-12T15:45' },
			],
		]);
	});

	test('typing straight into the document, and somebody else typing, are changes like any other', () => {
		const made = sampleWedding();
		const other = replica(2);
		exchange(made, other);
		const seen = watch(other);
		const task = made.doc.getMap('tasks').get('flowers');
		if (!(task instanceof Y.Map)) throw new Error('no task');
		task.set('title', 'Buy the flowers');
		const notes = task.get('notes');
		if (!(notes instanceof Y.Text)) throw new Error('no notes');
		notes.insert(0, 'Soon: ');
		exchange(made, other);
		expect(seen).toEqual([
			[
				{ root: 'tasks', record: 'flowers', field: 'notes' },
				{
					root: 'tasks',
					record: 'flowers',
					field: 'title',
					before: 'Order the flowers',
					after: 'Buy the flowers',
				},
			],
		]);
	});

	test('a losing write opens a conflict and changes no value; resolving ends it', () => {
		const couple = sampleWedding(3);
		const vendor = replica(9, { role: 'vendor' });
		exchange(couple, vendor);
		couple.must('timeline.change', { id: 'ceremony', start: '2027-06-12T15:30' });
		vendor.must('timeline.change', { id: 'ceremony', start: '2027-06-12T14:45' });
		const seen = watch(couple);
		exchange(vendor, couple);
		couple.must('timeline.resolve', { id: 'ceremony', field: 'start', value: '2027-06-12T14:45' });
		const start = { root: 'timeline', record: 'ceremony', field: 'start', before: '2027-06-12T15:30' };
		expect(seen).toEqual([
			[{ ...start, after: '2027-06-12T15:30', conflictBefore: false, conflictAfter: true }],
			[{ ...start, after: '2027-06-12T14:45', conflictBefore: true, conflictAfter: false }],
		]);
	});

	test('a third voice in an open conflict is a change; one that leaves it is none', () => {
		const couple = sampleWedding(3);
		const vendor = replica(9, { role: 'vendor' });
		const venue = replica(8, { role: 'venue' });
		exchange(couple, vendor, venue);
		couple.must('timeline.change', { id: 'ceremony', start: '2027-06-12T15:30' });
		vendor.must('timeline.change', { id: 'ceremony', start: '2027-06-12T14:45' });
		venue.must('timeline.change', { id: 'ceremony', start: '2027-06-12T14:00' });
		exchange(couple, vendor);
		const seen = watch(couple);
		exchange(venue, couple);
		venue.must('timeline.change', { id: 'ceremony', start: '2027-06-12T15:30' });
		exchange(venue, couple);
		const start = { root: 'timeline', record: 'ceremony', field: 'start' };
		const same = { before: '2027-06-12T15:30', after: '2027-06-12T15:30' };
		expect(seen[0]).toEqual([{ ...start, ...same, conflictBefore: true, conflictAfter: true }]);
	});

	test('a record taken out of its root is gone', () => {
		const made = sampleWedding();
		const seen = watch(made);
		made.doc.getMap('tasks').delete('flowers');
		expect(seen).toEqual([[{ root: 'tasks', record: 'flowers', field: '', before: true }]]);
	});

	test('a record put in the place of another is every field that differs', () => {
		const made = sampleWedding();
		const seen = watch(made);
		made.doc.getMap('tasks').set(
			'flowers',
			new Y.Map([
				['title', 'Roses'],
				['dependsOn/cake', true],
			] as const),
		);
		const flowers = { root: 'tasks', record: 'flowers' };
		expect(seen).toEqual([
			[
				{ ...flowers, field: 'dependsOn', before: [], after: ['cake'] },
				{ ...flowers, field: 'status', before: 'todo', conflictBefore: false, conflictAfter: false },
				{ ...flowers, field: 'title', before: 'Order the flowers', after: 'Roses' },
			],
		]);
	});

	test('what was cleared before had no value, also where Yjs keeps what is deleted', () => {
		const made = sampleWedding();
		const keeper = new Y.Doc({ gc: false });
		const seen = watch({ doc: keeper });
		made.must('tasks.change', { id: 'flowers', due: '2027-06-01T10:00' });
		made.must('tasks.change', { id: 'flowers', due: null });
		made.must('tasks.change', { id: 'flowers', due: '2027-06-02T10:00' });
		for (const update of made.sent) Y.applyUpdate(keeper, update);
		const due = { root: 'tasks', record: 'flowers', field: 'due' };
		expect(seen.slice(-3)).toEqual([
			[{ ...due, after: '2027-06-01T10:00' }],
			[{ ...due, before: '2027-06-01T10:00' }],
			[{ ...due, after: '2027-06-02T10:00' }],
		]);
	});

	test('odd places mean nothing, and throw nothing', () => {
		const made = sampleWedding();
		const seen = watch(made);
		made.doc.transact(() => {
			made.doc.getMap('elsewhere').set('x', 1);
			made.doc.getMap('tasks').set('odd id!', new Y.Map());
			made.doc.getMap('tasks').set('scalar', 1);
			const task = made.doc.getMap('tasks').get('flowers');
			if (task instanceof Y.Map) task.set('nested', new Y.Map([['a', new Y.Text('deep')]]));
			made.doc.getArray('list').push([new Y.Text('x')]);
		});
		const task = made.doc.getMap('tasks').get('flowers');
		const nested = task instanceof Y.Map ? task.get('nested') : undefined;
		const deep = nested instanceof Y.Map ? nested.get('a') : undefined;
		if (deep instanceof Y.Text) deep.insert(0, 'more');
		expect(seen).toEqual([[], []]);
	});
});

describe('around an update', () => {
	const places: readonly Touched[] = [
		{ root: 'tasks', record: 'flowers', key: 'title' },
		{ root: 'tasks', record: 'flowers', key: 'status~2' },
		{ root: 'tasks', record: 'flowers', key: 'notes' },
		{ root: 'tasks', record: 'flowers', key: 'dependsOn/cake' },
		{ root: 'tasks', record: 'cake', key: '' },
		{ root: 'tasks', record: 'cake', key: 'title' },
		{ root: 'meta', record: 'meta', key: 'date~2' },
		{ root: 'tasks', record: 'flowers', key: 'unknown' },
		{ root: 'tasks', record: 'not an id!', key: 'title' },
	];

	test('several updates inside one transaction are told apart, each with what it found', () => {
		const server = sampleWedding();
		const mia = replica(2);
		exchange(server, mia);
		const from = mia.sent.length;
		mia.must('tasks.change', { id: 'flowers', title: 'Buy flowers', status: 'doing' });
		mia.must('tasks.create', { id: 'cake', title: 'Cake' });
		mia.must('tasks.change', { id: 'flowers', title: 'Get flowers', notes: 'Roses', dependsOn: ['cake'] });
		mia.must('meta.change', { date: '2027-06-13' });
		const told: (readonly Change[])[] = [];
		server.doc.transact(() => {
			for (const update of mia.sent.slice(from)) {
				const changesNow = captureTouched(server.doc, places);
				Y.applyUpdate(server.doc, update, 'relay');
				told.push(changesNow());
				expect(captureTouched(server.doc, places)()).toEqual([]);
			}
		});
		const flowers = { root: 'tasks', record: 'flowers' };
		const register = { conflictBefore: false, conflictAfter: false };
		expect(told).toEqual([
			[
				{ ...flowers, field: 'status', before: 'todo', after: 'doing', ...register },
				{ ...flowers, field: 'title', before: 'Order the flowers', after: 'Buy flowers' },
			],
			[
				{ root: 'tasks', record: 'cake', field: '', after: true },
				{ root: 'tasks', record: 'cake', field: 'status', after: 'todo', ...register },
				{ root: 'tasks', record: 'cake', field: 'title', after: 'Cake' },
			],
			[
				{ ...flowers, field: 'dependsOn', before: [], after: ['cake'] },
				{ ...flowers, field: 'notes' },
				{ ...flowers, field: 'title', before: 'Buy flowers', after: 'Get flowers' },
			],
			[
				{
					root: 'meta',
					record: 'meta',
					field: 'date',
					before: '2027-06-12',
					after: '2027-06-13',
					...register,
				},
			],
		]);
	});

	test('an update that is here already means nothing', () => {
		const server = sampleWedding();
		const changesNow = captureTouched(server.doc, places);
		for (const update of server.sent) Y.applyUpdate(server.doc, update);
		expect(changesNow()).toEqual([]);
	});
});
