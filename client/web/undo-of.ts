/**
 * The operations that put back what an accepted suggestion changes, worked out from the plan as it stands before it is accepted.
 * Pure. What cannot be put back by an operation (a set of links) is left as it is.
 */
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { View } from '../react/view.ts';
import type { ShownChange } from './change-words.ts';

export function undoOf(changes: readonly ShownChange[], view: View): readonly Operation[] {
	const byRecord = Map.groupBy(changes, ({ root, record }) => `${root}/${record}`);
	return [...byRecord.values()].flatMap((ofRecord) => undoOfRecord(ofRecord, view));
}

function undoOfRecord(changes: readonly ShownChange[], view: View): readonly Operation[] {
	const [first] = changes;
	if (first === undefined) return [];
	const { root, record } = first;
	const id = root === 'meta' ? {} : { id: record };
	if (changes.some(({ field }) => field === '')) return [{ name: `${root}.delete`, input: id }];
	const deletion = changes.find(({ field }) => field === 'deletedAt');
	if (deletion !== undefined) {
		return [{ name: `${root}.${deletion.after === undefined ? 'delete' : 'restore'}`, input: id }];
	}
	const now = valuesOf(view, root, record);
	const notes = changes.some(({ field }) => field === 'notes');
	const fields = changes.filter(({ field }) => field !== 'notes' && !Array.isArray(now.get(field)));
	const values = Object.fromEntries(fields.map(({ field }) => [field, now.get(field) ?? null]));
	return [
		...(fields.length === 0 ? [] : [{ name: `${root}.change`, input: { ...id, ...values } }]),
		...(notes ? [{ name: `${root}.setNotes`, input: { ...id, text: now.get('notes') ?? '' } }] : []),
	];
}

function valuesOf({ plan }: View, root: string, record: string): ReadonlyMap<string, unknown> {
	const lists = new Map<string, readonly { readonly id: string }[]>([
		['people', plan.people],
		['tasks', plan.tasks],
		['timeline', plan.timeline],
		['assignments', plan.assignments],
		['comments', plan.comments],
	]);
	const found: object | undefined =
		root === 'meta' ? plan.meta : lists.get(root)?.find(({ id }) => id === record);
	return new Map(Object.entries(found ?? {}));
}
