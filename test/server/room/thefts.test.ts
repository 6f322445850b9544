/**
 * The thefts of the design (`guard.md`), each against a room: somebody who belongs to the wedding tries to write as somebody else,
 * or to take away what that other has not even sent yet. Refused, nothing changed, and the other's unsynced work arrives.
 */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../../server/room/limits.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { hlcAt } from '../../../shared/document/hlc.ts';
import {
	anyOf,
	deletesOnly,
	type Forged,
	forge,
	forgeStructs,
	type Id,
	textOf,
	typeOf,
} from '../../world/forge.ts';
import { noteOf } from '../../world/siege.ts';
import { edit } from '../../world/verdicts.ts';
import { addTask, createWorld, taskOf } from '../../world/wedding.ts';

/** What the thief knows: everything that was ever told, and the victim's client id. */
interface Loot {
	readonly me: number;
	readonly doc: Y.Doc;
	readonly ada: number;
	/** The first clock of Ada's that the room does not have. */
	readonly next: number;
	id(root: string, record: string, key?: string): Id;
}
type Steal = (loot: Loot) => Uint8Array;

/** Ada is away with work that nobody has; eve strikes, as step 2 or as update; Ada comes back. */
async function theft(role: Role, steal: Steal, kind: 'update' | 'step2'): Promise<string> {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never });
	const noor = world.join({ person: 'noor' as never });
	await world.settled();
	ada.edit((doc) => {
		addTask(doc, 'cake');
		for (const [id, is] of [
			['ada', 'couple'],
			['eve', role],
		]) {
			const card = new Y.Map<unknown>();
			doc.getMap('people').set(`${id}`, card);
			card.set('name', id);
			card.set('role', is);
		}
	});
	ada.edit((doc) => noteOf(doc).insert(0, 'Lemon'));
	await world.settled();
	ada.session.left();
	const client = ada.doc.clientID;
	const next = Y.getState(ada.doc.store, client);
	const unsent = edit(ada.doc, (doc) => {
		taskOf(doc, 'cake').set('title', 'The cake');
		taskOf(doc, 'cake').set(`owner~${client}`, ['ada', hlcAt(world.clock.now()), 'couple', [], []]);
		noteOf(doc).insert(5, ', no nuts');
	});

	const eve = world.join({ person: 'eve' as never, role });
	await world.settled();
	const look = async () => ({
		onScreen: canonicalHash(noor.doc),
		vector: [...Y.decodeStateVector(Y.encodeStateVector(noor.doc))].sort(([a], [b]) => a - b),
		rows: (await world.store.load(world.wedding, 'plan')).rows.length,
	});
	const before = await look();
	const id: Loot['id'] = (root, record, key) => {
		const map = key === undefined ? eve.doc.getMap(root) : eve.doc.getMap(root).get(record);
		const item = map instanceof Y.Map ? map._map.get(key ?? record) : undefined;
		if (item === undefined) throw new Error(`nothing at ${root}/${record}/${key}`);
		return [item.lastId.client, item.lastId.clock];
	};
	eve.say({ kind, update: steal({ me: eve.doc.clientID, doc: eve.doc, ada: client, next, id }) });
	await world.settled();
	world.clock.advance(limits.heldMs);
	await world.settled();
	const answer = eve.last('refusal')?.refusal.code ?? (eve.closedWith === undefined ? 'receipt' : 'closed');
	if (answer !== 'receipt') expect(await look()).toEqual(before);

	const back = world.join({ person: 'ada' as never, wish: { receipts: true, client: client as never } });
	await world.settled();
	expect(back.last('lease')).toMatchObject({ client, nextClock: next });
	// What the relay tells her takes nothing from her own device.
	Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(back.doc));
	expect([ada.doc.clientID, taskOf(ada.doc, 'cake').get('title')]).toEqual([client, 'The cake']);
	back.send(unsent);
	await world.settled();
	expect(back.last('refusal')).toBeUndefined();
	expect({
		title: taskOf(noor.doc, 'cake').get('title'),
		note: noteOf(noor.doc).toString(),
		owner: (await world.room.read()).plan.tasks.find(({ id: task }) => task === 'cake')?.owner,
	}).toEqual({ title: 'The cake', note: 'Lemon, no nuts', owner: 'ada' });
	expect(world.logged.filter(({ event }) => /fault|unsound/.test(event))).toEqual([]);
	return answer;
}

