/**
 * The material that events are made of: an update's changes gathered by record, and an event before it has a name. Guards that
 * both come in one order, whatever order the changes were listed in, so that a replay gives the same row of events.
 */
import type { Change } from '../document/change.ts';
import { fieldOf, type Root, type Section, sectionOf } from '../document/schema.ts';
import { type DerivedEvent, eventTypes, type EventType } from './event.ts';

export interface ChangedRecord {
	readonly root: Root;
	readonly id: Change['record'];
	readonly isCreated: boolean;
	readonly isRemoved: boolean;
	/** By field, in the order of their names; with the lone dispute, whose value stayed the same. */
	readonly changes: readonly Change[];
}

export type Draft = Pick<DerivedEvent, 'type' | 'record' | 'before' | 'after' | 'fields'> & {
	readonly part?: string;
};

/** How events call the records: as people do. */
export const recordKindOf = {
	meta: 'wedding',
	people: 'person',
	tasks: 'task',
	timeline: 'timeline',
	assignments: 'assignment',
	comments: 'comment',
	items: 'ceremony',
	guests: 'guest',
	tables: 'table',
	lines: 'budget',
} as const satisfies Record<Root, string>;

/** Whoever may read this section may hear of it; what is of no record (alerts, the weather) is heard by those of the plan. */
export function sectionOfKind(kind: string): Section {
	const names = Object.entries(recordKindOf) as [Root, string][];
	const root = names.find(([, name]) => name === kind)?.[0];
	return root === undefined ? 'plan' : sectionOf(root);
}

export function recordsOf(changes: readonly Change[]): readonly ChangedRecord[] {
	const groups = Map.groupBy(changes, ({ root, record }) => `${root}/${record}`);
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (first === undefined) return [];
		const whole = group.find(({ field }) => field === '');
		return {
			root: first.root,
			id: first.record,
			isCreated: whole?.after !== undefined,
			isRemoved: whole?.before !== undefined,
			changes: group.filter(({ field }) => field !== '').sort((a, b) => compareText(a.field, b.field)),
		};
	});
}

export function draft(record: ChangedRecord, type: EventType, changes: readonly Change[]): Draft {
	const values = (side: 'before' | 'after') =>
		Object.fromEntries(
			changes.filter((change) => change[side] !== undefined).map((change) => [change.field, change[side]]),
		);
	return {
		type,
		record: { kind: recordKindOf[record.root], id: record.id },
		before: values('before'),
		after: values('after'),
		fields: changes.map(({ field }) => field),
	};
}

/** A text carries no values: that it is listed says that it changed. */
export function hasEffect({ root, field, before, after }: Change): boolean {
	if (fieldOf(root, field)?.kind === 'text') return true;
	return JSON.stringify(emptied(before)) !== JSON.stringify(emptied(after));
}

const emptied = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? undefined : value);

export function compareDrafts(a: Draft, b: Draft): number {
	return (
		orderOf(a.type) - orderOf(b.type) ||
		compareText(a.record.kind, b.record.kind) ||
		compareText(a.record.id, b.record.id) ||
		compareText(a.part ?? '', b.part ?? '')
	);
}

const orderOf = (type: EventType): number => eventTypes.indexOf(type);

/** By code units, the same on every device. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
