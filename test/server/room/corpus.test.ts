/** The inputs of the design's table, by their numbers there: each as bytes built by hand, sent to a real room. */
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../../server/room/limits.ts';
import { seededRandom } from '../../../shared/random.ts';
import { encode } from '../../../shared/wire/codec.ts';
import {
	anyOf,
	deletesOnly,
	embedOf,
	type Forged,
	forge,
	forgeStructs,
	formatOf,
	jsonOf,
	nestedAny,
	nestedJson,
	rawAny,
	subdocumentOf,
	textOf,
	typeOf,
} from '../../world/forge.ts';
import { besiege, noteOf, type Siege } from '../../world/siege.ts';
import { addTask, taskOf } from '../../world/wedding.ts';

interface Threat {
	readonly title: string;
	/** What is sent; `me` is the client id leased to the attacker. */
	readonly send: (siege: Siege, me: number) => Uint8Array;
	readonly as?: 'update' | 'step2' | 'frame';
	readonly answer: string;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => make(index));
const clientOf = ({ ada }: Siege) => ada.doc.clientID;
const stateOf = ({ ada }: Siege) => Y.getState(ada.doc.store, ada.doc.clientID);
const title = (siege: Siege, me: number, content = anyOf('x')): Uint8Array =>
	forgeStructs(me, 0, { origin: siege.idOf('title'), content });
const inMeta = (me: number, content: Forged & object): Uint8Array => forgeStructs(me, 0, content);
const hostileKey = (key: string): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeUint8(encoder, 118);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, key);
		encoding.writeAny(encoder, 'couple');
	});

