/**
 * What is wrong with a document, as data. Readers show something sensible whatever lies there; this says what they passed
 * over. For the operator, for tests, and after a migration. Must not write or throw.
 */
import * as Y from 'yjs';
import type { RecordId } from '../ids.ts';
import { leadsBack } from './cycle.ts';
import { isAllowedValue, parseEntry } from './fields.ts';
import { byCodeUnit, type Reading, readFields } from './record.ts';
import { isLive, targetsOf } from './references.ts';
import { isRecordId, recordsOf, rootMap } from './roots.ts';
import {
	type Field,
	isRoot,
	kindsOf,
	parseKey,
	type RecordKind,
	type Root,
	rootsOf,
	type Section,
	schema,
} from './schema.ts';

export type Problem =
	/** Nobody's, or one of another section. */
	| { readonly kind: 'unknown-root'; readonly root: string }
	| { readonly kind: 'not-a-record'; readonly root: Root; readonly record: string }
	| { readonly kind: 'missing-field'; readonly root: Root; readonly record: string; readonly field: string }
	| { readonly kind: 'unknown-key'; readonly root: Root; readonly record: string; readonly key: string }
	| { readonly kind: 'invalid-value'; readonly root: Root; readonly record: string; readonly key: string }
	/** Names a record that is not there, or was deleted. */
	| {
			readonly kind: 'dangling';
			readonly root: Root;
			readonly record: string;
			readonly field: string;
			readonly target: string;
	  }
	/** Waits for itself, over others or straight. */
	| { readonly kind: 'cycle'; readonly root: Root; readonly record: string; readonly field: string };

/** Every problem, in one order. Of soft-deleted records only the form is checked, not what they name. */
export function checkDocument(doc: Y.Doc, section: Section = 'plan'): readonly Problem[] {
	const problems: Problem[] = [];
	for (const root of [...doc.share.keys()].sort(byCodeUnit)) {
		if (isForeign(doc, root, section)) problems.push({ kind: 'unknown-root', root });
	}
	if (section === 'plan') problems.push(...checkForm('meta', 'meta', rootMap(doc, 'meta')));
	for (const kind of kindsOf(section)) problems.push(...checkKind(doc, kind));
	return problems;
}

/** A root of another section is foreign once it holds something: asking for one only prepares it. */
function isForeign(doc: Y.Doc, root: string, section: Section): boolean {
	return !isRoot(root) || (!rootsOf(section).includes(root) && rootMap(doc, root).size > 0);
}

function checkKind(doc: Y.Doc, kind: RecordKind): readonly Problem[] {
	const problems: Problem[] = [];
	for (const [record, value] of sorted(rootMap(doc, kind))) {
		if (value instanceof Y.Map && isRecordId(record)) problems.push(...checkForm(kind, record, value));
		else problems.push({ kind: 'not-a-record', root: kind, record });
	}
	const live = new Map<string, ReadonlyMap<string, Reading>>();
	for (const [record, map] of recordsOf(doc, kind)) {
		const readings = readFields(kind, map);
		if (!readings.has('deletedAt')) live.set(record, readings);
	}
	for (const [record, readings] of sorted(live)) {
		for (const [field, { value }] of sorted(readings)) {
			for (const target of targetsOf(kind, field, value)) {
				if (isLive(doc, target)) continue;
				problems.push({ kind: 'dangling', root: kind, record, field, target: target.id });
			}
		}
	}
	return [...problems, ...checkCircles(kind, live)];
}

function checkForm(root: Root, record: RecordId | 'meta', map: Y.Map<unknown>): readonly Problem[] {
	const problems: Problem[] = [];
	for (const [key, raw] of sorted(map)) {
		if (parseKey(root, key) === undefined) problems.push({ kind: 'unknown-key', root, record, key });
		else if (!isAllowed(root, key, raw)) problems.push({ kind: 'invalid-value', root, record, key });
	}
	const readings = readFields(root, map);
	for (const [field, declared] of Object.entries<Field>(schema[root])) {
		const always = declared.kind === 'text' || (declared.kind === 'plain' && !declared.optional);
		if (always && !readings.has(field)) problems.push({ kind: 'missing-field', root, record, field });
	}
	return problems;
}

function isAllowed(root: Root, key: string, raw: unknown): boolean {
	const parsed = parseKey(root, key);
	switch (parsed?.kind) {
		case 'plain':
			return parsed.field.value.safeParse(raw).success;
		case 'set':
			return raw === true;
		case 'text':
			return raw instanceof Y.Text;
		case 'register': {
			const entry = parseEntry(parsed.client, raw);
			return entry !== undefined && isAllowedValue(parsed.field, entry.value);
		}
		case undefined:
			return false;
	}
}

/** Two people can each add half of a circle without seeing the other's half. */
function checkCircles(
	root: RecordKind,
	records: ReadonlyMap<string, ReadonlyMap<string, Reading>>,
): readonly Problem[] {
	return circular.flatMap(({ kind, field }) => {
		if (kind !== root) return [];
		const nextOf = (id: string) =>
			targetsOf(kind, field, records.get(id)?.get(field)?.value).map((target) => target.id);
		return sorted(records).flatMap(([record]): Problem[] =>
			leadsBack(record, nextOf) ? [{ kind: 'cycle', root, record, field }] : [],
		);
	});
}

function sorted<K extends string, V>(
	entries: Iterable<[K, V] | readonly [K, V]>,
): readonly (readonly [K, V])[] {
	return [...entries].sort(([a], [b]) => byCodeUnit(a, b));
}

const circular = [
	{ kind: 'tasks', field: 'dependsOn' },
	{ kind: 'timeline', field: 'after' },
] as const satisfies readonly { readonly kind: RecordKind; readonly field: string }[];
