/**
 * What an update will leave behind once it is merged, found out before: who stands last at each key it writes, and whether the
 * merging would be too much work. Must not change the document.
 */
import * as Y from 'yjs';
import type { Struct } from '../../shared/wire/update.ts';
import { stepsToMerge } from './crowd.ts';
import type { Field, Inspection, Writes } from './inspection.ts';
import { limits } from './limits.ts';
import { type Place, placeKey } from './place.ts';
import { lastAt } from './succession.ts';
import { type No, refuse } from './verdict.ts';

export type Foreseen = { readonly kind: 'fine'; readonly last: Writes['last'] } | No;

/** Call when every struct was given its place. */
export function foresee(inspection: Inspection): Foreseen {
	const { doc } = inspection;
	const last = new Map<string, { readonly place: Field; readonly stands: boolean }>();
	let steps = 0;
	for (const [name, { place, structs }] of groupByPlace(inspection)) {
		const left = limits.mergeSteps - steps;
		if (place.kind === 'text') {
			steps += stepsToMerge(doc, noteOf(doc, place), structs, left);
		} else if (place.kind === 'field') {
			const end = lastAt(doc, present(doc, place), structs, left);
			if (end.kind === 'costly') return tangled;
			if (end.kind === 'fresh') last.set(name, { place, stands: isStanding(inspection, end.struct) });
		}
		if (steps > limits.mergeSteps) return tangled;
	}
	return { kind: 'fine', last };
}

/** Neither deleted where it comes from nor by the update it comes in. */
export function isStanding({ deleted }: Inspection, { client, clock, item }: Struct): boolean {
	return item !== undefined && item.content.kind !== 'deleted' && !deleted.has(client, clock);
}

/** What stands last at a key now, deleted or not. */
export function present(doc: Y.Doc, { root, record, key }: Field): Y.Item | undefined {
	return mapOf(doc, root, record)?._map.get(key);
}

type Grouped = { readonly place: Place; readonly structs: Struct[] };

function groupByPlace({ places }: Inspection): ReadonlyMap<string, Grouped> {
	const groups = new Map<string, Grouped>();
	for (const [struct, lookup] of places.inOrder()) {
		if (lookup.kind !== 'found' || lookup.place.kind === 'void') continue;
		const name = placeKey(lookup.place);
		const group = groups.get(name);
		if (group === undefined) groups.set(name, { place: lookup.place, structs: [struct] });
		else group.structs.push(struct);
	}
	return groups;
}

function mapOf(doc: Y.Doc, root: Field['root'], record: string): Y.Map<unknown> | undefined {
	if (root === 'meta') return doc.getMap(root);
	const map = doc.getMap(root).get(record);
	return map instanceof Y.Map ? map : undefined;
}

function noteOf(doc: Y.Doc, { root, record, field }: Extract<Place, { kind: 'text' }>): Y.Text | undefined {
	const note = mapOf(doc, root, record)?.get(field);
	return note instanceof Y.Text ? note : undefined;
}

const tangled = refuse('too-large', 'this edit is too tangled to be merged in one piece');
