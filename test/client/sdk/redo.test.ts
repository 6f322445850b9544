import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Frame } from '../../../client/sdk/frame.ts';
import { record } from '../../../client/sdk/recorder.ts';
import { createRedo } from '../../../client/sdk/redo.ts';
import { createRights } from '../../../client/sdk/rights.ts';
import { testClock } from '../../../shared/clock.ts';
import { readPlan, readRecord } from '../../../shared/document/document.ts';
import type { Author } from '../../../shared/document/operations/operation.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { personId } from '../../../shared/ids.ts';
import { seededRandom } from '../../../shared/random.ts';

const rights = createRights({
	person: personId.parse('ada'),
	role: 'couple',
	told: () => undefined,
	now: () => 0,
});
const author: Author = { person: personId.parse('ada'), role: 'couple', now: testClock().now() };

describe('edits made again on a fresh document', () => {
	test('operations run again, and only the refused one becomes a draft', () => {
		const { old, fresh, frames } = world();
		run(old, author, { name: 'tasks.create', input: { id: 'cake', title: 'Cake' } });
		run(old, author, { name: 'tasks.change', input: { id: 'cake', due: '2027-06-01T10:00' } });
		run(old, author, { name: 'tasks.change', input: { id: 'flowers', title: 'Roses' } });
		const refused = { id: frames[1]?.id ?? '', refusal: { code: 'not-allowed', reason: 'no' } as const };
		expect(createRedo({ old, fresh, author, rights }).again(frames, refused)).toEqual([
			{
				id: frames[1]?.id,
				at: author.now,
				refusal: refused.refusal,
				operation: frames[1]?.operation,
				changes: frames[1]?.changes,
			},
		]);
		expect(readPlan(fresh).tasks.map(({ id, title, due }) => ({ id, title, due }))).toEqual([
			{ id: 'cake', title: 'Cake', due: undefined },
			{ id: 'flowers', title: 'Roses', due: undefined },
			{ id: 'church', title: 'church', due: undefined },
			{ id: 'venue', title: 'venue', due: undefined },
		]);
	});

	test('edits made straight on the document are made again from their changes', () => {
		const { old, fresh, frames } = world();
		const flowers = task(old, 'flowers');
		flowers.set('title', 'Peonies');
		flowers.set('dependsOn/venue', true);
		task(fresh, 'flowers').set('dependsOn/church', true);
		flowers.delete('priority');
		old.transact(() => {
			const made = new Y.Map<unknown>();
			old.getMap('tasks').set('band', made);
			made.set('title', 'Band');
			made.set('notes', new Y.Text('loud'));
		});
		run(old, author, { name: 'tasks.delete', input: { id: 'venue' } });
		expect(createRedo({ old, fresh, author, rights }).again(frames)).toEqual([]);
		expect(readRecord(fresh, 'tasks', 'flowers')).toMatchObject({
			title: 'Peonies',
			dependsOn: ['church', 'venue'],
		});
		expect(readRecord(fresh, 'tasks', 'flowers')).not.toHaveProperty('priority');
		expect(readRecord(fresh, 'tasks', 'band')).toMatchObject({ title: 'Band', notes: 'loud' });
		expect(readRecord(fresh, 'tasks', 'venue')).toHaveProperty('deletedBy', 'ada');
	});

	test('typing goes behind the same characters, also those typed just before, beside what others typed', () => {
		const { old, fresh, frames } = world();
		const notes = note(old, 'flowers');
		notes.insert(5, ' roses');
		notes.insert(11, ', two dozen');
		notes.delete(0, 1);
		notes.insert(0, 'W');
		note(fresh, 'flowers').insert(0, 'Ada says: ');
		expect(createRedo({ old, fresh, author, rights }).again(frames)).toEqual([]);
		expect(notes.toString()).toBe('White roses, two dozen!');
		expect(note(fresh, 'flowers').toString()).toBe('Ada says: White roses, two dozen!');
	});

	test('a note set as a whole keeps what others typed meanwhile', () => {
		const { old, fresh, frames } = world();
		run(old, author, { name: 'tasks.setNotes', input: { id: 'flowers', text: 'white roses!' } });
		note(fresh, 'flowers').insert(6, '?');
		expect(createRedo({ old, fresh, author, rights }).again(frames)).toEqual([]);
		expect(note(fresh, 'flowers').toString()).toContain(' roses');
		expect(note(fresh, 'flowers').toString()).toContain('?');
	});

	test('typing into a note whose record was refused is kept in the draft, letter by letter', () => {
		const { old, fresh, frames } = world();
		run(old, author, { name: 'tasks.create', input: { id: 'cake', title: 'Cake' } });
		note(old, 'cake').insert(0, 'three tiers');
		const refused = { id: frames[0]?.id ?? '', refusal: { code: 'not-allowed', reason: 'no' } as const };
		const drafts = createRedo({ old, fresh, author, rights }).again(frames, refused);
		expect(drafts.map(({ changes }) => changes.at(-1)?.after)).toContain('three tiers');
		expect(drafts).toHaveLength(2);
	});

	test('typing into a note made in the same sitting finds its way behind the letters made again', () => {
		const { old, fresh, frames } = world();
		run(old, author, { name: 'tasks.create', input: { id: 'cake', title: 'Cake', notes: 'three' } });
		note(old, 'cake').insert(5, ' tiers');
		expect(createRedo({ old, fresh, author, rights }).again(frames)).toEqual([]);
		expect(note(fresh, 'cake').toString()).toBe('three tiers');
	});

	test('what was typed stands in the draft of a refused edit, made by an operation or straight in the note', () => {
		const { old, fresh, frames } = world();
		note(old, 'flowers').insert(5, ' roses');
		run(old, author, { name: 'tasks.setNotes', input: { id: 'church', text: 'at ten' } });
		note(old, 'church').delete(0, 3);
		const refusal = { code: 'too-large', reason: 'no' } as const;
		const drafts = frames.map((frame) =>
			createRedo({ old, fresh: copyOf(fresh, 4), author, rights }).again([frame], { id: frame.id, refusal }),
		);
		expect(drafts.map(([draft]) => draft?.changes)).toEqual([
			[{ root: 'tasks', record: 'flowers', field: 'notes', after: ' roses' }],
			[{ root: 'tasks', record: 'church', field: 'notes', after: 'at ten' }],
			[{ root: 'tasks', record: 'church', field: 'notes' }],
		]);
	});

	test('formatting does not vanish without a word: it is a draft with the reason', () => {
		const { old, fresh, frames } = world();
		note(old, 'flowers').format(0, 5, { bold: true });
		note(old, 'flowers').insert(6, '?');
		expect(createRedo({ old, fresh, author, rights }).again(frames)).toMatchObject([
			{
				id: frames[0]?.id,
				refusal: { reason: 'The formatting of this note is not made again by itself.', record: 'flowers' },
				changes: [{ root: 'tasks', record: 'flowers', field: 'notes' }],
			},
		]);
		expect(note(fresh, 'flowers').toString()).toBe('white!?');
	});
});

