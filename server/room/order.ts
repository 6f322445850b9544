/**
 * Who follows whom in a note: as it is live, and as an update's structs will be put, without putting them. Places that are
 * exact hang on a live item; others belong to a group of which only a range is known (see `crowd.ts`).
 */
import * as Y from 'yjs';
import type { StructId } from '../../shared/wire/update.ts';
import { structCovering } from './place.ts';

/** What was founded somewhere in a range, with all that stands behind or inside it. */
export interface Group {
	size: number;
	/** Groups whose ranges overlap this one's. */
	readonly rivals: Set<Group>;
}
export interface Span extends StructId {
	readonly length: number;
}
export interface Spot {
	/** The name of what stands behind; undefined where nothing was put and what is there cannot be told. */
	readonly next: string | undefined;
	/** Behind or inside this live item, at the start, or in a group. */
	readonly where: Y.Item | typeof atStart | Group;
}

export function createOrder(doc: Y.Doc, text: Y.Text | undefined) {
	const follows = new Map<string, string | undefined>();
	const spans = new Map<number, (Span & { readonly where: Spot['where'] })[]>();

	function liveAt({ client, clock }: StructId): Y.Item | undefined {
		if (clock >= Y.getState(doc.store, client)) return undefined;
		const item = Y.getItem(doc.store, Y.createID(client, clock));
		return item instanceof Y.Item ? item : undefined;
	}

	/** Directly behind this id; behind nothing: at the start. */
	function spotBehind(id: StructId | undefined): Spot {
		if (id === undefined) {
			return {
				next: follows.has(theStart) ? follows.get(theStart) : nameOf(text?._start?.id),
				where: atStart,
			};
		}
		const name = nameOf(id);
		const item = liveAt(id);
		if (item !== undefined) return { next: follows.get(name) ?? nextOf(item, id), where: item };
		const span = structCovering(spans.get(id.client) ?? [], id.clock);
		if (span === undefined) return { next: 'nowhere', where: atStart };
		const isLast = id.clock === span.clock + span.length - 1;
		const inside = isLast ? undefined : nameOf({ client: id.client, clock: id.clock + 1 });
		return { next: follows.get(name) ?? inside, where: span.where };
	}

	function keep(span: Span, where: Spot['where']): void {
		const own = spans.get(span.client);
		if (own === undefined) spans.set(span.client, [{ ...span, where }]);
		else own.push({ ...span, where });
	}

	return {
		spotBehind,
		nameOf,
		/** Behind the origin, before what followed it. */
		put(origin: StructId | undefined, span: Span, { next, where }: Spot): void {
			follows.set(origin === undefined ? theStart : nameOf(origin), nameOf(span));
			if (next !== undefined) follows.set(nameOf(lastOf(span)), next);
			keep(span, where);
		},
		putSomewhere: keep,
		/** The live places between two neighbours; undefined where they are not both here. */
		rangeOf(origin: StructId | undefined, right: StructId | undefined, max: number) {
			const left = origin === undefined ? undefined : liveAt(origin);
			const end = right === undefined ? undefined : liveAt(right);
			const isTold =
				(origin === undefined || left !== undefined) && (right === undefined || end !== undefined);
			const places: Spot['where'][] = [left ?? atStart];
			let length = 0;
			for (let item = left === undefined ? text?._start : left.right; item; item = item.right) {
				const isEnd = isTold && item === end;
				// Of the right one's own piece, what stands before it is in the range.
				if (length > max || (isEnd && right?.clock === item.id.clock)) break;
				length += 1;
				places.push(item);
				if (isEnd) break;
			}
			return { length, places: isTold ? places : undefined };
		},
	};
}

const lastOf = ({ client, clock, length }: Span): StructId => ({ client, clock: clock + length - 1 });

function nextOf(item: Y.Item, id: StructId): string {
	return id.clock < item.lastId.clock
		? nameOf({ client: id.client, clock: id.clock + 1 })
		: nameOf(item.right?.id);
}

/** The end has a name too: nothing stands behind it. */
const nameOf = (id: StructId | undefined): string => (id === undefined ? 'end' : `${id.client}:${id.clock}`);
const theStart = 'start';
export const atStart = { start: true } as const;
