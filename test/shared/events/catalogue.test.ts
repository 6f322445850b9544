import { describe, expect, test } from 'vitest';
import { eventCatalogue, eventSchema } from '../../../shared/events/catalogue.ts';
import { derive } from '../../../shared/events/derive.ts';
import { eventTypes } from '../../../shared/events/event.ts';
import { lifecycles, meanings } from '../../../shared/events/meaning.ts';
import { personId, recordId, weddingId } from '../../../shared/ids.ts';

const catalogue = eventCatalogue();

test('every type of event is in the catalogue once, with a title and an object schema that names the type', () => {
	expect(catalogue.map(({ type }) => type)).toEqual([...eventTypes]);
	for (const { type, title, record, schema } of catalogue) {
		expect(title).toMatch(/^[A-Z].{10,80}[a-z]$/);
		expect(record).toMatch(/^[a-z]+$/);
		expect(schema).toMatchObject({
			type: 'object',
			properties: { type: { type: 'string', const: type } },
			required: expect.arrayContaining(['id', 'seq', 'index', 'type', 'at', 'wedding', 'actor', 'record']),
		});
	}
});

test('the schemas say what a shift and a task carry', () => {
	const schemaOf = (type: string) => catalogue.find((entry) => entry.type === type)?.schema;
	expect(schemaOf('task.updated')).toMatchObject({
		properties: {
			after: {
				properties: {
					status: { enum: ['todo', 'doing', 'blocked', 'done'] },
					dependsOn: { type: 'array', items: { type: 'string' } },
				},
			},
		},
	});
	expect(schemaOf('task.updated')).not.toMatchObject({
		properties: { after: { properties: { notes: {} } } },
	});
	expect(schemaOf('timeline.shifted')).toMatchObject({
		properties: { after: { properties: { items: { items: { required: ['id'] } } } } },
	});
});

test('the catalogue is plain JSON, served as it is', () => {
	expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
});

test('every type that a change can mean is about the record that the catalogue names', () => {
	const kinds = {
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
	};
	const recordOf = new Map<string, string>(catalogue.map(({ type, record }) => [type, record]));
	for (const { root, type } of meanings) if (type !== undefined) expect(recordOf.get(type)).toBe(kinds[root]);
	for (const [root, lifecycle] of Object.entries(lifecycles))
		for (const type of Object.values(lifecycle))
			expect([root, recordOf.get(type)]).toEqual([root, kinds[root as keyof typeof kinds]]);
});

describe('what derive makes is what the catalogue promises', () => {
	test.each([
		[{ root: 'tasks', field: 'status', before: 'todo', after: 'done' }],
		[{ root: 'timeline', field: 'start', before: '2027-06-12T15:00', after: '2027-06-12T15:30' }],
		[{ root: 'comments', field: 'mentions', before: [], after: ['ana'] }],
		[{ root: 'meta', field: 'date', before: '2027-06-12', after: '2027-06-13' }],
		[
			{
				root: 'tasks',
				field: 'owner',
				before: 'ana',
				after: null,
				conflictBefore: false,
				conflictAfter: true,
			},
		],
	] as const)('%o', (change) => {
		const record = change.root === 'meta' ? ('meta' as const) : recordId.parse('r1');
		const events = derive({
			wedding: weddingId.parse('w1'),
			cause: '7:0-1',
			actor: { person: personId.parse('ana'), role: 'couple' },
			changes: [{ ...change, record }],
			occurredAt: '2027-06-01T10:00:00.000Z',
		});
		expect(events.length).toBeGreaterThan(0);
		for (const event of events) {
			const stored = { ...event, seq: 1, index: 0, at: '2027-06-01T10:00:01.000Z', wedding: 'w1' };
			expect(eventSchema(event.type).parse(stored)).toEqual(stored);
		}
	});
});
