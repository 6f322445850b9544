import { expect, it } from 'vitest';
import { reportWaitMs, waitAfter } from '../../../server/notify/back-off.ts';
import { channels, priorities } from '../../../shared/notices/channel.ts';
import { seededRandom } from '../../../shared/random.ts';

const middle = { bytes: (length: number) => new Uint8Array(length).fill(128) };
const waits = (channel: (typeof channels)[number], lane: (typeof priorities)[number]) => {
	const found: number[] = [];
	for (let tries = 1; ; tries++) {
		const wait = waitAfter(tries, { channel, lane }, middle);
		if (wait === undefined) return found.map((ms) => Math.round(ms / 1_000));
		found.push(wait);
	}
};

it('[DQ6] a webhook is tried ten times in three days, by the steps of Standard Webhooks', () => {
	const steps = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
	expect(
		waits('webhook', 'normal').map((wait, place) => Math.abs(wait / (steps[place] ?? 0) - 1) < 0.01),
	).toEqual(steps.map(() => true));
	expect(waits('webhook', 'emergency')).toEqual(waits('webhook', 'normal'));
});

it('[DQ6] everything is given up in the end; an emergency within a quarter of an hour, after many tries', () => {
	for (const channel of channels) {
		for (const lane of priorities) {
			const found = waits(channel, lane);
			expect([channel, lane, found.length > 2 && found.length < 20]).toEqual([channel, lane, true]);
		}
	}
	const urgent = waits('sms', 'emergency');
	expect([urgent[0], urgent.length, urgent.reduce((sum, wait) => sum + wait, 0)]).toEqual([1, 16, 660]);
	expect([reportWaitMs('emergency'), reportWaitMs('high')]).toEqual([10_000, 600_000]);
});

it('[DQ6] waits are spread by a fifth both ways', () => {
	const random = seededRandom(11);
	const found = Array.from(
		{ length: 300 },
		() => waitAfter(2, { channel: 'webhook', lane: 'low' }, random) ?? 0,
	);
	expect([Math.min(...found) >= 240_000, Math.max(...found) <= 360_000]).toEqual([true, true]);
	expect(Math.max(...found) - Math.min(...found)).toBeGreaterThan(100_000);
});
