import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../../../shared/document/change.ts';
import { fieldOf, type Root, schema } from '../../../shared/document/schema.ts';
import { derive } from '../../../shared/events/derive.ts';
import { personId, recordId, weddingId } from '../../../shared/ids.ts';

const roots = Object.keys(schema) as Root[];
const scalar = fc.constantFrom<unknown>(
	undefined,
	null,
	'todo',
	'doing',
	'done',
	'running',
	'asked',
	'2027-06-12T15:00',
	'2027-06-12T15:10',
	30,
	45,
);
const members = fc.uniqueArray(fc.constantFrom('ana', 'ben', 'cleo')).map((list) => list.toSorted());

const field = (root: Root): fc.Arbitrary<Change> =>
	fc.constantFrom('', ...Object.keys(schema[root])).chain((name) =>
		fc
			.record({
				record: fc.constantFrom('r1', 'r2', 'r3'),
				before: ['mentions', 'dependsOn'].includes(name) ? members : scalar,
				after: ['mentions', 'dependsOn'].includes(name) ? members : scalar,
				conflictBefore: fc.boolean(),
				conflictAfter: fc.boolean(),
			})
			.map(({ record, before, after, ...conflict }): Change => {
				const id = root === 'meta' ? ('meta' as const) : recordId.parse(record);
				if (name === '') return { root, record: id, field: '', after: true };
				return { root, record: id, field: name, before, after, ...conflict };
			}),
	);
const changes: fc.Arbitrary<readonly Change[]> = fc.uniqueArray(fc.constantFrom(...roots).chain(field), {
	maxLength: 20,
	selector: (change) => `${change.root}/${change.record}/${change.field}`,
});
const update = (some: readonly Change[], cause = '7:0-1', wedding = 'w1') => ({
	wedding: weddingId.parse(wedding),
	cause,
	actor: { person: personId.parse('ana'), role: 'couple' as const },
	changes: some,
});

test('a replay gives the same events with the same ids, whatever order the changes are listed in', () => {
	fc.assert(
		fc.property(changes, fc.infiniteStream(fc.nat()), (some, keys) => {
			const shuffled = some
				.map((change) => ({ change: structuredClone(change), key: keys.next().value ?? 0 }))
				.sort((a, b) => a.key - b.key)
				.map(({ change }) => change);
			expect(derive(update(shuffled))).toEqual(derive(update(some)));
		}),
	);
});

test('ids differ within an update, and between updates and weddings', () => {
	fc.assert(
		fc.property(changes, (some) => {
			const ids = [
				...derive(update(some)),
				...derive(update(some, '7:1-2')),
				...derive(update(some, '7:0-1', 'w2')),
			].map(({ id }) => id);
			expect(new Set(ids).size).toBe(ids.length);
			for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{32}$/);
		}),
	);
});

test('a change without effect makes no event, and does not alter the others', () => {
	fc.assert(
		fc.property(changes, changes, (some, more) => {
			const idle = more
				.filter(({ root, field: name }) => name !== '' && fieldOf(root, name)?.kind !== 'text')
				.map((change) => ({ ...change, after: change.before, conflictBefore: false, conflictAfter: false }))
				.filter((change) => !some.some((one) => one.record === change.record && one.root === change.root));
			expect(derive(update([...some, ...idle]))).toEqual(derive(update(some)));
		}),
	);
});

test('every event says which fields, and carries no value of another field', () => {
	fc.assert(
		fc.property(changes, (some) => {
			for (const event of derive(update(some))) {
				const carried = [...Object.keys(event.before), ...Object.keys(event.after)];
				const allowed = event.type === 'timeline.shifted' ? ['items'] : event.fields;
				expect(carried.filter((name) => !allowed.includes(name))).toEqual([]);
				expect(event.fields).toEqual([...new Set(event.fields)].sort());
			}
		}),
	);
});
