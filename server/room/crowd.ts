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
	/** Structs of which only a range is known: they may stand between any two others. */
	let loose = 0;
	let length: number | undefined;
	let steps = 0;
	for (const [index, struct] of structs.entries()) {
		const { origin, span } = newPart(doc, struct);
		const right = struct.item?.rightOrigin;
		const wanted = right === undefined ? theEnd : nameOf(right);
		if (follower(origin) === wanted) {
			steps += loose;
			put(origin, span, wanted);
		} else {
			length ??= lengthOf(text, max);
			steps += length + index;
			loose += 1;
		}
		if (steps > max) break;
	}
	return steps;
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
			if (id.clock >= Y.getState(doc.store, id.client)) return insideOf(spans.get(id.client), id);
			const item = Y.getItem(doc.store, Y.createID(id.client, id.clock));
			if (!(item instanceof Y.Item)) return undefined;
			if (id.clock < item.lastId.clock) return nameOf({ client: id.client, clock: id.clock + 1 });
			return item.right === null ? theEnd : nameOf(item.right.id);
		},
		put(origin: StructId | undefined, span: Span, next: string): void {
			follows.set(origin === undefined ? theStart : nameOf(origin), nameOf(span));
			follows.set(nameOf({ client: span.client, clock: span.clock + span.length - 1 }), next);
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

function lengthOf(text: Y.Text | undefined, max: number): number {
	let length = 0;
	for (let item = text?._start ?? null; item !== null && length <= max; item = item.right) length += 1;
	return length;
}

/** Of a struct that is partly here, Yjs takes the rest and puts it behind what is here. */
function newPart(doc: Y.Doc, { client, clock, length, item }: Struct) {
	const from = Math.max(clock, Y.getState(doc.store, client));
	const origin = from > clock ? { client, clock: from - 1 } : item?.origin;
	return { origin, span: { client, clock: from, length: clock + length - from } };
}

const nameOf = ({ client, clock }: StructId): string => `${client}:${clock}`;
const theStart = 'start';
const theEnd = 'end';
