import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { hlcAt } from '../../../shared/document/hlc.ts';
import { limits } from '../../../server/room/limits.ts';
import {
	anyOf,
	binaryOf,
	deletesOnly,
	type Forged,
	type ForgedItem,
	forge,
	forgeStructs,
	formatOf,
	goneFor,
	type Id,
	textOf,
	typeOf,
} from '../../world/forge.ts';
import { type Answer, besiege, noteOf, type Siege } from '../../world/siege.ts';
import { addTask, taskOf } from '../../world/wedding.ts';

/** One update of eve's: what it is, and what the room says. */
type Case = readonly [title: string, make: (siege: Siege, me: number) => Uint8Array, answer: Answer];

function judged(rule: string, cases: readonly Case[]): void {
	describe(rule, () => {
		test.each(cases)('%s', async (_, make, answer) => {
			const siege = await besiege();
			const update = make(siege, siege.eve.doc.clientID);
			const before = await siege.look();
			expect(await siege.attack(update)).toBe(answer);
			const after = await siege.look();
			if (answer === 'receipt') expect(after).toMatchObject({ isWhole: true, onScreen: after.hash });
			else expect(after).toEqual(before);
			expect(siege.world.logged).toEqual([]);
		});
	});
}

/** What a stock client makes of a change to the document it has. */
function edit(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
	const before = Y.encodeStateVector(doc);
	let update = Y.encodeStateAsUpdate(doc, before);
	const keep = (bytes: Uint8Array) => {
		update = bytes;
	};
	doc.on('update', keep);
	doc.transact(() => change(doc));
	doc.off('update', keep);
	return new Uint8Array(update);
}
const honest = (change: (doc: Y.Doc) => void) => (siege: Siege) => edit(siege.eve.doc, change);
const item = (make: (siege: Siege, me: number) => Forged) => (siege: Siege, me: number) =>
	forgeStructs(me, 0, make(siege, me));
const field = (key: string, value: unknown) => honest((doc) => taskOf(doc, 'cake').set(key, value));
const many = <T>(count: number, make: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => make(index));
const adasId = ({ ada }: Siege) => ada.doc.clientID;
const stateOf = (doc: Y.Doc, client: number) => Y.getState(doc.store, client);

judged('[G2] a client id belongs to one person for good', [
	["one's own is taken", field('title', 'Cake'), 'receipt'],
	[
		'an unknown one is taken',
		() => forgeStructs(99, 0, { parent: 'meta', key: 'accent', content: anyOf('#aabbcc') }),
		'receipt',
	],
	['the largest there is', () => forgeStructs(2 ** 32 - 1, 0, { gc: 1 }), 'receipt'],
	['one that is larger', () => forgeStructs(2 ** 32, 0, { gc: 1 }), 'foreign-client'],
	['zero', () => forgeStructs(0, 0, { gc: 1 }), 'foreign-client'],
	[
		"somebody else's, going on where they are",
		(siege) =>
			forgeStructs(adasId(siege), stateOf(siege.ada.doc, adasId(siege)), {
				parent: siege.idOf(),
				key: 'category',
				content: anyOf('x'),
			}),
		'foreign-client',
	],
	[
		"somebody else's beside one's own",
		(siege, me) =>
			forge({
				structs: [
					{ client: me, clock: 0, list: [{ gc: 1 }] },
					{ client: siege.noor.doc.clientID, clock: 0, list: [{ gc: 1 }] },
				],
			}),
		'foreign-client',
	],
]);

test('[G2] an id is bound by its first use, also after a restart', async () => {
	const siege = await besiege();
	expect(await siege.attack(forgeStructs(99, 0, { gc: 1 }))).toBe('receipt');
	siege.noor.send(forgeStructs(99, 1, { gc: 1 }));
	await siege.world.settled();
	expect(siege.noor.last('refusal')?.refusal.code).toBe('foreign-client');
	expect(await siege.world.store.leases(siege.world.wedding, 'plan')).toContainEqual({
		client: 99,
		person: 'eve',
	});
});

