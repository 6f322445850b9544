/**
 * What a changed field means, as a table: for each field of each record the event it makes, with the reason. The first row
 * that matches decides, so a field's special meanings stand above its ordinary one. Changes of one record that fall under
 * the same type become one event. A row without a type says that nobody is told.
 */
import type { Change } from '../document/change.ts';
import type { Root } from '../document/schema.ts';
import type { EventType } from './event.ts';

export interface Meaning {
	readonly root: Root;
	/** Absent: every field that no row above has taken. */
	readonly fields?: readonly string[];
	readonly when?: (before: unknown, after: unknown) => boolean;
	readonly type?: EventType;
	readonly why: string;
}

export const meanings: readonly Meaning[] = [
	{
		root: 'tasks',
		fields: ['status'],
		when: (before, after) => before === 'done' && after !== 'done',
		type: 'task.reopened',
		why: 'whoever relied on it must hear, whatever the new status is',
	},
	{
		root: 'tasks',
		fields: ['status'],
		when: (_, after) => after === 'done',
		type: 'task.completed',
		why: 'what depends on it may begin',
	},
	{
		root: 'tasks',
		fields: ['status'],
		when: (_, after) => after === 'doing',
		type: 'task.started',
		why: 'nobody else needs to begin it',
	},
	{
		root: 'tasks',
		fields: ['owner'],
		when: (_, after) => typeof after === 'string',
		type: 'task.assigned',
		why: 'somebody has something to do now; taking it off somebody is an ordinary update',
	},
	{ root: 'tasks', type: 'task.updated', why: 'interesting to those who follow the task' },
	{
		root: 'timeline',
		fields: ['start', 'minutes'],
		type: 'timeline.moved',
		why: 'people stand in the wrong place at the wrong time; several at once become timeline.shifted',
	},
	{
		root: 'timeline',
		fields: ['state'],
		when: (before, after) => after === 'running' && before !== 'done',
		type: 'timeline.started',
		why: 'the next ones get ready',
	},
	{
		root: 'timeline',
		fields: ['actualStart'],
		when: (before, after) => isNone(before) && !isNone(after),
		type: 'timeline.started',
		why: 'the moment and the state are tapped together; a correction of the moment is an update',
	},
	{
		root: 'timeline',
		fields: ['state'],
		when: (_, after) => after === 'done',
		type: 'timeline.finished',
		why: 'what waits for it may begin',
	},
	{
		root: 'timeline',
		fields: ['actualEnd'],
		when: (before, after) => isNone(before) && !isNone(after),
		type: 'timeline.finished',
		why: 'as for the start',
	},
	{ root: 'timeline', type: 'timeline.updated', why: 'interesting to its owner and helpers' },
	{
		root: 'assignments',
		fields: ['status'],
		when: (_, after) => after === 'asked',
		type: 'assignment.asked',
		why: 'somebody is waited for, the first time or again',
	},
	{
		root: 'assignments',
		fields: ['status'],
		when: (_, after) => after === 'accepted',
		type: 'assignment.accepted',
		why: 'whoever asked can stop worrying',
	},
	{
		root: 'assignments',
		fields: ['status'],
		when: (_, after) => after === 'declined',
		type: 'assignment.declined',
		why: 'whoever asked must find somebody else',
	},
	{
		root: 'assignments',
		fields: ['status'],
		when: (_, after) => after === 'done',
		type: 'assignment.done',
		why: 'the part is played',
	},
	{ root: 'assignments', type: 'assignment.updated', why: 'the one asked sees what exactly is asked' },
	{
		root: 'meta',
		fields: ['date'],
		type: 'wedding.date-changed',
		why: 'everything hangs on it: everybody hears',
	},
	{ root: 'meta', fields: ['place'], type: 'wedding.place-changed', why: 'everybody travels there' },
	{
		root: 'meta',
		fields: ['version'],
		why: 'the server migrates the document; nothing happened at the wedding',
	},
	{ root: 'meta', type: 'wedding.updated', why: 'the name, the zone, the look' },
	{ root: 'people', type: 'person.updated', why: 'a name, a role, a trade' },
	{ root: 'comments', type: 'comment.updated', why: 'somebody may have answered the former words' },
	{ root: 'items', type: 'ceremony.updated', why: 'readers and musicians wait for their turn' },
	{ root: 'guests', fields: ['rsvp'], type: 'rsvp.changed', why: 'the couple counts heads' },
	{ root: 'guests', fields: ['table'], type: 'seating.changed', why: 'the venue and the caterer lay tables' },
	{ root: 'guests', type: 'guest.updated', why: 'a name, a party, a diet' },
	{ root: 'tables', type: 'table.updated', why: 'the venue sets them' },
	{
		root: 'lines',
		fields: ['paid'],
		when: (before, after) => Number(after ?? 0) > Number(before ?? 0),
		type: 'payment.received',
		why: 'whoever waits for the money hears; taking a payment back is an ordinary update',
	},
	{ root: 'lines', type: 'budget.updated', why: 'the sum is another' },
];

/** What becomes of a record as a whole. `created` takes all its fields with it: one event, not one per field. */
export const lifecycles: Readonly<
	Record<Root, { readonly created: EventType; readonly deleted?: EventType; readonly restored?: EventType }>
> = {
	meta: { created: 'wedding.created' },
	people: { created: 'person.joined', deleted: 'person.left', restored: 'person.joined' },
	tasks: { created: 'task.created', deleted: 'task.deleted', restored: 'task.restored' },
	timeline: { created: 'timeline.created', deleted: 'timeline.deleted', restored: 'timeline.restored' },
	// An assignment comes into being as a question, unless it is created answered: see `createdTypeOf`.
	assignments: {
		created: 'assignment.asked',
		deleted: 'assignment.deleted',
		restored: 'assignment.restored',
	},
	comments: { created: 'comment.added', deleted: 'comment.deleted', restored: 'comment.restored' },
	items: { created: 'ceremony.created', deleted: 'ceremony.deleted', restored: 'ceremony.restored' },
	guests: { created: 'guest.created', deleted: 'guest.deleted', restored: 'guest.restored' },
	tables: { created: 'table.created', deleted: 'table.deleted', restored: 'table.restored' },
	lines: { created: 'budget.created', deleted: 'budget.deleted', restored: 'budget.restored' },
};

export function meaningOf({ root, field, before, after }: Change): EventType | undefined {
	return meanings.find(
		(row) =>
			row.root === root && (row.fields?.includes(field) ?? true) && (row.when?.(before, after) ?? true),
	)?.type;
}

/** A coordinator who writes down what was agreed on the phone creates an assignment that is accepted already. */
export function createdTypeOf(root: Root, changes: readonly Change[]): EventType {
	const status = changes.find(({ field }) => root === 'assignments' && field === 'status');
	return (status && meaningOf(status)) ?? lifecycles[root].created;
}

/** Absent and empty mean the same to people. */
export function isNone(value: unknown): boolean {
	return value === undefined || value === null;
}
