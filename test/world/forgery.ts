/**
 * Random forged updates against a given document: structs that name real neighbours and parents in wrong combinations, values
 * that nearly fit, other people's ids, deletions of what must stay. Far closer to the gate's edges than random bytes are.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import {
	anyOf,
	type Forged,
	forge,
	formatOf,
	goneFor,
	type Id,
	textOf,
	typeOf,
	type Written,
} from './forge.ts';

export interface Forger {
	/** The ids it writes under: its own first, then a new one, then other people's. */
	readonly clients: readonly number[];
	readonly role: string;
	readonly hlc: number;
}

interface Block {
	readonly client: number;
	/** From where its clock should begin. */
	readonly shift: number;
	readonly list: Forged[];
}
interface Deletion {
	readonly id: Id;
	readonly length: number;
}

/** Where a forged struct can point: every item there is, by its first and its last clock. */
export function idsOf(doc: Y.Doc): readonly Id[] {
	return [...doc.store.clients.values()].flatMap((structs) =>
		structs.flatMap(({ id, length }): Id[] => [
			[id.client, id.clock],
			...(length > 1 ? [[id.client, id.clock + length - 1] as const] : []),
		]),
	);
}

export function forgeries(doc: Y.Doc, { clients, role, hlc }: Forger): fc.Arbitrary<Uint8Array> {
	const ids = idsOf(doc);
	const maps = ids.filter(([client, clock]) => {
		const item = Y.getItem(doc.store, Y.createID(client, clock));
		return item instanceof Y.Item && item.content instanceof Y.ContentType;
	});
	const [me = 0] = clients;
	const client = fc.oneof(
		{ weight: 8, arbitrary: fc.constant(me) },
		{ weight: 1, arbitrary: fc.constantFrom(...clients) },
	);
	const anyId = fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...ids) },
		{ weight: 1, arbitrary: fc.tuple(client, fc.nat(8)) },
	);
	const key = fc.constantFrom(
		...[
			'title',
			'notes',
			'due',
			'category',
			'deletedAt',
			'dependsOn/ring',
			'junk',
			'cake',
			'pie',
			'name',
			'accent',
		],
		...['status', 'owner'].flatMap((field) => clients.map((id) => `${field}~${id}`)),
	);
	const entry = fc
		.record({
			value: fc.constantFrom('todo', 'done', 'mia', null, 7),
			hlc: fc.constantFrom(hlc, hlc, hlc, hlc - 5, hlc * 4),
			role: fc.constantFrom(role, role, role, 'couple'),
			seen: fc.subarray(clients.map((id): [number, number] => [id, hlc - 1])),
		})
		.map((one) => anyOf([one.value, one.hlc, one.role, one.seen, []]));
	const content: fc.Arbitrary<Written> = fc.oneof(
		{
			weight: 4,
			arbitrary: fc
				.constantFrom('x', '#aabbcc', '2027-06-12T09:00', true, 7, null)
				.map((value) => anyOf(value)),
		},
		{ weight: 3, arbitrary: entry },
		{ weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme-ascii' }).map(textOf) },
		{ weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }).map(goneFor) },
		{ weight: 2, arbitrary: fc.constantFrom(1, 2, 0).map((type) => typeOf(type)) },
		{ weight: 1, arbitrary: fc.constant(formatOf('bold', 'true')) },
		{ weight: 1, arbitrary: fc.constant(anyOf('x', 'y')) },
	);
	const parent = fc.oneof(
		{ weight: 4, arbitrary: fc.constantFrom<string | Id>(...maps) },
		{ weight: 2, arbitrary: fc.constantFrom<string | Id>('meta', 'tasks', 'people') },
		{ weight: 1, arbitrary: fc.constantFrom<string | Id>('treasure', [me, 0], [4_711, 0]) },
	);
	const struct: fc.Arbitrary<Forged> = fc.oneof(
		{ weight: 8, arbitrary: fc.record({ origin: anyId, content }) },
		{ weight: 2, arbitrary: fc.record({ origin: anyId, right: anyId, content }) },
		{ weight: 1, arbitrary: fc.record({ right: anyId, content }) },
		{ weight: 8, arbitrary: fc.record({ parent, key, content }) },
		{ weight: 2, arbitrary: fc.record({ parent, content }) },
		{
			weight: 2,
			arbitrary: fc.record({
				parent: fc.constantFrom('tasks', 'people'),
				key: fc.constantFrom('cake', 'ring', 'mia', 'pie', 'two pies'),
				content: fc.constant(typeOf(1)),
			}),
		},
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((gc) => ({ gc })) },
	);
	const block: fc.Arbitrary<Block> = fc.record({
		client,
		shift: fc.oneof(
			{ weight: 12, arbitrary: fc.constant(0) },
			{ weight: 1, arbitrary: fc.constantFrom(-2, -1, 1) },
		),
		list: fc.array(struct, { minLength: 1, maxLength: 3 }),
	});
	const deletion: fc.Arbitrary<Deletion> = fc.record({ id: anyId, length: fc.integer({ min: 1, max: 3 }) });
	return fc
		.record({
			blocks: fc.oneof(
				{
					weight: 8,
					arbitrary: fc.uniqueArray(block, { minLength: 1, maxLength: 2, selector: (one) => one.client }),
				},
				{ weight: 1, arbitrary: fc.constant<Block[]>([]) },
			),
			deletions: fc.oneof(
				{ weight: 3, arbitrary: fc.constant<Deletion[]>([]) },
				{ weight: 2, arbitrary: fc.uniqueArray(deletion, { maxLength: 2, selector: (one) => one.id[0] }) },
			),
		})
		.map(({ blocks, deletions }) =>
			forge({
				structs: blocks.map((one) => ({
					client: one.client,
					clock: Math.max(0, Y.getState(doc.store, one.client) + one.shift),
					list: one.list,
				})),
				deletes: deletions.map(({ id, length }) => ({ client: id[0], ranges: [[id[1], length]] })),
			}),
		);
}

/** An update with some of its bytes changed. */
export function mutated(updates: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
	return fc
		.record({
			which: fc.nat(),
			changes: fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7), byte: fc.option(fc.nat(255)) }), {
				minLength: 1,
				maxLength: 3,
			}),
		})
		.map(({ which, changes }) => {
			const bytes = new Uint8Array(updates[which % updates.length] ?? new Uint8Array(1));
			for (const { at, bit, byte } of changes) {
				const index = at % bytes.length;
				bytes[index] = byte ?? (bytes[index] ?? 0) ^ (1 << bit);
			}
			return bytes;
		});
}
