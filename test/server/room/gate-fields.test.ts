/** The gate: registers, what must stay, and what gives way. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../../server/room/limits.ts';
import { hlcAt } from '../../../shared/document/hlc.ts';
import { anyOf, deletesOnly, forge, forgeStructs, goneFor, type Id } from '../../world/forge.ts';
import { type Answer, besiege, type Siege } from '../../world/siege.ts';
import { adasId, edit, field, honest, item, judged, many } from '../../world/verdicts.ts';
import { taskOf } from '../../world/wedding.ts';

const now = Date.UTC(2027, 5, 12, 9, 0);
const status = (change: Readonly<Record<number, unknown>> = {}): unknown[] =>
	Object.assign(['doing', hlcAt(now), 'coordinator', [], []], change);
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
	[
		'an entry of four',
		(siege, me) =>
			edit(siege.eve.doc, (doc) => taskOf(doc, 'cake').set(`status~${me}`, ['doing', 1, 'coordinator', []])),
		'invalid-value',
	],
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
						'coordinator',
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
