/**
 * What the screen reads of an open wedding: the plan with the ways to look things up in it, made once per change and handed
 * to every component as the same object. A store of our own over the handle's one `subscribe`; it must not keep anything
 * that is not in the handle, and never writes.
 */
import type { Conflict, Plan } from '../../shared/document/document.ts';
import type { Assignment, Person, RecordKind, Task, TimelineItem } from '../../shared/document/schema.ts';
import type { Unsubscribe, Wedding } from '../sdk/handle.ts';
import { steady } from './steady.ts';

export interface View {
	readonly wedding: Wedding;
	readonly plan: Plan;
	readonly people: ReadonlyMap<string, Person>;
	readonly tasks: ReadonlyMap<string, Task>;
	readonly timeline: ReadonlyMap<string, TimelineItem>;
	/** By what they stand on: `task:<id>`, `timeline:<id>`. */
	readonly assignments: ReadonlyMap<string, readonly Assignment[]>;
	/** By `root/record`. */
	readonly conflicts: ReadonlyMap<string, readonly Conflict[]>;
}

export interface ViewStore {
	readonly wedding: Wedding;
	/** Ids of records that were just edited on this very page. */
	readonly own: Set<string>;
	/** Ids of drafts that were let go and can still be taken back. */
	readonly leaving: Set<string>;
	/** The same object until the plan changed. */
	read(): View;
	subscribe(listener: () => void): Unsubscribe;
}

export function createViewStore(wedding: Wedding): ViewStore {
	let source: Plan | undefined;
	let view: View | undefined;
	return {
		wedding,
		own: new Set(),
		leaving: new Set(),
		read() {
			const { plan } = wedding;
			if (view === undefined || plan !== source) {
				const calm = steady(view?.plan, plan);
				if (view === undefined || calm !== view.plan) view = viewOf(wedding, calm);
				source = plan;
			}
			return view;
		},
		subscribe: (listener) => wedding.subscribe(listener),
	};
}

export const placeOf = (root: RecordKind | 'meta', id: string): string => `${root}/${id}`;

/** The name under which assignments and comments speak of a record. */
export function subjectOf(kind: 'tasks' | 'timeline', id: string): string {
	return `${kind === 'tasks' ? 'task' : 'timeline'}:${id}`;
}

function viewOf(wedding: Wedding, plan: Plan): View {
	return {
		wedding,
		plan,
		people: byId(plan.people),
		tasks: byId(plan.tasks),
		timeline: byId(plan.timeline),
		assignments: groupBy(plan.assignments, ({ on }) => on),
		conflicts: groupBy(plan.conflicts, ({ root, record }) => `${root}/${record}`),
	};
}

function byId<T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> {
	return new Map(records.map((record) => [record.id, record]));
}

function groupBy<T>(records: readonly T[], keyOf: (record: T) => string): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>();
	for (const record of records) {
		const key = keyOf(record);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [record]);
		else group.push(record);
	}
	return groups;
}
