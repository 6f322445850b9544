/**
 * Judges what an update puts in: every new struct's place must exist in the schema and its content must be a value that place
 * can hold. Overwriting a record, the plain key of a register, or a register key of another client id is refused.
 */
import { isAllowedValue, parseEntry } from '../../shared/document/fields.ts';
import { type Key, parseKey, type Root } from '../../shared/document/schema.ts';
import { recordId } from '../../shared/ids.ts';
import { mendableReasons } from '../../shared/wire/refusal.ts';
import type { Content, Struct } from '../../shared/wire/update.ts';
import { fieldKey, type Inspection, type Writes } from './inspection.ts';
import { foresee, isStanding } from './outcome.ts';
import { type Place, placeKey } from './place.ts';
import type { Touch } from './touches.ts';
import { type No, refuse } from './verdict.ts';

export type Inserted = { readonly kind: 'fine'; readonly writes: Writes } | No;

export function judgeInsertion(inspection: Inspection, touch: Touch): Inserted {
	const book: Book = { places: new Set(), seen: new Map(), gone: new Set(), latest: new Map() };
	for (const structs of inspection.fresh.values()) {
		for (const struct of structs) {
			const lookup = inspection.places.of(struct);
			if (lookup.kind === 'missing') return lookup;
			if (lookup.kind === 'wrong') return refuse('malformed', lookup.reason);
			const { place } = lookup;
			if (struct.item === undefined || place.kind === 'void') continue;
			const no = judge({ inspection, struct, content: struct.item.content, book }, place);
			if (no !== undefined) return no;
			touch(place, valueLeft(inspection, struct));
			if (isStanding(inspection, struct)) book.places.add(placeKey(place));
		}
	}
	const outcome = foresee(inspection);
	if (outcome.kind !== 'fine') return outcome;
	for (const { place, stands } of outcome.last.values()) {
		if (!stands && parseKey(place.root, place.key)?.kind === 'text')
			return no('a note is never removed from its record', place.record, place.key);
	}
	const rewritten = new Map([...book.latest].filter(([field]) => book.gone.has(field)));
	return { kind: 'fine', writes: { last: outcome.last, seen: book.seen, rewritten } };
}

/** What it writes and does not delete again by itself. */
function valueLeft({ deleted }: Inspection, { client, clock, item }: Struct): unknown {
	return item?.content.kind === 'any' && !deleted.has(client, clock) ? item.content.values[0] : undefined;
}

/** What is known of the update so far. */
interface Book {
	/** Places at which something of it stands. */
	readonly places: Set<string>;
	readonly seen: Map<string, (readonly [number, number])[]>;
	/** Register fields of which a write is already gone again. */
	readonly gone: Set<string>;
	readonly latest: Map<string, number>;
}
interface Insertion {
	readonly inspection: Inspection;
	readonly struct: Struct;
	readonly content: Content;
	readonly book: Book;
}

function judge(insertion: Insertion, place: Exclude<Place, { kind: 'void' }>): No | undefined {
	const { content, book, struct } = insertion;
	if (place.kind === 'text') {
		return content.kind === 'string' || content.kind === 'format' || content.kind === 'deleted'
			? undefined
			: no('a note holds text only', place.record, place.field);
	}
	if (place.kind === 'record') return judgeRecord(insertion, place);
	const key = parseKey(place.root, place.key);
	if (key === undefined) return no(explainKey(place.root, place.key), place.record, place.key);
	if (key.kind === 'register' && key.client !== struct.client) {
		return no("a register's key carries the client id that writes it", place.record, key.name);
	}
	if (content.kind === 'deleted') {
		// Overwritten or removed again in the same update: it leaves nothing behind.
		if (key.kind === 'register') book.gone.add(fieldKey(place, key.name));
		return undefined;
	}
	if (key.kind === 'text') {
		const created = book.places.has(placeKey({ kind: 'record', root: place.root, record: place.record }));
		return content.kind === 'type' && content.type === yText && created && !book.places.has(placeKey(place))
			? undefined
			: no('a note is made together with its record and never replaced', place.record, key.name);
	}
	if (content.kind !== 'any' || content.values.length !== 1) {
		return no('a field holds one plain value', place.record, key.name);
	}
	const value = content.values[0];
	if (key.kind === 'register') return judgeEntry(insertion, key, value, place);
	return judgeValue(key, value, place.record);
}

function judgeRecord(
	{ inspection, struct, content, book }: Insertion,
	place: Extract<Place, { kind: 'record' }>,
): No | undefined {
	if (content.kind !== 'type' || content.type !== yMap)
		return no('a record is a map under its id', place.record);
	if (!recordId.safeParse(place.record).success) return no('that is not a record id', place.record);
	if (inspection.deleted.has(struct.client, struct.clock))
		return no('deleting is soft: set deletedAt', place.record);
	if (inspection.doc.getMap(place.root)._map.has(place.record) || book.places.has(placeKey(place))) {
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
	{ inspection, struct, book }: Insertion,
	key: Extract<Key, { kind: 'register' }>,
	raw: unknown,
	place: Extract<Place, { kind: 'field' }>,
): No | undefined {
	const { writing, deleted } = inspection;
	const refused = (reason: string) => no(reason, place.record, key.name);
	const entry = parseEntry(key.client, raw);
	if (entry === undefined) return refused('a register holds [value, hlc, role, seen, open]');
	if (entry.role !== writing.who.role) return refused(mendableReasons.role);
	if (entry.hlc > writing.maxHlc) return refused(mendableReasons.clock);
	if (entry.seen.some(([, hlc]) => hlc >= entry.hlc))
		return refused('a write is later than what it has seen');
	const isSeen = ([client, hlc]: readonly [number, number]) =>
		entry.seen.some(([other, at]) => other === client && at === hlc);
	if (!entry.open.every(isSeen)) return refused('what is left open must have been seen');
	const { field } = key;
	if (!isAllowedValue(field, entry.value)) {
		return refused(field.value.safeParse(entry.value).error?.issues[0]?.message ?? 'not a value for it');
	}
	const name = fieldKey(place, key.name);
	if (deleted.has(struct.client, struct.clock)) {
		book.gone.add(name);
		return undefined;
	}
	book.seen.set(name, [...(book.seen.get(name) ?? []), ...entry.seen]);
	book.latest.set(name, Math.max(entry.hlc, book.latest.get(name) ?? 0));
	return undefined;
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
