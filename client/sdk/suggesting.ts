/** A draft as somebody else could run it: the operation if there was one, else its changes said as operations. Pure. */
import * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { readField } from '../../shared/document/document.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import { operationsOf, textChanges } from '../../shared/document/operations-of.ts';
import { recordMap } from '../../shared/document/roots.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './frame.ts';
import { isOverwriting, textOf } from './whole-notes.ts';

/** What accepting it does, and what it shows to whoever decides. */
export interface Suggested {
	/** Empty if no operation makes the edit: then somebody does by hand what the changes say. */
	readonly operations: readonly Operation[];
	readonly changes: readonly Change[];
}

/**
 * What was typed goes behind what stands in the note now; of a note both are said as a whole. `unsent`: what the document holds
 * already though the relay does not, so that what stood there before can be told from it.
 */
export function suggestedOf(
	edit: Pick<Draft, 'operation' | 'changes'>,
	doc: Y.Doc,
	unsent: readonly Pick<Frame, 'client' | 'from' | 'to'>[] = [],
): Suggested {
	const { operation, changes } = edit;
	const texts = new Map(textChanges(changes).map((change) => [change, wholeOf(change, doc, unsent)]));
	const whole = changes.map((change) => texts.get(change) ?? change);
	const text = textOf(edit);
	// All of it is in the document that holds it already.
	const isSet = text !== undefined && unsent.length === 0 && !isOverwriting(edit, doc);
	if (operation !== undefined && isSet) {
		const saying = (change: Change) => ({ ...change, before: noteIn(change, doc), after: text });
		return {
			operations: [operation],
			changes: changes.map((change) => (texts.has(change) ? saying(change) : change)),
		};
	}
	if (operation !== undefined && text === undefined) return { operations: [operation], changes: whole };
	const typed = [...texts.values()].flatMap((change) => (change === undefined ? [] : [typing(change)]));
	const made = operationsOf(changes, doc).filter((one) => one !== undefined);
	return { operations: [...made, ...typed], changes: whole };
}

/** Undefined where nothing was typed. */
function wholeOf(
	change: Change,
	doc: Y.Doc,
	unsent: readonly Pick<Frame, 'client' | 'from' | 'to'>[],
): Change | undefined {
	const { root, record, field, after } = change;
	const typed = typeof after === 'string' ? after : '';
	const now = noteIn(change, doc);
	if (unsent.length > 0 && now.includes(typed))
		return { ...change, before: without(recordMap(doc, root, record)?.get(field), unsent), after: now };
	if (typed === '') return undefined;
	return { ...change, before: now, after: now === '' ? typed : `${now}\n${typed}` };
}

function noteIn({ root, record, field }: Change, doc: Y.Doc): string {
	const value = readField(doc, root, record, field)?.value;
	return typeof value === 'string' ? value : '';
}

/** The text as it stands, but for what these frames typed. */
function without(text: unknown, frames: readonly Pick<Frame, 'client' | 'from' | 'to'>[]): string {
	let standing = '';
	for (let item = text instanceof Y.Text ? text._start : null; item !== null; item = item.right) {
		const { content, deleted, id } = item;
		if (deleted || !(content instanceof Y.ContentString)) continue;
		const isTheirs = (clock: number) =>
			frames.some(({ client, from, to }) => client === id.client && from <= clock && clock < to);
		standing += content.str
			.split('')
			.filter((_, offset) => !isTheirs(id.clock + offset))
			.join('');
	}
	return standing;
}

const typing = ({ root, record, field, after }: Change): Operation => ({
	name: `${root}.${field === 'notes' ? 'setNotes' : 'setText'}`,
	input: { id: record, text: after },
});