judged('[G3] clocks go on without a gap, and what an update stands on is there', [
	['what begins behind the next clock', (_, me) => forgeStructs(me, 1, { gc: 1 }), 'missing-dependency'],
	[
		'an origin that is not there',
		item((siege) => ({ origin: [adasId(siege), 500], content: textOf('x') })),
		'missing-dependency',
	],
	[
		'a right neighbour that is not there',
		item((siege) => ({ right: [adasId(siege), 500], content: textOf('x') })),
		'missing-dependency',
	],
	[
		'a parent that is not there',
		item(() => ({ parent: [55, 0], key: 'title', content: anyOf('x') })),
		'missing-dependency',
	],
	[
		'a deletion of what is not there',
		(siege) => deletesOnly(adasId(siege), [stateOf(siege.ada.doc, adasId(siege)), 1]),
		'missing-dependency',
	],
	['a deletion of more than is there', (siege) => deletesOnly(adasId(siege), [0, 500]), 'missing-dependency'],
	[
		'an absent neighbour beside a collected one: Yjs would wait for it',
		(_, me) => forgeStructs(me, 0, { gc: 1 }, { origin: [me, 0], right: [55, 0], content: textOf('x') }),
		'missing-dependency',
	],
	['a struct upon itself', item((_, me) => ({ origin: [me, 0], content: textOf('x') })), 'malformed'],
	[
		'a struct before a later one',
		(siege, me) =>
			forgeStructs(
				me,
				0,
				{ right: [me, 1], content: textOf('x') },
				{ parent: siege.idOf('notes'), content: textOf('y') },
			),
		'malformed',
	],
	[
		'a struct inside a later one',
		(_, me) =>
			forgeStructs(
				me,
				0,
				{ parent: [me, 1], key: 'title', content: anyOf('x') },
				{ parent: 'tasks', key: 'rings', content: typeOf(1) },
			),
		'malformed',
	],
	[
		'two clients that stand on each other',
		() =>
			forge({
				structs: [
					{ client: 98, clock: 0, list: [{ origin: [99, 0], content: textOf('x') }] },
					{ client: 99, clock: 0, list: [{ origin: [98, 0], content: textOf('x') }] },
				],
			}),
		'malformed',
	],
	[
		'sixty clients, each upon the next',
		(siege) =>
			forge({
				structs: many(60, (n) => ({
					client: 1_000 + n,
					clock: 0,
					list: [
						n === 59
							? { origin: siege.idOf('title'), content: anyOf('x') }
							: { origin: [1_001 + n, 0] as Id, content: anyOf('x') },
					],
				})),
			}),
		'receipt',
	],
]);

test('[G3] the refusal names the first absent struct', async () => {
	const siege = await besiege();
	await siege.attack(forgeStructs(siege.eve.doc.clientID, 7, { gc: 1 }));
	expect(siege.eve.last('refusal')?.refusal).toMatchObject({ client: siege.eve.doc.clientID, clock: 0 });
	await siege.attack(deletesOnly(55, [3, 4]));
	expect(siege.eve.last('refusal')?.refusal).toMatchObject({ client: 55, clock: 0 });
});

test('[G3] two thousand clients, each upon the next, are resolved like any other', async () => {
	const siege = await besiege();
	const structs = many(2_000, (n) => ({
		client: 10_000 + n,
		clock: 0,
		list: [
			n === 1_999
				? { origin: siege.idOf('title'), content: anyOf('x') }
				: { origin: [10_001 + n, 0] as Id, content: anyOf('x') },
		],
	}));
	expect(await siege.attack(forge({ structs }), 'step2')).toBe('receipt');
	expect(siege.world.logged).toEqual([]);
});

