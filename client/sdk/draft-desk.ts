/**
 * What a person does with a draft: try it again, copy it, hand it to somebody who may decide, throw it away. Guards: a draft is gone
 * only together with the edit that took its place being made, or because its person said so.
 */
import * as Y from 'yjs';
import { recordMap } from '../../shared/document/roots.ts';
import type { Declined, Done, Operation } from '../../shared/document/operations/operation.ts';
import { operationsOf, textChanges } from '../../shared/document/operations-of.ts';
import type { Change } from '../../shared/document/change.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Copy } from './copy.ts';
import { type Draft, textOfDraft } from './draft.ts';
import type { Drafts } from './drafts.ts';
import type { Rights } from './rights.ts';
import { suggestedOf } from './suggesting.ts';
import { isOverwriting } from './whole-notes.ts';

export interface DraftDesk {
	retry(id: string): Result<Done, Declined>;
	text(id: string): string;
	suggest(id: string, note: string | undefined): Result<void, Declined>;
}

export interface DraftDeskDeps {
	readonly copy: Copy;
	readonly drafts: Drafts;
	readonly rights: Pick<Rights, 'may'>;
	readonly perform: (operation: Operation) => Result<Done, Declined>;
}

export function createDraftDesk({ copy, drafts, rights, perform }: DraftDeskDeps): DraftDesk {
	function retry(id: string): Result<Done, Declined> {
		const draft = drafts.get(id);
		if (draft === undefined) return err(noDraft);
		const done = again(draft);
		if (done.ok) drafts.discard(id);
		return done;
	}

	function again(draft: Draft): Result<Done, Declined> {
		const { operation, changes } = draft;
		if (operation !== undefined && !isOverwriting(draft, copy.doc)) return perform(operation);
		let last: Result<Done, Declined> = ok({ record: changes[0]?.record ?? '', undo: [] });
		for (const one of operationsOf(changes, copy.doc)) {
			last = one === undefined ? err(noOperation) : perform(one);
			if (!last.ok) return last;
		}
		for (const change of textChanges(changes)) {
			const declined = retype(change);
			if (declined !== undefined) return err(declined);
		}
		return last;
	}

	/** Behind what stands in the note now: where it stood nobody knows any more. */
	function retype(change: Change): Declined | undefined {
		const { root, record, field, after } = change;
		if (typeof after !== 'string' || after === '') return { ...untyped, record, field };
		const text: unknown = recordMap(copy.doc, root, record)?.get(field);
		if (!(text instanceof Y.Text))
			return { code: 'not-found', reason: 'The note this was typed into is gone.', record };
		const answer = rights.may(change, copy.doc);
		if (!answer.may) return { code: 'not-allowed', reason: answer.reason, record, field };
		text.insert(text.length, after);
		return undefined;
	}

	return {
		retry,
		text(id) {
			const draft = drafts.get(id);
			return draft === undefined ? '' : textOfDraft(draft);
		},
		suggest(id, note) {
			const draft = drafts.get(id);
			if (draft === undefined) return err(noDraft);
			if (draft.suggestion !== undefined) return ok(undefined);
			const suggestion = { state: 'waiting', kind: 'suggested', ...suggestedOf(draft, copy.doc) } as const;
			drafts.update({ ...draft, suggestion: note === undefined ? suggestion : { ...suggestion, note } });
			return ok(undefined);
		},
	};
}

const noDraft: Declined = { code: 'not-found', reason: 'There is no such draft any more.' };
const untyped: Declined = {
	code: 'invalid-value',
	reason: 'Nothing was typed: what was taken out of the note is taken out by hand.',
};
const noOperation: Declined = {
	code: 'invalid-value',
	reason: 'No operation makes this edit; copy what was typed instead.',
};
