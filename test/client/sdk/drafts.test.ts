import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Draft, textOfDraft } from '../../../client/sdk/draft.ts';
import { createDrafts } from '../../../client/sdk/drafts.ts';
import type { Frame } from '../../../client/sdk/frame.ts';
import { joinTyped } from '../../../client/sdk/typing-drafts.ts';
import type { RecordId } from '../../../shared/ids.ts';
import { frame } from '../../contracts/device-store.ts';

const flowers = 'flowers' as RecordId;

describe('what was typed', () => {
	test('into one note and refused letter by letter is one draft, as it stood on the screen', () => {
		const { doc, text, frames } = note('white');
		text.insert(5, ' rozes');
		text.delete(8, 1);
		text.insert(8, 's');
		text.insert(0, 'Two dozen ');
		const other: Draft = {
			...draftOf('other'),
			operation: { name: 'tasks.delete', input: { id: 'flowers' } },
		};
		const typed = frames.map(({ id }) => draftOf(id, ''));
		expect(joinTyped([other, ...typed, other], frames, doc)).toEqual([
			other,
			{
				...draftOf('frame-0'),
				changes: [{ root: 'tasks', record: flowers, field: 'notes', after: 'Two dozen  roses' }],
			},
			other,
		]);
	});

	test('into two notes, or once, stays as it is', () => {
		const { doc, frames } = note('white');
		const church = { root: 'tasks', record: 'church' as RecordId, field: 'notes', after: 'a' } as const;
		const drafts = [draftOf('a', 'one'), { ...draftOf('b'), changes: [church] }, draftOf('c', 'two')];
		expect(joinTyped(drafts, frames, doc)).toEqual(drafts);
	});

	test('can be copied: a note whole, one value alone, several under their names', () => {
		const { id, at, refusal } = draftOf('a');
		const tried = (name: string, input: object): Draft => ({
			id,
			at,
			refusal,
			operation: { name, input },
			changes: [],
		});
		expect(
			[
				draftOf('a', 'two dozen'),
				tried('tasks.setNotes', { id: 'flowers', text: 'white\nroses' }),
				tried('tasks.change', { id: 'flowers', title: 'Roses' }),
				tried('tasks.create', {
					id: 'cake',
					title: 'Cake',
					due: '2027-06-01T10:00',
					dependsOn: ['venue', 'cook'],
				}),
				tried('tasks.delete', { id: 'flowers' }),
			].map(textOfDraft),
		).toEqual([
			'two dozen',
			'white\nroses',
			'Roses',
			'title: Cake\ndue: 2027-06-01T10:00\ndependsOn: venue, cook',
			'',
		]);
	});
});

describe('the drafts of two tabs', () => {
	test('stay discarded, and a suggestion never goes back, in whatever order the tabs hear of it', () => {
		const written: unknown[] = [];
		const drafts = createDrafts({
			stored: [draftOf('a'), draftOf('b')],
			journal: { add: (edits, done) => (written.push(...edits), done?.(true)) },
			tell: () => undefined,
			onChange: () => undefined,
		});
		const suggested = (state: 'waiting' | 'sent' | 'accepted'): Draft => ({
			...draftOf('b'),
			suggestion: { state, kind: 'suggested', operations: [], changes: [] },
		});
		drafts.discard('a');
		drafts.hear([draftOf('a'), suggested('accepted')], []);
		drafts.hear([suggested('waiting')], []);
		drafts.update(suggested('sent'));
		expect(drafts.all).toEqual([suggested('accepted')]);
		drafts.hear([], ['b']);
		drafts.add([suggested('accepted')]);
		expect([drafts.all, written]).toEqual([
			[],
			[
				{ kind: 'draft-discarded', id: 'a' },
				{ kind: 'draft-discarded', id: 'b' },
			],
		]);
	});
});

function draftOf(id: string, after?: string): Draft {
	const change = { root: 'tasks', record: flowers, field: 'notes' } as const;
	return {
		id,
		at: 1,
		refusal: { code: 'not-allowed', reason: 'no' },
		changes: [after === undefined ? change : { ...change, after }],
	};
}

/** A task with a note, and what is then done to it as frames. */
function note(content: string) {
	const doc = new Y.Doc();
	doc.clientID = 1;
	const task = doc.getMap('tasks').set('flowers', new Y.Map<unknown>());
	const text = task.set('notes', new Y.Text(content)) as Y.Text;
	doc.clientID = 7;
	const frames: Frame[] = [];
	doc.on('update', (update: Uint8Array, _origin, _doc, { beforeState, afterState }: Y.Transaction) => {
		const [from, to] = [beforeState.get(7) ?? 0, afterState.get(7) ?? 0];
		frames.push(frame(`frame-${frames.length}`, frames.length, { client: 7, from, to, update }));
	});
	return { doc, text, frames };
}
