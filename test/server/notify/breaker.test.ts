import { expect, it } from 'vitest';
import { createBreakers } from '../../../server/notify/breaker.ts';
import type { Breaker } from '../../../server/store/deliveries.ts';
import { testClock } from '../../../shared/clock.ts';

const start = 1_000_000;

function breakerWorld() {
	const clock = testClock(start);
	const saved: Breaker[] = [];
	const breakers = createBreakers(clock, (breaker) => saved.push(breaker));
	const fail = (times: number, key = 'sns') => {
		for (let n = 0; n < times; n++) breakers.note(key, 'failed');
	};
	return { clock, saved, breakers, fail };
}

it('[DQ8] ten failures in a row open it, nine and a success do not', () => {
	const { breakers, fail, saved } = breakerWorld();
	for (let n = 0; n < 6; n++) breakers.note('sns', 'answered');
	fail(9);
	breakers.note('sns', 'answered');
	expect([breakers.mayTry('sns'), breakers.isAnyOpen(), saved]).toEqual([true, false, []]);
	fail(9, 'smtp');
	expect(breakers.mayTry('smtp')).toBe(true);
	fail(1, 'smtp');
	expect([breakers.mayTry('smtp'), breakers.opensAt('smtp'), breakers.mayTry('resend')]).toEqual([
		false,
		start + 30_000,
		true,
	]);
	expect(saved).toEqual([{ key: 'smtp', state: 'open', until: start + 30_000, openings: 1 }]);
	fail(3, 'smtp');
	expect(breakers.opensAt('smtp')).toBe(start + 30_000);
});

it('[DQ8] 70 % of ten in five minutes open it; what is older does not count', () => {
	const { breakers, clock } = breakerWorld();
	const note = (pattern: string, key: string) => {
		for (const letter of pattern) breakers.note(key, letter === 'x' ? 'failed' : 'answered');
	};
	note('xx.xx.x..x', 'sns');
	expect(breakers.mayTry('sns')).toBe(true);
	note('..xx.xx.xx', 'smtp');
	expect(breakers.mayTry('smtp')).toBe(true);
	note('xxxx', 'smtp');
	expect(breakers.mayTry('smtp')).toBe(false);
	note('xxxxxx', 'resend');
	clock.advance(5 * 60_000 + 1);
	note('.xxx', 'resend');
	expect(breakers.mayTry('resend')).toBe(true);
});

it('[DQ8] after thirty seconds one at a time finds out; a failure doubles the wait up to two minutes, a success closes it', () => {
	const { breakers, clock, fail, saved } = breakerWorld();
	fail(10);
	clock.advance(29_999);
	expect(breakers.mayTry('sns')).toBe(false);
	clock.advance(1);
	expect([breakers.mayTry('sns'), breakers.mayTry('sns')]).toEqual([true, false]);
	breakers.note('sns', 'not-asked');
	expect(breakers.mayTry('sns')).toBe(true);
	const waits: number[] = [];
	for (let opening = 0; opening < 4; opening++) {
		const until = breakers.note('sns', 'failed') ?? 0;
		waits.push(until - clock.now());
		clock.advance(until - clock.now());
		expect(breakers.mayTry('sns')).toBe(true);
	}
	expect(waits).toEqual([60_000, 120_000, 120_000, 120_000]);
	expect(breakers.note('sns', 'answered')).toBeUndefined();
	expect([breakers.mayTry('sns'), breakers.mayTry('sns'), breakers.isAnyOpen()]).toEqual([true, true, false]);
	expect(saved.at(-1)).toEqual({ key: 'sns', state: 'closed', until: 0, openings: 0 });
	fail(10);
	expect(breakers.opensAt('sns') - clock.now()).toBe(30_000);
});

it('[DQ8] it is open after a restart as it was before, and a pause is none of its failures', () => {
	const { breakers, clock } = breakerWorld();
	breakers.restore([
		{ key: 'sns', state: 'open', until: start + 50, openings: 2 },
		{ key: 'smtp', state: 'closed', until: 0, openings: 0 },
	]);
	breakers.pause('resend', start + 20);
	expect(['sns', 'smtp', 'resend'].map(breakers.mayTry)).toEqual([false, true, false]);
	clock.advance(20);
	expect(['sns', 'resend'].map(breakers.mayTry)).toEqual([false, true]);
	clock.advance(30);
	expect(breakers.mayTry('sns')).toBe(true);
	expect(breakers.note('sns', 'failed')).toBe(start + 50 + 120_000);
});
