import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Role } from '../../../shared/access/roles.ts';
import {
	type Entry,
	isAllowedValue,
	maxSeen,
	parseEntry,
	rawEntry,
	readRegister,
	writeRegister,
} from '../../../shared/document/fields.ts';
import { type RegisterField, type Rule, schema } from '../../../shared/document/schema.ts';
import type { Scalar } from '../../../shared/document/strategy.ts';
import { clientId } from '../../../shared/ids.ts';

const start = schema.timeline.start;
const manual: RegisterField = { kind: 'register', value: z.string(), optional: true, strategy: 'manual' };
const byRule = (rule: Rule): RegisterField => ({
	kind: 'register',
	value: z.json(),
	optional: true,
	strategy: 'rule',
	rule,
});

const entry = (
	client: number,
	value: Scalar,
	rest: Partial<Omit<Entry, 'client' | 'value'>> = {},
): Entry => ({
	client: clientId.parse(client),
	value,
	hlc: client,
	role: 'couple',
	seen: [],
	open: [],
	...rest,
});

interface Pen {
	readonly client: number;
	readonly value: Scalar;
	readonly hlc: number;
	readonly role?: Role;
	readonly resolve?: boolean;
}

/** One replica's register, by client. */
function register(field: RegisterField, ...standing: readonly Entry[]) {
	const byClient = new Map(standing.map((one) => [one.client, one]));
	return {
		entries: () => [...byClient.values()],
		read: () => readRegister(field, [...byClient.values()]),
		write({ client, value, hlc, role = 'couple', resolve = false }: Pen) {
			const written = writeRegister({
				field,
				entries: [...byClient.values()],
				client: clientId.parse(client),
				value,
				hlc,
				role,
				resolve,
			});
			if (written === undefined) return undefined;
			byClient.set(written.entry.client, written.entry);
			for (const gone of written.remove) byClient.delete(gone);
			return written;
		},
	};
}

describe('the encoding of contract.md', () => {
	test('a first write by client 7 as vendor', () => {
		const written = register(start).write({
			client: 7,
			value: '2027-06-12T14:45',
			hlc: 1852548710400001,
			role: 'vendor',
		});
		expect(written && rawEntry(written.entry)).toEqual([
			'2027-06-12T14:45',
			1852548710400001,
			'vendor',
			[],
			[],
		]);
		expect(written?.remove).toEqual([]);
	});

	test('seen and replaced by client 9 as couple', () => {
		const seven = entry(7, '2027-06-12T14:45', { hlc: 1852548710400001, role: 'vendor' });
		const written = register(start, seven).write({
			client: 9,
			value: '2027-06-12T15:30',
			hlc: 1852548711424002,
		});
		expect(written && rawEntry(written.entry)).toEqual([
			'2027-06-12T15:30',
			1852548711424002,
			'couple',
			[[7, 1852548710400001]],
			[],
		]);
		expect(written?.remove).toEqual([7]);
	});

	test('an entry read back is the entry written', () => {
		const full = entry(7, 'a', { seen: [[3, 1]], open: [[3, 1]], agreed: ['b', 0] });
		expect(parseEntry(full.client, JSON.parse(JSON.stringify(rawEntry(full))))).toEqual(full);
	});

	test.each([
		['nothing', undefined],
		['a bare value', '2027-06-12T14:45'],
		['too few parts', ['a', 1, 'couple', []]],
		['too many parts', ['a', 1, 'couple', [], [], ['b', 1], 1]],
		['a value that is no scalar', [{ a: 1 }, 1, 'couple', [], []]],
		['a value that is no number', [Number.NaN, 1, 'couple', [], []]],
		['a clock that is no integer', ['a', 1.5, 'couple', [], []]],
		['a negative clock', ['a', -1, 'couple', [], []]],
		['a clock beyond exact numbers', ['a', 2 ** 53, 'couple', [], []]],
		['a role that is no word', ['a', 1, 7, [], []]],
		['a seen list that is none', ['a', 1, 'couple', { length: 0 }, []]],
		['a stamp that is none', ['a', 1, 'couple', [[1]], []]],
		['an open list with words', ['a', 1, 'couple', [], [['1', 1]]]],
		['an endless seen list', ['a', 1, 'couple', Array.from({ length: maxSeen + 1 }, () => [1, 1]), []]],
		['an agreed value that is none', ['a', 1, 'couple', [], [], 'b']],
		['an object dressed as an entry', { 0: 'a', 1: 1, 2: 'couple', 3: [], 4: [], length: 5 }],
	])('%s is no entry, and no exception', (_, raw) => {
		expect(parseEntry(clientId.parse(7), raw)).toBeUndefined();
	});

	test('null clears an optional register; a value of another kind may not stand in it', () => {
		expect(
			[null, '2027-06-12T14:45', 'noon', 3, undefined].map((value) => isAllowedValue(start, value)),
		).toEqual([true, true, false, false, false]);
	});
});

