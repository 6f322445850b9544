import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../server/room/limits.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import { largestAllocation } from '../world/watched-allocation.ts';
import { updatesOf, yjsHistory } from '../world/yjs-history.ts';

test('[G1] the scan passes every update Yjs itself makes, and agrees with it on clocks and lengths', () => {
	const seen = new Set<string>();
	fc.assert(
		fc.property(yjsHistory, (history) => {
			for (const update of updatesOf(history)) {
				const read = readUpdate(update, limits.catchUp);
				if (!read.ok) throw new Error(`refused: ${read.error.reason}`);
				const { structs, ds } = Y.decodeUpdate(update);
				expect(read.value.structs.map(({ client, clock, length }) => [client, clock, length])).toEqual(
					structs.map(({ id, length }) => [id.client, id.clock, length]),
				);
				expect(read.value.deletes.map(({ client, clock, length }) => [client, clock, length])).toEqual(
					[...ds.clients].flatMap(([client, items]) => items.map(({ clock, len }) => [client, clock, len])),
				);
				for (const { item } of read.value.structs) seen.add(item?.content.kind ?? 'collected');
			}
		}),
		{ numRuns: 300 },
	);
	expect([...seen].sort()).toEqual([
		'any',
		'binary',
		'collected',
		'deleted',
		'embed',
		'format',
		'string',
		'type',
	]);
});

test('[G1] a cut update is always refused; a flipped bit is refused or leaves Yjs able to tell and to encode', () => {
	let passed = 0;
	let applied = 0;
	fc.assert(
		fc.property(yjsHistory, fc.nat(), (history, choice) => {
			const updates = updatesOf(history);
			const update = updates[choice % updates.length] ?? new Uint8Array();
			for (let length = 0; length < update.length; length++) {
				expect(readUpdate(update.subarray(0, length), limits.catchUp).ok).toBe(false);
			}
			for (let bit = 0; bit < Math.min(update.length * 8, 1_200); bit++) {
				const flipped = update.slice();
				flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
				const largest = largestAllocation(() => void readUpdate(flipped, limits.catchUp));
				expect(largest).toBeLessThanOrEqual(flipped.length);
				if (!readUpdate(flipped, limits.catchUp).ok) continue;
				passed += 1;
				if (staysAlive(flipped)) applied += 1;
			}
		}),
		{ numRuns: 12 },
	);
	// Most of what passes is a document like any other, and some of it Yjs itself throws at: both were met.
	expect(applied).toBeGreaterThan(0);
	expect(passed).toBeGreaterThanOrEqual(applied);
});

test('[G1] arbitrary bytes never throw, and allocate no more than they carry', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
			const largest = largestAllocation(() => void readUpdate(bytes, limits.live));
			expect(largest).toBeLessThanOrEqual(bytes.length);
		}),
		{ numRuns: 5_000 },
	);
});

/** Whether it applied; either way the document must still tell its changes and be encodable. */
function staysAlive(update: Uint8Array): boolean {
	const doc = new Y.Doc();
	let told = 0;
	doc.on('update', () => {
		told += 1;
	});
	let isApplied = true;
	try {
		Y.applyUpdate(doc, update);
	} catch {
		// Yjs throws cleanly at some of them; the room refuses those and takes its document afresh.
		isApplied = false;
	}
	told = 0;
	doc.getMap('an honest edit').set('is', 'told');
	expect({ told, cleanups: doc._transactionCleanups.length }).toEqual({ told: 1, cleanups: 0 });
	expect(Y.encodeStateAsUpdate(doc).length).toBeGreaterThan(0);
	return isApplied;
}
