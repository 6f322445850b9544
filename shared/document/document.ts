/**
 * A Y.Doc read as our document: resolved records, conflicts listed, the deleted left out, always in the same order. Guards:
 * never throws and always gives something to show, whatever lies in the document (`check.ts` says what is wrong with it).
 * Must not write.
 */
import type * as Y from 'yjs';
import type { ClientId, RecordId } from '../ids.ts';
import type { Entry, Resolved } from './fields.ts';
import { byCodeUnit, type Reading, readFields } from './record.ts';
import { recordMap, recordsOf } from './roots.ts';
import type {
	Assignment,
	Comment,
	FieldsOf,
	Meta,
	Person,
	RecordKind,
	RecordOf,
	Root,
	Task,
	TimelineItem,
} from './schema.ts';

export interface Plan {
	readonly meta: Meta;
	readonly people: readonly Person[];
	/** By due time, then title; those without a due time last. */
	readonly tasks: readonly Task[];
	/** By start, then title; those without a start last. */
	readonly timeline: readonly TimelineItem[];
	readonly assignments: readonly Assignment[];
	readonly comments: readonly Comment[];
	readonly conflicts: readonly Conflict[];
}

/** A field for which several values stand that nobody has settled. */
export interface Conflict {
	readonly root: Root;
	readonly record: RecordId | 'meta';
	readonly field: string;
	/** What counts until somebody decides. */
	readonly value: unknown;
	/** Who wrote it; absent while a `manual` field is in dispute. */
	readonly by?: Origin;
	/** Every standing value, the one that counts first. */
	readonly candidates: readonly ConflictCandidate[];
}

export interface Origin {
	readonly client: ClientId;
	readonly role: string;
	readonly hlc: number;
}

export interface ConflictCandidate extends Origin {
	readonly value: unknown;
	readonly winning: boolean;
}

export function readPlan(doc: Y.Doc): Plan {
	const conflicts: Conflict[] = [];
	const meta = readFields('meta', recordMap(doc, 'meta', 'meta') ?? new Map());
	conflicts.push(...conflictsOf('meta', 'meta', meta));
	const plan = {
		meta: shown('meta', meta) as Meta,
		people: readKind(doc, 'people', conflicts).sort(byId),
		tasks: readKind(doc, 'tasks', conflicts).sort((a, b) => byTime(a.due, b.due) || byTitle(a, b)),
		timeline: readKind(doc, 'timeline', conflicts).sort(byStart),
		assignments: readKind(doc, 'assignments', conflicts).sort(byId),
		comments: readKind(doc, 'comments', conflicts).sort(byId),
	};
	return { ...plan, conflicts: conflicts.sort(byPlace) };
}

/** The run sheet alone, as in the plan. */
export function readTimeline(doc: Y.Doc): readonly TimelineItem[] {
	return readKind(doc, 'timeline', []).sort(byStart);
}

/** One record, soft-deleted ones too; `undefined` if there is none by that id. */
export function readRecord<K extends RecordKind>(doc: Y.Doc, kind: K, id: string): RecordOf<K> | undefined {
	const map = recordMap(doc, kind, id);
	return map === undefined ? undefined : asRecord(kind, id as RecordId, readFields(kind, map));
}

export function readMeta(doc: Y.Doc): Meta {
	return shown('meta', readFields('meta', recordMap(doc, 'meta', 'meta') ?? new Map())) as Meta;
}

/** One field; `undefined` if the record or the field has nothing. Cheap: reads only the keys of that field. */
export function readField(doc: Y.Doc, root: Root, record: string, field: string): Reading | undefined {
	const map = recordMap(doc, root, record);
	return map === undefined ? undefined : readFields(root, map, field).get(field);
}

/** All of a kind but the deleted, and what of theirs is in conflict. */
export function readKind<K extends RecordKind>(doc: Y.Doc, kind: K, conflicts: Conflict[]): RecordOf<K>[] {
	const records: RecordOf<K>[] = [];
	for (const [id, map] of recordsOf(doc, kind)) {
		const readings = readFields(kind, map);
		if (readings.has('deletedAt')) continue;
		conflicts.push(...conflictsOf(kind, id, readings));
		records.push(asRecord(kind, id, readings));
	}
	return records;
}

// The types cannot follow a record built from the table's own names; the table is what both sides come from.
function asRecord<K extends RecordKind>(
	kind: K,
	id: RecordId,
	readings: ReadonlyMap<string, Reading>,
): RecordOf<K> {
	return { id, ...shown(kind, readings) } as RecordOf<K>;
}

/** The values to show: what is there, and something empty for what every record has. */
function shown(root: Root, readings: ReadonlyMap<string, Reading>): Record<string, unknown> {
	const values: Record<string, unknown> = { ...emptyValues[root] };
	for (const [name, { value }] of readings) {
		if (value !== undefined) values[name] = value;
	}
	return values;
}

function conflictsOf(
	root: Root,
	record: RecordId | 'meta',
	readings: ReadonlyMap<string, Reading>,
): readonly Conflict[] {
	const conflicts: Conflict[] = [];
	for (const [field, { value, resolved }] of readings) {
		if (resolved === undefined || resolved.conflicts.length === 0) continue;
		const { winner } = resolved;
		const by = winner === undefined ? {} : { by: originOf(winner) };
		conflicts.push({ root, record, field, value, ...by, candidates: candidatesOf(resolved) });
	}
	return conflicts;
}

function candidatesOf({ winner, conflicts }: Resolved): readonly ConflictCandidate[] {
	const standing = winner === undefined ? conflicts : [winner, ...conflicts];
	return standing.map((entry) => ({
		...originOf(entry),
		value: entry.value,
		winning: entry === winner,
	}));
}

const originOf = ({ client, role, hlc }: Entry): Origin => ({ client, role, hlc });

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
	byCodeUnit(a.id, b.id);
type Titled = { readonly id: string; readonly title: string };
export const byTitle = (a: Titled, b: Titled): number => byCodeUnit(a.title, b.title) || byId(a, b);
/** Local times sort as text; what has none comes last. */
export const byTime = (a = '~', b = '~'): number => byCodeUnit(a, b);
const byStart = (a: TimelineItem, b: TimelineItem): number => byTime(a.start, b.start) || byTitle(a, b);
export const byPlace = (a: Conflict, b: Conflict): number =>
	byCodeUnit(a.root, b.root) || byCodeUnit(a.record, b.record) || byCodeUnit(a.field, b.field);

type RequiredKeys<T> = { [F in keyof T]-?: object extends Pick<T, F> ? never : F }[keyof T];

/** What a record shows where it must have something and has nothing (a stranger's client left it out). */
const emptyValues = {
	meta: { name: '', timeZone: 'UTC' },
	people: { name: '', role: 'guest' },
	tasks: { title: '', notes: '', dependsOn: [], evidence: [] },
	timeline: { title: '', notes: '', kind: 'flexible' },
	assignments: { on: '', person: '' },
	comments: { on: '', by: '', text: '', mentions: [], at: '1970-01-01T00:00:00Z' },
	items: { title: '', text: '' },
	guests: { name: '' },
	tables: { name: '' },
	lines: { title: '' },
} as const satisfies { readonly [K in Root]: { readonly [F in RequiredKeys<FieldsOf<K>>]: unknown } };
