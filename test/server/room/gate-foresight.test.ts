/** What the gate foresees is held against what Yjs then does, for updates that honest clients make and for forged ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { stepsToMerge } from '../../../server/room/crowd.ts';
import { limits } from '../../../server/room/limits.ts';
import { lastAt } from '../../../server/room/succession.ts';
import { fraction, seededRandom } from '../../../shared/random.ts';
import { readUpdate, type Struct } from '../../../shared/wire/update.ts';
import { anyOf, type Forged, forge, type Id, textOf } from '../../world/forge.ts';

interface Piece {
	readonly client: number;
	/** Any two neighbours; two that stand in one text side by side; behind or before what was written last. */
	readonly as: 'any' | 'inside' | 'behind' | 'before';
	/** Which of the ids known so far it names as its neighbours; none beyond the end of the list. */
	readonly origin: number;
	readonly right: number;
	readonly length: number;
}
const clients = [5, 50, 500] as const;
const piece: fc.Arbitrary<Piece> = fc.record({
	client: fc.constantFrom(...clients),
	as: fc.constantFrom('any', 'inside', 'behind', 'before'),
	origin: fc.nat(40),
	right: fc.nat(40),
	length: fc.integer({ min: 1, max: 3 }),
});
const pieces = fc.array(piece, { minLength: 1, maxLength: 20 });

/**
 * A document and an update upon it whose structs name any neighbours among what stands before them, or the ones side by side
 * where a text is typed on; in the order in which they can be merged.
 */
function lay(
	before: readonly Piece[],
	after: readonly Piece[],
	make: (length: number) => Forged & object,
	parent: object,
) {
	const known: Id[] = [];
	let last: { readonly left?: Id | undefined; readonly first?: Id } = {};
	const clocks = new Map<number, number>();
	const build = (list: readonly Piece[]): Uint8Array => {
		const start = new Map(clocks);
		const byClient = new Map<number, Forged[]>();
		for (const { client, as, origin, right, length } of list) {
			const clock = clocks.get(client) ?? 0;
			const left = as === 'behind' ? known.at(-1) : as === 'before' ? last.left : known[origin];
			const next = as === 'any' ? known[right] : as === 'inside' ? known[origin + 1] : undefined;
			const end = 'key' in parent ? undefined : as === 'before' ? last.first : next;
			last = { left, first: [client, clock] };
			const struct = {
				...make(length),
				...(left === undefined ? {} : { origin: left }),
				...(end === undefined ? {} : { right: end }),
				...(left === undefined && end === undefined ? parent : {}),
			} as Forged;
			byClient.set(client, [...(byClient.get(client) ?? []), struct]);
			for (let at = clock; at < clock + length; at++) known.push([client, at]);
			clocks.set(client, clock + length);
		}
		return forge({
			structs: [...byClient].map(([client, own]) => ({ client, clock: start.get(client) ?? 0, list: own })),
		});
	};
	const doc = new Y.Doc();
	doc.getText('text');
	doc.getMap('map');
	Y.applyUpdate(doc, build(before));
	const order = after.map(({ client }) => client);
	const update = build(after);
	const read = readUpdate(update, limits.live);
	if (!read.ok) throw new Error(read.error.reason);
	const queues = Map.groupBy(read.value.structs, ({ client }) => client);
	const inOrder = order.map((client) => queues.get(client)?.shift()).filter((one) => one !== undefined);
	return { doc, update, inOrder };
}

test('[G13] who stands last at a key is who stands there once Yjs has merged the update', () => {
	let changed = 0;
	fc.assert(
		fc.property(pieces, pieces, (before, after) => {
			const single = (list: readonly Piece[]) => list.map((one) => ({ ...one, length: 1 }));
			const { doc, update, inOrder } = lay(single(before), single(after), () => ({ content: anyOf('x') }), {
				parent: 'map',
				key: 'k',
			});
			const present = doc.getMap('map')._map.get('k');
			const was = present?.lastId;
			const last = lastAt(doc, present, inOrder, 1_000_000);
			const said = last.kind === 'fresh' ? { client: last.struct.client, clock: last.struct.clock } : was;
			Y.applyUpdate(doc, update);
			const now = doc.getMap('map')._map.get('k')?.lastId;
			expect({ ...said }).toEqual({ ...now });
			if (last.kind === 'fresh') changed += 1;
		}),
		{ numRuns: 1_500 },
	);
	expect(changed).toBeGreaterThan(300);
});

test('[G12] the steps foreseen are never fewer than those Yjs takes', () => {
	let walked = 0;
	fc.assert(
		fc.property(pieces, pieces, (before, after) => {
			const make = (length: number) => ({ content: textOf('x'.repeat(length)) });
			const { doc, update, inOrder } = lay(before, after, make, { parent: 'text' });
			const foreseen = stepsToMerge(doc, doc.getText('text'), inOrder, 1_000_000);
			const taken = stepsTaken(() => Y.applyUpdate(doc, update));
			expect(foreseen).toBeGreaterThanOrEqual(taken);
			walked += taken;
		}),
		{ numRuns: 1_500 },
	);
	expect(walked).toBeGreaterThan(1_000);
});

const random = seededRandom(3);
test.each([
	['typed on in one place', (n: number) => 5 + n],
	['typed before what was typed there', () => 5],
	['corrected inside what was typed there', (n: number) => 5 + Math.floor(fraction(random) * n)],
	['in thirty places', (n: number) => 5 + (n % 30) * (2 + Math.floor(n / 30))],
	['anywhere', (n: number) => Math.floor(fraction(random) * (160 + n))],
])(
	'[G12] an honest difference of a thousand pieces, %s where others wrote meanwhile, costs next to nothing',
	(_, place) => {
		const ada = new Y.Doc();
		ada.clientID = 5;
		ada.getText('text').insert(0, 'Lemon, no nuts. '.repeat(10));
		const eve = new Y.Doc();
		Y.applyUpdate(eve, Y.encodeStateAsUpdate(ada));
		eve.clientID = 50;
		for (let n = 0; n < 60; n++) ada.getText('text').insert(5 + 3 * n, '!');
		const state = Y.encodeStateVector(eve);
		for (let n = 0; n < 600; n++) eve.getText('text').insert(place(n), 'x', { n: n % 3 });
		const update = Y.encodeStateAsUpdate(eve, state);
		const read = readUpdate(update, limits.catchUp);
		if (!read.ok) throw new Error(read.error.reason);
		const { structs } = read.value;
		expect(structs.length).toBeGreaterThan(300);
		const foreseen = stepsToMerge(ada, ada.getText('text'), inOrderOf(structs), 1_000_000_000);
		expect(foreseen).toBeGreaterThanOrEqual(stepsTaken(() => Y.applyUpdate(ada, update)));
		expect(foreseen).toBeLessThan(limits.mergeSteps / 10);
	},
);

/** One client's structs, each after what it stands on. */
function inOrderOf(structs: readonly Struct[]): readonly Struct[] {
	return [...structs].sort((a, b) => a.clock - b.clock);
}

/** Yjs notes each struct it walks over in two sets. */
function stepsTaken(run: () => void): number {
	const original = Set.prototype.add;
	let added = 0;
	Object.defineProperty(Set.prototype, 'add', {
		configurable: true,
		writable: true,
		value(this: Set<unknown>, value: unknown) {
			if (value instanceof Y.Item) added += 1;
			return original.call(this, value);
		},
	});
	try {
		run();
	} finally {
		Object.defineProperty(Set.prototype, 'add', { value: original, configurable: true, writable: true });
	}
	return added / 2;
}
