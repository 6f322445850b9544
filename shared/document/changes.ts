/**
 * What an update or a transaction meant: resolved fields before and after. Pure reading; must not write.
 *
 * - `captureTouched`: the server's way. It knows from the gate which keys an update touches, reads them before applying it,
 *   and again after, both inside one outer `doc.transact`.
 * - `changesOf`: the client's way, from a Yjs transaction. Only inside a type's observer or the document's
 *   `afterTransaction`: by the time of the `update` event Yjs has thrown the former values away.
 *
 * Guards: a field whose visible state did not change gives no Change, so an update applied twice means nothing the second
 * time. A register's state is its value and its open conflicts. Changes come in one order (root, record, field).
 */
import type * as Y from 'yjs';
import type { RecordId } from '../ids.ts';
import type { Change, Touched } from './change.ts';
import { byCodeUnit, type Reading, type RecordView, readFields } from './record.ts';
import { isRecordId, recordMap } from './roots.ts';
import { fieldOf, parseKey, type Root } from './schema.ts';
import { touchedBy, viewBefore } from './transaction.ts';

/** Reads what stands now; the returned function, called after the update was applied, says what has changed since. */
export function captureTouched(doc: Y.Doc, touched: Iterable<Touched>): () => readonly Change[] {
	const stateNow = (place: Place) => stateOf(place, recordMap(doc, place.root, place.record));
	const captured = gather(touched).map((place) => ({ place, before: stateNow(place) }));
	return () =>
		captured.flatMap(({ place, before }) => compare(place, { before, after: stateNow(place) })).sort(byPlace);
}

/** What a transaction changed, whoever made it. */
export function changesOf(transaction: Y.Transaction): readonly Change[] {
	return gather(touchedBy(transaction))
		.flatMap((place) => {
			const before = stateOf(place, viewBefore(transaction, place.root, place.record));
			const after = stateOf(place, recordMap(transaction.doc, place.root, place.record));
			return compare(place, { before, after, listedTextsChanged: true });
		})
		.sort(byPlace);
}

/** What was touched of one record. */
interface Place {
	readonly root: Root;
	readonly record: RecordId | 'meta';
	readonly fields: ReadonlySet<string>;
	/** The record itself was put under its root: all of its fields may have changed. */
	readonly isWhole: boolean;
}

interface State {
	readonly exists: boolean;
	readonly view: RecordView | undefined;
	readonly fields: ReadonlyMap<string, Reading>;
}

/** One place per record; keys the schema does not know mean nothing to us. */
function gather(touched: Iterable<Touched>): readonly Place[] {
	const places = new Map<string, Place & { readonly fields: Set<string> }>();
	for (const { root, record, key } of touched) {
		if (record !== 'meta' && !isRecordId(record)) continue;
		const name = `${root}/${record}`;
		const known = places.get(name);
		const fields = known?.fields ?? new Set<string>();
		places.set(name, { root, record, fields, isWhole: key === '' || known?.isWhole === true });
		const parsed = key === '' ? undefined : parseKey(root, key);
		if (parsed !== undefined) fields.add(parsed.name);
	}
	return [...places.values()];
}

function stateOf({ root, fields, isWhole }: Place, view: RecordView | undefined): State {
	if (view === undefined) return { exists: false, view, fields: new Map() };
	const names = [...fields];
	const readings = isWhole
		? readFields(root, view)
		: new Map(names.flatMap((name) => [...readFields(root, view, name)]));
	// The wedding's own map is always there; it comes into being with its first key.
	return { exists: root !== 'meta' || hasKeys(view), view, fields: readings };
}

interface Comparison {
	readonly before: State;
	readonly after: State;
	/** Yjs lists a text only when it changed, and has no copy of what it was. */
	readonly listedTextsChanged?: boolean;
}

function compare(place: Place, { before, after, listedTextsChanged = false }: Comparison): readonly Change[] {
	const { root, record } = place;
	if (!before.exists && !after.exists) return [];
	if (!after.exists) return [{ root, record, field: '', before: true }];
	const isNew = !before.exists;
	const now = isNew && after.view !== undefined ? readFields(root, after.view) : after.fields;
	const names = isNew || place.isWhole ? new Set([...before.fields.keys(), ...now.keys()]) : place.fields;
	const changes = [...names].flatMap((field) => {
		const isCertain = listedTextsChanged && place.fields.has(field);
		const pair = { before: before.fields.get(field), after: now.get(field), isNew, isCertain };
		return changeOf(place, field, pair) ?? [];
	});
	return isNew ? [{ root, record, field: '', after: true }, ...changes] : changes;
}

interface Pair {
	readonly before: Reading | undefined;
	readonly after: Reading | undefined;
	readonly isNew: boolean;
	readonly isCertain: boolean;
}

function changeOf({ root, record }: Place, field: string, pair: Pair): Change | undefined {
	const { kind } = fieldOf(root, field) ?? {};
	if (kind === 'text') {
		const same = (pair.before?.value ?? '') === (pair.after?.value ?? '');
		return same && !pair.isCertain ? undefined : { root, record, field };
	}
	// A set without members is seen as empty, not as absent.
	const none = kind === 'set' && !pair.isNew ? [] : undefined;
	const [before = none, after = none] = [pair.before?.value, pair.after?.value];
	const dispute = { before: disputeOf(pair.before), after: disputeOf(pair.after) };
	if (sameValue(before, after) && !isNews(dispute.before, dispute.after)) return undefined;
	return {
		root,
		record,
		field,
		...(before === undefined ? {} : { before }),
		...(after === undefined ? {} : { after }),
		...(kind === 'register'
			? { conflictBefore: dispute.before.size > 0, conflictAfter: dispute.after.size > 0 }
			: {}),
	};
}

function hasKeys(view: RecordView): boolean {
	for (const _ of view.keys()) return true;
	return false;
}

/** Which entries stand in conflict. */
const disputeOf = (reading: Reading | undefined): ReadonlySet<string> =>
	new Set((reading?.resolved?.conflicts ?? []).map(({ client, hlc }) => `${client}@${hlc}`));

/** A dispute begins, ends, or another voice joins it. */
const isNews = (before: ReadonlySet<string>, after: ReadonlySet<string>): boolean =>
	(after.size === 0) !== (before.size === 0) || [...after].some((voice) => !before.has(voice));

/** Plain and register values are scalars; a set is a sorted array of strings. */
function sameValue(a: unknown, b: unknown): boolean {
	if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
	return a.length === b.length && a.every((member, index) => member === b[index]);
}

const byPlace = (a: Change, b: Change): number =>
	byCodeUnit(a.root, b.root) || byCodeUnit(a.record, b.record) || byCodeUnit(a.field, b.field);
