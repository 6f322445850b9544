import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/document/change.ts';
import type { Root } from '../../../shared/document/schema.ts';
import { derive } from '../../../shared/events/derive.ts';
import { personId, recordId, weddingId } from '../../../shared/ids.ts';

const update = (changes: readonly Change[], cause = '7:0-1') => ({
	wedding: weddingId.parse('w1'),
	cause,
	actor: { person: personId.parse('ana'), role: 'couple' as const },
	changes,
});
const change = (root: Root, record: string, field: string, rest: Partial<Change> = {}): Change => ({
	root,
	record: root === 'meta' ? 'meta' : recordId.parse(record),
	field,
	...rest,
});
const set = (root: Root, field: string, before: unknown, after: unknown) =>
	change(root, 'r1', field, {
		...(before === undefined ? {} : { before }),
		...(after === undefined ? {} : { after }),
	});
const created = (root: Root, fields: Record<string, unknown>, id = 'r1') => [
	change(root, id, '', { after: true }),
	...Object.entries(fields).map(([field, after]) => change(root, id, field, { after })),
];
const typesOf = (changes: readonly Change[]) => derive(update(changes)).map(({ type }) => type);

const noon = '2027-06-12T12:00:00.000Z';
const rows: readonly [
	root: Root,
	field: string,
	before: unknown,
	after: unknown,
	type: string | undefined,
][] = [
	['tasks', 'status', 'todo', 'doing', 'task.started'],
	['tasks', 'status', undefined, 'doing', 'task.started'],
	['tasks', 'status', 'doing', 'done', 'task.completed'],
	['tasks', 'status', 'done', 'todo', 'task.reopened'],
	['tasks', 'status', 'done', 'doing', 'task.reopened'],
	['tasks', 'status', 'done', undefined, 'task.reopened'],
	['tasks', 'status', 'doing', 'blocked', 'task.updated'],
	['tasks', 'owner', null, 'ben', 'task.assigned'],
	['tasks', 'owner', 'ana', 'ben', 'task.assigned'],
	['tasks', 'owner', 'ben', null, 'task.updated'],
	['tasks', 'title', 'Cake', 'Big cake', 'task.updated'],
	['tasks', 'notes', undefined, undefined, 'task.updated'],
	['tasks', 'dependsOn', ['a'], ['a', 'b'], 'task.updated'],
	['tasks', 'dependsOn', undefined, [], undefined],
	['tasks', 'deletedAt', undefined, noon, 'task.deleted'],
	['tasks', 'deletedAt', noon, undefined, 'task.restored'],
	['tasks', 'deletedAt', noon, '2027-06-12T12:00:01.000Z', undefined],
	['timeline', 'start', '2027-06-12T15:00', '2027-06-12T15:30', 'timeline.moved'],
	['timeline', 'minutes', 30, 45, 'timeline.moved'],
	['timeline', 'state', 'ready', 'running', 'timeline.started'],
	['timeline', 'state', 'done', 'running', 'timeline.updated'],
	['timeline', 'actualStart', null, noon, 'timeline.started'],
	['timeline', 'actualStart', noon, '2027-06-12T11:59:00.000Z', 'timeline.updated'],
	['timeline', 'actualStart', noon, null, 'timeline.updated'],
	['timeline', 'state', 'running', 'done', 'timeline.finished'],
	['timeline', 'actualEnd', undefined, noon, 'timeline.finished'],
	['timeline', 'actualEnd', noon, '2027-06-12T12:05:00.000Z', 'timeline.updated'],
	['timeline', 'state', 'planned', 'skipped', 'timeline.updated'],
	['timeline', 'owner', 'ana', 'ben', 'timeline.updated'],
	['timeline', 'deletedAt', undefined, noon, 'timeline.deleted'],
	['timeline', 'deletedAt', noon, undefined, 'timeline.restored'],
	['assignments', 'status', 'declined', 'asked', 'assignment.asked'],
	['assignments', 'status', 'asked', 'accepted', 'assignment.accepted'],
	['assignments', 'status', 'accepted', 'declined', 'assignment.declined'],
	['assignments', 'status', 'accepted', 'done', 'assignment.done'],
	['assignments', 'part', 'reads', 'sings', 'assignment.updated'],
	['assignments', 'deletedAt', undefined, noon, 'assignment.deleted'],
	['assignments', 'deletedAt', noon, undefined, 'assignment.restored'],
	['meta', 'date', '2027-06-12', '2027-06-13', 'wedding.date-changed'],
	['meta', 'place', 'Barn', 'Castle', 'wedding.place-changed'],
	['meta', 'version', 1, 2, undefined],
	['meta', 'accent', '#111111', '#222222', 'wedding.updated'],
	['people', 'role', 'guest', 'helper', 'person.updated'],
	['people', 'deletedAt', undefined, noon, 'person.left'],
	['people', 'deletedAt', noon, undefined, 'person.joined'],
	['comments', 'text', 'a', 'b', 'comment.updated'],
	['comments', 'deletedAt', undefined, noon, 'comment.deleted'],
	['comments', 'deletedAt', noon, undefined, 'comment.restored'],
	['tasks', 'title', 'Cake', 'Cake', undefined],
	['items', 'order', 1, 2, 'ceremony.updated'],
	['items', 'text', undefined, undefined, 'ceremony.updated'],
	['guests', 'rsvp', 'open', 'yes', 'rsvp.changed'],
	['guests', 'table', undefined, 'oak', 'seating.changed'],
	['guests', 'table', 'oak', null, 'seating.changed'],
	['guests', 'diet', undefined, 'vegan', 'guest.updated'],
	['guests', 'deletedAt', undefined, noon, 'guest.deleted'],
	['tables', 'seats', 8, 10, 'table.updated'],
	['lines', 'paid', undefined, 500, 'payment.received'],
	['lines', 'paid', 500, 900.5, 'payment.received'],
	['lines', 'paid', 900.5, 500, 'budget.updated'],
	['lines', 'amount', 900, 1_000, 'budget.updated'],
	['lines', 'deletedAt', noon, undefined, 'budget.restored'],
];

