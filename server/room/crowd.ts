/**
 * How much work merging an update into a note would be, bounded before it is done. Yjs places a struct between the two
 * neighbours it names by walking over everything that stands between them; honest writers name neighbours that stood side by
 * side, so there is little between them, while 10,000 structs naming far ones cost half a minute.
 *
 * What names neighbours that still stand side by side is placed exactly. What does not stands somewhere in a range (written
 * concurrently, or forged): it founds a group, and what is typed on behind it or inside it belongs to that group. Where a
 * group may stand, its members may be in the way of others.
 *
 * Guards: never less than Yjs's own steps. Must not change the document.
 */
import * as Y from 'yjs';
import type { Struct, StructId } from '../../shared/wire/update.ts';
import { createOrder, type Group, type Spot } from './order.ts';

/** The steps of one note's new structs, each after what it stands on; stops counting behind `max`. */
export function stepsToMerge(
	doc: Y.Doc,
	text: Y.Text | undefined,
	structs: readonly Struct[],
	max: number,
): number {
	const order = createOrder(doc, text);
	const groups = createGroups();
	let steps = 0;
	for (const [index, struct] of structs.entries()) {
		const { origin, span } = newPart(doc, struct);
		const right = struct.item?.rightOrigin;
		const spot = order.spotBehind(origin);
		if (spot.next === order.nameOf(right)) {
			steps += piecesEach * groups.inTheWay(spot.where);
			order.put(origin, span, spot);
			groups.join(spot.where);
		} else if (spot.next === undefined) {
			// Nothing else stands upon what it stands upon: Yjs looks at one neighbour and puts it there.
			steps += 1;
			order.put(origin, span, spot);
			groups.join(spot.where);
		} else {
			const range = order.rangeOf(origin, right, max - steps);
			steps += range.length + piecesEach * (index + 1);
			order.putSomewhere(span, groups.found(range));
		}
		if (steps > max) break;
	}
	return steps;
}

function createGroups() {
	const covering = new Map<Spot['where'], Group[]>();
	/** Members of all groups; what counts once a group stands in a range that nobody can tell. */
	let members = 0;
	let isAnywhere = false;
	return {
		/** How many may stand at this place without being known to. */
		inTheWay(where: Spot['where']): number {
			if (isAnywhere) return members;
			const others = 'rivals' in where ? where.rivals : (covering.get(where) ?? []);
			let count = 0;
			for (const { size } of others) count += size;
			return count;
		},
		join(where: Spot['where']): void {
			if (!('rivals' in where)) return;
			where.size += 1;
			members += 1;
		},
		found({ places }: { readonly places: readonly Spot['where'][] | undefined }): Group {
			const group: Group = { size: 1, rivals: new Set() };
			members += 1;
			isAnywhere ||= places === undefined;
			for (const place of places ?? []) {
				const here = covering.get(place) ?? [];
				for (const other of here) {
					other.rivals.add(group);
					group.rivals.add(other);
				}
				covering.set(place, [...here, group]);
			}
			return group;
		},
	};
}

/** Of a struct that is partly here, Yjs takes the rest and puts it behind what is here. */
function newPart(doc: Y.Doc, { client, clock, length, item }: Struct) {
	const from = Math.max(clock, Y.getState(doc.store, client));
	const origin: StructId | undefined = from > clock ? { client, clock: from - 1 } : item?.origin;
	return { origin, span: { client, clock: from, length: clock + length - from } };
}

/** A struct, and the cuts it makes at its left and at its right neighbour. */
const piecesEach = 3;