describe('[G4] a clock that was used is never used for other contents', () => {
	/** What eve wrote first, under clocks 0 to 3: a value, a text of two, and a note's text of one. */
	const first = ({ idOf }: Siege): readonly ForgedItem[] => [
		{ origin: idOf('title'), content: anyOf('Cake') },
		{ parent: idOf('notes'), content: textOf('ab') },
		{ parent: idOf(), key: 'category', content: anyOf('food') },
	];
	const again: readonly (readonly [
		string,
		(list: readonly ForgedItem[], siege: Siege) => readonly [number, ...Forged[]],
		Answer,
	])[] = [
		['the same once more', (list) => [0, ...list], 'receipt'],
		['another value', (list) => [0, { ...list[0], content: anyOf('Pie') }], 'foreign-client'],
		[
			'the same value upon something else',
			(_, { idOf }) => [0, { origin: idOf('notes'), content: anyOf('Cake') }],
			'foreign-client',
		],
		[
			'the same value at another key',
			(_, { idOf }) => [3, { parent: idOf(), key: 'due', content: anyOf('food') }],
			'foreign-client',
		],
		[
			'the same value in another map',
			() => [3, { parent: 'meta', key: 'category', content: anyOf('food') }],
			'foreign-client',
		],
		[
			'a type instead of a value',
			() => [3, { parent: 'tasks', key: 'category', content: typeOf(1) }],
			'foreign-client',
		],
		['another text', (list) => [1, { ...list[1], content: textOf('ac') }], 'foreign-client'],
		[
			'a part of the text',
			(list) => [2, { origin: [0, 0], ...list[1], content: textOf('b') }],
			'foreign-client',
		],
		[
			'what was deleted where it was sent from',
			(list) => [0, { ...list[0], content: goneFor(1) }],
			'receipt',
		],
		['what was collected where it was sent from', () => [0, { gc: 4 }], 'receipt'],
	];
	test.each(again)('%s', async (_, make, answer) => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = first(siege);
		expect(await siege.attack(forgeStructs(me, 0, ...list))).toBe('receipt');
		const before = await siege.look();
		const [clock, ...structs] = make(list, siege);
		expect(await siege.attack(forgeStructs(me, clock, ...structs))).toBe(answer);
		expect(await siege.look()).toEqual(before);
	});

	test('what goes on where something known ends is taken, and only the new part of it', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const parent = siege.idOf('notes');
		await siege.attack(forgeStructs(me, 0, { parent, content: textOf('ab') }));
		expect(await siege.attack(forgeStructs(me, 0, { parent, content: textOf('abcd') }))).toBe('receipt');
		expect(noteOf(siege.noor.doc).toString().replace('Lemon, no nuts', '')).toBe('abcd');
	});

	test('the beginning is judged even when only the rest is new: it says where the rest goes', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		await siege.attack(forgeStructs(me, 0, { parent: siege.idOf('notes'), content: textOf('a') }));
		const before = await siege.look();
		expect(
			await siege.attack(forgeStructs(me, 0, { origin: siege.idOf('title'), content: textOf('ab') })),
		).toBe('foreign-client');
		expect(await siege.look()).toEqual(before);
	});

	test('nothing begins in what was collected', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		await siege.attack(forgeStructs(me, 0, { gc: 1 }));
		const before = await siege.look();
		const evil = forgeStructs(me, 0, { parent: 'meta', key: 'evil', content: anyOf('x', { a: 1 }) });
		expect(await siege.attack(evil)).toBe('foreign-client');
		const waiting = forgeStructs(me, 0, { origin: [123, 4], content: textOf('x') });
		expect(await siege.attack(waiting)).toBe('foreign-client');
		expect(await siege.look()).toEqual(before);
		expect(siege.world.logged).toEqual([]);
	});

	test("a character torn in two by somebody else is still its writer's", async () => {
		const siege = await besiege();
		const { ada, eve, world } = siege;
		const update = ada.edit((doc) => noteOf(doc).insert(0, '🌸'));
		await world.settled();
		eve.edit((doc) => noteOf(doc).insert(1, '|'));
		await world.settled();
		ada.send(update);
		await world.settled();
		expect(ada.last('refusal')).toBeUndefined();
	});
});