/** A document with three tasks on two devices, and what is then done on the old one as frames. */
function world() {
	const base = new Y.Doc();
	base.clientID = 1;
	for (const id of ['church', 'flowers', 'venue']) {
		run(base, author, { name: 'tasks.create', input: { id, title: id, priority: 'high' } });
	}
	note(base, 'flowers').insert(0, 'white!');
	const old = copyOf(base, 2);
	const fresh = copyOf(base, 3);
	const frames: Frame[] = [];
	record({
		doc: old,
		clock: testClock(author.now),
		random: seededRandom(5),
		generation: 0,
		nextOrder: () => frames.length + 1,
		made: (frame) => frames.push(frame),
		merged: () => undefined,
		changed: () => undefined,
		report: (fault) => {
			throw fault;
		},
	});
	return { old, fresh, frames };
}

function copyOf(doc: Y.Doc, client: number): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	copy.clientID = client;
	return copy;
}

function task(doc: Y.Doc, id: string): Y.Map<unknown> {
	const map = doc.getMap('tasks').get(id);
	if (!(map instanceof Y.Map)) throw new Error(`no task ${id}`);
	return map;
}

function note(doc: Y.Doc, id: string): Y.Text {
	const text = task(doc, id).get('notes');
	if (!(text instanceof Y.Text)) throw new Error(`no note ${id}`);
	return text;
}
