import { expect, it } from 'vitest';
import { createBatches } from '../../../server/notify/batch.ts';

it('[DQ1] calls made while one is under way share the next, in order and no more than fit', async () => {
	const batches: (readonly number[])[] = [];
	let release: () => void = () => undefined;
	const { ask, drained } = createBatches(3, async (items: readonly number[]) => {
		batches.push(items);
		await new Promise<void>((resolve) => (release = resolve));
		return items.map((item) => item * 10);
	});
	const first = [ask(1), ask(2)];
	await Promise.resolve().then(() => undefined);
	const later = [3, 4, 5, 6].map(ask);
	release();
	expect(await Promise.all(first)).toEqual([10, 20]);
	release();
	expect(await Promise.all(later.slice(0, 3))).toEqual([30, 40, 50]);
	release();
	await drained();
	expect([await later[3], batches]).toEqual([60, [[1, 2], [3, 4, 5], [6]]]);
});

it('[DQ1] one failed batch is its callers’ alone', async () => {
	const { ask, drained } = createBatches(1, async (items: readonly string[]) => {
		if (items[0] === 'bad') throw new Error('no');
		return items;
	});
	const asked = await Promise.allSettled([ask('bad'), ask('good')]);
	await drained();
	expect(asked.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