judged('[G5] roots, records, fields and values are those of the schema', [
	['a new record', honest((doc) => addTask(doc, 'rings')), 'receipt'],
	['a root nobody declared', honest((doc) => doc.getMap('treasure').set('a', 1)), 'invalid-value'],
	['a root as a list', item(() => ({ parent: 'tasks', content: anyOf(1) })), 'malformed'],
	['a record that is a value', honest((doc) => doc.getMap('tasks').set('rings', 'gold')), 'invalid-value'],
	[
		'a record that is a text',
		honest((doc) => doc.getMap('tasks').set('rings', new Y.Text('gold'))),
		'invalid-value',
	],
	['a record whose id is no id', honest((doc) => addTask(doc, 'two rings')), 'invalid-value'],
	['a record replaced', honest((doc) => addTask(doc, 'cake')), 'invalid-value'],
	[
		'a record replaced by something already deleted',
		item(({ idOf }) => ({ origin: idOf(), content: goneFor(1) })),
		'invalid-value',
	],
	['a record removed', honest((doc) => doc.getMap('tasks').delete('cake')), 'invalid-value'],
	[
		'a record made and removed',
		(_, me) =>
			forge({
				structs: [{ client: me, clock: 0, list: [{ parent: 'tasks', key: 'rings', content: typeOf(1) }] }],
				deletes: [{ client: me, ranges: [[0, 1]] }],
			}),
		'invalid-value',
	],
	[
		'a record made twice at once',
		(_, me) => {
			const list = many(2, (): Forged => ({ parent: 'tasks', key: 'rings', content: typeOf(1) }));
			return forgeStructs(me, 0, ...list);
		},
		'invalid-value',
	],
	['a list inside a record', item(({ idOf }) => ({ parent: idOf(), content: anyOf(1) })), 'malformed'],
	['a field nobody declared', field('colour', 'red'), 'invalid-value'],
	['a field of another kind of record', field('minutes~7', [1, 1, 'vendor', [], []]), 'invalid-value'],
	['a field with a good value', field('priority', 'high'), 'receipt'],
	['a field with another value', field('priority', 'highest'), 'invalid-value'],
	['a field with a map', field('title', new Y.Map()), 'invalid-value'],
	['a field with an object', field('title', { text: 'x' }), 'invalid-value'],
	[
		'a field with bytes',
		item(({ idOf }) => ({ origin: idOf('title'), content: binaryOf(Uint8Array.of(1)) })),
		'invalid-value',
	],
	[
		'a field with a text',
		item(({ idOf }) => ({ origin: idOf('title'), content: textOf('x') })),
		'invalid-value',
	],
	[
		'a field with two values',
		item(({ idOf }) => ({ origin: idOf('title'), content: anyOf('x', 'y') })),
		'invalid-value',
	],
	[
		'a field with a bigint',
		item(({ idOf }) => ({ origin: idOf('title'), content: anyOf(1n) })),
		'invalid-value',
	],
	['a date', field('due', '2027-06-12T09:00'), 'receipt'],
	['no date', field('due', 'soon'), 'invalid-value'],
	['a member of a set', field('dependsOn/rings', true), 'receipt'],
	['a member that is not true', field('dependsOn/rings', 1), 'invalid-value'],
	['a member that is no id', field('dependsOn/two rings', true), 'invalid-value'],
	['the set itself', field('dependsOn', ['rings']), 'invalid-value'],
	["the wedding's own field", honest((doc) => doc.getMap('meta').set('accent', '#aabbcc')), 'receipt'],
	[
		"a map inside the wedding's own",
		honest((doc) => doc.getMap('meta').set('name', new Y.Map())),
		'invalid-value',
	],
	[
		'one bad value among good ones',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'cake').set('priority', 'high');
			taskOf(doc, 'cake').set('due', 'soon');
		}),
		'invalid-value',
	],
	[
		'a text between two notes',
		(siege, me) => {
			siege.ada.edit((doc) => addTask(doc, 'rings'));
			siege.ada.edit((doc) => noteOf(doc, 'rings').insert(0, 'gold'));
			const [left] = itemsOf(noteOf(siege.ada.doc));
			const [right] = itemsOf(noteOf(siege.ada.doc, 'rings'));
			return forgeStructs(me, 0, { origin: left as Id, right: right as Id, content: textOf('x') });
		},
		'malformed',
	],
	[
		'a field with a right neighbour',
		item(({ idOf }) => ({ right: idOf('title'), content: anyOf('x') })),
		'malformed',
	],
	[
		'something inside a value',
		item(({ idOf }) => ({ parent: idOf('title'), key: 'a', content: anyOf('x') })),
		'malformed',
	],
	[
		'something beside a collected struct: Yjs keeps its length and nothing else',
		(_, me) => forgeStructs(me, 0, { gc: 1 }, { origin: [me, 0], content: anyOf('x', { evil: 1 }) }),
		'receipt',
	],
]);

