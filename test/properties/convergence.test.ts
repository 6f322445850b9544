import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { readPlan } from '../../shared/document/document.ts';
import { founded, histories, play } from '../world/plan-history.ts';

/** Every update at least once, some twice, in an order that has nothing to do with how they came about. */
function shuffled(
	updates: readonly Uint8Array[],
	chance: readonly number[],
	turn: number,
): readonly Uint8Array[] {
	const at = (index: number) => ((chance[(index + turn) % chance.length] ?? 0) * (index + turn + 7)) % 10_007;
	const twice = updates.filter((_, index) => at(index) % 4 === 0);
	return [...updates, ...twice]
		.map((update, index) => ({ update, at: at(index) }))
		.sort((a, b) => a.at - b.at)
		.map(({ update }) => update);
}

describe('whoever has received the same edits has the same wedding', () => {
	test('in any order, with duplicates, and equal to the log replayed from zero', () => {
		fc.assert(
			fc.property(histories, (given) => {
				const { made, all } = play(given);
				const updates = made.map(({ update }) => update);
				const fromZero = new Y.Doc();
				const merged = new Y.Doc();
				for (const update of [founded, ...updates]) Y.applyUpdate(fromZero, update);
				Y.applyUpdate(merged, Y.mergeUpdates([founded, ...updates]));
				for (const [turn, { doc }] of all.entries()) {
					for (const update of shuffled(updates, given.shuffle, turn)) Y.applyUpdate(doc, update, 'remote');
				}
				const [plan, hash] = [readPlan(fromZero), canonicalHash(fromZero)];
				for (const { doc } of [...all, { doc: merged }]) {
					expect(readPlan(doc)).toEqual(plan);
					expect(canonicalHash(doc)).toBe(hash);
					expect(doc.store.pendingStructs).toBeNull();
				}
			}),
			{ numRuns: 250 },
		);
	});

	test('and the histories are worth it: they quarrel and delete', () => {
		const seen = { conflicts: 0, deleted: 0, updates: 0 };
		for (const given of fc.sample(histories, { numRuns: 60, seed: 7 })) {
			const { made, all } = play(given);
			const updates = made.map(({ update }) => update);
			const [one] = all;
			for (const update of updates) if (one !== undefined) Y.applyUpdate(one.doc, update);
			const plan = readPlan(one?.doc ?? new Y.Doc());
			seen.updates += updates.length;
			seen.conflicts += plan.conflicts.length;
			seen.deleted += plan.timeline.length < 3 ? 1 : 0;
		}
		expect(seen.updates).toBeGreaterThan(400);
		expect(seen.conflicts).toBeGreaterThan(40);
		expect(seen.deleted).toBeGreaterThan(5);
	});
});
