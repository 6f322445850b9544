/**
 * Where in a wedding's document a struct lands, found without merging it: through its origin, right origin or parent, in the
 * live store or in the same update. The gate judges by this; what cannot be resolved is missing or malformed, never guessed.
 */
import * as Y from 'yjs';
import { isRoot, type Root } from '../../shared/document/schema.ts';
import type { Struct, StructId } from '../../shared/wire/update.ts';

/** A shared type, as the schema knows it. */
export type Container =
	| { readonly kind: 'root'; readonly root: Root }
	| { readonly kind: 'record'; readonly root: Root; readonly record: string }
	| { readonly kind: 'text'; readonly root: Root; readonly record: string; readonly field: string };

/** Where one struct stands inside its container. */
export type Place =
	/** The slot of a whole record in a root map. */
	| { readonly kind: 'record'; readonly root: Root; readonly record: string }
	/** A key of a record's map (`meta` is a record under its own name). */
	| { readonly kind: 'field'; readonly root: Root; readonly record: string; readonly key: string }
	| { readonly kind: 'text'; readonly root: Root; readonly record: string; readonly field: string }
	/** Under something already collected: Yjs keeps its length and nothing else. */
	| { readonly kind: 'void' };

export type Lookup =
	| { readonly kind: 'found'; readonly place: Place }
	| { readonly kind: 'missing'; readonly id: StructId }
	| { readonly kind: 'wrong'; readonly reason: string };

/** Looks up places for the structs of one update against one document; remembers what it found. */
export function createPlaces(
	doc: Y.Doc,
	fresh: ReadonlyMap<number, readonly Struct[]>,
): (struct: Struct) => Lookup {
	const found = new Map<Struct, Lookup>();
	const resolved = new Map<number, number>();
	const active = new Set<number>();
	return place;

	/** Resolves a client's structs in their order, as Yjs merges them: so depth is bounded by clients, and a circle is seen. */
	function place(struct: Struct): Lookup {
		const known = found.get(struct);
		if (known !== undefined) return known;
		if (active.has(struct.client)) return wrong('structs stand on each other in a circle');
		const structs = fresh.get(struct.client) ?? [];
		active.add(struct.client);
		let index = resolved.get(struct.client) ?? 0;
		for (; index < structs.length && !found.has(struct); index++) {
			const next = structs[index];
			if (next !== undefined) found.set(next, find(next));
		}
		resolved.set(struct.client, index);
		active.delete(struct.client);
		return found.get(struct) ?? find(struct);
	}

	function find(struct: Struct): Lookup {
		const { item } = struct;
		if (item === undefined) return nowhere;
		if (struct.clock < Y.getState(doc.store, struct.client)) return placeOfId(struct);
		if (item.origin !== undefined || item.rightOrigin !== undefined) {
			return beside(struct, item.origin, item.rightOrigin);
		}
		if (typeof item.parent === 'string') {
			return isRoot(item.parent)
				? inContainer({ kind: 'root', root: item.parent }, item.key)
				: wrong(`there is no root "${item.parent.slice(0, 40)}"`);
		}
		return item.parent === undefined
			? wrong('a struct without a parent')
			: inParent(struct, item.parent, item.key);
	}

	/** Yjs takes the parent from the left neighbour, else from the right; they must agree or one of them is forged. */
	function beside(struct: Struct, origin: StructId | undefined, rightOrigin: StructId | undefined): Lookup {
		let result: Lookup | undefined;
		for (const id of [origin, rightOrigin]) {
			if (id === undefined) continue;
			const lookup = placeOfReference(struct, id);
			if (lookup.kind !== 'found' || lookup.place.kind === 'void') return lookup;
			if (result?.kind === 'found' && !samePlace(result.place, lookup.place)) {
				return wrong('a struct between two places');
			}
			result = lookup;
		}
		if (result?.kind !== 'found') return wrong('a struct beside nothing');
		if (rightOrigin !== undefined && result.place.kind !== 'text')
			return wrong('a map has no right and left');
		return result;
	}

	function placeOfReference(struct: Struct, id: StructId): Lookup {
		if (id.client === struct.client && id.clock >= struct.clock)
			return wrong('a struct stands on a later one');
		return placeOfId(id);
	}

	function placeOfId(id: StructId): Lookup {
		if (id.clock < Y.getState(doc.store, id.client)) {
			const live = Y.getItem(doc.store, Y.createID(id.client, id.clock));
			return live instanceof Y.Item ? placeOfItem(live) : nowhere;
		}
		const other = structAt(id);
		return other === undefined ? { kind: 'missing', id } : place(other);
	}

	function inParent(struct: Struct, id: StructId, key: string | undefined): Lookup {
		if (id.client === struct.client && id.clock >= struct.clock)
			return wrong('a struct stands in a later one');
		if (id.clock < Y.getState(doc.store, id.client)) {
			const live = Y.getItem(doc.store, Y.createID(id.client, id.clock));
			if (!(live instanceof Y.Item)) return nowhere;
			if (!(live.content instanceof Y.ContentType)) {
				// Overwritten and emptied meanwhile: Yjs would throw on it.
				return live.deleted
					? wrong('a struct inside something that was deleted')
					: wrong('a struct inside a value');
			}
			const container = containerOfType(live.content.type);
			return container === undefined
				? wrong('a type that the schema does not know')
				: inContainer(container, key);
		}
		const parent = structAt(id);
		if (parent === undefined) return { kind: 'missing', id };
		if (parent.item?.content.kind !== 'type') return wrong('a struct inside a value');
		const lookup = place(parent);
		if (lookup.kind !== 'found') return lookup;
		const container = containerAt(lookup.place);
		return container === undefined
			? wrong('a type that the schema does not know')
			: inContainer(container, key);
	}

	function structAt(id: StructId): Struct | undefined {
		return structCovering(fresh.get(id.client) ?? [], id.clock);
	}
}