test.each(rows)('%s %s from %j to %j means %s', (root, field, before, after, type) => {
	expect(typesOf([set(root, field, before, after)])).toEqual(type === undefined ? [] : [type]);
});

test('an event carries who, what, before, after, and when it happened if that is known', () => {
	const events = derive({
		...update([set('tasks', 'status', 'doing', 'done')]),
		occurredAt: '2027-06-01T10:00:00.000Z',
	});
	expect(events).toEqual([
		{
			id: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
			type: 'task.completed',
			occurredAt: '2027-06-01T10:00:00.000Z',
			actor: { person: 'ana', role: 'couple' },
			record: { kind: 'task', id: 'r1' },
			before: { status: 'doing' },
			after: { status: 'done' },
			fields: ['status'],
		},
	]);
});

test('the id of an event never changes its form: it was delivered under it already', () => {
	expect(derive(update([set('tasks', 'status', 'doing', 'done')]))[0]?.id).toBe(
		'6eCajGv4vHkDs0mIh5kUW-HbQ0R8KMKD',
	);
});

describe('a created record', () => {
	test('is one event with all its fields, plus one for its owner', () => {
		const events = derive(
			update(created('tasks', { title: 'Cake', status: 'done', owner: 'ben', dependsOn: ['t2'] })),
		);
		expect(events.map(({ type, after, fields }) => ({ type, after, fields }))).toEqual([
			{
				type: 'task.created',
				after: { title: 'Cake', status: 'done', owner: 'ben', dependsOn: ['t2'] },
				fields: ['dependsOn', 'owner', 'status', 'title'],
			},
			{ type: 'task.assigned', after: { owner: 'ben' }, fields: ['owner'] },
		]);
	});

	test.each([
		['meta', { name: 'Ana & Ben', date: '2027-06-12', place: 'Barn' }, ['wedding.created']],
		['people', { name: 'Ben', role: 'couple' }, ['person.joined']],
		['tasks', { title: 'Cake', owner: null }, ['task.created']],
		['timeline', { title: 'Meal', start: '2027-06-12T18:00', minutes: 90 }, ['timeline.created']],
		['assignments', { on: 'task:t1', person: 'ben', status: 'asked' }, ['assignment.asked']],
		['assignments', { on: 'task:t1', person: 'ben' }, ['assignment.asked']],
		['assignments', { on: 'task:t1', person: 'ben', status: 'accepted' }, ['assignment.accepted']],
		['comments', { text: 'Lovely', mentions: [] }, ['comment.added']],
		['tasks', { title: 'Cake', deletedAt: noon, deletedBy: 'ana' }, ['task.created', 'task.deleted']],
	] as const)('%s %j is %j', (root, fields, types) => {
		expect(typesOf(created(root, fields))).toEqual(types);
	});

	test('several created items of the run sheet are no shift', () => {
		const item = { title: 'x', start: '2027-06-12T18:00', minutes: 90 };
		expect(typesOf([...created('timeline', item), ...created('timeline', item, 'r2')])).toEqual([
			'timeline.created',
			'timeline.created',
		]);
	});
});

test('a record put away altogether is a deletion', () => {
	expect(typesOf([set('tasks', '', true, undefined)])).toEqual(['task.deleted']);
});

