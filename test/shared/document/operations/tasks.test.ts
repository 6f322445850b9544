import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readPlan, readRecord } from '../../../../shared/document/document.ts';
import { exchange, replica, sampleWedding } from '../../../world/replica.ts';

const declined = (field: string, record: string) => ({
	ok: false,
	error: { code: 'invalid-value', reason: expect.any(String), record, field },
});

test('a new task is to do, unless it says otherwise', () => {
	const made = sampleWedding();
	made.must('tasks.create', { id: 'cake', title: 'Cake', status: 'blocked' });
	expect(readPlan(made.doc).tasks.map(({ id, status }) => [id, status])).toEqual([
		['cake', 'blocked'],
		['flowers', 'todo'],
	]);
});

describe('a task names only what is there', () => {
	test.each([
		['owner', 'nobody'],
		['owner', 'gone'],
		['dependsOn', ['nothing']],
		['dependsOn', ['gone']],
		['anchor', '-30@nothing'],
	])('%s %j is declined, on create and on change', (field, value) => {
		const made = sampleWedding();
		made.must('people.create', { id: 'gone', name: 'Gone', role: 'guest' });
		made.must('people.delete', { id: 'gone' });
		made.must('tasks.create', { id: 'gone', title: 'Gone' });
		made.must('tasks.delete', { id: 'gone' });
		expect(made.run('tasks.change', { id: 'flowers', [field]: value })).toEqual(declined(field, 'flowers'));
		expect(made.run('tasks.create', { id: 'cake', title: 'Cake', [field]: value })).toEqual(
			declined(field, 'cake'),
		);
	});

	test('an owner who is not in the wedding cannot win a conflict either', () => {
		const made = sampleWedding();
		expect(made.run('tasks.resolve', { id: 'flowers', field: 'owner', value: 'nobody' })).toEqual(
			declined('owner', 'flowers'),
		);
	});

	test('what it waited for may be deleted; the rest of the list can still be edited', () => {
		const made = sampleWedding();
		for (const id of ['a', 'b']) made.must('tasks.create', { id, title: id });
		made.must('tasks.change', { id: 'flowers', dependsOn: ['a'] });
		made.must('tasks.delete', { id: 'a' });
		made.must('tasks.change', { id: 'flowers', dependsOn: ['a', 'b'] });
		expect(readRecord(made.doc, 'tasks', 'flowers')?.dependsOn).toEqual(['a', 'b']);
	});
});

describe('tasks never wait for each other in a circle', () => {
	test('of one, two or many', () => {
		const made = sampleWedding();
		for (const [id, dependsOn] of [
			['a', ['flowers']],
			['b', ['a']],
			['c', ['b', 'flowers']],
		] as const) {
			made.must('tasks.create', { id, title: id, dependsOn });
		}
		expect(made.run('tasks.change', { id: 'flowers', dependsOn: ['flowers'] })).toEqual(
			declined('dependsOn', 'flowers'),
		);
		expect(made.run('tasks.change', { id: 'flowers', dependsOn: ['c'] })).toEqual(
			declined('dependsOn', 'flowers'),
		);
		expect(made.run('tasks.change', { id: 'c', dependsOn: ['flowers', 'a'] })).toMatchObject({ ok: true });
	});

	test('and taking one out opens it', () => {
		const made = sampleWedding();
		made.must('tasks.create', { id: 'a', title: 'a', dependsOn: ['flowers'] });
		made.must('tasks.change', { id: 'a', dependsOn: [] });
		expect(made.run('tasks.change', { id: 'flowers', dependsOn: ['a'] })).toMatchObject({ ok: true });
	});
});

test('a time that the clocks skip on a summer-time night is declined, as is one that is in no calendar', () => {
	const made = sampleWedding();
	expect(made.run('tasks.change', { id: 'flowers', due: '2027-03-28T02:30' })).toEqual(
		declined('due', 'flowers'),
	);
	expect(made.run('tasks.change', { id: 'flowers', due: '2027-02-30T10:00' })).toMatchObject({
		ok: false,
		error: { code: 'invalid-value', field: 'due' },
	});
	expect(made.run('tasks.change', { id: 'flowers', due: '2027-03-28T03:30' })).toMatchObject({ ok: true });
	made.must('meta.change', { timeZone: 'America/New_York' });
	expect(made.run('tasks.change', { id: 'flowers', due: '2027-03-28T02:30' })).toMatchObject({ ok: true });
});