const threats: readonly Threat[] = [
	{ title: '4: an update of no bytes', send: () => new Uint8Array(), answer: 'malformed' },
	{ title: '4: an update of one byte', send: () => Uint8Array.of(1), answer: 'malformed' },
	{
		title: '4: 2^53 - 1 declared clients',
		send: () => forge({ declaredClients: 2 ** 53 - 1 }),
		answer: 'malformed',
	},
	{
		title: '4: a state vector that declares a million and carries none',
		send: () => encode({ kind: 'step1', stateVector: Uint8Array.of(0xc0, 0x84, 0x3d) }),
		as: 'frame',
		answer: 'closed 4403',
	},
	{
		title: '5: 2^25 - 1 declared structs in 7 bytes',
		send: () => Uint8Array.of(1, 0xff, 0xff, 0xff, 0x0f, 7, 0),
		answer: 'malformed',
	},
	{
		title: "6: a collected struct of 2^53 - 2 under a victim's id",
		send: (siege) => forgeStructs(clientOf(siege), stateOf(siege), { gc: 2 ** 53 - 2 }),
		answer: 'malformed',
	},
	{
		title: "6: a collected struct where the victim's next edit will stand",
		send: (siege) => forgeStructs(clientOf(siege), stateOf(siege), { gc: 100 }),
		answer: 'foreign-client',
	},
	{
		title: "6: a clock far ahead under an id of one's own",
		send: (_, me) => forgeStructs(me, 1_000_000, { gc: 1 }),
		answer: 'missing-dependency',
	},
	{
		title: '7: delete everything a client wrote and will ever write',
		send: (siege) => deletesOnly(clientOf(siege), [0, 2 ** 53 - 2]),
		answer: 'malformed',
	},
	{
		title: '7: the same within 2^32',
		send: (siege) => deletesOnly(clientOf(siege), [0, 2 ** 32 - 1]),
		answer: 'missing-dependency',
	},
	{
		title: '7: the same for what is known',
		send: (siege) => deletesOnly(clientOf(siege), [0, stateOf(siege)]),
		answer: 'invalid-value',
	},
	{
		title: '8: the 21 bytes that make a document deaf',
		send: () => Uint8Array.from(Buffer.from('010301002801016d016b002801016d016b00000100', 'hex')),
		answer: 'malformed',
	},
	{
		title: '9: an empty struct on a key that is there',
		send: (siege, me) => title(siege, me, anyOf()),
		answer: 'malformed',
	},
	{
		title: '10: 100,000 empty collected structs',
		send: (_, me) => forgeStructs(me, 0, ...many(100_000, () => ({ gc: 0 }))),
		as: 'step2',
		answer: 'too-large',
	},
	{
		title: '11: an update of the second format',
		send({ ada }) {
			return Y.encodeStateAsUpdateV2(ada.doc);
		},
		answer: 'malformed',
	},
	{
		title: '12: JSON content nested 6,000 deep',
		send: (siege, me) => title(siege, me, jsonOf(nestedJson(6_000))),
		answer: 'malformed',
	},
	{
		title: '12: an embed nested 6,000 deep',
		send: (_, me) => inMeta(me, { parent: 'meta', key: 'name', content: embedOf(nestedJson(6_000)) }),
		answer: 'malformed',
	},
	{
		title: '13: a value nested 6,000 deep',
		send: (siege, me) => title(siege, me, rawAny(nestedAny(6_000))),
		answer: 'malformed',
	},
	{
		title: '14: a map nested 5,000 deep',
		send: (_, me) =>
			forgeStructs(
				me,
				0,
				{ parent: 'tasks', key: 'deep', content: typeOf(1) },
				...many(4_999, (index): Forged => ({ parent: [me, index], key: 'title', content: typeOf(1) })),
			),
		answer: 'invalid-value',
	},
	{
		title: '15: a root nobody declared',
		send: (_, me) => inMeta(me, { parent: 'treasure', key: 'a', content: anyOf(1) }),
		answer: 'invalid-value',
	},
	{
		title: '15: 100,000 of them',
		send: (_, me) =>
			forgeStructs(me, 0, ...many(100_000, (n): Forged => ({ parent: `r${n}`, content: anyOf(1) }))),
		as: 'step2',
		answer: 'too-large',
	},
	{
		title: '16: a million keys in a map',
		send: (_, me) => {
			const list = many(60_000, (n): Forged => ({ parent: 'meta', key: `k${n}`, content: anyOf(1) }));
			return forgeStructs(me, 0, ...list);
		},
		as: 'step2',
		answer: 'too-large',
	},
	{
		title: '17: a text of 100 MB (of which the socket lets 8 through)',
		send: (siege, me) =>
			forgeStructs(me, 0, { parent: siege.idOf('notes'), content: textOf('a'.repeat(7 * 1024 * 1024)) }),
		as: 'step2',
		answer: 'too-large',
	},
	{
		title: '18: 50,000 deletions of one character in reverse order',
		send: (siege) =>
			deletesOnly(clientOf(siege), ...many(50_000, (n): [number, number] => [100_000 - 2 * n, 1])),
		as: 'step2',
		answer: 'malformed',
	},
	{
		title: '19: 1,900 clients inserting at one place',
		send(siege) {
			const parent = siege.idOf('notes');
			return forge({
				structs: many(1_900, (n) => ({
					client: 1_000_000 + n,
					clock: 0,
					list: [{ parent, content: textOf('x') }],
				})),
			});
		},
		as: 'step2',
		answer: 'too-large',
	},
	{
		title: '20: an update that stands on something absent',
		send: (_, me) => forgeStructs(me, 5, { origin: [me, 4], content: textOf('x') }),
		answer: 'missing-dependency',
	},
	{
		title: '21: a deletion for a client nobody has seen',
		send: () => deletesOnly(123_456_789, [0, 1]),
		answer: 'missing-dependency',
	},
	{
		title: '22: a state vector with a million entries',
		send: () => {
			const vector = encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, 1_000_000);
				for (let client = 0; client < 1_000_000; client++) {
					encoding.writeVarUint(encoder, client);
					encoding.writeVarUint(encoder, 1);
				}
			});
			return encode({ kind: 'step1', stateVector: vector });
		},
		as: 'frame',
		answer: 'closed 4413',
	},
	{
		title: '24: __proto__ as a key inside a value',
		send: (siege, me) => title(siege, me, rawAny(hostileKey('__proto__'))),
		answer: 'malformed',
	},
	{
		title: "25: __proto__ as a record's id",
		send: (_, me) => inMeta(me, { parent: 'tasks', key: '__proto__', content: typeOf(1) }),
		answer: 'malformed',
	},
	{
		title: '25: __proto__ as a root',
		send: (_, me) => inMeta(me, { parent: '__proto__', key: 'a', content: anyOf(1) }),
		answer: 'malformed',
	},
	{
		title: '25: __proto__ as an attribute of a text',
		send: (siege, me) =>
			forgeStructs(me, 0, {
				parent: siege.idOf('notes'),
				content: formatOf('__proto__', '{"role":"couple"}'),
			}),
		answer: 'malformed',
	},
	{
		title: '26: constructor as a key',
		send: (_, me) => inMeta(me, { parent: 'tasks', key: 'constructor', content: typeOf(1) }),
		answer: 'malformed',
	},
	{
		title: '26: toString as a field',
		send: (siege, me) => forgeStructs(me, 0, { parent: siege.idOf(), key: 'toString', content: anyOf(1) }),
		answer: 'invalid-value',
	},
	{
		title: '26: hasOwnProperty as the id of a record, which is a name like any other',
		send: (_, me) => inMeta(me, { parent: 'tasks', key: 'hasOwnProperty', content: typeOf(1) }),
		answer: 'receipt',
	},
	{
		title: '27: a document in the document',
		send: (siege, me) => title(siege, me, subdocumentOf('guid')),
		answer: 'malformed',
	},
	{
		title: '28: a root used as a text',
		send: (_, me) => inMeta(me, { parent: 'tasks', content: textOf('x') }),
		answer: 'malformed',
	},
	{
		title: '34: the same id and clock with other contents',
		send: (siege) => {
			const other = new Y.Doc();
			other.clientID = clientOf(siege);
			addTask(other, 'rings');
			return Y.encodeStateAsUpdate(other);
		},
		answer: 'foreign-client',
	},
	{
		title: '35: the same id, a clock further',
		send: (siege) =>
			forgeStructs(clientOf(siege), stateOf(siege), { parent: 'tasks', key: 'rings', content: typeOf(1) }),
		answer: 'foreign-client',
	},
	{
		title: '37: a record removed while somebody edits inside',
		send: (siege) => deletesOnly(...([siege.idOf()[0], [siege.idOf()[1], 1]] as const)),
		answer: 'invalid-value',
	},
	{
		title: '38: a record made again under the same id',
		send: (siege, me) => forgeStructs(me, 0, { origin: siege.idOf(), content: typeOf(1) }),
		answer: 'invalid-value',
	},
	{
		title: '38: a note made again',
		send: (siege, me) => forgeStructs(me, 0, { origin: siege.idOf('notes'), content: typeOf(2) }),
		answer: 'invalid-value',
	},
];

