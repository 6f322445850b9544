/**
 * One text, and its hash, for the raw shared content of a document: equal on replicas that hold the same content, however it
 * came there. Compares replicas and proves that a snapshot reads back. Reads what lies in the maps, not what it means, so
 * that a value the schema does not know counts too. Guards: never throws on odd content. The text is for hashing only; its
 * form is pinned by a golden test, since hashes lie in stored snapshots.
 */
import { digest } from 'lib0/hash/sha256';
import * as Y from 'yjs';
import { byCodeUnit } from './record.ts';
import { readRoots } from './roots.ts';

/** SHA-256 in hex over the raw content of all schema roots. */
export function canonicalHash(doc: Y.Doc): string {
	const hash = digest(new TextEncoder().encode(canonicalText(doc)));
	return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** JSON with sorted keys; what JSON has no words for stands behind a `#`, which no JSON value begins with. */
export function canonicalText(doc: Y.Doc): string {
	return entriesText(Object.entries(readRoots(doc)), 0);
}

function textOf(value: unknown, depth: number): string {
	if (depth > maxDepth) return '#deep';
	switch (typeof value) {
		case 'string':
		case 'boolean':
			return JSON.stringify(value);
		case 'number':
			return Number.isFinite(value) ? JSON.stringify(value) : `#${value}`;
		case 'bigint':
			return `#bigint${value}`;
		case 'object':
			return value === null ? 'null' : objectText(value, depth);
		default:
			return `#${typeof value}`;
	}
}

function objectText(value: object, depth: number): string {
	if (value instanceof Y.Map) return `#map${entriesText([...value.entries()], depth)}`;
	if (value instanceof Y.Text) return `#text${deltaText(value, depth)}`;
	if (value instanceof Y.Array) return `#array${listText(value.toArray(), depth)}`;
	if (value instanceof Y.AbstractType) return '#type';
	if (value instanceof Y.Doc) return '#doc';
	if (value instanceof Uint8Array) return `#bytes${listText([...value], depth)}`;
	if (Array.isArray(value)) return listText(value, depth);
	return entriesText(Object.entries(value), depth);
}

const listText = (values: readonly unknown[], depth: number): string =>
	`[${values.map((value) => textOf(value, depth + 1)).join()}]`;

function entriesText(entries: readonly (readonly [string, unknown])[], depth: number): string {
	const sorted = [...entries].sort(([a], [b]) => byCodeUnit(a, b));
	return `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value, depth + 1)}`).join()}}`;
}

/** Neighbours with the same attributes are one piece, however they were typed. */
function deltaText(text: Y.Text, depth: number): string {
	const pieces: { readonly style: string; text: string; readonly embed?: string }[] = [];
	for (const { insert, attributes } of text.toDelta() as readonly Delta[]) {
		const style = textOf(attributes ?? {}, depth + 1);
		const last = pieces.at(-1);
		if (typeof insert !== 'string') pieces.push({ style, text: '', embed: textOf(insert, depth + 1) });
		else if (last?.style === style && last.embed === undefined) last.text += insert;
		else pieces.push({ style, text: insert });
	}
	return `[${pieces.map((piece) => `${piece.style}${piece.embed ?? JSON.stringify(piece.text)}`).join()}]`;
}

type Delta = { readonly insert?: unknown; readonly attributes?: Readonly<Record<string, unknown>> };

/** Deeper than anything the gate admits. */
const maxDepth = 100;
