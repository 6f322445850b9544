import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readField, readMeta, readPlan, readRecord } from '../../../shared/document/document.ts';
import { hlcAt } from '../../../shared/document/hlc.ts';
import { exchange, noon, replica, sampleWedding } from '../../world/replica.ts';

describe('the plan', () => {
	test('of an empty document can be shown', () => {
		expect(readPlan(new Y.Doc())).toEqual({
			meta: { name: '', timeZone: 'UTC' },
			people: [],
			tasks: [],
			timeline: [],
			assignments: [],
			comments: [],
			conflicts: [],
		});
	});

	test('shows registers as their values, notes as text and sets as sorted lists', () => {
		const made = sampleWedding();
		made.must('tasks.create', { id: 'ring', title: 'Rings' });
		made.must('tasks.change', {
			id: 'flowers',
			dependsOn: ['ring'],
			owner: 'flora',
			due: '2027-06-01T10:00',
		});
		made.must('assignments.create', { id: 'a1', on: 'task:flowers', person: 'flora', part: 'florist' });
		made.must('comments.create', {
			id: 'c1',
			on: 'task:flowers',
			text: 'White?',
			mentions: ['mia', 'flora'],
		});
		expect(readPlan(made.doc)).toEqual({
			meta: { name: 'Mia & Jon', date: '2027-06-12', timeZone: 'Europe/Berlin' },
			people: [
				{ id: 'flora', name: 'Flora', role: 'vendor', trade: 'florist' },
				{ id: 'mia', name: 'Mia', role: 'couple' },
			],
			tasks: [
				{
					id: 'flowers',
					title: 'Order the flowers',
					notes: 'Peonies, no lilies.',
					status: 'todo',
					due: '2027-06-01T10:00',
					owner: 'flora',
					dependsOn: ['ring'],
					evidence: [],
				},
				{ id: 'ring', title: 'Rings', notes: '', status: 'todo', dependsOn: [], evidence: [] },
			],
			timeline: [
				{
					id: 'ceremony',
					title: 'Ceremony',
					notes: '',
					kind: 'fixed',
					start: '2027-06-12T15:00',
					minutes: 30,
					state: 'planned',
				},
			],
			assignments: [{ id: 'a1', on: 'task:flowers', person: 'flora', part: 'florist', status: 'asked' }],
			comments: [
				{
					id: 'c1',
					on: 'task:flowers',
					by: 'mia',
					at: '2027-05-01T12:00:00.000Z',
					text: 'White?',
					mentions: ['flora', 'mia'],
				},
			],
			conflicts: [],
		});
	});

	test('comes in one order: tasks by due and title, the run sheet by start and title, the rest by id', () => {
		const made = replica(1);
		for (const [id, title, due] of [
			['c', 'B', undefined],
			['b', 'A', undefined],
			['a', 'Z', '2027-06-02T09:00'],
			['e', 'Y', '2027-06-01T09:00'],
			['d', 'A', undefined],
		]) {
			made.must('tasks.create', { id, title, due });
			made.must('timeline.create', { id, title, start: due });
			made.must('people.create', { id, name: title, role: 'guest' });
		}
		const { tasks, timeline, people } = readPlan(made.doc);
		expect(tasks.map(({ id }) => id).join('')).toBe('eabdc');
		expect(timeline.map(({ id }) => id).join('')).toBe('eabdc');
		expect(people.map(({ id }) => id).join('')).toBe('abcde');
	});

	test('leaves out the deleted, who can still be read by their id', () => {
		const made = sampleWedding();
		made.must('tasks.delete', { id: 'flowers' });
		expect(readPlan(made.doc).tasks).toEqual([]);
		expect(readRecord(made.doc, 'tasks', 'flowers')).toMatchObject({
			title: 'Order the flowers',
			deletedAt: '2027-05-01T12:00:00.000Z',
			deletedBy: 'mia',
		});
		expect(readRecord(made.doc, 'tasks', 'rings')).toBeUndefined();
	});
});

