import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAllowances } from '../../server/room/allowance.ts';
import {
	type Account,
	type Cost,
	charge,
	isClear,
	openAccount,
	type Rates,
	resources,
	waitOf,
} from '../../server/room/budget.ts';
import { limits } from '../../server/room/limits.ts';

const rate = fc.record({
	burst: fc.integer({ min: 0, max: 1_000 }),
	perSecond: fc.integer({ min: 1, max: 500 }),
});
const rates: fc.Arbitrary<Rates> = fc.record({
	bytes: rate,
	frames: rate,
	structs: rate,
	cpu: rate,
	strain: rate,
});
const amount = fc.oneof({ weight: 3, arbitrary: fc.nat(50) }, { weight: 1, arbitrary: fc.nat(3_000) });
const cost: fc.Arbitrary<Cost> = fc.record(
	{ bytes: amount, frames: amount, structs: amount, cpu: amount, strain: amount },
	{ requiredKeys: [] },
);
/** Something that comes, so long after the one before it came. */
const coming = fc.record({ cost, after: fc.oneof(fc.constant(0), fc.nat(20), fc.nat(5_000)) });

/** Takes each as soon as it has come, those before it are through, and there is no wait any more. */
function letThrough(comings: readonly { readonly cost: Cost; readonly after: number }[], bounds: Rates) {
	const taken: { readonly at: number; readonly cost: Cost }[] = [];
	let account: Account = openAccount(0);
	let now = 0;
	let due = 0;
	for (const { cost: one, after } of comings) {
		due += after;
		now = Math.max(now, due);
		for (let wait = waitOf(account, now, bounds); wait > 0; wait = waitOf(account, now, bounds)) now += wait;
		taken.push({ at: now, cost: one });
		account = charge(account, one, now, bounds);
	}
	return taken;
}

test('[S23] over any stretch of time, what is let through is at most the burst, the rate times the time, and one message', () => {
	let waited = 0;
	fc.assert(
		fc.property(fc.array(coming, { maxLength: 40 }), rates, (comings, bounds) => {
			const taken = letThrough(comings, bounds);
			for (const name of resources) {
				for (let from = 0; from < taken.length; from++) {
					let sum = 0;
					for (let to = from; to < taken.length; to++) {
						const one = taken[to]?.cost[name] ?? 0;
						sum += one;
						const seconds = ((taken[to]?.at ?? 0) - (taken[from]?.at ?? 0)) / 1_000;
						expect(sum - one).toBeLessThanOrEqual(
							bounds[name].burst + seconds * bounds[name].perSecond + 1e-6,
						);
					}
				}
			}
			if ((taken.at(-1)?.at ?? 0) > comings.reduce((sum, { after }) => sum + after, 0)) waited += 1;
		}),
		{ numRuns: 2_000 },
	);
	expect(waited).toBeGreaterThan(200);
});

test('[S23] whoever stays within burst and rate never waits, and a wait is exact: not a moment too long', () => {
	fc.assert(
		fc.property(fc.array(coming, { maxLength: 40 }), rates, fc.nat(10_000), (comings, bounds, idle) => {
			let account = openAccount(0);
			let now = 0;
			for (const { cost: one, after } of comings) {
				now += after;
				account = charge(account, one, now, bounds);
			}
			const wait = waitOf(account, now, bounds);
			expect(waitOf(account, now + wait + 1, bounds)).toBe(0);
			if (wait > 1) expect(waitOf(account, now + wait - 2, bounds)).toBeGreaterThan(0);
			expect(Math.abs(waitOf(account, now + idle, bounds) - Math.max(0, wait - idle))).toBeLessThanOrEqual(1);
			const isWithin = resources.every(
				(name) => comings.reduce((sum, { cost: one }) => sum + (one[name] ?? 0), 0) <= bounds[name].burst,
			);
			if (isWithin) expect(wait).toBe(0);
		}),
		{ numRuns: 2_000 },
	);
});

test('[S23] a clock that is set back makes nobody wait longer than what they took, and everything wears off', () => {
	fc.assert(
		fc.property(cost, rates, fc.nat(100_000), (one, bounds, back) => {
			const account = charge(openAccount(100_000), one, 100_000, bounds);
			const wait = waitOf(account, 100_000, bounds);
			const set = charge(account, {}, 100_000 - back, bounds);
			expect(waitOf(set, 100_000 - back, bounds)).toBe(wait);
			expect(waitOf(set, 100_000 - back + wait + 1, bounds)).toBe(0);
			expect(isClear(set, 100_000 - back + 4_000_000, bounds)).toBe(true);
		}),
	);
});

test('[S23] ten sessions of one person, or one that comes again, take no more than three; another person has their own', () => {
	let now = 0;
	const all = createAllowances(() => now);
	const sessions = Array.from({ length: 10 }, () => all.open('w', 'eve'));
	const { burst, perSecond } = limits.session.frames;
	let taken = 0;
	for (let turn = 0; turn < 100; turn++) {
		for (const session of sessions) {
			while (session.wait() === 0) {
				session.take({ frames: 1_000 });
				taken += 1_000;
			}
		}
		if (turn < 99) now += 1_000;
	}
	const most = limits.personSessions * (burst + 99 * perSecond);
	expect(taken).toBeGreaterThan(most - 10_000);
	expect(taken).toBeLessThanOrEqual(most + 1_000);
	expect(all.open('w', 'eve').wait()).toBeGreaterThan(0);
	expect([all.open('w', 'ada').wait(), all.open('other', 'eve').wait()]).toEqual([0, 0]);
});

test('[S23] who has not taken anything for a while is not remembered', () => {
	let now = 0;
	const all = createAllowances(() => now);
	for (let n = 0; n < 100; n++) all.open('w', `p${n}`).take({ frames: 1 });
	expect(all.size).toBe(100);
	now += 60_000;
	all.open('w', 'late');
	expect(all.size).toBe(0);
});

test('[S23] a week of offline edits is taken at once: 5,000 messages, 1 MB, half a second of work', () => {
	const one = createAllowances(() => 0).open('w', 'ada');
	let waited = 0;
	for (let n = 0; n < 5_000; n++) {
		one.take({ bytes: 210, frames: 1, structs: 5, cpu: 0.1 });
		waited += one.wait();
	}
	// And the whole of it once more on a machine four times slower, in one piece, as a stock client sends it.
	const stock = createAllowances(() => 0).open('w', 'ada');
	stock.take({ bytes: 1_048_576, frames: 1, structs: 20_000, cpu: 250, strain: 230 });
	expect({ waited, stock: stock.wait() }).toEqual({ waited: 0, stock: 0 });
});