/** The struct that covers a clock, of one client's structs in order. */
export function structCovering(structs: readonly Struct[], clock: number): Struct | undefined {
	let low = 0;
	let high = structs.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const struct = structs[middle];
		if (struct === undefined) return undefined;
		if (clock < struct.clock) high = middle - 1;
		else if (clock >= struct.clock + struct.length) low = middle + 1;
		else return struct;
	}
	return undefined;
}

/** The place of an item that is already in the document; undefined where the schema has none. */
export function placeOfItem(item: Y.Item): Lookup {
	if (item.parent === null) return nowhere;
	if (!(item.parent instanceof Y.AbstractType)) return wrong('an item that was never merged');
	const container = containerOfType(item.parent);
	return container === undefined
		? wrong('a type that the schema does not know')
		: inContainer(container, item.parentSub ?? undefined);
}

function containerOfType(type: Y.AbstractType<unknown>): Container | undefined {
	const { _item: item } = type;
	if (item === null) {
		const name = Y.findRootTypeKey(type);
		return isRoot(name) ? { kind: 'root', root: name } : undefined;
	}
	const lookup = placeOfItem(item);
	return lookup.kind === 'found' ? containerAt(lookup.place) : undefined;
}

function containerAt(place: Place): Container | undefined {
	if (place.kind === 'record') return { kind: 'record', root: place.root, record: place.record };
	if (place.kind === 'field') {
		return { kind: 'text', root: place.root, record: place.record, field: place.key };
	}
	return undefined;
}

function inContainer(container: Container, key: string | undefined): Lookup {
	if (container.kind === 'text') {
		return key === undefined
			? { kind: 'found', place: { ...container, kind: 'text' } }
			: wrong('a text has no keys');
	}
	if (key === undefined) return wrong('a record is a map, not a list');
	if (container.kind === 'record') return { kind: 'found', place: { ...container, kind: 'field', key } };
	return container.root === 'meta'
		? { kind: 'found', place: { kind: 'field', root: 'meta', record: 'meta', key } }
		: { kind: 'found', place: { kind: 'record', root: container.root, record: key } };
}

export function samePlace(one: Place, other: Place): boolean {
	return placeKey(one) === placeKey(other);
}

/** One string per place, for maps and comparison. */
export function placeKey(place: Place): string {
	switch (place.kind) {
		case 'void':
			return '';
		case 'record':
			return `${place.root}/${place.record}`;
		case 'field':
			return `${place.root}/${place.record}/${place.key}`;
		case 'text':
			return `${place.root}/${place.record}/${place.field}/*`;
	}
}

const nowhere: Lookup = { kind: 'found', place: { kind: 'void' } };
const wrong = (reason: string): Lookup => ({ kind: 'wrong', reason });
