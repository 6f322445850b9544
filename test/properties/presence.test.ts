/** Whatever somebody sends as presence, others go on reading who is here, and read of everybody what is true. */
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { limits } from '../../server/room/limits.ts';
import { presentUser } from '../../shared/wire/presence.ts';
import { createWorld, type Joined, type World } from '../world/wedding.ts';

const runs = 400;
const highest = Number.MAX_SAFE_INTEGER;

/** A state as text: anything JSON, near-misses of ours, and what is no JSON at all. */
const state = fc.oneof(
	fc.json({ maxDepth: 6 }),
	fc.constantFrom('5', '"x"', '[]', 'true', 'null', '', '{', '{"user":null}', '{"__proto__":{"user":1}}'),
	fc.integer({ min: 1, max: 6_000 }).map((depth) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`),
	fc.integer({ min: 1, max: 6_000 }).map((length) => JSON.stringify({ a: 'ü'.repeat(length) })),
	fc
		.record(
			{
				user: fc.record({ id: fc.constantFrom('ada', 'noor', 'eve'), name: fc.string(), role: fc.string() }),
				person: fc.json(),
				activity: fc.constantFrom('setup', 'drunk', 5),
				zone: fc.string({ maxLength: 120 }),
				battery: fc.oneof(fc.integer({ min: -10, max: 120 }), fc.double()),
				attending: fc.anything({ maxDepth: 2, withBigInt: false }),
			},
			{ requiredKeys: [] },
		)
		.map((said) => JSON.stringify(said) ?? ''),
);

interface Said {
	readonly whose: 'victim' | 'own' | number;
	readonly clock: number;
	readonly state: string;
}
const entry: fc.Arbitrary<Said> = fc.record({
	whose: fc.oneof(fc.constantFrom('victim' as const, 'own' as const), fc.nat(), fc.constant(highest)),
	clock: fc.oneof(fc.nat(10), fc.constant(highest)),
	state,
});
/** A message that is awareness in form, or bytes that begin like one. */
const message = fc.oneof(
	fc.record({ entries: fc.array(entry, { maxLength: 4 }), cut: fc.constant(undefined) }),
	fc.record({ entries: fc.array(entry, { minLength: 1, maxLength: 3 }), cut: fc.nat(60) }),
);

test('[P1] [P2] [P5] random presence: nobody is shown as somebody else, nobody is hidden, and no greeting breaks', async () => {
	let passed = 0;
	let ignored = 0;
	let closed = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 6 }), async (messages) => {
			const world = await createWorld();
			const [ada, eve, noor] = ['ada', 'eve', 'noor'].map((person) => join(world, person)) as [
				Joined,
				Joined,
				Joined,
			];
			await world.settled();
			ada.say({ kind: 'awareness', entries: [{ client: ada.doc.clientID, clock: 1, state: '{"page":1}' }] });
			world.clock.advance(300);
			for (const { entries, cut } of messages) {
				const bytes = bytesOf(entries, { victim: ada.doc.clientID, own: eve.doc.clientID });
				eve.session.hear(cut === undefined ? bytes : bytes.subarray(0, Math.max(2, bytes.length - 1 - cut)));
				world.clock.advance(300);
			}
			const late = join(world, 'ines');
			const seen = { noor: statesOf(noor), late: statesOf(late) };
			for (const states of [seen.noor, seen.late]) {
				expect(states.get(ada.doc.clientID)).toEqual({
					page: 1,
					user: expect.objectContaining({ id: 'ada' }),
				});
				for (const [client, shown] of states) {
					const { user } = shown as { user: unknown };
					expect(presentUser.parse(user).id).toBe(client === ada.doc.clientID ? 'ada' : 'eve');
					expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(limits.presenceBytes + 500);
				}
			}
			if (seen.noor.size > 1) passed += 1;
			else ignored += 1;
			if (eve.closedWith !== undefined) closed += 1;
			await world.room.close(1012, 'over');
		}),
		{ numRuns: runs, seed: 20_270_612 },
	);
	// Every way through was gone: entries that count, entries that do not, and messages nobody can read.
	expect(Math.min(passed, ignored, closed)).toBeGreaterThan(runs / 20);
}, 60_000);

const join = (world: World, person: string) => world.join({ person: person as never });

function bytesOf(entries: readonly Said[], ids: { victim: number; own: number }): Uint8Array {
	const inner = encoding.createEncoder();
	encoding.writeVarUint(inner, entries.length);
	for (const { whose, clock, state: text } of entries) {
		encoding.writeVarUint(inner, typeof whose === 'number' ? whose : ids[whose]);
		encoding.writeVarUint(inner, clock);
		encoding.writeVarString(inner, text);
	}
	const outer = encoding.createEncoder();
	encoding.writeVarUint(outer, 1);
	encoding.writeVarUint8Array(outer, encoding.toUint8Array(inner));
	return encoding.toUint8Array(outer);
}

/** What a stock client would know from all it was told. */
function statesOf({ heard }: Joined): Map<number, object> {
	const awareness = new Awareness(new Y.Doc());
	for (const told of heard) {
		if (told.kind !== 'awareness') continue;
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, told.entries.length);
		for (const { client, clock, state: text } of told.entries) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarString(encoder, text);
		}
		applyAwarenessUpdate(awareness, encoding.toUint8Array(encoder), 'server');
	}
	awareness.destroy();
	const states = new Map(awareness.getStates());
	states.delete(awareness.clientID);
	return states as Map<number, object>;
}
