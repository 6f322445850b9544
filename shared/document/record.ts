/**
 * One record's map read field by field, through a view, so that the same code reads what stands now and what stood before a
 * transaction. Guards: whatever lies in the map, reading it never throws; a value its field does not allow counts as absent,
 * a register entry with such a value as not there (so that whoever writes next does not claim to have seen it).
 */
import * as Y from 'yjs';
import { type Entry, isAllowedValue, parseEntry, type Resolved, readRegister } from './fields.ts';
import { type Key, parseKey, type RegisterField, type Root } from './schema.ts';

/** As much of a `Y.Map` as reading needs. */
export interface RecordView {
	keys(): Iterable<string>;
	get(key: string): unknown;
}

export interface Reading {
	/** The resolved value: a register's winner, a text as a string, a set as a sorted array; `undefined` for none. */
	readonly value: unknown;
	/** For registers. */
	readonly resolved?: Resolved;
}

/** The fields that have something in this record; with `only`, that field alone. */
export function readFields(root: Root, view: RecordView, only?: string): ReadonlyMap<string, Reading> {
	const readings = new Map<string, Reading>();
	const members = new Map<string, string[]>();
	const registers = new Map<string, { readonly field: RegisterField; readonly entries: Entry[] }>();
	for (const key of view.keys()) {
		if (only !== undefined && !belongs(key, only)) continue;
		const parsed = parseKey(root, key);
		if (parsed === undefined) continue;
		const raw = view.get(key);
		if (parsed.kind === 'register') addEntry(registers, parsed, raw);
		else if (parsed.kind === 'set') {
			if (raw === true) add(members, parsed.name, parsed.member);
		} else {
			const value = parsed.kind === 'text' ? textOf(raw) : allowed(parsed, raw);
			if (value !== undefined) readings.set(parsed.name, { value });
		}
	}
	for (const [name, list] of members) readings.set(name, { value: list.sort(byCodeUnit) });
	for (const [name, { field, entries }] of registers) readings.set(name, readEntries(field, entries));
	return readings;
}

/** The standing entries of one register: what the next writer has seen. */
export function entriesOf(root: Root, view: RecordView, name: string): readonly Entry[] {
	const entries: Entry[] = [];
	for (const key of view.keys()) {
		if (!belongs(key, name)) continue;
		const parsed = parseKey(root, key);
		if (parsed?.kind !== 'register') continue;
		const entry = parseEntry(parsed.client, view.get(key));
		if (entry !== undefined && isAllowedValue(parsed.field, entry.value)) entries.push(entry);
	}
	return entries;
}

/** Order by code units: the same on every device, whatever its language. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function readEntries(field: RegisterField, entries: readonly Entry[]): Reading {
	const resolved = readRegister(field, entries);
	const { value } = resolved;
	// `null` shows where the field knows it ("nobody owns it"), and is a cleared field elsewhere.
	const cleared = value === null && !field.value.safeParse(null).success;
	return { value: cleared ? undefined : value, resolved };
}

function addEntry(
	registers: Map<string, { readonly field: RegisterField; readonly entries: Entry[] }>,
	{ name, field, client }: Extract<Key, { kind: 'register' }>,
	raw: unknown,
): void {
	const entry = parseEntry(client, raw);
	if (entry === undefined || !isAllowedValue(field, entry.value)) return;
	const known = registers.get(name);
	if (known === undefined) registers.set(name, { field, entries: [entry] });
	else known.entries.push(entry);
}

function allowed({ field }: Extract<Key, { kind: 'plain' }>, raw: unknown): unknown {
	const parsed = field.value.safeParse(raw);
	return parsed.success ? parsed.data : undefined;
}

const textOf = (raw: unknown): string | undefined => (raw instanceof Y.Text ? raw.toString() : undefined);

const belongs = (key: string, name: string): boolean =>
	key.startsWith(name) &&
	(key.length === name.length || key[name.length] === '~' || key[name.length] === '/');

function add(lists: Map<string, string[]>, name: string, member: string): void {
	const list = lists.get(name);
	if (list === undefined) lists.set(name, [member]);
	else list.push(member);
}
