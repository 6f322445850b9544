/** Random histories of people with different rights; see `refused-lives.ts`. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { editKinds, liveRefused, type RefusedDeed } from './refused-lives.ts';

const device = fc.nat(3);
const tab = fc.nat(1);
const deed: fc.Arbitrary<RefusedDeed> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ kind: fc.constant('step' as const), times: fc.integer({ min: 1, max: 25 }) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 3_000, 20_000) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constantFrom('online' as const, 'offline' as const), device }),
	},
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('lose' as const, 'cut' as const), device }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), device }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'close' as const), device, tab }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('role' as const),
			person: fc.nat(2),
			role: fc.constantFrom('helper' as const, 'vendor' as const, 'family' as const, 'coordinator' as const),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('owner' as const), task: fc.nat(3), person: fc.nat(3) }),
	},
	{
		weight: 14,
		arbitrary: fc.record({
			kind: fc.constant('edit' as const),
			device,
			tab,
			what: fc.constantFrom(...editKinds),
			on: fc.nat(30),
		}),
	},
);

/** Whatever is refused, all documents and the log say the same, and every edit is in them or a draft, once. */
export async function holdThroughHistories(numRuns: number): Promise<void> {
	const seen = { edits: 0, drafts: 0 };
	await fc.assert(
		fc.asyncProperty(
			fc.nat(),
			fc.array(deed, { minLength: 10, maxLength: 45, size: 'max' }),
			async (chance, deeds) => {
				const { edits, drafts, ...wrong } = await liveRefused(chance, deeds);
				expect(wrong).toEqual({ lost: [], doubled: [], both: [], redrafted: [] });
				seen.edits += edits;
				seen.drafts += drafts;
			},
		),
		{ numRuns },
	);
	// The histories are worth it: a good part is refused and a good part is not.
	expect(seen.drafts).toBeGreaterThan(numRuns);
	expect(seen.edits - seen.drafts).toBeGreaterThan(numRuns);
}
