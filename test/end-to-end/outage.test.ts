/** One endpoint is down and one is slow, among twenty weddings. */
import { describe, expect, it } from 'vitest';
import { type Arrival, type Conduct, createDeliverance } from '../world/deliverance.ts';

const second = 1_000;
const minute = 60 * second;
const weddings = 20;
const [down, slow] = [0, 1];
const records = Array.from({ length: 12 }, (_, n) => `task-${n}`);

const well: Conduct = () => ({ afterMs: 40, status: 204 });
const troubled: Conduct = (wedding, ms) => {
	if (wedding === down && ms >= minute && ms < 11 * minute) return { afterMs: 10, status: 503 };
	return { afterMs: wedding === slow ? 9 * second : 40, status: 204 };
};

/**
 * Thirteen minutes of edits, one in each wedding every twenty-one seconds, and where it is slow a hundred and ten at once; then as long as it
 * takes.
 */
async function story(conduct: Conduct) {
	const world = await createDeliverance(weddings, conduct);
	for (let n = 0; n < 270; n++) {
		for (let wedding = 0; wedding < weddings; wedding++) {
			if (n % 7 === wedding % 7) await world.edit(wedding, records[Math.floor(n / 7) % records.length] ?? '');
		}
		for (let burst = 0; n === 40 && burst < 110; burst++) await world.edit(slow, `burst-${burst}`);
		await world.pass(3 * second, second);
	}
	await world.pass(75 * minute, 5 * second);
	await world.close();
	return world;
}

const taken = (arrivals: readonly Arrival[]) => arrivals.filter(({ isTaken }) => isTaken);
function percentile(arrivals: readonly Arrival[], share: number): number {
	const sorted = arrivals.map(({ afterMs }) => afterMs).sort((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
const others = (arrivals: readonly Arrival[]) =>
	arrivals.filter(({ wedding }) => wedding !== down && wedding !== slow);
/** By record of a wedding: where what was taken stands in the log, in the order it was taken. */
const orders = (arrivals: readonly Arrival[]) =>
	[...Map.groupBy(taken(arrivals), ({ wedding, record }) => `${wedding} ${record}`)].map(([, those]) =>
		those.map(({ seq }) => seq),
	);

describe('an outage of ten minutes, and a slow receiver, among twenty weddings', () => {
	it('[WH14] costs the others nothing; afterwards everything has come, under its id, in the order of each record', async () => {
		const [calm, rough] = [await story(well), await story(troubled)];
		const figures = [calm, rough].map(({ arrivals }) => ({
			p50: percentile(others(arrivals), 0.5),
			p95: percentile(others(arrivals), 0.95),
			worst: percentile(others(arrivals), 1),
			count: others(arrivals).length,
		}));
		expect(figures[1]).toEqual(figures[0]);

		for (const { arrivals, edits } of [calm, rough]) {
			expect(
				taken(arrivals)
					.map(({ event }) => event)
					.sort(),
			).toEqual([...edits].sort());
			for (const order of orders(arrivals)) expect(order).toEqual([...order].sort((a, b) => a - b));
		}
		const tries = Map.groupBy(rough.arrivals, ({ event }) => event);
		for (const those of tries.values()) expect(new Set(those.map(({ id }) => id)).size).toBe(1);
		const ids = new Set(rough.arrivals.map(({ id }) => id));
		expect(ids.size).toBe(rough.edits.length);

		// While it was down little was burned on it, though some thirty events waited.
		const vain = rough.arrivals.filter(({ isTaken }) => !isTaken);
		expect(vain.every(({ wedding }) => wedding === down)).toBe(true);
		expect(vain.length).toBeGreaterThanOrEqual(10);
		expect(vain.length).toBeLessThan(40);
		console.log(JSON.stringify({ others: figures, vain: vain.length, events: rough.edits.length }));
	});
});