describe('[R3] each leaves the room serving: an honest edit afterwards is stored and reaches a second client', () => {
	test.each(threats)('$title', async ({ send, as, answer }) => {
		const siege = await besiege();
		const before = await siege.look();
		expect(await siege.attack(send(siege, siege.eve.doc.clientID), as)).toBe(answer);
		if (answer !== 'receipt') expect(await siege.look()).toEqual(before);
		expect(siege.world.logged).toEqual([]);
		await siege.goesOn();
	});

	test('1: a thousand buffers of random bytes', async () => {
		const siege = await besiege();
		const random = seededRandom(20);
		const before = await siege.look();
		for (let turn = 0; turn < 1_000; turn++) {
			const [length = 0] = random.bytes(1);
			const bytes = random.bytes(length & 63);
			const answer = await siege.attack(bytes, turn % 2 === 0 ? 'update' : 'frame');
			if (turn % 2 === 0) expect(answer).toBe('malformed');
		}
		expect(await siege.look()).toEqual(before);
		await siege.goesOn();
	});

	test('2: an honest update cut at every byte', async () => {
		const siege = await besiege();
		const update = siege.eve.edit((doc) => addTask(doc, 'rings'));
		await siege.world.settled();
		const before = await siege.look();
		const fresh = new Y.Doc();
		fresh.clientID = 77;
		let other = new Uint8Array(update);
		fresh.on('update', (bytes: Uint8Array) => {
			other = new Uint8Array(bytes);
		});
		fresh.transact(() => addTask(fresh, 'flowers'));
		for (let length = 0; length < other.length; length++) {
			expect(await siege.attack(other.subarray(0, length))).toBe('malformed');
		}
		expect(await siege.look()).toEqual(before);
		expect(await siege.attack(other)).toBe('receipt');
		await siege.goesOn();
	});

	test('3: every single-bit flip of an honest update: refused, or an edit like any other', async () => {
		const siege = await besiege();
		const answers = new Map<string, number>();
		const honest = (): Uint8Array => {
			const doc = new Y.Doc();
			Y.applyUpdate(doc, Y.encodeStateAsUpdate(siege.ada.doc));
			let bytes = new Uint8Array();
			doc.on('update', (update: Uint8Array) => {
				bytes = new Uint8Array(update);
			});
			doc.clientID = siege.eve.doc.clientID;
			doc.transact(() => {
				taskOf(doc, 'cake').set('title', 'The cake');
				noteOf(doc).insert(2, '🌸');
				noteOf(doc).delete(0, 1);
			});
			return bytes;
		};
		const bits = honest().length * 8;
		let before = await siege.look();
		for (let bit = 0; bit < bits; bit++) {
			const flipped = honest();
			flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			const answer = await siege.attack(flipped);
			answers.set(answer, (answers.get(answer) ?? 0) + 1);
			const after = await siege.look();
			if (answer !== 'receipt') expect(after).toEqual(before);
			before = after;
		}
		expect([...answers.keys()].sort()).toEqual(expect.arrayContaining(['malformed', 'receipt']));
		await siege.goesOn();
	});

	test('20: 4,000 updates that stand on something absent cost a session at most 64', async () => {
		const siege = await besiege();
		const { eve, world } = siege;
		const me = eve.doc.clientID;
		for (let n = 0; n < 4_000; n++)
			eve.send(forgeStructs(me, 5 + n, { origin: [me, 4], content: textOf('x') }));
		await world.settled();
		expect(eve.last('refusal')).toEqual({
			kind: 'refusal',
			n: limits.heldStructs + 1,
			refusal: {
				code: 'missing-dependency',
				reason: 'this edit stands on others that have not arrived',
				client: me,
				clock: 0,
			},
		});
		await siege.goesOn();
	});

	test('21: 6,000 deletions for clients nobody has seen cost a session at most 64', async () => {
		const siege = await besiege();
		for (let n = 0; n < 6_000; n++) siege.eve.send(deletesOnly(1_000_000 + n, [0, 1]));
		await siege.world.settled();
		expect(siege.eve.last('refusal')).toMatchObject({ n: limits.heldStructs + 1 });
		await siege.goesOn();
	});

	test('23: a thousand questions of 3 bytes are one answer a second', async () => {
		const siege = await besiege();
		const { eve, world } = siege;
		const answers = () => eve.heard.filter(({ kind }) => kind === 'step2').length;
		const before = answers();
		for (let n = 0; n < 1_000; n++) {
			eve.say({ kind: 'step1', stateVector: Uint8Array.of(0) });
			if (n % 100 === 0) await world.settled();
		}
		await world.settled();
		expect(answers() - before).toBe(0);
		world.clock.advance(limits.syncMs);
		await world.settled();
		expect(answers() - before).toBe(1);
		await siege.goesOn();
	});

	test('36: a copied tab that asks for the id of the open one is given another', async () => {
		const siege = await besiege();
		const copy = siege.world.join({
			person: 'ada' as never,
			wish: { receipts: true, client: clientOf(siege) as never },
		});
		await siege.world.settled();
		expect(copy.last('lease')?.client).not.toBe(clientOf(siege));
		await siege.goesOn();
	});

	test('39: one lost update: the next waits, and both are stored when it comes', async () => {
		const siege = await besiege();
		const { eve, world, noor } = siege;
		const updates: Uint8Array[] = [];
		eve.doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)));
		addTaskAlone(eve.doc, 'rings');
		taskOf(eve.doc, 'rings').set('title', 'Rings');
		const [first, second] = updates as [Uint8Array, Uint8Array];
		eve.send(second);
		await world.settled();
		expect({ receipt: eve.last('receipt'), refusal: eve.last('refusal') }).toEqual({});
		world.clock.advance(limits.heldMs - 1);
		eve.send(first);
		await world.settled();
		expect({ receipt: eve.last('receipt')?.n, title: taskOf(noor.doc, 'rings').get('title') }).toEqual({
			receipt: 2,
			title: 'Rings',
		});
		await siege.goesOn();
	});
});

