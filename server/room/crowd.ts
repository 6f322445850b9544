/**
 * How much work merging an update into a note would be, bounded before it is done. Yjs places a struct between the two
 * neighbours it names by walking over everything that stands between them; honest writers name neighbours that stood side by
 * side, so there is little between them, while 10,000 structs naming far ones cost half a minute.
 *
 * What names neighbours that still stand side by side is placed exactly. What does not stands somewhere in a range (written
 * concurrently, or forged) and founds a group; what is typed on behind it, before it or inside it belongs to that group.
 *
 * Guards: never less than Yjs's own steps. Must not change the document.
 */
import * as Y from 'yjs';
import type { Struct, StructId } from '../../shared/wire/update.ts';
import { createGroups, piecesEach } from './groups.ts';
import { createOrder, nameOf } from './order.ts';

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
	for (const struct of structs) {
		const { origin, span } = newPart(doc, struct);
		const right = struct.item?.rightOrigin;
		const { next, where } = order.spotBehind(origin);
		const before = groups.before(nameOf(origin), nameOf(right));
		if (next === nameOf(right) || next === undefined) {
			// Where nothing stands upon what it stands upon, Yjs looks at one neighbour and puts it there.
			steps += next === undefined ? 1 : piecesEach * groups.inTheWay(where);
			order.put(origin, span, { next, where });
			groups.join(where);
		} else if (before !== undefined) {
			steps += groups.lead(before, nameOf(span));
			order.putSomewhere(span, before);
		} else {
			const range = order.rangeOf(origin, right, max - steps);
			const group = groups.found(range, { left: nameOf(origin), first: nameOf(span) });
			steps += group.ahead;
			order.putSomewhere(span, group);
		}
		if (steps > max) break;
	}
	return steps;
}

/** Of a struct that is partly here, Yjs takes the rest and puts it behind what is here. */
function newPart(doc: Y.Doc, { client, clock, length, item }: Struct) {
	const from = Math.max(clock, Y.getState(doc.store, client));
	const origin: StructId | undefined = from > clock ? { client, clock: from - 1 } : item?.origin;
	return { origin, span: { client, clock: from, length: clock + length - from } };
}