const one = (client: number, clock: number, ...list: Forged[]) => forgeStructs(client, clock, ...list);
const set =
	(root: string, record: string, key: string, value: unknown): Steal =>
	({ doc }) =>
		edit(doc, () => (doc.getMap(root).get(record) as Y.Map<unknown>).set(key, value));
/** A comment as the wire carries it. */
const comment =
	(fields: Readonly<Record<string, string>>): Steal =>
	({ doc }) =>
		edit(doc, () => {
			const said = new Y.Map<unknown>();
			doc.getMap('comments').set('c', said);
			for (const [key, value] of Object.entries({ text: 'I quit.', at: '2027-06-12T09:00:00Z', ...fields }))
				said.set(key, value);
		});
const big = 2 ** 32;

const thefts: readonly (readonly [title: string, role: Role, steal: Steal, answer: string])[] = [
	// Forged ids (6, 34, 35): structs under Ada's.
	[
		'her id, where she goes on',
		'coordinator',
		({ ada, next, id }) =>
			one(ada, next, { parent: id('tasks', 'cake'), key: 'category', content: anyOf('x') }),
		'foreign-client',
	],
	[
		'her id beside the thief’s own',
		'coordinator',
		({ ada, next, me }) =>
			forge({
				structs: [
					{ client: me, clock: 0, list: [{ gc: 1 }] },
					{ client: ada, clock: next, list: [{ gc: 1 }] },
				],
			}),
		'foreign-client',
	],
	// Equal clocks with two contents (34): what she has already written, written differently.
	[
		'her clocks with other words',
		'coordinator',
		({ ada, next, id }) =>
			one(ada, next, { origin: id('tasks', 'cake', 'title'), content: anyOf('No cake') }, { gc: 12 }),
		'foreign-client',
	],
	[
		'her first clocks with other words',
		'coordinator',
		({ ada }) => one(ada, 0, { parent: 'tasks', key: 'pie', content: typeOf(1) }),
		'foreign-client',
	],
	// Delete-all (7): everything she wrote and ever will.
	[
		'everything she will ever write, deleted',
		'coordinator',
		({ ada }) => deletesOnly(ada, [0, big - 1]),
		'missing-dependency',
	],
	[
		'only what she has not sent, deleted',
		'coordinator',
		({ ada, next }) => deletesOnly(ada, [next, 20]),
		'missing-dependency',
	],
	[
		'everything she has written, deleted',
		'coordinator',
		({ ada, next }) => deletesOnly(ada, [0, next]),
		'invalid-value',
	],
	['what she typed, deleted', 'vendor', ({ ada, next }) => deletesOnly(ada, [next - 5, 5]), 'not-allowed'],
	[
		'what somebody else will write, deleted',
		'coordinator',
		() => deletesOnly(4_711, [0, big - 1]),
		'missing-dependency',
	],
	// GC squatting (6): her next clocks taken with nothing.
	[
		'her next clocks, collected',
		'coordinator',
		({ ada, next }) => one(ada, next, { gc: 1_000 }),
		'foreign-client',
	],
	[
		'all of her clocks, collected',
		'coordinator',
		({ ada, next }) => one(ada, next, { gc: big - 1 - next }),
		'foreign-client',
	],
	['2^53 of them', 'coordinator', ({ ada, next }) => one(ada, next, { gc: 2 ** 53 - 1 }), 'malformed'],
	// Clock jump: beyond a gap, and beyond time.
	['a clock far ahead', 'coordinator', ({ me }) => one(me, 1_000_000, { gc: 1 }), 'missing-dependency'],
	[
		'a hybrid clock that wins for ever',
		'coordinator',
		({ me, id }) =>
			one(me, 0, {
				parent: id('tasks', 'cake'),
				key: `owner~${me}`,
				content: anyOf(['eve', Number.MAX_SAFE_INTEGER, 'coordinator', [], []]),
			}),
		'invalid-value',
	],
	[
		'a clock a few minutes ahead, as far as it is taken: the higher role wins',
		'coordinator',
		({ me, id }) =>
			one(me, 0, {
				parent: id('tasks', 'cake'),
				key: `owner~${me}`,
				content: anyOf(['eve', hlcAt(Date.UTC(2027, 5, 12, 9) + limits.clockAheadMs), 'coordinator', [], []]),
			}),
		'receipt',
	],
	// A chosen high id wins every tie of Yjs.
	[
		'2^32 as an id',
		'coordinator',
		({ id }) => one(big, 0, { origin: id('tasks', 'cake', 'title'), content: anyOf('No cake') }),
		'foreign-client',
	],
	[
		'2^53 - 1 as an id',
		'coordinator',
		({ id }) => one(2 ** 53 - 1, 0, { origin: id('tasks', 'cake', 'title'), content: anyOf('No cake') }),
		'foreign-client',
	],
	[
		'the highest id there may be, at what is not hers to write',
		'vendor',
		({ id }) => one(big - 1, 0, { origin: id('tasks', 'cake', 'title'), content: anyOf('No cake') }),
		'not-allowed',
	],
	// Names.
	['a comment in her name', 'coordinator', comment({ on: 'task:cake', by: 'ada' }), 'not-allowed'],
	['a comment in nobody’s name', 'coordinator', comment({ on: 'task:cake' }), 'not-allowed'],
	[
		'a deletion in her name',
		'coordinator',
		({ doc }) =>
			edit(doc, () => {
				taskOf(doc, 'cake').set('deletedAt', '2027-06-12T09:00:00Z');
				taskOf(doc, 'cake').set('deletedBy', 'ada');
			}),
		'not-allowed',
	],
	// Roles.
	['a role of the couple, for oneself', 'vendor', set('people', 'eve', 'role', 'couple'), 'not-allowed'],
	[
		'a role of the couple, for a coordinator',
		'coordinator',
		set('people', 'eve', 'role', 'couple'),
		'not-allowed',
	],
	['her role taken away', 'coordinator', set('people', 'ada', 'role', 'guest'), 'not-allowed'],
	[
		'a second self of the couple',
		'coordinator',
		({ doc }) =>
			edit(
				doc,
				() =>
					void doc.getMap('people').set(
						'eve-2',
						new Y.Map([
							['name', 'Eve'],
							['role', 'couple'],
						]),
					),
			),
		'not-allowed',
	],
	[
		'a second self that owns the ids of the relay’s desk',
		'coordinator',
		({ doc }) =>
			edit(
				doc,
				() =>
					void doc.getMap('people').set(
						'wedsync-server',
						new Y.Map([
							['name', 'Eve'],
							['role', 'helper'],
						]),
					),
			),
		'not-allowed',
	],
	[
		'the own record written anew',
		'coordinator',
		({ doc }) =>
			edit(
				doc,
				() =>
					void doc.getMap('people').set(
						'eve',
						new Y.Map([
							['name', 'Eve'],
							['role', 'couple'],
						]),
					),
			),
		'invalid-value',
	],
	[
		'her record removed',
		'coordinator',
		({ doc }) => edit(doc, () => doc.getMap('people').delete('ada')),
		'invalid-value',
	],
	[
		'the couple’s role in an entry',
		'coordinator',
		({ me, id }) =>
			one(me, 0, {
				parent: id('tasks', 'cake'),
				key: `owner~${me}`,
				content: anyOf(['eve', hlcAt(Date.UTC(2027, 5, 12, 9)), 'couple', [], []]),
			}),
		'invalid-value',
	],
	[
		'an entry under her id',
		'coordinator',
		({ me, ada, id }) =>
			one(me, 0, {
				parent: id('tasks', 'cake'),
				key: `owner~${ada}`,
				content: anyOf(['eve', hlcAt(Date.UTC(2027, 5, 12, 9)), 'coordinator', [], []]),
			}),
		'invalid-value',
	],
	[
		'a task taken for one’s own, to tick it',
		'vendor',
		({ me, id }) =>
			one(me, 0, {
				parent: id('tasks', 'cake'),
				key: `owner~${me}`,
				content: anyOf(['eve', hlcAt(Date.UTC(2027, 5, 12, 9)), 'vendor', [], []]),
			}),
		'not-allowed',
	],
	[
		'words put into her note',
		'helper',
		({ me, id }) => one(me, 0, { parent: id('tasks', 'cake', 'notes'), content: textOf('x') }),
		'not-allowed',
	],
];

