/**
 * Who follows whom in a note: as it is live, and as an update's structs will be put, without putting them. A place that is
 * exact hangs on a live piece of the note; the others belong to a group.
 */
import * as Y from 'yjs';
import type { StructId } from '../../shared/wire/update.ts';
import type { Group, Range } from './groups.ts';
import { structCovering } from './place.ts';

/** Behind or inside a live piece, or at the start. */
export type Place = Y.Item | typeof atStart;
export interface Span extends StructId {
	readonly length: number;
}
export interface Spot {
	/** The name of what stands behind; undefined where nothing was put there and what is there cannot be told. */
	readonly next: string | undefined;
	readonly where: Place | Group;
}

export function createOrder(doc: Y.Doc, text: Y.Text | undefined) {
	const follows = new Map<string, string>();
	const spans = new Map<number, (Span & Pick<Spot, 'where'>)[]>();

	function liveAt({ client, clock }: StructId): Y.Item | undefined {
		if (clock >= Y.getState(doc.store, client)) return undefined;
		const item = Y.getItem(doc.store, Y.createID(client, clock));
		return item instanceof Y.Item ? item : undefined;
	}

	/** Directly behind this id; behind nothing: at the start. */
	function spotBehind(id: StructId | undefined): Spot {
		const put = follows.get(id === undefined ? theStart : nameOf(id));
		if (id === undefined) return { next: put ?? nameOf(text?._start?.id), where: atStart };
		const item = liveAt(id);
		if (item !== undefined) return { next: put ?? nextOf(item, id), where: item };
		const span = structCovering(spans.get(id.client) ?? [], id.clock);
		if (span === undefined) return { next: 'nowhere', where: atStart };
		const isLast = id.clock === span.clock + span.length - 1;
		return { next: put ?? (isLast ? undefined : nameOf(behind(id))), where: span.where };
	}

	function putSomewhere(span: Span, where: Spot['where']): void {
		const own = spans.get(span.client);
		if (own === undefined) spans.set(span.client, [{ ...span, where }]);
		else own.push({ ...span, where });
	}

	/** Behind the origin, before what followed it. */
	function put(origin: StructId | undefined, span: Span, { next, where }: Spot): void {
		follows.set(origin === undefined ? theStart : nameOf(origin), nameOf(span));
		if (next !== undefined) follows.set(nameOf({ ...span, clock: span.clock + span.length - 1 }), next);
		putSomewhere(span, where);
	}

	/** What stands live between two neighbours; as far as the end of the note where they are not both here. */
	function rangeOf(origin: StructId | undefined, right: StructId | undefined, max: number): Range {
		const left = origin === undefined ? undefined : liveAt(origin);
		const end = right === undefined ? undefined : liveAt(right);
		const isTold = (origin === undefined || left !== undefined) && (right === undefined || end !== undefined);
		const places: Place[] = [left ?? atStart];
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
	}

	return { spotBehind, put, putSomewhere, rangeOf };
}

function nextOf(item: Y.Item, id: StructId): string {
	return nameOf(id.clock < item.lastId.clock ? behind(id) : item.right?.id);
}

const behind = ({ client, clock }: StructId): StructId => ({ client, clock: clock + 1 });
/** The end has a name too: nothing stands behind it. */
export const nameOf = (id: StructId | undefined): string =>
	id === undefined ? 'end' : `${id.client}:${id.clock}`;
const theStart = 'start';
export const atStart = { start: true } as const;
