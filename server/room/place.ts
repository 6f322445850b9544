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
/** A lookup, or the struct of the same update that has to be looked up first. */
type Step = Lookup | { readonly kind: 'after'; readonly struct: Struct };

/** The places of one update's structs against one document; remembers what it found. */
export interface Places {
	of(struct: Struct): Lookup;
	/** Every struct asked for and what it stands on, each after what it stands on: the order in which Yjs can merge them. */
	inOrder(): Iterable<readonly [Struct, Lookup]>;
}

export function createPlaces(doc: Y.Doc, fresh: ReadonlyMap<number, readonly Struct[]>): Places {
	const found = new Map<Struct, Lookup>();
	const resolved = new Map<number, number>();
	return { of: place, inOrder: () => found };

	/**
	 * Resolves a client's structs in their order, as Yjs merges them; what a struct waits for lies on a list, not on the call
	 * stack, which 2,000 clients standing on each other would exhaust. A struct that waits for a waiting client is in a circle.
	 */
	function place(struct: Struct): Lookup {
		const waiting = [struct];
		const active = new Set([struct.client]);
		for (let target = waiting.at(-1); target !== undefined; target = waiting.at(-1)) {
			const next = found.has(target) ? undefined : nextOf(target.client);
			if (next === undefined) {
				waiting.pop();
				active.delete(target.client);
				continue;
			}
			const lookup = find(next);
			if (lookup.kind === 'after' && !active.has(lookup.struct.client)) {
				waiting.push(lookup.struct);
				active.add(lookup.struct.client);
				continue;
			}
			const isCircle = lookup.kind === 'after';
			found.set(next, isCircle ? wrong('structs stand on each other in a circle') : lookup);
			resolved.set(next.client, (resolved.get(next.client) ?? 0) + 1);
		}
		return found.get(struct) ?? wrong('a struct that is not of this update');
	}

	function nextOf(client: number): Struct | undefined {
		return fresh.get(client)?.[resolved.get(client) ?? 0];
	}

	function find(struct: Struct): Step {
		const { item } = struct;
		if (item === undefined) return nowhere;
		// Its beginning is here already, and proved to be the same.
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

	/**
	 * Yjs takes the parent from the left neighbour, else from the right; they must agree or one of them is forged. Both must be
	 * there even when one of them leads nowhere: Yjs would park the struct and wait.
	 */
	function beside(struct: Struct, origin: StructId | undefined, rightOrigin: StructId | undefined): Step {
		const left = origin === undefined ? undefined : placeOfReference(struct, origin);
		if (left !== undefined && left.kind !== 'found') return left;
		const right = rightOrigin === undefined ? undefined : placeOfReference(struct, rightOrigin);
		if (right !== undefined && right.kind !== 'found') return right;
		const place = left?.place ?? right?.place;
		if (place === undefined) return wrong('a struct beside nothing');
		if (place.kind === 'void' || right?.place.kind === 'void') return nowhere;
		if (right === undefined) return { kind: 'found', place };
		if (!samePlace(place, right.place)) return wrong('a struct between two places');
		return place.kind === 'text' ? right : wrong('a map has no right and left');
	}

	function placeOfReference(struct: Struct, id: StructId): Step {
		if (id.client === struct.client && id.clock >= struct.clock)
			return wrong('a struct stands on a later one');
		return placeOfId(id);
	}

	function placeOfId(id: StructId): Step {
		if (id.clock < Y.getState(doc.store, id.client)) {
			const live = Y.getItem(doc.store, Y.createID(id.client, id.clock));
			return live instanceof Y.Item ? placeOfItem(live) : nowhere;
		}
		const other = structAt(id);
		return other === undefined ? { kind: 'missing', id } : placeOfFresh(other);
	}

	function placeOfFresh(struct: Struct): Step {
		return found.get(struct) ?? { kind: 'after', struct };
	}

	function inParent(struct: Struct, id: StructId, key: string | undefined): Step {
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
		const lookup = placeOfFresh(parent);
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

/** The one that covers a clock, of one client's structs in order. */
export function structCovering<T extends { readonly clock: number; readonly length: number }>(
	structs: readonly T[],
	clock: number,
): T | undefined {
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