describe.each(['update', 'step2'] as const)(
	'[G2–G10][G14–G18] a theft by %s is refused, and what was not yet sent arrives',
	(kind) => {
		test.each(thefts)('%s (%s)', async (_, role, steal, answer) => {
			expect(await theft(role, steal, kind)).toBe(answer);
		});
	},
);

test('[G2] an id that a stock client speaks for is not taken from it before its first edit', async () => {
	const world = await createWorld();
	const ada = world.join({ person: 'ada' as never, wish: { receipts: false } });
	const eve = world.join({ person: 'eve' as never, role: 'coordinator' });
	await world.settled();
	ada.say({ kind: 'awareness', entries: [{ client: ada.doc.clientID, clock: 1, state: '{"name":"Ada"}' }] });
	await world.settled();
	eve.send(forgeStructs(ada.doc.clientID, 0, { gc: 1 }));
	await world.settled();
	expect(eve.last('refusal')?.refusal.code).toBe('foreign-client');
	ada.edit((doc) => doc.getMap('meta').set('accent', '#aabbcc'));
	await world.settled();
	expect([ada.closedWith, eve.doc.getMap('meta').get('accent')]).toEqual([undefined, '#aabbcc']);
});

describe('[G2][S2] an id belongs to the device it was leased to', () => {
	const phone = { person: 'ada' as never, device: 'phone' as never };
	const stolen = { person: 'ada' as never, device: 'stolen' as never };

	test('another device of the same person neither writes under it nor is given it, whatever its address says', async () => {
		const world = await createWorld();
		const ada = world.join({ ...phone, wish: { receipts: true, device: 'drawn' as never } });
		await world.settled();
		ada.edit((doc) => addTask(doc, 'cake'));
		await world.settled();
		ada.session.left();
		const client = ada.doc.clientID;
		const next = Y.getState(ada.doc.store, client);
		const unsent = edit(ada.doc, (doc) => taskOf(doc, 'cake').set('title', 'The cake'));
		for (const device of ['stolen', 'phone', 'drawn'] as never[]) {
			const thief = world.join({ ...stolen, wish: { receipts: true, device, client: client as never } });
			await world.settled();
			expect(thief.last('lease')?.client).not.toBe(client);
			thief.send(forgeStructs(client, next, { parent: 'meta', key: 'accent', content: anyOf('#aabbcc') }));
			await world.settled();
			expect(thief.last('refusal')?.refusal.code).toBe('foreign-client');
			thief.session.left();
		}
		const back = world.join({ ...phone, wish: { receipts: true, client: client as never } });
		await world.settled();
		expect(back.last('lease')).toMatchObject({ client, nextClock: next });
		back.send(unsent);
		await world.settled();
		expect([back.last('refusal'), (await world.room.read()).plan.tasks[0]?.title]).toEqual([
			undefined,
			'The cake',
		]);
	});

	test('one that was first used without a device is any of that person’s', async () => {
		const world = await createWorld();
		const page = world.join({ person: 'ada' as never });
		await world.settled();
		page.send(forgeStructs(99, 0, { parent: 'meta', key: 'accent', content: anyOf('#aabbcc') }));
		await world.settled();
		const later = world.join(phone);
		await world.settled();
		later.send(forgeStructs(99, 1, { origin: [99, 0], content: anyOf('#aabbcd') }));
		await world.settled();
		expect([page.last('refusal'), later.last('refusal')]).toEqual([undefined, undefined]);
	});
});
