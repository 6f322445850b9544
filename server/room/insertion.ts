/**
 * Judges what an update puts in: every new struct's place must exist in the schema and its content must be a value that place
 * can hold. Overwriting a record, the plain key of a register, or a register key of another client id is refused.
 */
import type * as Y from 'yjs';
import { isAllowedValue, parseEntry } from '../../shared/document/fields.ts';
import { type Key, parseKey, type Root } from '../../shared/document/schema.ts';
import { recordId } from '../../shared/ids.ts';
import type { Content, Struct } from '../../shared/wire/update.ts';
import type { NewlyDeleted } from './deletion.ts';
import { refuse, type Verdict, type Writing } from './gate.ts';
import { type Lookup, type Place, placeKey } from './place.ts';

export interface Inspection {
	readonly doc: Y.Doc;
	readonly writing: Writing;
	readonly fresh: ReadonlyMap<number, readonly Struct[]>;
	readonly places: (struct: Struct) => Lookup;
	readonly deleted: NewlyDeleted;
}

/** What this update writes and leaves standing: the place of each, and what a register write has seen. */
export interface Writes {
	readonly places: ReadonlySet<string>;
	/** By place: the live items that a standing write of this update directly replaces, as `client:clock`. */
	readonly replaced: ReadonlyMap<string, ReadonlySet<string>>;
	/** By `root/record/field`. */
	readonly seen: ReadonlyMap<string, readonly (readonly [number, number])[]>;
}

type No = Exclude<Verdict, { kind: 'admitted' | 'known' }>;
export type Inserted = { readonly kind: 'fine'; readonly writes: Writes } | No;

export function judgeInsertion(inspection: Inspection, touch: (place: Place) => void): Inserted {
	const places = new Set<string>();
	const seen = new Map<string, (readonly [number, number])[]>();
	const replaced = createReplaced();
	for (const structs of inspection.fresh.values()) {
		for (const struct of structs) {
			const lookup = inspection.places(struct);
			if (lookup.kind === 'missing') return lookup;
			if (lookup.kind === 'wrong') return refuse('malformed', lookup.reason);
			const { place } = lookup;
			if (struct.item === undefined || place.kind === 'void') continue;
			const no = judge(inspection, struct, struct.item.content, place, places, seen);
			if (no !== undefined) return no;
			touch(place);
			const stands =
				struct.item.content.kind !== 'deleted' && !inspection.deleted.has(struct.client, struct.clock);
			if (stands) places.add(placeKey(place));
			if (place.kind === 'field') replaced.add(placeKey(place), struct, stands);
		}
	}
	return { kind: 'fine', writes: { places, replaced: replaced.byPlace, seen } };
}

/**
 * A map value gives way to the one written upon it. Written upon is what the chain of origins leads to: a standing write
 * somewhere else under the same key would leave the key empty.
 */
function createReplaced() {
	const byPlace = new Map<string, Set<string>>();
	const baseOf = new Map<string, string>();
	return {
		byPlace,
		add(place: string, struct: Struct, stands: boolean) {
			const origin = struct.item?.origin;
			if (origin === undefined) return;
			const name = `${origin.client}:${origin.clock}`;
			const base = baseOf.get(name) ?? name;
			baseOf.set(`${struct.client}:${struct.clock}`, base);
			if (stands) byPlace.set(place, (byPlace.get(place) ?? new Set()).add(base));
		},
	};
}

