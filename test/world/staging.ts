/**
 * The staging replica: an update merged for real on a copy, and what can be seen to have changed there, as deeds. Finds out what
 * the gate must find out before merging, in another way: it looks at no struct, only at two documents.
 */
import * as Y from 'yjs';
import type { Deed } from '../../shared/access/may.ts';
import { parseKey, type Root, rootsOf, type Section } from '../../shared/document/schema.ts';

export interface Staged {
	/** Nothing threw and nothing waits for what is absent. */
	readonly isWhole: boolean;
	readonly deeds: readonly Deed[];
	readonly copy: Y.Doc;
}

/** `was`: the document with this state, as it is without the update. */
export function stage(section: Section, was: Y.Doc, state: Uint8Array, update: Uint8Array): Staged {
	const copy = openCopy(section, state);
	try {
		Y.applyUpdate(copy, update);
	} catch {
		// Only what is refused may make Yjs throw.
		return { isWhole: false, deeds: [], copy };
	}
	const isWhole = copy.store.pendingStructs === null && copy.store.pendingDs === null;
	return { isWhole, deeds: deedsBetween(section, was, copy), copy };
}

export function openCopy(section: Section, state: Uint8Array): Y.Doc {
	const doc = new Y.Doc();
	for (const root of rootsOf(section)) doc.getMap(root);
	Y.applyUpdate(doc, state);
	return doc;
}

function deedsBetween(section: Section, was: Y.Doc, is: Y.Doc): readonly Deed[] {
	return rootsOf(section).flatMap((root) => {
		if (root === 'meta') return changesOf(root, 'meta', was.getMap(root), is.getMap(root));
		const ids = new Set([...was.getMap(root).keys(), ...is.getMap(root).keys()]);
		return [...ids].flatMap((record): readonly Deed[] => {
			const [before, after] = [was.getMap(root).get(record), is.getMap(root).get(record)];
			if (!(after instanceof Y.Map)) return before === after ? [] : [{ root, record, field: 'the record' }];
			if (before instanceof Y.Map) return changesOf(root, record, before, after);
			const plain = [...after].filter(([key]) => parseKey(root, key)?.kind === 'plain');
			return [{ root, record, field: '', after: Object.fromEntries(plain) }];
		});
	});
}

function changesOf(root: Root, record: string, was: Y.Map<unknown>, is: Y.Map<unknown>): readonly Deed[] {
	const keys = [...new Set([...was.keys(), ...is.keys()])].filter(
		(key) => shown(was.get(key)) !== shown(is.get(key)),
	);
	const names = new Set(keys.map((key) => parseKey(root, key)?.name ?? key));
	return [...names].map((field) => {
		const after: unknown = is.get(field);
		const isPlain = parseKey(root, field)?.kind === 'plain' && after !== undefined;
		return { root, record, field, ...(isPlain ? { after } : {}) };
	});
}

/** Notes as their styled content; nothing as nothing. */
function shown(value: unknown): string | undefined {
	return JSON.stringify(value instanceof Y.Text ? value.toDelta() : value);
}
