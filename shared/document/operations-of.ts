/**
 * Edits that somebody made straight on the document, said as operations, so that they can be made again on another copy. Pure.
 * Text is not among them: what a text change was is in its frame's bytes (see `text-replay.ts`).
 */
import type * as Y from 'yjs';
import type { Change } from './change.ts';
import { readField } from './document.ts';
import type { Operation } from './operations/operation.ts';
import { fieldOf, isRoot } from './schema.ts';

/** One operation per record and kind of edit; `undefined` in place of what no operation can do. */
export function operationsOf(changes: readonly Change[], doc: Y.Doc): readonly (Operation | undefined)[] {
	const byRecord = Map.groupBy(changes, ({ root, record }) => `${root}/${record}`);
	return [...byRecord.values()].flatMap((ofRecord) => ofOneRecord(ofRecord, doc));
}

/** Those about text, which `operationsOf` leaves out. */
export const textChanges = (changes: readonly Change[]): readonly Change[] => changes.filter(isText);

/** The operation without the texts in its input; `undefined` if it was about nothing else. */
export function withoutTexts({ name, input }: Operation): Operation | undefined {
	if (name.endsWith('.setNotes')) return undefined;
	const root = name.slice(0, name.indexOf('.'));
	const rest = Object.entries(Object(input)).filter(([field]) => !isText({ root, field }));
	return rest.some(([field]) => field !== 'id') ? { name, input: Object.fromEntries(rest) } : undefined;
}

function ofOneRecord(changes: readonly Change[], doc: Y.Doc): readonly (Operation | undefined)[] {
	const [first] = changes;
	if (first === undefined) return [];
	const { root, record } = first;
	if (changes.some(({ field, before }) => field === '' && before === true)) return [undefined];
	const isNew = root !== 'meta' && changes.some(({ field }) => field === '');
	const id = root === 'meta' ? {} : { id: record };
	const operations: Operation[] = [];
	const values = valuesOf(changes, doc);
	if (isNew) operations.push({ name: `${root}.create`, input: { ...id, ...values } });
	else if (Object.keys(values).length > 0)
		operations.push({ name: `${root}.change`, input: { ...id, ...values } });
	const deletion = changes.find(({ field }) => field === 'deletedAt');
	if (deletion !== undefined) {
		const verb = deletion.after === undefined ? 'restore' : 'delete';
		// Restored first: what is deleted takes no other change.
		if (verb === 'restore') operations.unshift({ name: `${root}.restore`, input: id });
		else operations.push({ name: `${root}.delete`, input: id });
	}
	return operations;
}

function valuesOf(changes: readonly Change[], doc: Y.Doc): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const change of changes) {
		const { field, after } = change;
		if (field === '' || writtenByOthers.has(field) || isText(change)) continue;
		values[field] =
			Array.isArray(after) || Array.isArray(change.before) ? membersOf(change, doc) : (after ?? null);
	}
	return values;
}

/** What was added and taken away, applied to what stands now: others may have added members meanwhile. */
function membersOf({ root, record, field, before, after }: Change, doc: Y.Doc): readonly unknown[] {
	const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
	const taken = list(before).filter((member) => !list(after).includes(member));
	const present = list(readField(doc, root, record, field)?.value);
	return [...new Set([...present, ...list(after).filter((member) => !list(before).includes(member))])].filter(
		(member) => !taken.includes(member),
	);
}

const isText = ({ root, field }: { readonly root: string; readonly field: string }): boolean =>
	isRoot(root) && fieldOf(root, field)?.kind === 'text';

/** Deletion is an operation of its own; the version is the server's. */
const writtenByOthers: ReadonlySet<string> = new Set(['deletedAt', 'deletedBy', 'version']);
