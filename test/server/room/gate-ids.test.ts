/** The gate: whose ids, which clocks, what an update stands on. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../server/room/limits.ts';
import {
	anyOf,
	deletesOnly,
	type Forged,
	type ForgedItem,
	forge,
	forgeStructs,
	goneFor,
	type Id,
	textOf,
	typeOf,
} from '../../world/forge.ts';
import { type Answer, besiege, noteOf, type Siege } from '../../world/siege.ts';
import { adasId, field, item, judged, many, stateOf } from '../../world/verdicts.ts';

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

test('[G2] a person begins as many client ids as an honest one may need, and no more', async () => {
	const { world, goesOn, look } = await besiege();
	const begin = (from: number, count: number) =>
		forge({ structs: many(count, (n) => ({ client: from + n, clock: 0, list: [{ gc: 1 }] })) });
	const say = async (update: Uint8Array) => {
		const stock = world.join({ person: 'stock' as never, wish: { receipts: false } });
		stock.say({ kind: 'step2', update });
		await world.settled();
		return stock.closedWith?.reason ?? 'taken';
	};
	expect(await say(begin(10_000, limits.clientsPerPerson - 1))).toBe('taken');
	const before = await look();
	expect(await say(begin(90_000, 2))).toBe('foreign-client');
	expect(await look()).toEqual(before);
	expect(await say(begin(90_000, 1))).toBe('taken');
	expect(await say(forgeStructs(90_000, 1, { gc: 1 }))).toBe('taken');
	expect(await say(begin(90_001, 1))).toBe('foreign-client');
	await goesOn();
});

test('[G3] the refusal names the first absent struct', async () => {
	const siege = await besiege();
	await siege.attack(forgeStructs(siege.eve.doc.clientID, 7, { gc: 1 }));
	expect(siege.eve.last('refusal')?.refusal).toMatchObject({ client: siege.eve.doc.clientID, clock: 0 });
	await siege.attack(deletesOnly(55, [3, 4]));
	expect(siege.eve.last('refusal')?.refusal).toMatchObject({ client: 55, clock: 0 });
});

test('[G3] nineteen hundred clients, each upon the next, are resolved like any other', async () => {
	const siege = await besiege();
	const structs = many(1_900, (n) => ({
		client: 10_000 + n,
		clock: 0,
		list: [
			n === 1_899
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
