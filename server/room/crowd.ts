/**
 * How much work merging an update into notes would be, bounded before it is done. Yjs places a struct between the two
 * neighbours it names by walking over everything that stands between them; honest writers name neighbours that stood side by
 * side, so there is little between them, while 10,000 structs naming far ones cost half a minute.
 *
 * Guards: never less than Yjs's own steps. Must not change the document.
 */
import * as Y from 'yjs';
import type { Struct, StructId } from '../../shared/wire/update.ts';
import { structCovering } from './place.ts';

/** The steps of one note's new structs, each after what it stands on; stops counting behind `max`. */
export function stepsToMerge(
	doc: Y.Doc,
	text: Y.Text | undefined,
	structs: readonly Struct[],
	max: number,
): number {
	const { follower, put } = createOrder(doc, text);
	/** For what stands somewhere in a range: how many may stand behind it in that range, and since when. */
	const tails = new Map<
		string,
		{ readonly right: string; readonly behind: number; readonly index: number }
	>();
	/** Structs of which only a range is known: they may stand between any two others. */
	let loose = 0;
	let steps = 0;
	for (const [index, struct] of structs.entries()) {
		const { origin, span } = newPart(doc, struct);
		const right = struct.item?.rightOrigin;
		const wanted = right === undefined ? theEnd : nameOf(right);
		if (follower(origin) === wanted) {
			steps += piecesEach * loose;
			put(origin, span, wanted);
		} else {
			const tail = origin === undefined ? undefined : tails.get(nameOf(origin));
			// Typed on behind such a one: only what came between since is new.
			const behind =
				tail?.right === wanted
					? tail.behind + piecesEach * (index - 1 - tail.index)
					: liveBetween(doc, text, { origin, right }, max) + piecesEach * (index + 1);
			tails.set(nameOf(lastOf(span)), { right: wanted, behind, index });
			steps += behind;
			loose += 1;
		}
		if (steps > max) break;
	}
	return steps;
}

/** What stands between two neighbours now; all of the text behind the left one where they are not both here. */
function liveBetween(
	doc: Y.Doc,
	text: Y.Text | undefined,
	{ origin, right }: { readonly origin: StructId | undefined; readonly right: StructId | undefined },
	max: number,
): number {
	const left = origin === undefined ? undefined : liveAt(doc, origin);
	// Where the left one is not here, the right one may even stand before it: then Yjs walks to the end.
	const isLost = origin !== undefined && left === undefined;
	const end = right === undefined || isLost ? undefined : liveAt(doc, right);
	let count = 0;
	for (let item = left === undefined ? text?._start : left.right; item && count <= max; item = item.right) {
		if (item === end) break;
		count += 1;
	}
	return count;
}

function liveAt(doc: Y.Doc, { client, clock }: StructId): Y.Item | undefined {
	if (clock >= Y.getState(doc.store, client)) return undefined;
	const item = Y.getItem(doc.store, Y.createID(client, clock));
	return item instanceof Y.Item ? item : undefined;
}

interface Span extends StructId {
	readonly length: number;
}

/** Who follows whom: as it is live, and as the update's structs were put since. */
function createOrder(doc: Y.Doc, text: Y.Text | undefined) {
	const follows = new Map<string, string>();
	const spans = new Map<number, Span[]>();
	return {
		/** The first id behind this one (behind nothing: at the start); undefined where that is not known. */
		follower(id: StructId | undefined): string | undefined {
			const put = follows.get(id === undefined ? theStart : nameOf(id));
			if (put !== undefined) return put;
			if (id === undefined) return text?._start ? nameOf(text._start.id) : theEnd;
			const item = liveAt(doc, id);
			if (item === undefined) return insideOf(spans.get(id.client), id);
			if (id.clock < item.lastId.clock) return nameOf({ client: id.client, clock: id.clock + 1 });
			return item.right === null ? theEnd : nameOf(item.right.id);
		},
		put(origin: StructId | undefined, span: Span, next: string): void {
			follows.set(origin === undefined ? theStart : nameOf(origin), nameOf(span));
			follows.set(nameOf(lastOf(span)), next);
			const own = spans.get(span.client);
			if (own === undefined) spans.set(span.client, [span]);
			else own.push(span);
		},
	};
}

/** Inside a struct its own next character follows. */
function insideOf(spans: readonly Span[] | undefined, { client, clock }: StructId): string | undefined {
	const span = structCovering(spans ?? [], clock);
	if (span === undefined || clock === span.clock + span.length - 1) return undefined;
	return nameOf({ client, clock: clock + 1 });
}

/** Of a struct that is partly here, Yjs takes the rest and puts it behind what is here. */
function newPart(doc: Y.Doc, { client, clock, length, item }: Struct) {
	const from = Math.max(clock, Y.getState(doc.store, client));
	const origin = from > clock ? { client, clock: from - 1 } : item?.origin;
	return { origin, span: { client, clock: from, length: clock + length - from } };
}

const lastOf = ({ client, clock, length }: Span): StructId => ({ client, clock: clock + length - 1 });
const nameOf = ({ client, clock }: StructId): string => `${client}:${clock}`;
/** A struct, and the cuts it makes at its left and at its right neighbour. */
const piecesEach = 3;
const theStart = 'start';
const theEnd = 'end';
