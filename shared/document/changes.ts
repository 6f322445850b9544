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
	const before = gather(touched).map((place) => ({
		place,
		state: stateOf(place, recordMap(doc, place.root, place.record)),
	}));
	return () =>
		before
			.flatMap(({ place, state }) => {
				const after = stateOf(place, recordMap(doc, place.root, place.record));
				return compare(place, state, after, new Set());
			})
			.sort(byPlace);
}

/** What a transaction changed, whoever made it. */
export function changesOf(transaction: Y.Transaction): readonly Change[] {
	return gather(touchedBy(transaction))
		.flatMap((place) => {
			const map = recordMap(transaction.doc, place.root, place.record);
			const before = stateOf(place, viewBefore(transaction, place.root, place.record));
			// Yjs lists a text only when it changed, and has no copy of what it was.
			const texts = new Set([...place.fields].filter((name) => fieldOf(place.root, name)?.kind === 'text'));
			return compare(place, before, stateOf(place, map), texts);
		})
		.sort(byPlace);
}

interface Place {
	readonly root: Root;
	readonly record: RecordId | 'meta';
	readonly fields: ReadonlySet<string>;
}

interface State {
	readonly exists: boolean;
	readonly view: RecordView | undefined;
	readonly fields: ReadonlyMap<string, Reading>;
}

/** One place per record, with the fields touched in it; keys the schema does not know mean nothing to us. */
function gather(touched: Iterable<Touched>): readonly Place[] {
	const places = new Map<string, { root: Root; record: RecordId | 'meta'; fields: Set<string> }>();
	for (const { root, record, key } of touched) {
		if (record !== 'meta' && !isRecordId(record)) continue;
		const name = `${root}/${record}`;
		const place = places.get(name) ?? { root, record, fields: new Set<string>() };
		places.set(name, place);
		const parsed = key === '' ? undefined : parseKey(root, key);
		if (parsed !== undefined) place.fields.add(parsed.name);
	}
	return [...places.values()];
}

function stateOf({ root, fields }: Place, view: RecordView | undefined): State {
	const readings = new Map<string, Reading>();
	for (const name of view === undefined ? [] : fields) {
		const reading = view === undefined ? undefined : readFields(root, view, name).get(name);
		if (reading !== undefined) readings.set(name, reading);
		else if (fieldOf(root, name)?.kind === 'set') readings.set(name, { value: [] });
	}
	// The wedding's own map is always there; it comes into being with its first key.
	const exists = view !== undefined && (root !== 'meta' || hasKeys(view));
	return { exists, view, fields: readings };
}

function compare(place: Place, before: State, after: State, texts: ReadonlySet<string>): readonly Change[] {
	const { root, record } = place;
	if (!before.exists && !after.exists) return [];
	if (before.exists && !after.exists) return [{ root, record, field: '', before: true }];
	if (before.exists) {
		return [...place.fields].flatMap(
			(field) =>
				changeOf(place, field, before.fields.get(field), after.fields.get(field), texts.has(field)) ?? [],
		);
	}
	const all = after.view === undefined ? after.fields : readFields(root, after.view);
	const set = [...all].flatMap(([field, reading]) => changeOf(place, field, undefined, reading, false) ?? []);
	return [{ root, record, field: '', after: true }, ...set];
}

function changeOf(
	{ root, record }: Place,
	field: string,
	before: Reading | undefined,
	after: Reading | undefined,
	certain: boolean,
): Change | undefined {
	const { kind } = fieldOf(root, field) ?? {};
	if (kind === 'text') {
		const same = (before?.value ?? '') === (after?.value ?? '');
		return same && !certain ? undefined : { root, record, field };
	}
	const dispute = { before: disputeOf(before), after: disputeOf(after) };
	if (sameValue(before?.value, after?.value) && !isNews(dispute.before, dispute.after)) return undefined;
	return {
		root,
		record,
		field,
		...(before?.value === undefined ? {} : { before: before.value }),
		...(after?.value === undefined ? {} : { after: after.value }),
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
