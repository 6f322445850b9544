import { describe, expect, it } from 'vitest';
import { goAhead, isCall } from '../../../server/observers/ahead.ts';
import { createBell } from '../../../server/observers/bell.ts';
import type { Effects, Observer } from '../../../server/observers/observer.ts';
import { createRunner } from '../../../server/observers/runner.ts';
import { silentLog } from '../../../server/ops/log.ts';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import type { DerivedEvent } from '../../../shared/events/event.ts';
import { entry, event, ourWedding, weddingRow } from '../../world/entry.ts';
import { turn } from '../../world/turn.ts';

const call = (id: string, type: DerivedEvent['type'] = 'alert.raised'): DerivedEvent => ({
	...event(id),
	type,
});

async function world(disk = memoryDisk()) {
	const plain = openMemory(disk);
	await plain.createWedding(weddingRow(ourWedding));
	let writes = 0;
	const store: typeof plain = {
		...plain,
		observe(observation) {
			writes += 1;
			return plain.observe(observation);
		},
	};
	const bell = createBell(store);
	const seen: string[] = [];
	const stored: string[] = [];
	const goes: (() => void)[] = [];
	let isSlow = false;
	const observer: Observer = {
		name: 'notify',
		async observe(events) {
			if (isSlow && !events.every(isCall)) await new Promise<void>((resolve) => goes.push(resolve));
			seen.push(...events.map(({ id }) => id));
			return {} satisfies Effects;
		},
		stored: (_, events) => void stored.push(...events.map(({ id }) => id)),
	};
	const fatal = (fault: unknown) => {
		throw fault;
	};
	const observers = goAhead(observer, 'calls', isCall);
	const runner = createRunner({ store, bell, clock: testClock(), log: silentLog, fatal, observers });
	await runner.start();
	return {
		disk,
		store,
		runner,
		seen,
		stored,
		goes,
		writes: () => writes,
		slow: () => {
			isSlow = true;
		},
		append: (...events: readonly DerivedEvent[]) =>
			bell.append(events.map((one) => entry(one.id, { events: [one] }))),
	};
}

async function settled(): Promise<void> {
	for (let turns = 0; turns < 20; turns++) await turn();
}

describe('what cannot wait', () => {
	it('[OB16] goes ahead of a week of edits of the same wedding; each event is seen once, calls and answers in their order', async () => {
		const { append, seen, stored, goes, slow } = await world();
		slow();
		await append(...Array.from({ length: 150 }, (_, index) => event(`edit${index}`)), call('help'));
		await append(call('answer', 'alert.acknowledged'));
		await settled();
		expect([seen, stored]).toEqual([
			['help', 'answer'],
			['help', 'answer'],
		]);
		for (let pages = 0; pages < 4; pages++) {
			for (const go of goes.splice(0)) go();
			await settled();
		}
		expect(seen).toHaveLength(152);
		expect(new Set(seen).size).toBe(152);
	});

	it('[OB17] what means nothing to an observer is not written down each time; after a restart it is looked at once more', async () => {
		const { append, store, runner, writes, disk } = await world();
		for (let number = 0; number < 30; number++) {
			await append(event(`edit${number}`));
			await settled();
		}
		// The one that means something, thirty times; the other never.
		expect([writes(), await store.cursor('calls', ourWedding)]).toEqual([30, { seq: 0, index: 0 }]);
		await append(call('help'));
		await settled();
		expect(await store.cursor('calls', ourWedding)).toEqual({ seq: 31, index: 0 });
		await append(event('last'));
		await settled();
		await runner.close();
		const again = await world(disk);
		await settled();
		expect([again.seen, await again.store.behind('notify')]).toEqual([[], []]);
		await again.append(call('more'));
		await settled();
		expect(again.seen).toEqual(['more']);
		await again.append(...Array.from({ length: 1_000 }, (_, index) => event(`many${index}`)));
		await settled();
		expect((await again.store.cursor('calls', ourWedding)).seq).toBeGreaterThan(33);
	});
});