test('changes of one record with the same meaning are one event, with different ones several', () => {
	const events = derive(
		update([
			set('timeline', 'state', 'ready', 'running'),
			set('timeline', 'actualStart', undefined, noon),
			set('timeline', 'title', 'Meal', 'Dinner'),
			set('timeline', 'notes', undefined, undefined),
		]),
	);
	expect(events.map(({ type, before, after, fields }) => ({ type, before, after, fields }))).toEqual([
		{
			type: 'timeline.started',
			before: { state: 'ready' },
			after: { actualStart: noon, state: 'running' },
			fields: ['actualStart', 'state'],
		},
		{
			type: 'timeline.updated',
			before: { title: 'Meal' },
			after: { title: 'Dinner' },
			fields: ['notes', 'title'],
		},
	]);
});

test('several items moved by one update are one shift with the list, on the first of the day', () => {
	const move = (id: string, field: string, before: unknown, after: unknown) =>
		change('timeline', id, field, { before, after });
	const events = derive(
		update([
			move('dinner', 'start', '2027-06-12T18:00', '2027-06-12T18:10'),
			move('dinner', 'title', 'Meal', 'Dinner'),
			move('zest', 'start', '2027-06-12T17:45', '2027-06-12T18:00'),
			move('zest', 'minutes', 15, 10),
			move('photos', 'minutes', 30, 25),
			move('untouched', 'start', '2027-06-12T20:00', '2027-06-12T20:00'),
		]),
	);
	expect(events.map(({ id: _, actor: __, ...rest }) => rest)).toEqual([
		{
			type: 'timeline.shifted',
			record: { kind: 'timeline', id: 'zest' },
			before: {
				items: [
					{ id: 'zest', minutes: 15, start: '2027-06-12T17:45' },
					{ id: 'dinner', start: '2027-06-12T18:00' },
					{ id: 'photos', minutes: 30 },
				],
			},
			after: {
				items: [
					{ id: 'zest', minutes: 10, start: '2027-06-12T18:00' },
					{ id: 'dinner', start: '2027-06-12T18:10' },
					{ id: 'photos', minutes: 25 },
				],
			},
			fields: ['minutes', 'start'],
		},
		{
			type: 'timeline.updated',
			record: { kind: 'timeline', id: 'dinner' },
			before: { title: 'Meal' },
			after: { title: 'Dinner' },
			fields: ['title'],
		},
	]);
});

test('one item with start and length changed is one move', () => {
	const changes = [
		set('timeline', 'start', '2027-06-12T18:00', '2027-06-12T18:10'),
		set('timeline', 'minutes', 90, 80),
	];
	expect(typesOf(changes)).toEqual(['timeline.moved']);
});

test('each person newly mentioned is one event, those mentioned before are none', () => {
	const added = derive(update(created('comments', { text: 'Hi', mentions: ['ben', 'cleo'] })));
	expect(added.map(({ type, after }) => [type, after['mentions']])).toEqual([
		['comment.added', ['ben', 'cleo']],
		['comment.mentioned', ['ben']],
		['comment.mentioned', ['cleo']],
	]);
	const edited = derive(update([set('comments', 'mentions', ['ben'], ['ben', 'dora'])]));
	expect(edited.map(({ type, after }) => [type, after['mentions']])).toEqual([
		['comment.mentioned', ['dora']],
		['comment.updated', ['ben', 'dora']],
	]);
});

describe('a conflict', () => {
	const dispute = (conflictBefore: boolean, conflictAfter: boolean, before: unknown, after: unknown) => [
		change('timeline', 'r1', 'place', { before, after, conflictBefore, conflictAfter }),
	];
	test.each([
		['opens with a write that loses', dispute(false, true, 'Barn', 'Barn'), ['conflict.opened']],
		[
			'opens with a write that wins',
			dispute(false, true, 'Barn', 'Hall'),
			['timeline.updated', 'conflict.opened'],
		],
		['is opened anew by a third voice that loses', dispute(true, true, 'Barn', 'Barn'), ['conflict.opened']],
		['stays open under a plain change', dispute(true, true, 'Barn', 'Hall'), ['timeline.updated']],
		['is resolved for what stood already', dispute(true, false, 'Barn', 'Barn'), ['conflict.resolved']],
		[
			'is resolved for something else',
			dispute(true, false, 'Barn', 'Hall'),
			['timeline.updated', 'conflict.resolved'],
		],
		['is none without one', dispute(false, false, 'Barn', 'Hall'), ['timeline.updated']],
	])('%s', (_, changes, types) => {
		expect(typesOf(changes)).toEqual(types);
	});

	test('in two fields of a record is two events with ids of their own', () => {
		const events = derive(
			update(
				['place', 'owner'].map((field) =>
					change('timeline', 'r1', field, { before: 'x', after: 'x', conflictAfter: true }),
				),
			),
		);
		expect(events.map(({ type, fields }) => [type, fields])).toEqual([
			['conflict.opened', ['owner']],
			['conflict.opened', ['place']],
		]);
		expect(new Set(events.map(({ id }) => id)).size).toBe(2);
	});
});