judged('[G6] a note is created with its record and never replaced or removed', [
	['typing', honest((doc) => noteOf(doc).insert(3, 'x')), 'receipt'],
	['erasing', honest((doc) => noteOf(doc).delete(0, 5)), 'receipt'],
	['formatting', honest((doc) => noteOf(doc).format(0, 5, { bold: true })), 'receipt'],
	['an embed', honest((doc) => noteOf(doc).insertEmbed(0, { image: 'x' })), 'invalid-value'],
	['a map in a note', honest((doc) => noteOf(doc).insertEmbed(0, new Y.Map())), 'invalid-value'],
	['a value in a note', item(({ idOf }) => ({ parent: idOf('notes'), content: anyOf(1) })), 'invalid-value'],
	['a key in a note', honest((doc) => noteOf(doc).setAttribute('a', 1)), 'malformed'],
	[
		'a note written twice while its record is made',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', new Y.Text('gold'));
		}),
		'receipt',
	],
	[
		'a note of an older record',
		honest((doc) => taskOf(doc, 'cake').set('notes', new Y.Text())),
		'invalid-value',
	],
	[
		'a note that is a map',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', new Y.Map());
		}),
		'invalid-value',
	],
	[
		'a note that is a value',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', 'gold');
		}),
		'invalid-value',
	],
	['a note removed', honest((doc) => taskOf(doc, 'cake').delete('notes')), 'invalid-value'],
	[
		'a note that is made and removed',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').delete('notes');
		}),
		'invalid-value',
	],
	[
		'[G13] something already deleted put behind a note',
		item(({ idOf }) => ({ origin: idOf('notes'), content: goneFor(1) })),
		'invalid-value',
	],
	[
		'[G13] the same with a higher id and no origin',
		(siege) => forgeStructs(2 ** 32 - 1, 0, { parent: siege.idOf(), key: 'notes', content: goneFor(1) }),
		'invalid-value',
	],
]);

const now = Date.UTC(2027, 5, 12, 9, 0);
const status = (change: Readonly<Record<number, unknown>> = {}): unknown[] =>
	Object.assign(['doing', hlcAt(now), 'vendor', [], []], change);
const mine = (change?: Readonly<Record<number, unknown>>) => (siege: Siege, me: number) =>
	edit(siege.eve.doc, (doc) => taskOf(doc, 'cake').set(`status~${me}`, status(change)));

judged('[G7] a register is written as its own entry', [
	['a first write', mine(), 'receipt'],
	['an empty one', mine({ 0: null }), 'receipt'],
	['a clock within ten minutes', mine({ 1: hlcAt(now + limits.clockAheadMs) }), 'receipt'],
	[
		'a clock beyond',
		mine({ 1: hlcAt(now + limits.clockAheadMs + limits.heldMs + 1) + 2_048 }),
		'invalid-value',
	],
	['the largest clock', mine({ 1: Number.MAX_SAFE_INTEGER }), 'invalid-value'],
	['a clock that is no integer', mine({ 1: 1.5 }), 'invalid-value'],
	['a negative clock', mine({ 1: -1 }), 'invalid-value'],
	["somebody else's role", mine({ 2: 'couple' }), 'invalid-value'],
	['a value the field cannot have', mine({ 0: 'finished' }), 'invalid-value'],
	['a value that is a list', mine({ 0: ['done'] }), 'invalid-value'],
	['the clock of something it has seen', mine({ 3: [[7, hlcAt(now)]] }), 'invalid-value'],
	['left open without having seen it', mine({ 4: [[7, 5]] }), 'invalid-value'],
	['left open as seen', mine({ 3: [[7, 5]], 4: [[7, 5]] }), 'receipt'],
	['more seen than a register can hold', mine({ 3: many(65, (n) => [n + 1, 1]) }), 'invalid-value'],
	['an entry of four', field('status~7', ['doing', 1, 'vendor', []]), 'invalid-value'],
	[
		'an entry that is a word',
		(siege, me) => edit(siege.eve.doc, (doc) => taskOf(doc, 'cake').set(`status~${me}`, 'done')),
		'invalid-value',
	],
	['the plain key', field('status', 'done'), 'invalid-value'],
	[
		"somebody else's key",
		(siege) => edit(siege.eve.doc, (doc) => taskOf(doc, 'cake').set(`status~${adasId(siege)}`, status())),
		'invalid-value',
	],
	['a key with no client id', field('status~', status()), 'invalid-value'],
	['a key with half a client id', field('status~07', status()), 'invalid-value'],
]);

