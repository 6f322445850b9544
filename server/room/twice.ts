/**
 * Was a client id used twice? A struct whose clock the document already holds must be the one it holds: two contents under one
 * clock leave replicas different under equal state vectors, for good and without a warning. It must also stand where the one
 * here stands: Yjs looks up the neighbours a struct names even when all or its beginning is here, and takes the rest's place
 * from them.
 */
import * as Y from 'yjs';
import type { Struct, StructId } from '../../shared/wire/update.ts';

/**
 * Compares the known part of a struct with what is live. The content of what is deleted cannot be told apart any more, and of
 * what is collected not even the place.
 */
export function sameAsLive(doc: Y.Doc, struct: Struct, state: number): boolean {
	const structs = doc.store.clients.get(struct.client);
	if (struct.item === undefined || structs === undefined) return true;
	const end = Math.min(struct.clock + struct.length, state);
	for (let index = Y.findIndexSS(structs, struct.clock); index < structs.length; index++) {
		const live = structs[index];
		if (live === undefined || live.id.clock >= end) break;
		if (live instanceof Y.Item) {
			if (!standsAlike(doc, live, struct)) return false;
			if (!live.deleted && struct.item.content.kind !== 'deleted' && !overlapEqual(live, struct, end))
				return false;
		} else if (struct.clock + struct.length > state || !namesOnlyKnown(doc, struct)) return false;
	}
	return true;
}

/** Both pieces, cut to where they overlap, name the same neighbours, or the same parent and key. */
function standsAlike(doc: Y.Doc, live: Y.Item, { client, clock, item }: Struct): boolean {
	if (item === undefined) return true;
	const at = Math.max(live.id.clock, clock);
	const before = { client, clock: at - 1 };
	const origin = at === clock ? item.origin : before;
	const liveOrigin = at === live.id.clock ? live.origin : before;
	if (!sameId(origin, liveOrigin) || !sameId(item.rightOrigin, live.rightOrigin)) return false;
	if (origin !== undefined || item.rightOrigin !== undefined) return true;
	if (item.key !== (live.parentSub ?? undefined) || !(live.parent instanceof Y.AbstractType)) return false;
	return typeof item.parent === 'string'
		? doc.share.get(item.parent) === live.parent
		: sameId(item.parent, live.parent._item?.id);
}

/** Yjs parks a struct with an unknown neighbour although the struct itself is here. */
function namesOnlyKnown(doc: Y.Doc, { item }: Struct): boolean {
	const parent = typeof item?.parent === 'string' ? undefined : item?.parent;
	return [item?.origin, item?.rightOrigin, parent].every(
		(id) => id === undefined || id.clock < Y.getState(doc.store, id.client),
	);
}

function sameId(one: StructId | undefined, other: Y.ID | StructId | null | undefined): boolean {
	if (one === undefined || other === undefined || other === null) return one === (other ?? undefined);
	return one.client === other.client && one.clock === other.clock;
}

function overlapEqual(live: Y.Item, struct: Struct, end: number): boolean {
	const from = Math.max(live.id.clock, struct.clock);
	const to = Math.min(live.id.clock + live.length, end);
	const mine = [from - struct.clock, to - struct.clock] as const;
	const theirs = [from - live.id.clock, to - live.id.clock] as const;
	const content = struct.item?.content;
	switch (content?.kind) {
		case 'string':
			return (
				live.content instanceof Y.ContentString &&
				sameText(live.content.str.slice(...theirs), content.text.slice(...mine))
			);
		case 'any':
			return (
				live.content instanceof Y.ContentAny &&
				text(live.content.arr.slice(...theirs)) === text(content.values.slice(...mine))
			);
		case 'type':
			return live.content instanceof Y.ContentType;
		case 'format':
			return live.content instanceof Y.ContentFormat && live.content.key === content.key;
		case 'embed':
			return live.content instanceof Y.ContentEmbed;
		default:
			return live.content instanceof Y.ContentBinary;
	}
}

/** Yjs puts U+FFFD for both halves of a character that an insertion tore in two; its writer may not know of that yet. */
function sameText(live: string, mine: string): boolean {
	if (live === mine) return true;
	if (live.length !== mine.length) return false;
	for (let index = 0; index < live.length; index++) {
		if (live[index] !== mine[index] && live[index] !== '\uFFFD') return false;
	}
	return true;
}

const text = (values: readonly unknown[]): string =>
	JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
