/**
 * A note that was set as a whole and refused, said over what others wrote meanwhile. Guards: the text of such a draft is the note as it
 * stood on the screen, theirs and ours in one, and says which note it replaces; over any other it is not set.
 */
import type * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { readField } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { textChanges } from '../../shared/document/operations-of.ts';
import type { Draft } from './draft.ts';

/** `old` is the document the drafts' edits were made on, `fresh` the relay's. */
export function withWholeNotes(drafts: readonly Draft[], old: Y.Doc, fresh: Y.Doc): readonly Draft[] {
	return drafts.map((draft) => {
		const change = setNote(draft);
		if (change === undefined) return draft;
		const [before, text] = [noteIn(fresh, change), noteIn(old, change)];
		if (draft.operation === undefined || before === undefined || text === undefined) return draft;
		return {
			...draft,
			operation: { name: draft.operation.name, input: { id: change.record, text } },
			changes: draft.changes.map((one) => (one === change ? { ...one, before } : one)),
		};
	});
}

/** Another note stands there now than the one that the operation would replace. */
export function isOverwriting(draft: Pick<Draft, 'operation' | 'changes'>, doc: Y.Doc): boolean {
	const change = setNote(draft);
	const now = change === undefined ? undefined : noteIn(doc, change);
	return now !== undefined && change?.before !== undefined && now !== change.before && now !== textOf(draft);
}

export function textOf({ operation }: Pick<Draft, 'operation'>): string | undefined {
	const { text } = Object(operation?.input);
	return setsNote(operation) && typeof text === 'string' ? text : undefined;
}

/** The change of the note that the operation sets. */
function setNote({ operation, changes }: Pick<Draft, 'operation' | 'changes'>): Change | undefined {
	return setsNote(operation) ? textChanges(changes)[0] : undefined;
}

const setsNote = (operation: Operation | undefined): boolean =>
	operation !== undefined && /\.set(Notes|Text)$/.test(operation.name);

function noteIn(doc: Y.Doc, { root, record, field }: Change): string | undefined {
	const value = readField(doc, root, record, field)?.value;
	return typeof value === 'string' ? value : undefined;
}
