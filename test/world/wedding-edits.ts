/**
 * Random honest edits of one small wedding: operations as the app runs them, and what people do to a document straight (typing,
 * styling, plain fields) as stock clients may. For properties of the gate and of the room.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import { assignmentStatuses, taskStatuses, timelineStates } from '../../shared/document/schema.ts';
import { noon, type Replica, replica } from './replica.ts';

const task = fc.constantFrom('flowers', 'ring', 'cake');
const item = fc.constantFrom('ceremony', 'drinks');
const place = fc.constantFrom('Barn', 'Church', 'Garden');
const person = fc.constantFrom('mia', 'flora');
const start = fc.constantFrom('2027-06-12T14:45', '2027-06-12T15:00', null);
const run = (name: string, input: Record<string, fc.Arbitrary<unknown>>) =>
	fc.record({
		do: fc.constant('run' as const),
		name: fc.constant(name),
		input: fc.record(input, { noNullPrototype: true }),
	});
const at = fc.nat(60);

export const weddingEdit = fc.oneof(
	run('tasks.change', { id: task, status: fc.constantFrom(...taskStatuses) }),
	run('tasks.change', { id: task, owner: fc.option(person), title: place }),
	run('tasks.change', { id: task, due: start, dependsOn: fc.subarray(['flowers', 'ring']) }),
	run('tasks.resolve', { id: task, field: fc.constant('status'), value: fc.constantFrom(...taskStatuses) }),
	run('tasks.delete', { id: task }),
	run('tasks.restore', { id: task }),
	run('timeline.change', { id: item, start, state: fc.constantFrom(...timelineStates) }),
	run('timeline.change', { id: item, place }),
	run('timeline.shift', { id: item, minutes: fc.constantFrom(-15, 45) }),
	run('assignments.change', { id: fc.constant('a1'), status: fc.constantFrom(...assignmentStatuses) }),
	run('meta.change', { place, name: place }),
	run('meta.resolve', { field: fc.constant('place'), value: place }),
	run('comments.create', { on: fc.constant('task:cake'), text: place }),
	run('tasks.create', { title: place, notes: place }),
	fc.record({
		do: fc.constant('type' as const),
		task,
		at,
		text: fc.constantFrom('a', 'no nuts', '🌸🌺', '\n'),
	}),
	fc.record({ do: fc.constant('erase' as const), task, at, length: fc.nat(12) }),
	fc.record({
		do: fc.constant('style' as const),
		task,
		at,
		length: fc.nat(12),
		bold: fc.constantFrom(true, null),
	}),
	fc.record({ do: fc.constant('set' as const), task, category: fc.constantFrom('food', 'look', undefined) }),
);
export type WeddingEdit = typeof weddingEdit extends fc.Arbitrary<infer E> ? E : never;

/** Does it; an operation that is declined does nothing. `fresh` names what is created. */
export function doEdit({ doc, run: operate }: Replica, edit: WeddingEdit, fresh: string): void {
	if (edit.do === 'run') {
		const isNew = edit.name.endsWith('.create');
		operate(edit.name, isNew ? { ...edit.input, id: fresh } : edit.input);
		return;
	}
	const record = doc.getMap('tasks').get(edit.task);
	if (!(record instanceof Y.Map)) return;
	if (edit.do === 'set') {
		if (edit.category === undefined) record.delete('category');
		else record.set('category', edit.category);
		return;
	}
	const note = record.get('notes');
	if (!(note instanceof Y.Text)) return;
	const text = note.toString();
	// Editors never cut a character in two; Yjs would turn both halves into others here and not say so.
	const whole = (index: number) => (/[\udc00-\udfff]/.test(text[index] ?? '') ? index - 1 : index);
	// Styles and embeds take no place in the string, so its indices are those of the note.
	const from = whole(text.length === 0 ? 0 : edit.at % text.length);
	const to = (length: number) => whole(Math.min(text.length, from + length)) - from;
	if (edit.do === 'type') note.insert(from, edit.text);
	else if (edit.do === 'erase') note.delete(from, to(edit.length));
	else note.format(from, to(edit.length), { bold: edit.bold });
}

/** A wedding to quarrel in, by one founder under client id 1. */
export function quarrelsome(): Y.Doc {
	const made = replica(1, { now: noon - 1_000 });
	made.must('meta.change', { name: 'Mia & Jon', date: '2027-06-12', timeZone: 'Europe/Berlin' });
	made.must('people.create', { id: 'mia', name: 'Mia', role: 'couple' });
	made.must('people.create', { id: 'flora', name: 'Flora', role: 'vendor' });
	for (const id of ['flowers', 'ring', 'cake']) {
		made.must('tasks.create', { id, title: id, notes: 'Peonies, no lilies.' });
	}
	made.must('timeline.create', { id: 'ceremony', title: 'Ceremony', start: '2027-06-12T15:00', minutes: 30 });
	made.must('timeline.create', { id: 'drinks', title: 'Drinks', start: '2027-06-12T15:30', minutes: 60 });
	made.must('assignments.create', { id: 'a1', on: 'task:cake', person: 'flora' });
	return made.doc;
}
