import { describe, expect, test } from 'vitest';
import { readMeta, readPlan, readRecord } from '../../../../shared/document/document.ts';
import { exchange, replica, sampleWedding } from '../../../world/replica.ts';

const declined = (field: string, record: string) => ({
	ok: false,
	error: { code: 'invalid-value', reason: expect.any(String), record, field },
});

describe('assignments', () => {
	test('ask, unless they were answered already', () => {
		const made = sampleWedding();
		made.must('assignments.create', { id: 'a', on: 'task:flowers', person: 'flora' });
		made.must('assignments.create', {
			id: 'b',
			on: 'timeline:ceremony',
			person: 'flora',
			status: 'accepted',
		});
		expect(readPlan(made.doc).assignments.map(({ status }) => status)).toEqual(['asked', 'accepted']);
	});

	test.each([
		['on', 'task:nothing'],
		['on', 'timeline:flowers'],
		['person', 'nobody'],
	])('%s %j is declined', (field, value) => {
		const made = sampleWedding();
		const input = { id: 'a', on: 'task:flowers', person: 'flora', [field]: value };
		expect(made.run('assignments.create', input)).toEqual(declined(field, 'a'));
	});

	test('a no that crosses a yes is noticed', () => {
		const mia = sampleWedding(3);
		mia.must('assignments.create', { id: 'a', on: 'task:flowers', person: 'flora' });
		const flora = replica(9, { person: 'flora', role: 'vendor' });
		exchange(mia, flora);
		mia.must('assignments.change', { id: 'a', status: 'accepted' });
		flora.must('assignments.change', { id: 'a', status: 'declined' });
		exchange(mia, flora);
		expect(readPlan(mia.doc)).toMatchObject({
			assignments: [{ status: 'declined' }],
			conflicts: [{ field: 'status', value: 'declined' }],
		});
	});
});

describe('comments', () => {
	test('are written in one’s own name, now', () => {
		const made = sampleWedding();
		made.must('comments.create', { id: 'c', on: 'task:flowers', text: 'White?' });
		expect(readRecord(made.doc, 'comments', 'c')).toEqual({
			id: 'c',
			on: 'task:flowers',
			by: 'mia',
			at: '2027-05-01T12:00:00.000Z',
			text: 'White?',
			mentions: [],
		});
		expect(made.run('comments.create', { id: 'd', on: 'task:flowers', text: 'x', by: 'flora' })).toEqual(
			declined('by', 'd'),
		);
	});

	test('stay where, whose and when they were', () => {
		const made = sampleWedding();
		made.must('comments.create', { id: 'c', on: 'task:flowers', text: 'White?', by: 'mia' });
		for (const change of [{ by: 'flora' }, { on: 'timeline:ceremony' }, { at: '2027-01-01T00:00:00Z' }]) {
			expect(made.run('comments.change', { id: 'c', ...change })).toMatchObject({ ok: false });
		}
	});

	test.each([
		['on', 'task:nothing'],
		['mentions', ['flora', 'nobody']],
	])('%s %j is declined', (field, value) => {
		const made = sampleWedding();
		const input = { id: 'c', on: 'task:flowers', text: 'x', [field]: value };
		expect(made.run('comments.create', input)).toEqual(declined(field, 'c'));
	});
});

describe('the wedding itself', () => {
	test.each([
		['date', '2027-02-30'],
		['timeZone', 'Europe/Atlantis'],
	])('%s %j cannot be', (field, value) => {
		expect(sampleWedding().run('meta.change', { [field]: value })).toMatchObject({
			ok: false,
			error: { code: 'invalid-value', field },
		});
	});

	test('two dates at once: the higher role wins, and resolving settles it', () => {
		const mia = sampleWedding(3);
		const aunt = replica(9, { person: 'aunt', role: 'family' });
		exchange(mia, aunt);
		aunt.must('meta.change', { date: '2027-06-19' });
		mia.must('meta.change', { date: '2027-06-05' });
		exchange(mia, aunt);
		expect(readMeta(aunt.doc).date).toBe('2027-06-05');
		expect(mia.must('meta.resolve', { field: 'date', value: '2027-06-19' })).toEqual({
			record: 'meta',
			undo: [{ name: 'meta.change', input: { date: '2027-06-05' } }],
		});
		exchange(mia, aunt);
		expect(readPlan(aunt.doc)).toMatchObject({ meta: { date: '2027-06-19' }, conflicts: [] });
	});
});

test('a person who leaves is out of the plan and can come back', () => {
	const made = sampleWedding();
	made.must('people.delete', { id: 'flora' });
	expect(readPlan(made.doc).people.map(({ id }) => id)).toEqual(['mia']);
	expect(made.run('tasks.change', { id: 'flowers', owner: 'flora' })).toEqual(declined('owner', 'flowers'));
	made.must('people.restore', { id: 'flora' });
	made.must('tasks.change', { id: 'flowers', owner: 'flora' });
});
