/** A draft as somebody else could run it: the operation if there was one, else its changes said as operations. Pure. */
import type * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { readField } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { operationsOf, textChanges } from '../../shared/document/operations-of.ts';
import type { Draft } from './draft.ts';

/** What accepting it does, and what it shows to whoever decides. */
export interface Suggested {
	/** Empty if no operation makes the edit: then somebody does by hand what the changes say. */
	readonly operations: readonly Operation[];
	readonly changes: readonly Change[];
}

/** What was typed goes behind what stands in the note now; of a note both are said as a whole. */
export function suggestedOf(
	{ operation, changes }: Pick<Draft, 'operation' | 'changes'>,
	doc: Y.Doc,
): Suggested {
	const texts = new Map(textChanges(changes).map((change) => [change, wholeOf(change, doc)]));
	const whole = changes.map((change) => texts.get(change) ?? change);
	if (operation !== undefined) return { operations: [operation], changes: whole };
	const typed = [...texts.values()].flatMap((change) => (change === undefined ? [] : [typing(change)]));
	const made = operationsOf(changes, doc).filter((one) => one !== undefined);
	return { operations: [...made, ...typed], changes: whole };
}

/** Undefined where nothing was typed. */
function wholeOf(change: Change, doc: Y.Doc): Change | undefined {
	const { root, record, field, after } = change;
	if (typeof after !== 'string' || after === '') return undefined;
	const value = readField(doc, root, record, field)?.value;
	const before = typeof value === 'string' ? value : '';
	// The document of somebody removed has it already.
	if (before.includes(after)) return { ...change, after: before };
	return { ...change, before, after: before === '' ? after : `${before}\n${after}` };
}

const typing = ({ root, record, field, after }: Change): Operation => ({
	name: `${root}.${field === 'notes' ? 'setNotes' : 'setText'}`,
	input: { id: record, text: after },
});
