/**
 * What an update or a transaction meant: resolved fields before and after. Pure reading; must not write.
 *
 * - `captureTouched`: the server's way. It knows from the gate which keys an update touches, reads them before applying it,
 *   and again after, both inside one outer `doc.transact`.
 * - `changesOf`: the client's way, from a Yjs transaction. Only inside a type's observer or the document's
 *   `afterTransaction`: by the time of the `update` event Yjs has thrown the former values away.
 */
import type * as Y from 'yjs';
import type { Change } from './change.ts';
import type { Root } from './schema.ts';

export interface Touched {
	readonly root: Root;
	/** The record's id; `meta` for the wedding's own record. */
	readonly record: string;
	/** A key of the record's map (of a text: the text's key); `''` when the record itself is put under its root. */
	readonly key: string;
}

export function captureTouched(_doc: Y.Doc, _touched: Iterable<Touched>): () => readonly Change[] {
	throw new Error('being written');
}

export function changesOf(_transaction: Y.Transaction): readonly Change[] {
	throw new Error('being written');
}
