/**
 * What an update touches, noted place by place while it is judged: each key once for the reading of changes, and each field of
 * each record once for rights, with every value it is given. Guards: whatever is put in, taken away or made to give way is
 * noted, also where it loses against what stands.
 */
import type { Touched } from '../../shared/document/change.ts';
import type { Root } from '../../shared/document/schema.ts';
import { type Place, placeKey } from './place.ts';

/** `value`: what a plain field is given, where anything of it is left to be seen. */
export type Touch = (place: Place, value?: unknown) => void;

export interface TouchedRecord {
	readonly root: Root;
	readonly record: string;
	/** It comes into being with this update. */
	isNew: boolean;
	/** By name: every value given to a plain field; empty for what has none or is only taken away. */
	readonly fields: Map<string, Set<unknown>>;
}

export interface Touches {
	readonly touch: Touch;
	/** How many keys. */
	readonly size: number;
	keys(): readonly Touched[];
	records(): Iterable<TouchedRecord>;
}

export function createTouches(): Touches {
	const keys = new Map<string, Touched>();
	const records = new Map<string, TouchedRecord>();
	return {
		touch(place, value) {
			if (place.kind === 'void') return;
			const { root, record } = place;
			const key = place.kind === 'field' ? place.key : place.kind === 'text' ? place.field : '';
			keys.set(placeKey({ kind: 'field', root, record, key }), { root, record, key });
			const name = `${root}/${record}`;
			const known = records.get(name) ?? { root, record, isNew: false, fields: new Map() };
			records.set(name, known);
			if (place.kind === 'record') known.isNew = true;
			else note(known.fields, key, value);
		},
		get size() {
			return keys.size;
		},
		keys: () => [...keys.values()],
		records: () => records.values(),
	};
}

function note(fields: TouchedRecord['fields'], key: string, value: unknown): void {
	const [name = key] = key.split(/[~/]/, 1);
	const values = fields.get(name) ?? new Set();
	fields.set(name, values);
	if (name === key && value !== undefined) values.add(value);
}