test('in a zone this device does not know, the calendar is all that counts', () => {
	const made = replica(1);
	made.doc.getMap('meta').set('timeZone', 'Mars/Olympus');
	expect(made.run('tasks.create', { id: 'a', title: 'a', due: '2027-03-28T02:30' })).toMatchObject({
		ok: true,
	});
	expect(made.run('tasks.create', { id: 'b', title: 'b', due: '2027-02-30T10:00' })).toMatchObject({
		ok: false,
		error: { code: 'invalid-value', field: 'due' },
	});
});

describe('deleting', () => {
	test('is soft, and restoring brings everything back', () => {
		const made = sampleWedding();
		const before = readRecord(made.doc, 'tasks', 'flowers');
		made.must('tasks.delete', { id: 'flowers' });
		expect(made.run('tasks.change', { id: 'flowers', title: 'x' })).toEqual({
			ok: false,
			error: {
				code: 'not-found',
				reason: 'There is no "flowers" among the tasks. It was deleted; restore it first.',
				record: 'flowers',
			},
		});
		expect(made.run('tasks.create', { id: 'flowers', title: 'x' })).toMatchObject({
			error: { code: 'already-exists' },
		});
		made.must('tasks.restore', { id: 'flowers' });
		expect(readRecord(made.doc, 'tasks', 'flowers')).toEqual(before);
	});

	test('twice is deleting once, under the first name and time', () => {
		const made = sampleWedding();
		made.must('tasks.delete', { id: 'flowers' });
		made.advance(1_000);
		expect(made.must('tasks.delete', { id: 'flowers' }).undo).toEqual([]);
		expect(readRecord(made.doc, 'tasks', 'flowers')?.deletedAt).toBe('2027-05-01T12:00:00.000Z');
	});

	test('while somebody else edits keeps their edit for the restore', () => {
		const mia = sampleWedding(3);
		const jon = replica(4, { person: 'jon' });
		exchange(mia, jon);
		mia.must('tasks.delete', { id: 'flowers' });
		jon.must('tasks.change', { id: 'flowers', status: 'doing', title: 'Buy them' });
		exchange(mia, jon);
		expect(readPlan(mia.doc).tasks).toEqual([]);
		mia.must('tasks.restore', { id: 'flowers' });
		expect(readRecord(mia.doc, 'tasks', 'flowers')).toMatchObject({ status: 'doing', title: 'Buy them' });
	});
});

