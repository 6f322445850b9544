/**
 * Values put into a document, field by field as the schema says. Called inside one transaction. Guards: registers are written
 * under `doc.clientID` with a hybrid clock later than everything in the document, and what they supersede goes in the same
 * transaction; what is there already is not written again; a note changes only where it differs.
 */
import * as Y from 'yjs';
import { type ClientId, clientId } from '../../ids.ts';
import { isSettled, rawEntry, writeRegister } from '../fields.ts';
import { nextHlc } from '../hlc.ts';
import { entriesOf, type Reading, readFields } from '../record.ts';
import { recordMap, rootMap } from '../roots.ts';
import { type Field, fieldOf, registerKey, type Root, schema, setKey } from '../schema.ts';
import type { Scalar } from '../strategy.ts';
import type { Author } from './operation.ts';
import type { Values, Write } from './step.ts';

export function perform(doc: Y.Doc, author: Author, writes: readonly Write[]): void {
	const client = clientId.parse(doc.clientID);
	// One clock for the whole operation: what belongs together carries the same moment. It looks at every record, so only
	// once a register is written.
	let hlc: number | undefined;
	const clock = () => {
		hlc ??= nextHlc(doc, author.now);
		return hlc;
	};
	for (const write of writes) {
		const { root, record, values } = write;
		const map = write.kind === 'create' ? createRecord(doc, write) : recordMap(doc, root, record);
		if (map === undefined) throw new Error(`an operation wrote to ${root}/${record}, which is not there`);
		const pen: Pen = { root, map, client, clock, author, resolve: write.kind === 'resolve' };
		for (const [name, value] of Object.entries(values)) put(pen, name, value);
	}
}

/** Those of the values that would change something, and what was there before (as an input of `change`). */
export function pending(
	root: Root,
	map: Y.Map<unknown>,
	values: Values,
): { readonly values: Values; readonly former: Values } {
	const changing: Record<string, unknown> = {};
	const former: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) {
		const field = fieldOf(root, name);
		if (field === undefined || value === undefined) continue;
		const reading = readFields(root, map, name).get(name);
		if (isThere(field, reading, value)) continue;
		changing[name] = value;
		const before = reading?.value ?? emptyOf(field);
		if (before !== undefined) former[name] = before;
	}
	return { values: changing, former };
}

interface Pen {
	readonly root: Root;
	readonly map: Y.Map<unknown>;
	readonly client: ClientId;
	readonly clock: () => number;
	readonly author: Author;
	readonly resolve: boolean;
}

function createRecord(doc: Y.Doc, { root, record }: Extract<Write, { kind: 'create' }>): Y.Map<unknown> {
	const map = rootMap(doc, root).set(record, new Y.Map<unknown>());
	for (const [name, field] of Object.entries<Field>(schema[root])) {
		if (field.kind === 'text') map.set(name, new Y.Text());
	}
	return map;
}

function put(pen: Pen, name: string, value: unknown): void {
	const { root, map } = pen;
	const field = fieldOf(root, name);
	switch (field?.kind) {
		case 'plain':
			if (value === null) map.delete(name);
			else if (map.get(name) !== value) map.set(name, value);
			return;
		case 'register':
			return putEntry(pen, name, value as Scalar);
		case 'set':
			return putMembers(map, name, value as readonly string[]);
		case 'text':
			return putText(map.get(name), value as string);
		case undefined:
			throw new Error(`${root} has no field "${name}"`);
	}
}

function putEntry({ root, map, client, clock, author, resolve }: Pen, name: string, value: Scalar): void {
	const field = fieldOf(root, name);
	if (field?.kind !== 'register') throw new Error(`${root}.${name} is no register`);
	const entries = entriesOf(root, map, name);
	if (value === null && entries.length === 0) return;
	const written = writeRegister({ field, entries, client, value, hlc: clock(), role: author.role, resolve });
	if (written === undefined) return;
	map.set(registerKey(name, client), rawEntry(written.entry));
	for (const other of written.remove) map.delete(registerKey(name, other));
}

function putMembers(map: Y.Map<unknown>, name: string, members: readonly string[]): void {
	const wanted = new Set(members.map((member) => setKey(name, member)));
	for (const key of [...map.keys()]) {
		if (key.startsWith(`${name}/`) && !wanted.has(key)) map.delete(key);
	}
	for (const key of wanted) if (map.get(key) !== true) map.set(key, true);
}

/** Replaces only the part that differs, so that somebody else's typing elsewhere in the note stays. */
function putText(text: unknown, wanted: string): void {
	if (!(text instanceof Y.Text)) throw new Error('a note is made together with its record');
	const present = text.toString();
	const shorter = Math.min(present.length, wanted.length);
	let start = 0;
	while (start < shorter && present[start] === wanted[start]) start++;
	if (isLowSurrogate(present, start) || isLowSurrogate(wanted, start)) start--;
	let tail = 0;
	while (tail < shorter - start && present.at(-1 - tail) === wanted.at(-1 - tail)) tail++;
	if (isLowSurrogate(present, present.length - tail) || isLowSurrogate(wanted, wanted.length - tail)) tail--;
	text.delete(start, present.length - start - tail);
	text.insert(start, wanted.slice(start, wanted.length - tail));
}

/** Cutting before one would tear a character in two, and Yjs replaces the halves. */
function isLowSurrogate(text: string, index: number): boolean {
	const code = text.charCodeAt(index);
	return index > 0 && code >= 0xdc00 && code <= 0xdfff;
}

function isThere(field: Field, reading: Reading | undefined, value: unknown): boolean {
	const { value: present, resolved } = reading ?? { value: undefined };
	switch (field.kind) {
		case 'plain':
			return value === null ? present === undefined : present === value;
		case 'register':
			return resolved === undefined ? value === null : isSettled(resolved, value as Scalar);
		case 'text':
			return (present ?? '') === value;
		case 'set': {
			const members = new Set(value as readonly string[]);
			const before = (present ?? []) as readonly string[];
			return members.size === before.length && before.every((member) => members.has(member));
		}
	}
}

/** What a field held that held nothing; `undefined` where that cannot be written again. */
function emptyOf(field: Field): unknown {
	if (field.kind === 'set') return [];
	if (field.kind === 'text') return '';
	return field.optional ? null : undefined;
}
