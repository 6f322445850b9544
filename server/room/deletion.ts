/**
 * Judges what an update takes away, by a deletion it carries or by putting something already deleted behind a value. Deleting
 * is soft here: a record or its note is never removed, a field that always has a value only gives way to another, and somebody
 * else's register entry only to a write that has seen it.
 */
import * as Y from 'yjs';
import { parseEntry } from '../../shared/document/fields.ts';
import { parseKey } from '../../shared/document/schema.ts';
import type { Range, Struct } from '../../shared/wire/update.ts';
import { fieldKey, type Inspection, type NewlyDeleted, type Writes } from './inspection.ts';
import { present } from './outcome.ts';
import { type Place, placeKey, placeOfItem } from './place.ts';
import type { Touch } from './touches.ts';
import { type No, refuse } from './verdict.ts';

/** Expands delete ranges into the live items they hit. */
export function newlyDeleted(
	doc: Y.Doc,
	deletes: readonly Range[],
	fresh: ReadonlyMap<number, readonly Struct[]>,
): NewlyDeleted {
	const ranges: Range[] = [];
	const items: Y.Item[] = [];
	const own = new Map<number, Range[]>();
	for (const range of deletes) {
		const end = range.clock + range.length;
		const state = Y.getState(doc.store, range.client);
		if (end > state && fresh.has(range.client))
			own.set(range.client, [...(own.get(range.client) ?? []), range]);
		const structs = doc.store.clients.get(range.client);
		if (structs === undefined || range.clock >= state) continue;
		for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index++) {
			const item = structs[index];
			if (item === undefined || item.id.clock >= end) break;
			if (!(item instanceof Y.Item) || item.deleted) continue;
			items.push(item);
			if (item.content instanceof Y.ContentFormat) continue;
			const from = Math.max(item.id.clock, range.clock);
			ranges.push({
				client: range.client,
				clock: from,
				length: Math.min(item.id.clock + item.length, end) - from,
			});
		}
	}
	return {
		ranges,
		items,
		pieces: items.length,
		has: (client, clock) =>
			own.get(client)?.some((range) => clock >= range.clock && clock < range.clock + range.length) ?? false,
	};
}

export function judgeDeletion(inspection: Inspection, writes: Writes, touch: Touch): No | undefined {
	const { doc, deleted } = inspection;
	const giveWay = [...writes.last.values()].flatMap(({ place, stands }) => {
		const item = stands ? undefined : present(doc, place);
		return item === undefined || item.deleted ? [] : [item];
	});
	for (const item of [...giveWay, ...deleted.items]) {
		const lookup = placeOfItem(item);
		// What the schema has no place for was never let in; whatever it is, it may go.
		if (lookup.kind !== 'found' || lookup.place.kind === 'void') continue;
		const no = judge(item, lookup.place, writes);
		if (no !== undefined) return no;
		touch(lookup.place);
	}
	return undefined;
}

function judge(item: Y.Item, place: Exclude<Place, { kind: 'void' }>, writes: Writes): No | undefined {
	if (place.kind === 'text') return undefined;
	if (place.kind === 'record')
		return no('deleting is soft: set deletedAt instead of removing the record', place.record);
	const key = parseKey(place.root, place.key);
	if (key === undefined || key.kind === 'set') return undefined;
	if (writes.last.get(placeKey(place))?.stands === true) return undefined;
	if (key.kind === 'text') return no('a note is never removed from its record', place.record, key.name);
	if (key.kind === 'plain') {
		return key.field.optional ? undefined : no('this field always has a value', place.record, key.name);
	}
	const raw = item.content instanceof Y.ContentAny ? item.content.arr[0] : undefined;
	const entry = parseEntry(key.client, raw);
	const field = fieldKey(place, key.name);
	const covered =
		entry === undefined ||
		writes.seen.get(field)?.some(([other, hlc]) => other === key.client && hlc >= entry.hlc) === true ||
		(writes.rewritten.get(field) ?? -1) > entry.hlc;
	return covered
		? undefined
		: no('a value may only be removed by a write of the same field that has seen it', place.record, key.name);
}

function no(reason: string, record: string, field?: string): No {
	return refuse('invalid-value', reason, field === undefined ? { record } : { record, field });
}