describe('role', () => {
	const couple = entry(3, '2027-06-12T15:30', { hlc: 10 });
	const vendor = entry(9, '2027-06-12T14:45', { hlc: 20, role: 'vendor' });

	test('the couple wins over a vendor, later or not, and the vendor stays visible', () => {
		for (const entries of [
			[couple, vendor],
			[vendor, couple],
		]) {
			expect(readRegister(start, entries)).toEqual({
				value: couple.value,
				winner: couple,
				conflicts: [vendor],
			});
		}
	});

	test('between equal roles the later clock wins, and at the same clock the larger client id', () => {
		const later = entry(1, 'b', { hlc: 11 });
		const larger = entry(5, 'c', { hlc: 10 });
		expect(readRegister(start, [couple, later]).winner).toBe(later);
		expect(readRegister(start, [couple, larger]).winner).toBe(larger);
	});

	test('a role this version does not know ranks below all', () => {
		const stranger = entry(9, 'x', { hlc: 99, role: 'sorcerer' });
		const support = entry(2, 'y', { hlc: 1, role: 'support' });
		expect(readRegister(start, [stranger, support]).winner).toBe(support);
	});

	test('a write that has seen the other one wins, whatever the role', () => {
		const field = register(start, couple);
		field.write({ client: 9, value: vendor.value, hlc: 20, role: 'vendor' });
		expect(field.read()).toMatchObject({ value: vendor.value, conflicts: [] });
		expect(field.entries()).toHaveLength(1);
	});
});

describe('rule', () => {
	const values = (rule: Rule, ...list: readonly Scalar[]) =>
		readRegister(
			byRule(rule),
			list.map((value, index) => entry(index + 1, value)),
		).value;

	test('the earliest is the earliest moment, however it is spelled, and nothing loses to something', () => {
		expect(
			values(
				{ kind: 'earliest' },
				'2027-06-12T15:05:00+02:00',
				'2027-06-12T13:04:00Z',
				null,
				'2027-06-12T13:06:00Z',
			),
		).toBe('2027-06-12T13:04:00Z');
	});

	test('the latest is the latest moment, to the millisecond', () => {
		expect(
			values(
				{ kind: 'latest' },
				'2027-06-12T13:04:00.5Z',
				'2027-06-12T13:04:00.4999Z',
				null,
				'2027-06-12T13:04Z',
			),
		).toBe('2027-06-12T13:04:00.5Z');
		expect(values({ kind: 'latest' }, '2027-06-12T13:04', '2027-06-13', '2027-06-11T23:59')).toBe(
			'2027-06-13',
		);
	});

	test('where a device stands does not matter to what is earlier there', () => {
		for (const zone of ['Asia/Tokyo', 'America/Los_Angeles', 'UTC']) {
			vi.stubEnv('TZ', zone);
			expect(values({ kind: 'latest' }, '2027-06-12T00:30', '2027-06-12', '2027-06-12T00:29Z')).toBe(
				'2027-06-12T00:30',
			);
			expect(values({ kind: 'earliest' }, '2027-06-12T23:30', '2027-06-13', '2027-06-12T23:31Z')).toBe(
				'2027-06-12T23:30',
			);
		}
		vi.unstubAllEnvs();
	});

	test('the largest number wins; what is no number loses', () => {
		expect(values({ kind: 'largest' }, 12, 120, '900', null)).toBe(120);
	});

	test('the furthest in the order wins; what is not in the order loses', () => {
		expect(
			values({ kind: 'furthest', order: ['todo', 'doing', 'done'] }, 'done', 'doing', 'gone', 'todo'),
		).toBe('done');
	});

	test('equals are settled by the later clock, then by the larger client id', () => {
		const field = byRule({ kind: 'earliest' });
		const a = entry(1, '2027-06-12T15:00:00+02:00', { hlc: 5 });
		const b = entry(2, '2027-06-12T13:00:00Z', { hlc: 4 });
		const c = entry(3, '2027-06-12T13:00:00.000Z', { hlc: 5 });
		expect(readRegister(field, [a, b]).winner).toBe(a);
		expect(readRegister(field, [a, b, c]).winner).toBe(c);
		expect(readRegister(field, [entry(1, null), entry(2, null)]).winner).toEqual(entry(2, null));
	});
});

