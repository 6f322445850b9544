/**
 * A Yjs transaction read backwards: which keys of our records it touched, and a record as it stood before. Works only until
 * Yjs collects what the transaction deleted (see `changes.ts`). The one file here that looks at Yjs's items.
 */
import * as Y from 'yjs';
import type { Touched } from './change.ts';
import type { RecordView } from './record.ts';
import { rootMap, roots } from './roots.ts';
import type { Root } from './schema.ts';

export function touchedBy(transaction: Y.Transaction): readonly Touched[] {
	const touched: Touched[] = [];
	for (const [type, keys] of transaction.changed) {
		const place = placeOf(transaction.doc, type);
		if (place === undefined) continue;
		if (place.kind === 'text') touched.push(place.touched);
		else for (const key of keys) if (key !== null) touched.push(place.touchedAt(key));
	}
	return touched;
}

/** The record's keys and values before the transaction; `undefined` if there was no such record. */
export function viewBefore(transaction: Y.Transaction, root: Root, record: string): RecordView | undefined {
	const map = rootMap(transaction.doc, root);
	if (root === 'meta') return contentBefore(transaction, map);
	const before = valueBefore(transaction, map._map.get(record));
	return before instanceof Y.Map ? contentBefore(transaction, before) : undefined;
}

type SharedType = Parameters<typeof Y.findRootTypeKey>[0];
type Place =
	| { readonly kind: 'map'; readonly touchedAt: (key: string) => Touched }
	| { readonly kind: 'text'; readonly touched: Touched };

function placeOf(doc: Y.Doc, type: SharedType): Place | undefined {
	const root = rootOf(doc, type);
	if (root === 'meta') return { kind: 'map', touchedAt: (key) => ({ root, record: 'meta', key }) };
	if (root !== undefined) return { kind: 'map', touchedAt: (record) => ({ root, record, key: '' }) };
	const key = type._item?.parentSub ?? undefined;
	if (type.parent === null || key === undefined) return undefined;
	const parentRoot = rootOf(doc, type.parent);
	if (parentRoot !== undefined && parentRoot !== 'meta') {
		return { kind: 'map', touchedAt: (field) => ({ root: parentRoot, record: key, key: field }) };
	}
	const parent = placeOf(doc, type.parent);
	return parent?.kind === 'map' ? { kind: 'text', touched: parent.touchedAt(key) } : undefined;
}

const rootOf = (doc: Y.Doc, type: unknown): Root | undefined =>
	roots.find((root) => doc.share.get(root) === type);

function contentBefore(transaction: Y.Transaction, map: Y.Map<unknown>): RecordView {
	const content = new Map<string, unknown>();
	for (const [key, item] of map._map) {
		const value = valueBefore(transaction, item);
		if (value !== undefined) content.set(key, value);
	}
	return content;
}

/** A key's items lie in a row, the present one last: walk back over what this transaction added. */
function valueBefore(transaction: Y.Transaction, present: Y.Item | undefined): unknown {
	let item: Y.Item | null = present ?? null;
	while (item !== null && item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0))
		item = item.left;
	if (item === null || (item.deleted && !Y.isDeleted(transaction.deleteSet, item.lastId))) return undefined;
	return item.content.getContent().at(-1);
}