/** Ada has said `todo`; what comes next speaks of her entry. */
function withEntry(
	make: (siege: Siege, me: number, at: { readonly id: Id; readonly client: number }) => Uint8Array,
) {
	return async (siege: Siege): Promise<Answer> => {
		const client = adasId(siege);
		siege.ada.edit((doc) =>
			taskOf(doc, 'cake').set(`status~${client}`, ['todo', hlcAt(now) - 1, 'couple', [], []]),
		);
		await siege.world.settled();
		const id = siege.idOf(`status~${client}`);
		return siege.attack(make(siege, siege.eve.doc.clientID, { id, client }));
	};
}

describe("[G8] somebody else's entry is removed only by a write of that field that has seen it", () => {
	const cases: readonly (readonly [string, ReturnType<typeof withEntry>, Answer])[] = [
		[
			'seen and replaced',
			withEntry(({ eve }, me, { client }) =>
				edit(eve.doc, (doc) => {
					taskOf(doc, 'cake').set(`status~${me}`, status({ 3: [[client, hlcAt(now) - 1]] }));
					taskOf(doc, 'cake').delete(`status~${client}`);
				}),
			),
			'receipt',
		],
		[
			'seen and left',
			withEntry(({ eve }, me, { client }) =>
				edit(eve.doc, (doc) =>
					taskOf(doc, 'cake').set(`status~${me}`, status({ 3: [[client, hlcAt(now) - 1]] })),
				),
			),
			'receipt',
		],
		[
			'removed alone',
			withEntry(({ eve }, _, { client }) =>
				edit(eve.doc, (doc) => taskOf(doc, 'cake').delete(`status~${client}`)),
			),
			'invalid-value',
		],
		[
			'removed unseen',
			withEntry(({ eve }, me, { client }) =>
				edit(eve.doc, (doc) => {
					taskOf(doc, 'cake').set(`status~${me}`, status());
					taskOf(doc, 'cake').delete(`status~${client}`);
				}),
			),
			'invalid-value',
		],
		[
			'removed with an earlier one seen',
			withEntry(({ eve }, me, { client }) =>
				edit(eve.doc, (doc) => {
					taskOf(doc, 'cake').set(`status~${me}`, status({ 3: [[client, hlcAt(now) - 2]] }));
					taskOf(doc, 'cake').delete(`status~${client}`);
				}),
			),
			'invalid-value',
		],
		[
			'removed by a write of another field',
			withEntry(({ eve }, me, { client }) =>
				edit(eve.doc, (doc) => {
					taskOf(doc, 'cake').set(`owner~${me}`, [
						'eve',
						hlcAt(now),
						'vendor',
						[[client, hlcAt(now) - 1]],
						[],
					]);
					taskOf(doc, 'cake').delete(`status~${client}`);
				}),
			),
			'invalid-value',
		],
		[
			'[G13] something already deleted put behind it',
			withEntry((_, me, { id }) => forgeStructs(me, 0, { origin: id, content: goneFor(1) })),
			'invalid-value',
		],
		[
			'[G13] a write put behind it',
			withEntry((_, me, { id }) => forgeStructs(me, 0, { origin: id, content: anyOf(status()) })),
			'invalid-value',
		],
	];
	test.each(cases)('%s', async (_, run, answer) => {
		const siege = await besiege();
		expect(await run(siege)).toBe(answer);
		if (answer !== 'receipt') {
			expect([...taskOf(siege.noor.doc, 'cake').keys()]).toContain(`status~${adasId(siege)}`);
		}
		await siege.goesOn();
	});

	test('[G8] written twice while away, the first write having seen it: one difference carries both', async () => {
		const siege = await besiege();
		const run = withEntry(({ eve }, me, { client }) => {
			const before = Y.encodeStateVector(eve.doc);
			eve.doc.transact(() => {
				taskOf(eve.doc, 'cake').set(`status~${me}`, status({ 3: [[client, hlcAt(now) - 1]] }));
				taskOf(eve.doc, 'cake').delete(`status~${client}`);
			});
			eve.doc.transact(() =>
				taskOf(eve.doc, 'cake').set(`status~${me}`, status({ 0: 'done', 1: hlcAt(now) + 1 })),
			);
			return Y.encodeStateAsUpdate(eve.doc, before);
		});
		expect(await run(siege)).toBe('receipt');
	});

	test("[G8] one's own entry only gives way to a write too", async () => {
		const siege = await besiege();
		const { eve } = siege;
		const me = eve.doc.clientID;
		expect(
			await siege.attack(edit(eve.doc, (doc) => taskOf(doc, 'cake').set(`status~${me}`, status()))),
		).toBe('receipt');
		const id = siege.idOf(`status~${me}`);
		expect(await siege.attack(deletesOnly(me, [id[1], 1]))).toBe('invalid-value');
		expect(await siege.attack(forgeStructs(me, 1, { origin: id, content: goneFor(1) }))).toBe(
			'invalid-value',
		);
		const later = status({ 0: 'done', 1: hlcAt(now) + 1 });
		expect(await siege.attack(forgeStructs(me, 1, { origin: id, content: anyOf(later) }))).toBe('receipt');
	});
});

