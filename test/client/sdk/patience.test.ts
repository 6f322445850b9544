import { describe, expect, test } from 'vitest';
import { createPatience } from '../../../client/sdk/patience.ts';
import { testClock } from '../../../shared/clock.ts';

describe('patience', () => {
	test('is spent only after enough attempts in a row and enough time', () => {
		const clock = testClock();
		const { isSpent } = createPatience(clock, { attempts: 3, ms: 1_000 });
		expect([isSpent('a'), isSpent('a'), isSpent('a')]).toEqual([false, false, false]);
		clock.advance(999);
		expect(isSpent('a')).toBe(false);
		clock.advance(1);
		expect(isSpent('a')).toBe(true);
	});

	test('begins anew with another failure, and after a time in which nothing was tried', () => {
		const clock = testClock();
		const { isSpent } = createPatience(clock, { attempts: 2, ms: 1_000 });
		const after = (ms: number, failure: string) => {
			clock.advance(ms);
			return isSpent(failure);
		};
		expect([isSpent('a'), after(900, 'a'), after(50, 'b'), after(900, 'a'), after(900, 'a')]).toEqual(
			Array(5).fill(false),
		);
		expect([after(100, 'a'), after(1_000, 'a'), after(500, 'a')]).toEqual([true, false, false]);
	});
});
