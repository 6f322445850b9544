/**
 * Where records lie in a Y.Doc: the root maps and the record maps under them, and nothing about fields. Never throws on odd
 * content: what is not a map is no record. Must not write; asking for a root that is not there yet only prepares it.
 */
import * as Y from 'yjs';
import { recordId, type RecordId } from '../ids.ts';
import { type RecordKind, type Root, schema } from './schema.ts';

export const roots = Object.keys(schema) as readonly Root[];

export function rootMap(doc: Y.Doc, root: Root): Y.Map<unknown> {
	return doc.getMap(root);
}

/** All root maps by name: what the document's whole content is. */
export function readRoots(doc: Y.Doc): Readonly<Record<Root, Y.Map<unknown>>> {
	return Object.fromEntries(roots.map((root) => [root, rootMap(doc, root)])) as Record<Root, Y.Map<unknown>>;
}

/** A record's own map; for `meta` the root itself. */
export function recordMap(doc: Y.Doc, root: Root, record: string): Y.Map<unknown> | undefined {
	if (root === 'meta') return record === 'meta' ? rootMap(doc, root) : undefined;
	const map = rootMap(doc, root).get(record);
	return map instanceof Y.Map ? map : undefined;
}

/** Every record of a kind, soft-deleted ones too, in no order worth relying on. */
export function recordsOf(doc: Y.Doc, kind: RecordKind): readonly (readonly [RecordId, Y.Map<unknown>])[] {
	const found: (readonly [RecordId, Y.Map<unknown>])[] = [];
	rootMap(doc, kind).forEach((map, id) => {
		if (map instanceof Y.Map && isRecordId(id)) found.push([id, map]);
	});
	return found;
}

export const isRecordId = (id: string): id is RecordId => recordId.safeParse(id).success;
