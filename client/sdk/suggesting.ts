/** A draft as somebody else could run it: the operation if there was one, else its changes said as operations. Pure. */
import type * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { readField } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { Draft } from './draft.ts';
import { operationsOf, textChanges } from '../../shared/document/operations-of.ts';

/** What was typed goes behind what stands in the note now. Empty if no operation makes the edit. */
export function operationsFor(
	{ operation, changes }: Pick<Draft, 'operation' | 'changes'>,
	doc: Y.Doc,
): readonly Operation[] {
	if (operation !== undefined) return [operation];
	const made = operationsOf(changes, doc);
	const typed = textChanges(changes).flatMap((change) => typing(change, doc) ?? []);
	return [...made.filter((one) => one !== undefined), ...typed];
}

function typing({ root, record, field, after }: Change, doc: Y.Doc): Operation | undefined {
	if (typeof after !== 'string' || after === '') return undefined;
	const present = readField(doc, root, record, field)?.value;
	const text = typeof present === 'string' && present !== '' ? `${present}\n${after}` : after;
	return field === 'notes'
		? { name: `${root}.setNotes`, input: { id: record, text } }
		: { name: `${root}.change`, input: { id: record, [field]: text } };
}