describe('manual', () => {
	const old = entry(1, 'vows first', { hlc: 1 });

	test('of several, the last agreed value stays, and all of them are shown', () => {
		const two = register(manual, old);
		const three = register(manual, old);
		const a = two.write({ client: 2, value: 'rings first', hlc: 2 });
		const b = three.write({ client: 3, value: 'song first', hlc: 3, role: 'guest' });
		if (a === undefined || b === undefined) throw new Error('nothing written');
		expect(a.entry.agreed).toEqual(['vows first', 1]);
		expect(readRegister(manual, [a.entry, b.entry])).toEqual({
			value: 'vows first',
			agreed: ['vows first', 1],
			conflicts: [b.entry, a.entry],
		});
	});

	test('the agreed value is the one that every writer knew: the oldest', () => {
		const a = entry(2, 'a', { hlc: 8, agreed: ['newer', 7] });
		const b = entry(3, 'b', { hlc: 5, agreed: ['older', 4] });
		const first = entry(4, 'c', { hlc: 3 });
		expect(readRegister(manual, [a, b, first]).value).toBe('older');
	});

	test('of several first writes nothing is agreed', () => {
		expect(readRegister(manual, [entry(2, 'a'), entry(3, 'b')])).toEqual({
			value: undefined,
			conflicts: [entry(3, 'b'), entry(2, 'a')],
		});
	});

	test('who wrote the same agrees', () => {
		expect(readRegister(manual, [entry(2, 'a'), entry(3, 'a')])).toEqual({
			value: 'a',
			winner: entry(3, 'a'),
			conflicts: [],
		});
	});

	test('resolving settles it, and carries on what was agreed before', () => {
		const field = register(
			manual,
			entry(2, 'a', { agreed: ['old', 1] }),
			entry(3, 'b', { agreed: ['old', 1] }),
		);
		field.write({ client: 4, value: 'a', hlc: 9, resolve: true });
		expect(field.entries()).toEqual([
			entry(4, 'a', {
				hlc: 9,
				seen: [
					[3, 3],
					[2, 2],
				],
				agreed: ['old', 1],
			}),
		]);
		expect(field.read()).toMatchObject({ value: 'a', conflicts: [] });
	});
});