const presence = (...entries: readonly (readonly [client: number, clock: number, state: string])[]) =>
	encode({
		kind: 'awareness',
		entries: entries.map(([client, clock, state]) => ({ client, clock, state })),
	});

describe('[P1][P2] what is said of who is here', () => {
	const seen = ({ noor }: Siege) =>
		noor.heard.flatMap((message) => (message.kind === 'awareness' ? message.entries : []));
	const said: readonly (readonly [string, (siege: Siege, me: number) => Uint8Array, string])[] = [
		[
			'29: a million entries',
			() =>
				encoding.encode((encoder) => {
					encoding.writeVarUint(encoder, 1);
					encoding.writeVarUint8Array(
						encoder,
						encoding.encode((inner) => {
							encoding.writeVarUint(inner, 1_000_000);
							for (let n = 0; n < 1_000_000; n++) {
								encoding.writeVarUint(inner, n);
								encoding.writeVarUint(inner, 1);
								encoding.writeVarString(inner, '{}');
							}
						}),
					);
				}),
			'closed 4403',
		],
		['30: a state nested 5,000 deep', (_, me) => presence([me, 1, `{"a":${nestedJson(2_000)}}`]), 'nothing'],
		[
			'31: a second entry that ends too early',
			(_, me) => {
				const whole = presence([me, 1, '{}'], [me + 1, 1, '{}']);
				const inner = whole.subarray(2, -1);
				return Uint8Array.of(1, inner.length, ...inner);
			},
			'closed 4403',
		],
		[
			"32: somebody else's state",
			(siege) => presence([clientOf(siege), 2 ** 53 - 1, '{"name":"Ada"}']),
			'nothing',
		],
		["32: somebody else's goodbye", (siege) => presence([clientOf(siege), 2 ** 53 - 1, 'null']), 'nothing'],
		...['5', '"x"', '[]', 'true', '{', '{"__proto__":{"role":"couple"}}'].map(
			(state) =>
				[`33: the state ${state}`, (_: Siege, me: number) => presence([me, 1, state]), 'nothing'] as const,
		),
	];
	test.each(said)('%s reaches nobody', async (_, frame, answer) => {
		const siege = await besiege();
		siege.ada.session.hear(presence([clientOf(siege), 1, '{"name":"Ada"}']));
		siege.world.clock.advance(1_000);
		const before = seen(siege).length;
		expect(await siege.attack(frame(siege, siege.eve.doc.clientID), 'frame')).toBe(answer);
		expect(seen(siege).slice(before)).toEqual([]);
		const newcomer = siege.world.join({ person: 'ines' as never });
		expect(newcomer.last('awareness')?.entries.map(({ client, state }) => [client, state])).toEqual([
			[clientOf(siege), expect.stringMatching(/^\{"name":"Ada","user":\{"id":"ada",/)],
		]);
		await siege.goesOn();
	});
});

function addTaskAlone(doc: Y.Doc, id: string): void {
	doc.transact(() => addTask(doc, id));
}
