/**
 * Random honest documents of every kind Yjs has, by several replicas, and every form in which Yjs hands out what it knows:
 * updates, whole states, differences with offsets, merged updates, and what is collected. For tests of the structural scan,
 * which knows no schema.
 */
import fc from 'fast-check';
import * as Y from 'yjs';

const value = fc.oneof(
	fc.string({ maxLength: 40 }),
	fc.constantFrom('', '🌸', 'Zoë', 'a'.repeat(300)),
	fc.integer(),
	fc.double(),
	fc.constantFrom(0.5, -0, 2 ** 52, null, undefined, true, false),
	fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
	fc.uint8Array({ maxLength: 12 }),
	fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 4 }),
	fc.record({ a: fc.integer(), toString: fc.string() }, { noNullPrototype: true }),
);
const key = fc.constantFrom('a', 'b', 'toString', 'Zoë');
/** Halves of a character too: an edit in the middle of one tears it in two. */
const typed = fc.oneof(
	fc.string({ minLength: 1, maxLength: 12 }),
	fc.constantFrom('🌸🌺', '\ud83c', '\ufeffa'),
);
const at = fc.nat(30);
const act = fc.oneof(
	fc.record({ do: fc.constant('set' as const), key, value }),
	fc.record({ do: fc.constant('unset' as const), key }),
	fc.record({
		do: fc.constant('nest' as const),
		key,
		type: fc.constantFrom('map', 'text', 'array', 'xml', 'paragraph', 'xml-text'),
	}),
	fc.record({ do: fc.constant('type' as const), at, text: typed }),
	fc.record({ do: fc.constant('erase' as const), at, length: fc.nat(8) }),
	fc.record({
		do: fc.constant('format' as const),
		at,
		length: fc.nat(8),
		bold: fc.constantFrom(true, null),
	}),
	fc.record({ do: fc.constant('embed' as const), at }),
	fc.record({ do: fc.constant('insert' as const), at, values: fc.array(value, { maxLength: 3 }) }),
	fc.record({ do: fc.constant('remove' as const), at, length: fc.nat(4) }),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

export const yjsHistory = fc.record({
	clients: fc.uniqueArray(fc.integer({ min: 1, max: 0xffff_ffff }), { minLength: 2, maxLength: 3 }),
	acts: fc.array(
		fc.oneof(
			{
				weight: 6,
				arbitrary: fc.record({ who: fc.nat(2), acts: fc.array(act, { minLength: 1, maxLength: 4 }) }),
			},
			{ weight: 1, arbitrary: fc.record({ who: fc.nat(2), from: fc.nat(2) }) },
		),
		{ minLength: 3, maxLength: 25 },
	),
	/** Where state vectors are cut: fractions of each client's clock. */
	cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
});
export type YjsHistory = typeof yjsHistory extends fc.Arbitrary<infer H> ? H : never;

/** Every update of such a history, in every form. */
export function updatesOf({ clients, acts, cuts }: YjsHistory): readonly Uint8Array[] {
	const all: Uint8Array[] = [];
	const docs = clients.map((client) => {
		const doc = new Y.Doc();
		doc.clientID = client;
		doc.on('update', (update: Uint8Array) => all.push(update));
		return doc;
	});
	for (const step of acts) {
		const doc = docs[step.who % docs.length];
		const from = 'from' in step ? docs[step.from % docs.length] : undefined;
		if (doc === undefined) continue;
		if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc)));
		if ('acts' in step) doc.transact(() => step.acts.forEach((one) => perform(doc, one)));
	}
	for (const doc of docs) {
		const state = Y.encodeStateAsUpdate(doc);
		const vector = cutVector(doc, cuts);
		all.push(state, Y.encodeStateAsUpdate(doc, vector), Y.diffUpdate(state, vector));
		all.push(Y.convertUpdateFormatV2ToV1(Y.encodeStateAsUpdateV2(doc)));
	}
	const states = docs.map((doc) => Y.encodeStateAsUpdate(doc));
	return [...all, Y.mergeUpdates(states)];
}

function cutVector(doc: Y.Doc, cuts: readonly number[]): Uint8Array {
	const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))];
	const cut = clocks.map(([client, clock], index): [number, number] => [
		client,
		Math.floor(clock * (cuts[index % cuts.length] ?? 0)),
	]);
	return Y.encodeStateVector(new Map(cut.filter(([, clock]) => clock > 0)));
}

function perform(doc: Y.Doc, one: Act): void {
	const map = doc.getMap('map');
	const text = doc.getText('text');
	const list = doc.getArray('list');
	const within = (length: number, place: number) => (length === 0 ? 0 : place % length);
	switch (one.do) {
		case 'set':
			return void map.set(one.key, one.value);
		case 'unset':
			return map.delete(one.key);
		case 'nest':
			return void map.set(one.key, nested(one.type));
		case 'type':
			return text.insert(within(text.length, one.at), one.text);
		case 'erase': {
			const start = within(text.length, one.at);
			return text.delete(start, Math.min(one.length, text.length - start));
		}
		case 'format': {
			const start = within(text.length, one.at);
			return text.format(start, Math.min(one.length, text.length - start), { bold: one.bold });
		}
		case 'embed':
			return text.insertEmbed(within(text.length, one.at), { image: { name: 'x' } });
		case 'insert':
			// Lists take no bigint and no undefined; maps do.
			return list.insert(
				within(list.length, one.at),
				one.values.map((item) => (typeof item === 'bigint' || item === undefined ? null : item)),
			);
		case 'remove': {
			const start = within(list.length, one.at);
			return list.delete(start, Math.min(one.length, list.length - start));
		}
	}
}

function nested(type: string): unknown {
	if (type === 'map') return new Y.Map(new Map([['inner', 1]]) as never);
	if (type === 'text') return new Y.Text('inner');
	if (type === 'array') return Y.Array.from(['inner']);
	if (type === 'xml') return new Y.XmlFragment();
	if (type === 'paragraph') return new Y.XmlElement('p');
	return new Y.XmlText('inner');
}
