/**
 * Who stands at a key once an update is merged. The values of a map's key lie in a row, the last one counts, and what stood
 * last before gives way to it without any deletion being written: an update that puts something already deleted behind a value
 * takes the value away. So the row is followed here, by Yjs's own rule, before anything is merged.
 *
 * Guards: exact, or it says that it was too costly to find out; never guesses. Must not change the document.
 */
import * as Y from 'yjs';
import type { Struct, StructId } from '../../shared/wire/update.ts';

export type Last =
	/** What stood there stays last. */
	| { readonly kind: 'live' }
	| { readonly kind: 'fresh'; readonly struct: Struct }
	| { readonly kind: 'costly' };

/** `structs`: the update's own at this key, each after what it stands on; `present`: what stands last now. */
export function lastAt(
	doc: Y.Doc,
	present: Y.Item | undefined,
	structs: readonly Struct[],
	maxSteps: number,
): Last {
	return followTheLast(doc, present, structs) ?? followTheRow(doc, present, structs, maxSteps);
}

/** The common case: each is written upon the one before. */
function followTheLast(
	doc: Y.Doc,
	present: Y.Item | undefined,
	structs: readonly Struct[],
): Last | undefined {
	let last: StructId | undefined = present?.lastId;
	for (const struct of structs) {
		if (!isSame(newPart(doc, struct).origin, last)) return undefined;
		last = { client: struct.client, clock: struct.clock + struct.length - 1 };
	}
	const struct = structs.at(-1);
	return struct === undefined ? { kind: 'live' } : { kind: 'fresh', struct };
}

/** A piece of the row. One that is cut keeps its beginning; the rest hangs on it. */
interface Piece {
	readonly client: number;
	readonly clock: number;
	length: number;
	readonly origin: StructId | undefined;
	/** Absent for what is live. */
	readonly struct?: Struct;
	rest?: Piece;
}
interface Row {
	readonly pieces: Piece[];
	/** The piece that covers an id. */
	pieceAt(id: StructId): Piece;
	add(piece: Piece, index: number): void;
}

function followTheRow(
	doc: Y.Doc,
	present: Y.Item | undefined,
	structs: readonly Struct[],
	maxSteps: number,
): Last {
	const items: Y.Item[] = [];
	for (let item = present ?? null; item !== null; item = item.left) {
		if (items.push(item) > maxSteps) return { kind: 'costly' };
	}
	const row = createRow(doc, items.reverse());
	let steps = items.length;
	for (const struct of structs) {
		steps += 2 * row.pieces.length;
		if (steps > maxSteps) return { kind: 'costly' };
		insert(row, newPart(doc, struct));
	}
	const struct = row.pieces.at(-1)?.struct;
	return struct === undefined ? { kind: 'live' } : { kind: 'fresh', struct };
}

function createRow(doc: Y.Doc, items: readonly Y.Item[]): Row {
	const pieces: Piece[] = [];
	const live = new Map<unknown, Piece>();
	const fresh = new Map<number, Piece[]>();
	for (const item of items) {
		const { client, clock } = item.id;
		const piece: Piece = { client, clock, length: item.length, origin: item.origin ?? undefined };
		pieces.push(piece);
		live.set(item, piece);
	}
	return {
		pieces,
		pieceAt(id) {
			let piece =
				id.clock < Y.getState(doc.store, id.client)
					? live.get(Y.getItem(doc.store, Y.createID(id.client, id.clock)))
					: covering(fresh.get(id.client) ?? [], id.clock);
			while (piece?.rest !== undefined && id.clock >= piece.clock + piece.length) piece = piece.rest;
			if (piece === undefined) throw new Error('a value was found here that is not in its row');
			return piece;
		},
		add(piece, index) {
			pieces.splice(index, 0, piece);
			const own = fresh.get(piece.client);
			if (own === undefined) fresh.set(piece.client, [piece]);
			else own.push(piece);
		},
	};
}

/** Yjs's rule for concurrent neighbours (`Item.integrate`), for items that have no right neighbour of their own. */
function insert(row: Row, piece: Piece): void {
	const start = piece.origin === undefined ? 0 : cutBehind(row, piece.origin) + 1;
	let place = start;
	const passed = new Set<Piece>();
	const conflicting = new Set<Piece>();
	for (let index = start; index < row.pieces.length; index++) {
		const other = row.pieces[index];
		if (other === undefined) break;
		passed.add(other);
		conflicting.add(other);
		if (isSame(piece.origin, other.origin)) {
			if (other.client >= piece.client) break;
			place = index + 1;
			conflicting.clear();
			continue;
		}
		const base = other.origin === undefined ? undefined : row.pieceAt(other.origin);
		if (base === undefined || !passed.has(base)) break;
		if (conflicting.has(base)) continue;
		place = index + 1;
		conflicting.clear();
	}
	row.add(piece, place);
}

/** An origin in the middle of what was merged into one piece cuts it in two; answers where its end is. */
function cutBehind({ pieces, pieceAt }: Row, id: StructId): number {
	const piece = pieceAt(id);
	const index = pieces.indexOf(piece);
	const { client, clock, length } = piece;
	const kept = id.clock - clock + 1;
	if (kept === length) return index;
	const rest: Piece = { ...piece, clock: clock + kept, length: length - kept, origin: { ...id, client } };
	piece.length = kept;
	piece.rest = rest;
	pieces.splice(index + 1, 0, rest);
	return index;
}

/** The piece that covers a clock, of one client's pieces in order of their clocks. */
function covering(pieces: readonly Piece[], clock: number): Piece | undefined {
	let low = 0;
	let high = pieces.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((pieces[middle]?.clock ?? 0) <= clock) low = middle;
		else high = middle - 1;
	}
	return pieces[low];
}

/** Of a struct that is partly here, Yjs takes the rest and puts it behind what is here. */
function newPart(doc: Y.Doc, struct: Struct): Piece {
	const { client, length, item } = struct;
	const clock = Math.max(struct.clock, Y.getState(doc.store, client));
	const origin = clock > struct.clock ? { client, clock: clock - 1 } : item?.origin;
	return { client, clock, length: length - (clock - struct.clock), origin, struct };
}

function isSame(one: StructId | undefined, other: StructId | undefined): boolean {
	if (one === undefined || other === undefined) return one === other;
	return one.client === other.client && one.clock === other.clock;
}