describe('notes', () => {
	test('change only where they differ, so what two people type in two places both stays', () => {
		const mia = sampleWedding(3);
		const jon = replica(4, { person: 'jon' });
		exchange(mia, jon);
		mia.must('tasks.setNotes', { id: 'flowers', text: 'White peonies, no lilies.' });
		jon.must('tasks.change', { id: 'flowers', notes: 'Peonies, no lilies. Ask Flora.' });
		exchange(mia, jon);
		expect(readRecord(jon.doc, 'tasks', 'flowers')?.notes).toBe('White peonies, no lilies. Ask Flora.');
	});

	test('of one who corrects a word in the middle of what somebody else frames', () => {
		const mia = sampleWedding(3);
		const jon = replica(4, { person: 'jon' });
		exchange(mia, jon);
		mia.must('tasks.setNotes', { id: 'flowers', text: 'White peonies, no lilies.' });
		jon.must('tasks.setNotes', { id: 'flowers', text: 'Peonies, absolutely no lilies.' });
		exchange(mia, jon);
		expect(readRecord(jon.doc, 'tasks', 'flowers')?.notes).toBe('White peonies, absolutely no lilies.');
	});

	test.each([
		['🌸🌺', '🌸🌻'],
		['🌸', '🌺'],
		['🌸a🌺', '🌸🌺'],
		['aaa', 'aa'],
		['', 'x'],
		['x', ''],
		['👩‍🌾👩‍🌾', '👩‍🌾'],
		['🍀🐀', '🍀🀀'],
		['x🐀x', 'x🀀x'],
	])('from %j to %j, no character is torn in two', (from, to) => {
		const mia = sampleWedding(3);
		mia.must('tasks.setNotes', { id: 'flowers', text: from });
		mia.must('tasks.setNotes', { id: 'flowers', text: to });
		const jon = replica(4);
		exchange(mia, jon);
		expect([
			readRecord(mia.doc, 'tasks', 'flowers')?.notes,
			readRecord(jon.doc, 'tasks', 'flowers')?.notes,
		]).toEqual([to, to]);
	});

	test('of a record that a stranger made without any cannot be written: two first notes would be one lost note', () => {
		const made = replica(1);
		made.doc.getMap('tasks').set('t', new Y.Map([['title', 'T']]));
		expect(made.run('tasks.setNotes', { id: 't', text: 'x' })).toMatchObject({
			error: { code: 'not-found', field: 'notes' },
		});
		expect(made.run('tasks.change', { id: 't', notes: 'x' })).toMatchObject({ error: { code: 'not-found' } });
		expect(made.run('tasks.change', { id: 't', notes: '', priority: 'low' })).toMatchObject({ ok: true });
	});
});

describe('conflicts', () => {
	test('further along wins when two tick at once, and choosing the other settles it everywhere', () => {
		const mia = sampleWedding(3);
		const flora = replica(9, { person: 'flora', role: 'vendor' });
		exchange(mia, flora);
		mia.must('tasks.change', { id: 'flowers', status: 'blocked' });
		flora.must('tasks.change', { id: 'flowers', status: 'done' });
		exchange(mia, flora);
		expect(readPlan(mia.doc).conflicts).toMatchObject([
			{ field: 'status', value: 'done', by: { role: 'vendor' } },
		]);
		const { undo } = mia.must('tasks.resolve', { id: 'flowers', field: 'status', value: 'blocked' });
		exchange(mia, flora);
		expect(readPlan(flora.doc)).toMatchObject({ tasks: [{ status: 'blocked' }], conflicts: [] });
		expect(undo).toEqual([{ name: 'tasks.change', input: { id: 'flowers', status: 'done' } }]);
	});

	test.each(['blocked', 'done', 'doing'])(
		'are settled with %s, be it the losing, the winning or a third value',
		(value) => {
			const mia = sampleWedding(3);
			const flora = replica(9, { person: 'flora', role: 'vendor' });
			exchange(mia, flora);
			mia.must('tasks.change', { id: 'flowers', status: 'blocked' });
			flora.must('tasks.change', { id: 'flowers', status: 'done' });
			exchange(mia, flora);
			flora.must('tasks.resolve', { id: 'flowers', field: 'status', value });
			exchange(mia, flora);
			expect(readPlan(mia.doc)).toMatchObject({ tasks: [{ status: value }], conflicts: [] });
			const task = mia.doc.getMap('tasks').get('flowers');
			const keys = task instanceof Y.Map ? [...task.keys()].filter((key) => key.startsWith('status')) : [];
			expect(keys).toEqual(['status~9']);
		},
	);

	test('stay open when somebody merely goes on editing', () => {
		const mia = sampleWedding(3);
		const flora = replica(9, { person: 'flora', role: 'vendor' });
		exchange(mia, flora);
		mia.must('tasks.change', { id: 'flowers', owner: 'mia' });
		flora.must('tasks.change', { id: 'flowers', owner: 'flora' });
		exchange(mia, flora);
		mia.must('tasks.change', { id: 'flowers', owner: null });
		exchange(mia, flora);
		expect(readPlan(flora.doc).conflicts).toMatchObject([
			{
				field: 'owner',
				value: null,
				candidates: [
					{ value: null, winning: true },
					{ value: 'flora', winning: false },
				],
			},
		]);
	});
});
