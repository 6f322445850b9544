import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../../../shared/document/canonical.ts';
import { readPlan } from '../../../../shared/document/document.ts';
import { operations, run } from '../../../../shared/document/operations/operations.ts';
import { personId } from '../../../../shared/ids.ts';
import { noon, replica, sampleWedding } from '../../../world/replica.ts';

const mia = { person: personId.parse('mia'), role: 'couple', now: noon } as const;

test('every operation has its name', () => {
	expect(Object.keys(operations).sort()).toEqual([
		'assignments.change',
		'assignments.create',
		'assignments.delete',
		'assignments.resolve',
		'assignments.restore',
		'comments.change',
		'comments.create',
		'comments.delete',
		'comments.restore',
		'guests.change',
		'guests.create',
		'guests.delete',
		'guests.resolve',
		'guests.restore',
		'items.change',
		'items.create',
		'items.delete',
		'items.move',
		'items.resolve',
		'items.restore',
		'items.setText',
		'lines.change',
		'lines.create',
		'lines.delete',
		'lines.resolve',
		'lines.restore',
		'meta.change',
		'meta.resolve',
		'people.change',
		'people.create',
		'people.delete',
		'people.restore',
		'tables.change',
		'tables.create',
		'tables.delete',
		'tables.restore',
		'tasks.change',
		'tasks.create',
		'tasks.delete',
		'tasks.resolve',
		'tasks.restore',
		'tasks.setNotes',
		'timeline.arrange',
		'timeline.change',
		'timeline.create',
		'timeline.delete',
		'timeline.resolve',
		'timeline.restore',
		'timeline.setNotes',
		'timeline.shift',
	]);
});

test('the example in its comment is true', () => {
	const result = run(new Y.Doc(), mia, {
		name: 'tasks.create',
		input: { id: 'flowers', title: 'Order the flowers' },
	});
	expect(result).toEqual({
		ok: true,
		value: { record: 'flowers', undo: [{ name: 'tasks.delete', input: { id: 'flowers' } }] },
	});
});

describe('one operation is one transaction', () => {
	test('with its author and its input as the origin', () => {
		const { doc } = sampleWedding();
		const origins: unknown[] = [];
		doc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin));
		const operation = {
			name: 'tasks.create',
			input: { id: 'cake', title: 'Cake', notes: 'Lemon', owner: 'flora', dependsOn: ['flowers'] },
		};
		run(doc, mia, operation);
		expect(origins).toEqual([{ kind: 'operation', operation, author: mia }]);
	});

	test('and none at all if it changes nothing', () => {
		const made = sampleWedding();
		let transactions = 0;
		made.doc.on('beforeTransaction', () => transactions++);
		for (const [name, input] of [
			['tasks.change', { id: 'flowers' }],
			['tasks.change', { id: 'flowers', title: 'Order the flowers', status: 'todo', owner: null, due: null }],
			['tasks.change', { id: 'flowers', dependsOn: [], notes: 'Peonies, no lilies.' }],
			['tasks.setNotes', { id: 'flowers', text: 'Peonies, no lilies.' }],
			['tasks.resolve', { id: 'flowers', field: 'status', value: 'todo' }],
			['tasks.restore', { id: 'flowers' }],
			['timeline.shift', { id: 'ceremony', minutes: 0 }],
			['meta.change', { name: 'Mia & Jon', place: null }],
		] as const) {
			expect(made.must(name, input).undo).toEqual([]);
		}
		expect(transactions).toBe(0);
	});
});

describe('what is declined leaves no transaction', () => {
	const input = (name: string, given: unknown) => [name, given] as const;
	test.each([
		['unknown-operation', undefined, ...input('tasks.explode', { id: 'flowers' })],
		['unknown-operation', undefined, ...input('constructor', {})],
		['invalid-value', undefined, ...input('tasks.create', undefined)],
		['invalid-value', undefined, ...input('tasks.create', 'flowers')],
		['invalid-value', 'id', ...input('tasks.create', { title: 'Cake' })],
		['invalid-value', 'id', ...input('tasks.create', { id: 'odd id!', title: 'Cake' })],
		['invalid-value', 'id', ...input('tasks.create', { id: '__proto__', title: 'Cake' })],
		['invalid-value', 'title', ...input('tasks.create', { id: 'cake' })],
		['invalid-value', 'title', ...input('tasks.create', { id: 'cake', title: '  ' })],
		['invalid-value', 'title', ...input('tasks.change', { id: 'flowers', title: null })],
		['invalid-value', undefined, ...input('tasks.change', { id: 'flowers', colour: 'red' })],
		['invalid-value', undefined, ...input('tasks.change', { id: 'flowers', deletedAt: null })],
		['invalid-value', undefined, ...input('meta.change', { version: 7 })],
		['invalid-value', 'due', ...input('tasks.change', { id: 'flowers', due: 'tomorrow' })],
		['invalid-value', 'dependsOn', ...input('tasks.change', { id: 'flowers', dependsOn: 'cake' })],
		['invalid-value', 'notes', ...input('tasks.change', { id: 'flowers', notes: 'x'.repeat(50_001) })],
		['invalid-value', 'field', ...input('tasks.resolve', { id: 'flowers', field: 'title', value: 'x' })],
		['invalid-value', 'status', ...input('tasks.resolve', { id: 'flowers', field: 'status', value: 'gone' })],
		[
			'invalid-value',
			'value',
			...input('tasks.resolve', { id: 'flowers', field: 'status', value: ['done'] }),
		],
		['invalid-value', 'date', ...input('meta.resolve', { field: 'date', value: 'June' })],
		['invalid-value', 'place', ...input('meta.resolve', { field: 'place', value: 7 })],
		['already-exists', undefined, ...input('tasks.create', { id: 'flowers', title: 'Again' })],
		['not-found', undefined, ...input('tasks.change', { id: 'cake', title: 'Cake' })],
		['not-found', undefined, ...input('tasks.delete', { id: 'cake' })],
		['not-found', undefined, ...input('tasks.restore', { id: 'cake' })],
		['not-found', undefined, ...input('tasks.setNotes', { id: 'cake', text: '' })],
		['not-found', undefined, ...input('tasks.resolve', { id: 'cake', field: 'status', value: 'done' })],
		['not-found', undefined, ...input('timeline.shift', { id: 'cake', minutes: 5 })],
		['not-found', undefined, ...input('timeline.arrange', { items: [{ id: 'cake', minutes: 5 }] })],
	])('%s (%s): %s %j', (code, field, name, given) => {
		const made = sampleWedding();
		let transactions = 0;
		made.doc.on('beforeTransaction', () => transactions++);
		const result = made.run(name, given);
		expect(result).toMatchObject({ ok: false, error: { code, ...(field === undefined ? {} : { field }) } });
		expect(result.ok ? '' : result.error.reason).toMatch(/\S/);
		expect(transactions).toBe(0);
	});
});

