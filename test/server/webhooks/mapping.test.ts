/** How an event is put for other software. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, type Carried } from '../../../server/webhooks/envelope.ts';
import { mapped, mappingShape } from '../../../server/webhooks/mapping.ts';
import { person, seq, ourWedding } from '../../world/entry.ts';
import { recordId } from '../../../shared/ids.ts';

const event: Carried = {
	id: 'e1',
	seq: seq(4),
	index: 0,
	type: 'task.completed',
	at: '2027-06-12T09:00:00.000Z',
	wedding: ourWedding,
	actor: { person: person('wren'), role: 'vendor' },
	record: { kind: 'task', id: recordId.parse('arch') },
	before: { status: 'doing' },
	after: { status: 'done', evidence: ['a1', 'b2'], title: 'Arch "delivered"' },
	fields: ['status', 'evidence', 'title'],
};
const envelope = { type: event.type, timestamp: event.at, data: event };
const map = (given: unknown) => mapped(envelope, mappingShape.parse(given));

describe('a mapping', () => {
	it('[WH8] picks, renames, sets, formats and translates; what is not there makes no field', () => {
		const fields = {
			deal: { from: 'data.record.id' },
			'stage.name': { from: 'data.after.status', map: { done: 'Closed won' } },
			'stage.was': { from: 'data.before.status', map: { todo: 'Open' }, otherwise: 'Unknown' },
			source: { value: 'WedSync' },
			note: {
				format: '{data.record.kind} {data.record.id}: {data.after.title} {data.nothing}{data.after.evidence}',
			},
			missing: { from: 'data.after.due' },
			due: { from: 'data.after.due', otherwise: null },
			photos: { from: 'data.after.evidence' },
			first: { from: 'data.after.evidence.0' },
		};
		expect(map({ into: 'body', fields })).toEqual({
			deal: 'arch',
			stage: { name: 'Closed won', was: 'Unknown' },
			source: 'WedSync',
			note: 'task arch: Arch "delivered" ["a1","b2"]',
			due: null,
			photos: ['a1', 'b2'],
			first: 'a1',
		});
		expect(map({ fields: { deal: { from: 'data.record.id' } } })).toEqual({
			type: 'task.completed',
			timestamp: event.at,
			data: { deal: 'arch' },
		});
	});

	it('[WH8] reaches nothing but the event, and nothing that programs mean something else by', () => {
		for (const from of [
			'data.constructor',
			'data.__proto__.x',
			'data.after.status.length',
			'constructor.name',
		])
			expect(map({ fields: { a: { from } } })).toEqual({ ...envelope, data: {} });
		for (const target of ['a.__proto__.b', 'constructor.prototype.x', 'a..b', '', 'a b'])
			expect(mappingShape.safeParse({ fields: { [target]: { value: 1 } } }).success).toBe(false);
		const named: unknown = JSON.parse('{"fields":{"__proto__":{"value":{"b":1}},"c":{"value":1}}}');
		const parsed = mappingShape.safeParse(named);
		if (parsed.success) expect(mapped(envelope, parsed.data)).toMatchObject({ data: { c: 1 } });
		expect(({} as Record<string, unknown>)['b']).toBeUndefined();
		const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, { value: n }]));
		expect(mappingShape.safeParse({ fields: many }).success).toBe(false);
	});

	it('[WH8] words of a field end after ten thousand letters, however often it names what is long', () => {
		const long = { ...envelope, data: { ...event, after: { text: '😀'.repeat(2_000) } } };
		const format = '{data.after.text}'.repeat(117);
		const made = mapped(long, mappingShape.parse({ into: 'body', fields: { a: { format } } }));
		expect(made).toEqual({ a: '😀'.repeat(5_000) });
	});

	it('[WH8] is the same for the same event, and always JSON, whatever is described', () => {
		const name = fc.stringMatching(/^[a-z]{1,3}(\.[a-z]{1,3}){0,3}$/);
		const rule = fc.oneof(
			fc.record({
				from: fc.constantFrom('data.after.status', 'data.after', 'data.record.id', 'type', 'data.x.y'),
			}),
			fc.record({ value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)) }),
			fc.record({ format: fc.string({ minLength: 1, maxLength: 50 }) }),
		);
		fc.assert(
			fc.property(
				fc.dictionary(name, rule, { maxKeys: 10 }),
				fc.constantFrom('data', 'body'),
				(fields, into) => {
					const once = JSON.stringify(map({ into, fields }));
					expect(JSON.stringify(map({ into, fields }))).toBe(once);
					expect(JSON.parse(once)).toBeTypeOf('object');
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe('what is sent', () => {
	const sent = (given: Partial<Carried>, full: boolean | readonly 'comment.added'[] = false) =>
		JSON.parse(bodyOf({ ...event, ...given }, { full }));

	it('[WH7] is {type, timestamp, data}, data being the event', () => {
		expect(sent({})).toEqual({ type: 'task.completed', timestamp: event.at, data: event });
	});

	it('[WH7] leaves out what people said of people unless it is asked for, and says that it changed', () => {
		const comment: Partial<Carried> = {
			type: 'comment.added',
			record: { kind: 'comment', id: recordId.parse('c1') },
			before: {},
			after: { on: 'task:arch', by: 'wren', text: 'Ask Jonas about his leg.' },
			fields: ['by', 'on', 'text'],
		};
		const data = { ...event, ...comment };
		expect(sent(comment).data).toEqual({ ...data, after: { on: 'task:arch', by: 'wren' } });
		expect(sent(comment, true).data).toEqual(data);
		expect(sent(comment, ['comment.added']).data).toEqual(data);
		const guest: Partial<Carried> = {
			type: 'rsvp.changed',
			record: { kind: 'guest', id: recordId.parse('g1') },
			before: { rsvp: 'open', name: 'Ann' },
			after: { rsvp: 'yes', diet: 'vegan', name: 'Anna' },
		};
		expect(sent(guest, ['comment.added']).data).toMatchObject({
			before: { rsvp: 'open' },
			after: { rsvp: 'yes' },
		});
		expect(JSON.stringify(sent(guest))).not.toMatch(/Ann|vegan/);
	});
});
