/**
 * Which fields name other records, declared once: the operations refuse to set a name that is not there, `check.ts` reports
 * those that concurrent edits left dangling. A field names only records of its own document: which ones another section has,
 * nobody here can tell. `comments.by` is no such field: its author may have left the plan.
 */
import { readFields } from './record.ts';
import { recordMap } from './roots.ts';
import type { RecordKind, Root, Schema } from './schema.ts';
import type * as Y from 'yjs';

export interface Target {
	readonly kind: RecordKind;
	readonly id: string;
}

/** The records that a field's value names; none for a field that names none. */
export function targetsOf(kind: Root, field: string, value: unknown): readonly Target[] {
	const table: Readonly<Record<string, (name: string) => Target>> = references[kind];
	const read = Object.hasOwn(table, field) ? table[field] : undefined;
	if (read === undefined) return [];
	const names: readonly unknown[] = Array.isArray(value) ? value : [value];
	return names.flatMap((name) => (typeof name === 'string' ? [read(name)] : []));
}

/** There, and not deleted. */
export function isLive(doc: Y.Doc, { kind, id }: Target): boolean {
	const map = recordMap(doc, kind, id);
	return map !== undefined && !readFields(kind, map, 'deletedAt').has('deletedAt');
}

const person = (id: string): Target => ({ kind: 'people', id });
const task = (id: string): Target => ({ kind: 'tasks', id });
const item = (id: string): Target => ({ kind: 'timeline', id });
const table = (id: string): Target => ({ kind: 'tables', id });
/** `task:<id>` or `timeline:<id>`. */
const subject = (name: string): Target => {
	const [kind, id = ''] = name.split(':', 2);
	return kind === 'task' ? task(id) : item(id);
};
/** `<minutes>@<timeline id>`. */
const anchored = (anchor: string): Target => item(anchor.split('@')[1] ?? '');

const references = {
	meta: {},
	people: {},
	tasks: { owner: person, dependsOn: task, anchor: anchored },
	timeline: { owner: person, after: item },
	assignments: { on: subject, person },
	comments: { on: subject, mentions: person },
	items: {},
	guests: { table },
	tables: {},
	lines: {},
} as const satisfies { readonly [K in Root]: { readonly [F in keyof Schema[K]]?: (name: string) => Target } };
