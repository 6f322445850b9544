/**
 * One field of one record that an update changed: the common word between the document, the gate, the outbox and the
 * events. `before`/`after` are resolved values (what people saw), `undefined` where there was none. For a `text` field
 * both are absent: a note's every keystroke carries no copy of the note.
 */
import type { RecordId } from '../ids.ts';
import type { Root } from './schema.ts';

export interface Change {
	readonly root: Root;
	/** The record's id; `meta` for the wedding's own record. */
	readonly record: RecordId | 'meta';
	/** A field's name, or `''` when the record itself came into being (`before` undefined) . */
	readonly field: string;
	readonly before?: unknown;
	readonly after?: unknown;
	/** Set for registers: whether several unseen values stood side by side before and after. */
	readonly conflictBefore?: boolean;
	readonly conflictAfter?: boolean;
}

/** A place that an update is about to touch, as the gate sees it. */
export interface Touched {
	readonly root: Root;
	/** The record's id; `meta` for the wedding's own record. */
	readonly record: string;
	/** A key of the record's map (of a text: the text's key); `''` when the record itself is put under its root. */
	readonly key: string;
}