test('half a character becomes a whole one before anything is written', () => {
	const made = sampleWedding();
	made.must('tasks.create', { id: 'cake', title: 'Cake \ud83c', notes: '\udf82' });
	expect(readPlan(made.doc).tasks).toMatchObject([
		{ title: 'Cake \ufffd', notes: '\ufffd' },
		{ id: 'flowers' },
	]);
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(made.doc));
	expect(canonicalHash(copy)).toBe(canonicalHash(made.doc));
});

describe('undo puts back what was there', () => {
	/** All that people can see, but for registers that were never written and are cleared now. */
	const visible = (doc: Y.Doc) => JSON.parse(JSON.stringify(readPlan(doc), (_, value) => value ?? undefined));

	test.each<readonly [string, unknown]>([
		['tasks.create', { id: 'cake', title: 'Cake' }],
		[
			'tasks.change',
			{ id: 'flowers', title: 'Buy them', status: 'done', due: '2027-06-01T10:00', owner: 'flora' },
		],
		['tasks.change', { id: 'flowers', dependsOn: ['ring'], notes: 'Roses' }],
		['tasks.change', { id: 'ring', dependsOn: [], priority: null, owner: null }],
		['tasks.setNotes', { id: 'flowers', text: 'Peonies 🌸' }],
		['tasks.delete', { id: 'ring' }],
		['tasks.resolve', { id: 'flowers', field: 'status', value: 'blocked' }],
		['timeline.change', { id: 'ceremony', start: null, minutes: 45, place: 'Garden' }],
		['timeline.shift', { id: 'ceremony', minutes: 15 }],
		['timeline.shift', { id: 'ceremony', minutes: -20 }],
		[
			'timeline.arrange',
			{
				items: [
					{ id: 'ceremony', start: '2027-06-12T16:00' },
					{ id: 'drinks', minutes: 20 },
				],
			},
		],
		['meta.change', { name: 'J & M', place: 'The barn', accent: '#ffeeff' }],
		['people.change', { id: 'flora', trade: null, colour: '#00ff00' }],
		['assignments.change', { id: 'a1', status: 'accepted', note: 'gladly' }],
		['comments.change', { id: 'c1', text: 'Red?', mentions: [] }],
		['comments.delete', { id: 'c1' }],
	])('%s %j', (name, input) => {
		const made = sampleWedding();
		made.must('timeline.create', { id: 'drinks', title: 'Drinks', start: '2027-06-12T15:30', minutes: 60 });
		made.must('tasks.create', {
			id: 'ring',
			title: 'Rings',
			dependsOn: ['flowers'],
			priority: 'high',
			owner: 'flora',
		});
		made.must('assignments.create', { id: 'a1', on: 'task:flowers', person: 'flora' });
		made.must('comments.create', { id: 'c1', on: 'task:flowers', text: 'White?', mentions: ['flora'] });
		// The dependency that a case sets would close a circle otherwise.
		if (JSON.stringify(input).includes('["ring"]')) made.must('tasks.change', { id: 'ring', dependsOn: [] });
		const before = visible(made.doc);
		const { undo } = made.must(name, input);
		const after = visible(made.doc);
		expect(after).not.toEqual(before);
		const redo = undo.flatMap((operation) => made.must(operation.name, operation.input).undo);
		expect(visible(made.doc)).toEqual(before);
		for (const operation of redo) made.must(operation.name, operation.input);
		expect(visible(made.doc)).toEqual(after);
	});

	test('of a restore deletes again', () => {
		const made = replica(1);
		made.must('people.create', { id: 'jon', name: 'Jon', role: 'couple' });
		made.must('people.delete', { id: 'jon' });
		const { undo } = made.must('people.restore', { id: 'jon' });
		expect(undo).toEqual([{ name: 'people.delete', input: { id: 'jon' } }]);
	});
});