judged('[G9] a plain field that always has a value only gives way to another', [
	['another value', field('title', 'Cake'), 'receipt'],
	[
		'two at once, the last one standing',
		honest((doc) => {
			taskOf(doc, 'cake').set('title', 'Cake');
			taskOf(doc, 'cake').set('title', 'The cake');
		}),
		'receipt',
	],
	[
		'removed and written',
		honest((doc) => {
			taskOf(doc, 'cake').delete('title');
			taskOf(doc, 'cake').set('title', 'The cake');
		}),
		'receipt',
	],
	[
		'written and removed',
		honest((doc) => {
			taskOf(doc, 'cake').set('title', 'Cake');
			taskOf(doc, 'cake').delete('title');
		}),
		'invalid-value',
	],
	['removed', honest((doc) => taskOf(doc, 'cake').delete('title')), 'invalid-value'],
	[
		'one that may be absent, removed',
		honest((doc) => {
			taskOf(doc, 'cake').set('due', '2027-06-12T09:00');
			taskOf(doc, 'cake').delete('due');
		}),
		'receipt',
	],
	[
		'[G13] something already deleted put behind it',
		item(({ idOf }) => ({ origin: idOf('title'), content: goneFor(1) })),
		'invalid-value',
	],
	[
		'[G13] a value that is deleted in the same update',
		(siege, me) =>
			forge({
				structs: [{ client: me, clock: 0, list: [{ origin: siege.idOf('title'), content: anyOf('x') }] }],
				deletes: [{ client: me, ranges: [[0, 1]] }],
			}),
		'invalid-value',
	],
	[
		'[G13] a good value, and something deleted beside it with a higher id',
		(siege, me) =>
			forge({
				structs: [
					{ client: me, clock: 0, list: [{ origin: siege.idOf('title'), content: anyOf('x') }] },
					{ client: 2 ** 32 - 1, clock: 0, list: [{ origin: siege.idOf('title'), content: goneFor(1) }] },
				],
			}),
		'invalid-value',
	],
	[
		'[G13] the same with a lower id, which lands before the value',
		(siege, me) =>
			forge({
				structs: [
					{ client: me, clock: 0, list: [{ origin: siege.idOf('title'), content: anyOf('x') }] },
					{ client: 1, clock: 0, list: [{ origin: siege.idOf('title'), content: goneFor(1) }] },
				],
			}),
		'receipt',
	],
]);

test('[G9] a value that lost against a later one comes already deleted, and is taken', async () => {
	const siege = await besiege();
	const { ada, eve, world } = siege;
	const before = Y.encodeStateVector(eve.doc);
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(eve.doc));
	other.clientID = eve.doc.clientID;
	other.transact(() => taskOf(other, 'cake').set('title', 'mine'));
	ada.doc.clientID = 2 ** 32 - 1;
	ada.edit((doc) => taskOf(doc, 'cake').set('title', 'hers'));
	await world.settled();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(ada.doc));
	expect(taskOf(other, 'cake').get('title')).toBe('hers');
	const vector = Y.decodeStateVector(before);
	vector.set(ada.doc.clientID, 1);
	expect(await siege.attack(Y.encodeStateAsUpdate(other, Y.encodeStateVector(vector)), 'step2')).toBe(
		'receipt',
	);
	expect(taskOf(siege.noor.doc, 'cake').get('title')).toBe('hers');
});