describe('conflicts', () => {
	/** The example of conflicts.md. */
	function quarrel() {
		const couple = sampleWedding(3);
		const vendor = replica(9, { person: 'flora', role: 'vendor' });
		exchange(couple, vendor);
		couple.must('timeline.change', { id: 'ceremony', start: '2027-06-12T15:30' });
		vendor.must('timeline.change', { id: 'ceremony', start: '2027-06-12T14:45' });
		exchange(couple, vendor);
		return { couple, vendor };
	}

	test('the couple wins on every device, and the vendor sees it', () => {
		const { couple, vendor } = quarrel();
		const conflict = {
			root: 'timeline',
			record: 'ceremony',
			field: 'start',
			value: '2027-06-12T15:30',
			by: { client: 3, role: 'couple', hlc: hlcAt(noon) + 3 },
			candidates: [
				{ client: 3, role: 'couple', hlc: hlcAt(noon) + 3, value: '2027-06-12T15:30', winning: true },
				{ client: 9, role: 'vendor', hlc: hlcAt(noon) + 3, value: '2027-06-12T14:45', winning: false },
			],
		};
		expect(readPlan(couple.doc).conflicts).toEqual([conflict]);
		expect(readPlan(vendor.doc)).toEqual(readPlan(couple.doc));
		expect(readField(vendor.doc, 'timeline', 'ceremony', 'start')).toMatchObject({
			value: '2027-06-12T15:30',
		});
	});

	test('of a deleted record are not listed', () => {
		const { couple } = quarrel();
		couple.must('timeline.delete', { id: 'ceremony' });
		expect(readPlan(couple.doc).conflicts).toEqual([]);
	});

	test('of the wedding itself are listed', () => {
		const couple = sampleWedding(3);
		const family = replica(9, { role: 'family' });
		exchange(couple, family);
		couple.must('meta.change', { place: 'the barn' });
		family.must('meta.change', { place: 'the church' });
		exchange(couple, family);
		expect(readPlan(family.doc).conflicts).toMatchObject([
			{ root: 'meta', record: 'meta', field: 'place', value: 'the barn' },
		]);
	});
});

describe('what a stranger left', () => {
	function strange() {
		const doc = new Y.Doc();
		const task = doc.getMap('tasks').set('t', new Y.Map<unknown>());
		task.set('title', { a: 1 });
		task.set('notes', 'no text type');
		task.set('status~7', ['done', 1, 'couple']);
		task.set('status~8', ['paused', 9, 'couple', [], []]);
		task.set('owner~x', 1);
		task.set('due', '2027-13-45T99:99');
		task.set('dependsOn/a', true);
		task.set('dependsOn/b', 'yes');
		task.set('dependsOn/', true);
		task.set('__proto__', 'x');
		task.set('priority', 'high');
		doc.getMap('tasks').set('plain', 'not a map');
		doc.getMap('tasks').set('not an id!', new Y.Map());
		doc.getMap('tasks').set('list', new Y.Array());
		doc.getMap('timeline').set('x', new Y.Map());
		doc.getMap('people').set('constructor', new Y.Map([['name', 'C']]));
		doc.getMap('assignments').set('x', new Y.Map());
		doc.getMap('comments').set('x', new Y.Map());
		doc.getMap('meta').set('name', null);
		doc.getMap('meta').set('date', '2027-06-12');
		return doc;
	}

	test('is passed over: what is missing or malformed reads as empty', () => {
		expect(readPlan(strange())).toEqual({
			meta: { name: '', timeZone: 'UTC' },
			people: [{ id: 'constructor', name: 'C', role: 'guest' }],
			tasks: [{ id: 't', title: '', notes: '', dependsOn: ['a'], evidence: [], priority: 'high' }],
			timeline: [{ id: 'x', title: '', notes: '', kind: 'flexible' }],
			assignments: [{ id: 'x', on: '', person: '' }],
			comments: [{ id: 'x', on: '', by: '', text: '', mentions: [], at: '1970-01-01T00:00:00Z' }],
			conflicts: [],
		});
	});

	test('a value of a newer version is not seen, so the next write does not claim to have seen it', () => {
		const made = replica(1);
		made.must('tasks.create', { id: 't', title: 'T' });
		const task = made.doc.getMap('tasks').get('t');
		if (!(task instanceof Y.Map)) throw new Error('no task');
		task.set('status~8', ['paused', hlcAt(noon) + 9, 'couple', [[1, hlcAt(noon)]], []]);
		task.delete('status~1');
		made.must('tasks.change', { id: 't', status: 'doing' });
		expect([task.get('status~8'), task.get('status~1')]).toEqual([
			['paused', hlcAt(noon) + 9, 'couple', [[1, hlcAt(noon)]], []],
			['doing', hlcAt(noon) + 10, 'couple', [], []],
		]);
	});

	test('one field or record at a time is read the same way', () => {
		const doc = strange();
		expect(readMeta(doc)).toEqual({ name: '', timeZone: 'UTC' });
		expect(readField(doc, 'tasks', 't', 'title')).toBeUndefined();
		expect(readField(doc, 'tasks', 't', 'constructor')).toBeUndefined();
		expect(readField(doc, 'tasks', 'plain', 'title')).toBeUndefined();
		expect(readField(doc, 'tasks', 't', 'dependsOn')).toEqual({ value: ['a'] });
		expect(readField(doc, 'meta', 'other', 'name')).toBeUndefined();
	});
});

test('a cleared register reads as absent, and as null where nobody is an answer', () => {
	const made = sampleWedding();
	made.must('timeline.change', { id: 'ceremony', start: null });
	made.must('tasks.change', { id: 'flowers', owner: 'flora' });
	made.must('tasks.change', { id: 'flowers', owner: null });
	expect(readRecord(made.doc, 'timeline', 'ceremony')).not.toHaveProperty('start');
	expect(readRecord(made.doc, 'tasks', 'flowers')).toHaveProperty('owner', null);
});
