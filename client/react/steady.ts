/**
 * A plan in which everything that reads the same is the same object as before, so that a row whose record did not change is
 * not rendered again, whoever made the plan and however. Pure.
 */
import type { Plan } from '../../shared/document/document.ts';

/** `next`, with the records (and whole lists) of `last` wherever they are equal. */
export function steady(last: Plan | undefined, next: Plan): Plan {
	if (last === undefined || last === next) return next;
	return {
		meta: sameFields(last.meta, next.meta) ? last.meta : next.meta,
		people: steadyList(last.people, next.people),
		tasks: steadyList(last.tasks, next.tasks),
		timeline: steadyList(last.timeline, next.timeline),
		assignments: steadyList(last.assignments, next.assignments),
		comments: steadyList(last.comments, next.comments),
		conflicts: sameDeep(last.conflicts, next.conflicts) ? last.conflicts : next.conflicts,
	};
}

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
	return a === b || (a.length === b.length && a.every((item, index) => Object.is(item, b[index])));
}

/** Plain data only: what may lie in a record, a peer or a conflict. */
export function sameDeep(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	return sameFields(a, b);
}

function sameFields(a: object, b: object): boolean {
	const left = Object.entries(a);
	const right = new Map(Object.entries(b));
	return left.length === right.size && left.every(([name, value]) => sameDeep(value, right.get(name)));
}

function steadyList<T extends { readonly id: string }>(last: readonly T[], next: readonly T[]): readonly T[] {
	const known = new Map(last.map((record) => [record.id, record]));
	const list = next.map((record) => {
		const before = known.get(record.id);
		return before !== undefined && sameFields(before, record) ? before : record;
	});
	return sameList(last, list) ? last : list;
}