describe('[G10] deleting reaches only what is known, a thousand pieces at a time', () => {
	const pieces = async (count: number): Promise<readonly [Siege, Uint8Array]> => {
		const siege = await besiege();
		const { ada, world } = siege;
		ada.edit((doc) => {
			// Alternating styles keep neighbours from being merged into one piece.
			for (let n = 0; n < count; n++) noteOf(doc).insert(0, 'x', { n });
		});
		await world.settled();
		return [siege, edit(siege.eve.doc, (doc) => noteOf(doc).delete(0, count))];
	};
	test('a thousand pieces', async () => {
		const [siege, update] = await pieces(limits.newDeletes / 4);
		expect(await siege.attack(update)).toBe('receipt');
	});
	test('more', async () => {
		const [siege, update] = await pieces(limits.newDeletes + 1);
		const before = await siege.look();
		expect(await siege.attack(update)).toBe('too-large');
		expect(await siege.look()).toEqual(before);
	});
	test('what is deleted already costs nothing', async () => {
		const [siege, update] = await pieces(limits.newDeletes / 4);
		await siege.attack(update);
		const { rows } = await siege.look();
		for (let turn = 0; turn < 5; turn++) expect(await siege.attack(update)).toBe('receipt');
		expect((await siege.look()).rows).toBe(rows);
	});
});

describe('[G11] the document stays within its budget', () => {
	test('beyond it nothing is added, but something may be taken away', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const parent = siege.idOf('notes');
		const large = 'a'.repeat(256 * 1024);
		let clock = 0;
		for (; clock < limits.documentBytes; clock += large.length) {
			expect(await siege.attack(forgeStructs(me, clock, { parent, content: textOf(large) }))).toBe('receipt');
		}
		const before = await siege.look();
		expect(await siege.attack(forgeStructs(me, clock, { parent, content: textOf('a') }))).toBe('too-large');
		expect(await siege.look()).toEqual(before);
		expect(await siege.attack(deletesOnly(me, [0, large.length * 2]))).toBe('receipt');
		expect(await siege.attack(forgeStructs(me, clock, { parent, content: textOf('a') }))).toBe('receipt');
	});

	test('what is here already and sent again does not count', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const parent = siege.idOf('notes');
		const large = 'a'.repeat(250 * 1024);
		for (let turn = 0; turn < 24; turn++) {
			const update = forgeStructs(me, 0, { parent, content: textOf(large + 'b'.repeat(turn)) });
			expect(await siege.attack(update, 'step2')).toBe('receipt');
		}
		await siege.goesOn();
	});
});

describe('[G12] what merging would take is known before', () => {
	const standing = (me: number, parent: Id, count: number): Forged[] =>
		many(
			count,
			(n): Forged =>
				n === 0
					? { parent, content: textOf('a') }
					: { origin: [me, n - 1], content: n % 2 === 0 ? textOf('a') : formatOf('b', `${n % 3}`) },
		);
	test('two thousand structs that name far neighbours', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = standing(me, siege.idOf('notes'), 2_000);
		const far = many(2_000, (n): Forged => ({ right: [me, n], content: textOf('z') }));
		const before = await siege.look();
		expect(await siege.attack(forgeStructs(me, 0, ...list, ...far))).toBe('too-large');
		expect(await siege.look()).toEqual(before);
	});
	test('as many that name close ones', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = standing(me, siege.idOf('notes'), 4_000);
		expect(await siege.attack(forgeStructs(me, 0, ...list))).toBe('receipt');
	});
	test('a thousand values at one key, none upon the other', async () => {
		const siege = await besiege();
		const me = siege.eve.doc.clientID;
		const list = many(1_000, (): Forged => ({ parent: 'meta', key: 'name', content: anyOf('x') }));
		expect(await siege.attack(forgeStructs(me, 0, ...list))).toBe('too-large');
	});
	test('as many, each upon the one before', async () => {
		const siege = await besiege();
		const update = edit(siege.eve.doc, (doc) => {
			for (let n = 0; n < 1_000; n++) doc.getMap('meta').set('name', `${n}`);
		});
		expect(await siege.attack(update)).toBe('receipt');
	});
});

/** Where the pieces of a text stand. */
function itemsOf(text: Y.Text): Id[] {
	const ids: Id[] = [];
	for (let at = text._start; at !== null; at = at.right) ids.push([at.id.client, at.id.clock]);
	return ids;
}