describe('plain writes, and resolving', () => {
	const couple = entry(3, '15:30', { hlc: 10 });
	const vendor = entry(9, '14:45', { hlc: 20, role: 'vendor' });

	test('a plain write replaces the winner and leaves the open conflict open', () => {
		const field = register(start, couple, vendor);
		const written = field.write({ client: 4, value: '16:00', hlc: 30 });
		expect(written).toEqual({
			entry: entry(4, '16:00', {
				hlc: 30,
				seen: [
					[3, 10],
					[9, 20],
				],
				open: [[9, 20]],
			}),
			remove: [3],
		});
		expect(field.read()).toMatchObject({ value: '16:00', conflicts: [vendor] });
	});

	test('it stays open over any number of plain writes, until somebody resolves', () => {
		const field = register(start, couple, vendor);
		field.write({ client: 4, value: '16:00', hlc: 30 });
		field.write({ client: 5, value: '16:15', hlc: 40 });
		field.write({ client: 4, value: '16:30', hlc: 50 });
		expect(field.read()).toMatchObject({ value: '16:30', conflicts: [vendor] });
		field.write({ client: 5, value: '16:00', hlc: 60, resolve: true });
		expect(field.read()).toMatchObject({ value: '16:00', conflicts: [] });
		expect(field.entries()).toHaveLength(1);
	});

	test('choosing the losing value settles it too', () => {
		const field = register(start, couple, vendor);
		field.write({ client: 4, value: '14:45', hlc: 30 });
		expect(field.read()).toMatchObject({ value: '14:45', conflicts: [] });
		expect(field.entries()).toHaveLength(1);
	});

	test('whoever wrote the losing value replaces it by writing anew', () => {
		const field = register(start, couple, vendor);
		field.write({ client: 9, value: '15:00', hlc: 30, role: 'vendor' });
		expect(field.read()).toMatchObject({ value: '15:00', conflicts: [] });
	});

	test('setting what is set already writes nothing, unless something is in conflict', () => {
		expect(register(start, couple).write({ client: 4, value: '15:30', hlc: 30 })).toBeUndefined();
		expect(
			register(start, couple, vendor).write({ client: 4, value: '15:30', hlc: 30, resolve: true }),
		).toMatchObject({ remove: [3, 9] });
	});

	test('two who wrote the same are not in conflict, and the next write replaces both', () => {
		const field = register(start, couple, entry(9, '15:30', { hlc: 20, role: 'vendor' }));
		expect(field.read()).toMatchObject({ value: '15:30', conflicts: [] });
		expect(field.write({ client: 4, value: '16:00', hlc: 30 })).toMatchObject({ remove: [3, 9] });
	});

	test('a write over one that its writer replaced meanwhile does not cover the newer one', () => {
		const nine = register(start, couple);
		const written = nine.write({ client: 9, value: '14:45', hlc: 20, role: 'vendor' });
		const three = register(start, couple).write({ client: 3, value: '17:00', hlc: 21 });
		if (written === undefined || three === undefined) throw new Error('nothing written');
		expect(readRegister(start, [three.entry, written.entry])).toMatchObject({
			value: '17:00',
			conflicts: [written.entry],
		});
	});

	test('a seen later entry of a client covers its earlier ones', () => {
		const covering = entry(4, 'new', { hlc: 40, seen: [[3, 30]] });
		expect(readRegister(start, [couple, covering])).toMatchObject({ value: 'new', conflicts: [] });
	});

	test('what an open conflict had left open is open too', () => {
		const oldest = entry(1, 'a', { hlc: 1 });
		const middle = entry(2, 'b', { hlc: 2, seen: [[1, 1]], open: [[1, 1]] });
		const head = entry(3, 'c', { hlc: 3, seen: [[2, 2]], open: [[2, 2]] });
		expect(readRegister(start, [oldest, middle, head])).toEqual({
			value: 'c',
			winner: head,
			conflicts: [middle, oldest],
		});
	});

	test('entries that claim to have seen each other cannot make both disappear', () => {
		const a = entry(1, 'a', { hlc: 5, seen: [[2, 9]] });
		const b = entry(2, 'b', { hlc: 5, seen: [[1, 9]] });
		expect(readRegister(start, [a, b])).toEqual({ value: 'b', winner: b, conflicts: [a] });
	});

	test('an entry lists what the gate lets it list, and claims no more', () => {
		const crowd = Array.from({ length: maxSeen + 6 }, (_, index) => entry(index + 1, `v${index}`));
		const field = register(start, ...crowd);
		const written = field.write({ client: 1_000, value: 'w', hlc: 1_000, resolve: true });
		expect(written?.entry.seen).toHaveLength(maxSeen);
		expect(field.read().conflicts).toHaveLength(6);
		field.write({ client: 1_000, value: 'w', hlc: 1_001, resolve: true });
		expect(field.read()).toMatchObject({ value: 'w', conflicts: [] });
	});
});

describe('reading', () => {
	test('nothing was written', () => {
		expect(readRegister(start, [])).toEqual({ value: undefined, conflicts: [] });
	});

	test('many entries of many clients are read in time that grows with their number only', () => {
		const crowd = Array.from({ length: 4_000 }, (_, index) =>
			entry(index + 1, index, {
				hlc: index + 1,
				seen: Array.from({ length: maxSeen }, (__, back) => [Math.max(1, index - back), 1] as const),
			}),
		);
		expect(readRegister(start, crowd).winner?.client).toBe(4_000);
	});
});