function judge(
	inspection: Inspection,
	struct: Struct,
	content: Content,
	place: Exclude<Place, { kind: 'void' }>,
	places: ReadonlySet<string>,
	seen: Map<string, (readonly [number, number])[]>,
): No | undefined {
	if (place.kind === 'text') {
		return content.kind === 'string' || content.kind === 'format' || content.kind === 'deleted'
			? undefined
			: no('a note holds text only', place.record, place.field);
	}
	if (place.kind === 'record') return judgeRecord(inspection, struct, content, place, places);
	const key = parseKey(place.root, place.key);
	if (key === undefined) return no(explainKey(place.root, place.key), place.record, place.key);
	// Overwritten or removed again in the same edit: it leaves nothing behind.
	if (content.kind === 'deleted') return undefined;
	if (key.kind === 'text') {
		const created = places.has(placeKey({ kind: 'record', root: place.root, record: place.record }));
		return content.kind === 'type' && content.type === yText && created && !places.has(placeKey(place))
			? undefined
			: no('a note is made together with its record and never replaced', place.record, key.name);
	}
	if (content.kind !== 'any' || content.values.length !== 1) {
		return no('a field holds one plain value', place.record, key.name);
	}
	const value = content.values[0];
	if (key.kind === 'register') return judgeEntry(inspection, struct, key, value, place, seen);
	return judgeValue(key, value, place.record);
}

function judgeRecord(
	{ doc, deleted }: Inspection,
	struct: Struct,
	content: Content,
	place: Extract<Place, { kind: 'record' }>,
	places: ReadonlySet<string>,
): No | undefined {
	if (content.kind !== 'type' || content.type !== yMap)
		return no('a record is a map under its id', place.record);
	if (!recordId.safeParse(place.record).success) return no('that is not a record id', place.record);
	if (deleted.has(struct.client, struct.clock)) return no('deleting is soft: set deletedAt', place.record);
	if (doc.getMap(place.root)._map.has(place.record) || places.has(placeKey(place))) {
		return no('a record is never replaced: delete it softly and restore it', place.record);
	}
	return undefined;
}

function judgeValue(
	key: Exclude<Key, { kind: 'register' | 'text' }>,
	value: unknown,
	record: string,
): No | undefined {
	if (key.kind === 'set') {
		return value === true ? undefined : no('a member of a set is written as true', record, key.name);
	}
	const parsed = key.field.value.safeParse(value);
	return parsed.success
		? undefined
		: no(parsed.error.issues[0]?.message ?? 'not a value for it', record, key.name);
}

function judgeEntry(
	{ writing, deleted }: Inspection,
	struct: Struct,
	key: Extract<Key, { kind: 'register' }>,
	raw: unknown,
	place: Extract<Place, { kind: 'field' }>,
	seen: Map<string, (readonly [number, number])[]>,
): No | undefined {
	const refused = (reason: string) => no(reason, place.record, key.name);
	if (key.client !== struct.client) return refused("a register's key carries the client id that writes it");
	const entry = parseEntry(key.client, raw);
	if (entry === undefined) return refused('a register holds [value, hlc, role, seen, open]');
	if (entry.role !== writing.role) return refused('an entry carries the role of its writer');
	if (entry.hlc > writing.maxHlc) return refused('the clock of this device is too far ahead');
	if (entry.seen.some(([, hlc]) => hlc >= entry.hlc))
		return refused('a write is later than what it has seen');
	const isSeen = ([client, hlc]: readonly [number, number]) =>
		entry.seen.some(([other, at]) => other === client && at === hlc);
	if (!entry.open.every(isSeen)) return refused('what is left open must have been seen');

	const { field } = key;
	if (!isAllowedValue(field, entry.value)) {
		return refused(field.value.safeParse(entry.value).error?.issues[0]?.message ?? 'not a value for it');
	}
	if (deleted.has(struct.client, struct.clock)) return undefined;
	const name = fieldKey(place, key.name);
	seen.set(name, [...(seen.get(name) ?? []), ...entry.seen]);
	return undefined;
}

export function fieldKey(place: { readonly root: string; readonly record: string }, field: string): string {
	return `${place.root}/${place.record}/${field}`;
}

function explainKey(root: Root, key: string): string {
	return parseKey(root, `${key}~1`) === undefined
		? `"${key.slice(0, 60)}" is not a field of ${root}`
		: `"${key}" is written as ${key}~<client id>, so that concurrent values all stand`;
}

function no(reason: string, record: string, field?: string): No {
	return refuse('invalid-value', reason, field === undefined ? { record } : { record, field });
}

const yMap = 1;
const yText = 2;
