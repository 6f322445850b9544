import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkDocument } from '../../../shared/document/check.ts';
import { exchange, replica, sampleWedding } from '../../world/replica.ts';

test('nothing is wrong with a wedding that operations made', () => {
	expect(checkDocument(sampleWedding().doc)).toEqual([]);
});

test('an empty document lacks what a wedding must have', () => {
	expect(checkDocument(new Y.Doc())).toEqual([
		{ kind: 'missing-field', root: 'meta', record: 'meta', field: 'name' },
		{ kind: 'missing-field', root: 'meta', record: 'meta', field: 'timeZone' },
	]);
});

test('names what is missing, unknown and malformed', () => {
	const { doc } = sampleWedding();
	doc.getMap('guests').set('x', 1);
	doc.getMap('tasks').set('scalar', 1);
	doc.getMap('tasks').set('odd id!', new Y.Map());
	const task = doc.getMap<unknown>('tasks').set('t', new Y.Map<unknown>());
	for (const [key, value] of [
		['title', 7],
		['notes', 'no text type'],
		['colour', 'red'],
		['status', 'done'],
		['status~7', ['paused', 1, 'couple', [], []]],
		['status~8', ['done', 1, 'couple', [], []]],
		['owner~7', 'flora'],
		['dependsOn/flowers', 1],
		['dependsOn/odd id!', true],
		['due', '2027-06-01T10:00'],
	] as const) {
		task.set(key, value);
	}
	const at = { root: 'tasks', record: 't' };
	expect(checkDocument(doc)).toEqual([
		{ kind: 'unknown-root', root: 'guests' },
		{ kind: 'not-a-record', root: 'tasks', record: 'odd id!' },
		{ kind: 'not-a-record', root: 'tasks', record: 'scalar' },
		{ kind: 'unknown-key', ...at, key: 'colour' },
		{ kind: 'invalid-value', ...at, key: 'dependsOn/flowers' },
		{ kind: 'unknown-key', ...at, key: 'dependsOn/odd id!' },
		{ kind: 'invalid-value', ...at, key: 'notes' },
		{ kind: 'invalid-value', ...at, key: 'owner~7' },
		{ kind: 'unknown-key', ...at, key: 'status' },
		{ kind: 'invalid-value', ...at, key: 'status~7' },
		{ kind: 'invalid-value', ...at, key: 'title' },
		{ kind: 'missing-field', ...at, field: 'title' },
		{ kind: 'missing-field', ...at, field: 'notes' },
	]);
});

test('finds names of what is not there any more, except in what is deleted itself', () => {
	const made = sampleWedding();
	made.must('tasks.create', { id: 'vase', title: 'Vases', dependsOn: ['flowers'], owner: 'flora' });
	made.must('timeline.create', { id: 'drinks', title: 'Drinks', after: 'ceremony' });
	made.must('assignments.create', { id: 'a1', on: 'task:flowers', person: 'flora' });
	made.must('comments.create', { id: 'c1', on: 'timeline:ceremony', text: 'At three?', mentions: ['flora'] });
	made.must('tasks.change', { id: 'vase', anchor: '-60@ceremony' });
	made.must('tasks.create', { id: 'gone', title: 'Gone', dependsOn: ['flowers'] });
	made.must('tasks.delete', { id: 'gone' });
	expect(checkDocument(made.doc)).toEqual([]);
	made.must('people.delete', { id: 'flora' });
	made.must('tasks.delete', { id: 'flowers' });
	made.must('timeline.delete', { id: 'ceremony' });
	expect(checkDocument(made.doc)).toEqual([
		{ kind: 'dangling', root: 'tasks', record: 'vase', field: 'anchor', target: 'ceremony' },
		{ kind: 'dangling', root: 'tasks', record: 'vase', field: 'dependsOn', target: 'flowers' },
		{ kind: 'dangling', root: 'tasks', record: 'vase', field: 'owner', target: 'flora' },
		{ kind: 'dangling', root: 'timeline', record: 'drinks', field: 'after', target: 'ceremony' },
		{ kind: 'dangling', root: 'assignments', record: 'a1', field: 'on', target: 'flowers' },
		{ kind: 'dangling', root: 'assignments', record: 'a1', field: 'person', target: 'flora' },
		{ kind: 'dangling', root: 'comments', record: 'c1', field: 'mentions', target: 'flora' },
		{ kind: 'dangling', root: 'comments', record: 'c1', field: 'on', target: 'ceremony' },
	]);
});

test('finds the circle that two people made without seeing each other', () => {
	const mia = sampleWedding(3);
	mia.must('tasks.create', { id: 'vase', title: 'Vases' });
	mia.must('timeline.create', { id: 'drinks', title: 'Drinks' });
	const jon = replica(4, { person: 'jon' });
	exchange(mia, jon);
	mia.must('tasks.change', { id: 'vase', dependsOn: ['flowers'] });
	jon.must('tasks.change', { id: 'flowers', dependsOn: ['vase'] });
	mia.must('timeline.change', { id: 'drinks', after: 'ceremony' });
	jon.must('timeline.change', { id: 'ceremony', after: 'drinks' });
	exchange(mia, jon);
	expect(checkDocument(jon.doc)).toEqual([
		{ kind: 'cycle', root: 'tasks', record: 'flowers', field: 'dependsOn' },
		{ kind: 'cycle', root: 'tasks', record: 'vase', field: 'dependsOn' },
		{ kind: 'cycle', root: 'timeline', record: 'ceremony', field: 'after' },
		{ kind: 'cycle', root: 'timeline', record: 'drinks', field: 'after' },
	]);
});
