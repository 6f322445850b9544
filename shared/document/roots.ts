/**
 * Where records lie in a Y.Doc: the root maps and the record maps under them, and nothing about fields. Never throws on odd
 * content: what is not a map is no record. Must not write; asking for a root that is not there yet only prepares it.
 */
import * as Y from 'yjs';
import { recordId, type RecordId } from '../ids.ts';
import { type RecordKind, type Root, rootsOf, schema } from './schema.ts';

export const roots = Object.keys(schema) as readonly Root[];

export function rootMap(doc: Y.Doc, root: Root): Y.Map<unknown> {
	return doc.getMap(root);
}

/** The root maps that hold something, and the plan's in any case: what the document's whole content is. */
export function readRoots(doc: Y.Doc): Readonly<Record<string, Y.Map<unknown>>> {
	const present = presentRoots(doc).filter((root) => rootMap(doc, root).size > 0);
	const listed = new Set([...rootsOf('plan'), ...present]);
	return Object.fromEntries([...listed].map((root) => [root, rootMap(doc, root)]));
}

/** The roots this document knows; the others hold nothing, and need not be made in it to see that. */
export function presentRoots(doc: Y.Doc): readonly Root[] {
	return roots.filter((root) => doc.share.has(root));
}

/** A record's own map; for `meta` the root itself. */
export function recordMap(doc: Y.Doc, root: Root, record: string): Y.Map<unknown> | undefined {
	if (root === 'meta') return record === 'meta' ? rootMap(doc, root) : undefined;
	// Looking into another section's root must not make it here.
	const map = doc.share.has(root) ? rootMap(doc, root).get(record) : undefined;
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
