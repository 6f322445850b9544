/**
 * What one update means to people: its changes become domain events. Pure, and called only for updates that were just admitted,
 * under their own author: never while a document loads, so hydration makes no events.
 *
 * Guards: the same changes in any order give the same events in the same order with the same ids (a replayed log, another
 * node); ids differ within one update; what has no effect makes no event. Who is to be told is not decided here.
 */
import type { Change } from '../document/change.ts';
import type { WeddingId } from '../ids.ts';
import {
	type ChangedRecord,
	compareDrafts,
	compareText,
	type Draft,
	draft,
	hasEffect,
	recordsOf,
} from './draft.ts';
import { eventId } from './event-id.ts';
import type { Actor, DerivedEvent } from './event.ts';
import { createdTypeOf, lifecycles, meaningOf } from './meaning.ts';

export interface UpdateMeaning {
	readonly wedding: WeddingId;
	/** Names the update canonically: what was new in it. See `event-id.ts`. */
	readonly cause: string;
	readonly actor: Actor;
	readonly changes: readonly Change[];
	readonly occurredAt?: string | undefined;
}

export function derive({
	wedding,
	cause,
	actor,
	changes,
	occurredAt,
}: UpdateMeaning): readonly DerivedEvent[] {
	const records = recordsOf(changes);
	const shifted = records.filter(isMoved);
	const isShift = shifted.length > 1;
	const drafts = [
		...records.flatMap((record) => draftsOf(record, isShift)),
		...(isShift ? [shiftDraft(shifted)] : []),
	];
	return drafts.sort(compareDrafts).map(({ type, record, part, before, after, fields }) => ({
		id: eventId({ wedding, type, record: `${record.kind}:${record.id}`, cause, part }),
		type,
		...(occurredAt === undefined ? {} : { occurredAt }),
		actor,
		record,
		before,
		after,
		fields,
	}));
}

function draftsOf(record: ChangedRecord, isShift: boolean): readonly Draft[] {
	const changes = record.changes.filter(hasEffect);
	const fate = fateOf(record, changes);
	const told = record.isCreated ? createdDrafts(record, changes) : changedDrafts(record, changes, isShift);
	return [...told, ...fate, ...mentions(record, changes), ...disputes(record)];
}

function createdDrafts(record: ChangedRecord, changes: readonly Change[]): readonly Draft[] {
	const owner = changes.filter((change) => change.field === 'owner' && meaningOf(change) === 'task.assigned');
	return [
		draft(record, createdTypeOf(record.root, changes), changes),
		...(owner.length === 0 ? [] : [draft(record, 'task.assigned', owner)]),
	];
}

function changedDrafts(
	record: ChangedRecord,
	changes: readonly Change[],
	isShift: boolean,
): readonly Draft[] {
	const own = changes.filter((change) => !DELETION.has(change.field) && !(isShift && isMove(change)));
	const byType = Map.groupBy(own, meaningOf);
	return [...byType].flatMap(([type, some]) => (type === undefined ? [] : draft(record, type, some)));
}

/** Deleted or restored. A record that comes deleted was created all the same: it can be restored. */
function fateOf(record: ChangedRecord, changes: readonly Change[]): readonly Draft[] {
	const { deleted, restored } = lifecycles[record.root];
	const mark = changes.find(({ field }) => field === 'deletedAt');
	const marks = changes.filter(({ field }) => DELETION.has(field));
	if (
		deleted !== undefined &&
		(record.isRemoved || (mark?.before === undefined && mark?.after !== undefined))
	)
		return [draft(record, deleted, marks)];
	if (restored !== undefined && mark?.before !== undefined && mark.after === undefined)
		return [draft(record, restored, marks)];
	return [];
}

/** One event per person newly mentioned: each is told, and told once. */
function mentions(record: ChangedRecord, changes: readonly Change[]): readonly Draft[] {
	if (record.root !== 'comments') return [];
	const change = changes.find(({ field }) => field === 'mentions');
	const before = new Set(membersOf(change?.before));
	return membersOf(change?.after)
		.filter((person) => !before.has(person))
		.map((person) => ({
			...draft(record, 'comment.mentioned', []),
			after: { mentions: [person] },
			fields: ['mentions'],
			part: person,
		}));
}

/** One event per field whose dispute begins or ends, or gets another losing voice while the value stays. */
function disputes(record: ChangedRecord): readonly Draft[] {
	return record.changes.flatMap((change) => {
		const { conflictBefore = false, conflictAfter = false, field } = change;
		const isOpened = conflictAfter && (!conflictBefore || !hasEffect(change));
		const isResolved = conflictBefore && !conflictAfter;
		if (!isOpened && !isResolved) return [];
		return { ...draft(record, isOpened ? 'conflict.opened' : 'conflict.resolved', [change]), part: field };
	});
}

/** Several items moved by one act are one event, on the first of them in the day, with the list. */
function shiftDraft(records: readonly ChangedRecord[]): Draft {
	const items = records
		.map((record) => draft(record, 'timeline.shifted', record.changes.filter(isMove).filter(hasEffect)))
		.sort((a, b) => compareText(startOf(a), startOf(b)) || compareText(a.record.id, b.record.id));
	const list = (side: 'before' | 'after') => ({
		items: items.map((item) => ({ id: item.record.id, ...item[side] })),
	});
	const fields = [...new Set(items.flatMap((item) => item.fields))].sort();
	const [first] = items;
	if (first === undefined) throw new Error('a shift of no items');
	return { ...first, before: list('before'), after: list('after'), fields };
}

function isMoved({ root, isCreated, changes }: ChangedRecord): boolean {
	return root === 'timeline' && !isCreated && changes.some((change) => isMove(change) && hasEffect(change));
}

const isMove = ({ field }: Change): boolean => field === 'start' || field === 'minutes';

const membersOf = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];

/** Items that only changed their length come last. */
const startOf = (item: Draft): string => String(item.before['start'] ?? '~');

const DELETION: ReadonlySet<string> = new Set(['deletedAt', 'deletedBy']);
