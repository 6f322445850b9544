import { afterEach, describe, expect, it } from 'vitest';
import { createBell } from '../../../server/observers/bell.ts';
import type { Effects, Observer } from '../../../server/observers/observer.ts';
import { createRunner, type Runner } from '../../../server/observers/runner.ts';
import { silentLog } from '../../../server/ops/log.ts';
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { StorageDead, StorageFull, type Store } from '../../../server/store/store.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import type { WeddingEvent } from '../../../shared/events/event.ts';
import type { WeddingId } from '../../../shared/ids.ts';
import { entry, event, ourWedding, otherWedding, wedding, weddingRow } from '../../world/entry.ts';
import { turn } from '../../world/turn.ts';

interface Given {
	readonly disk?: ReturnType<typeof memoryDisk>;
	readonly wrap?: (store: Store) => Store;
}

/** A store, a bell and what the observers of a test say. */
async function world({ disk = memoryDisk(), wrap = (store) => store }: Given = {}) {
	const plain = openMemory(disk);
	const store = wrap(plain);
	const bell = createBell(store);
	const clock = testClock();
	const faults: unknown[] = [];
	for (const id of [ourWedding, otherWedding]) await plain.createWedding(weddingRow(id));
	let count = 0;
	function make(...observers: readonly Observer[]): Runner {
		const made = createRunner({
			store,
			bell,
			clock,
			observers,
			log: silentLog,
			fatal: (one) => faults.push(one),
		});
		stops.push({ runner: made, clock });
		return made;
	}
	return {
		disk,
		store,
		clock,
		faults,
		/** Stores rows of one event each. */
		async append(wedding: WeddingId, ...ids: readonly string[]) {
			const entries = ids.map((id) => entry(`row ${count++}`, { wedding, events: [event(id)] }));
			await bell.append(entries);
		},
		make,
		async run(...observers: readonly Observer[]) {
			const runner = make(...observers);
			await runner.start();
			return runner;
		},
	};
}
const stops: { readonly runner: Runner; readonly clock: TestClock }[] = [];
afterEach(async () => {
	for (const { runner, clock } of stops.splice(0)) {
		const closed = runner.close();
		clock.advance(2_000);
		await closed;
	}
});

async function settled(): Promise<void> {
	for (let turns = 0; turns < 30; turns++) await turn();
}

/** One that remembers what it saw and was told is stored. */
function witness(
	name: string,
	observe: (events: readonly WeddingEvent[]) => Promise<Effects> | Effects = () => ({}),
) {
	const seen: string[] = [];
	const stored: string[] = [];
	const pages: number[] = [];
	const idsOf = (events: readonly WeddingEvent[]) => events.map(({ id }) => id);
	const observer: Observer = {
		name,
		async observe(events) {
			const effects = await observe(events);
			pages.push(events.length);
			seen.push(...idsOf(events));
			return effects;
		},
		stored: (_, events) => void stored.push(...idsOf(events)),
	};
	return { observer, seen, stored, pages };
}

const names = (prefix: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('observers', () => {
	it('[IB6] looks at nothing before it is started, so that what is seeded can be skipped, and misses nothing by it', async () => {
		const { append, make } = await world();
		const activity = witness('activity');
		const runner = make(activity.observer);
		await append(ourWedding, 'a', 'b');
		await settled();
		expect(activity.seen).toEqual([]);
		await runner.start();
		await append(ourWedding, 'c');
		await settled();
		expect(activity.seen).toEqual(['a', 'b', 'c']);
	});

	it('[OB1] are woken by each append and see every event once, in the order of the wedding', async () => {
		const { append, run, store } = await world();
		const { observer, seen, stored } = witness('one');
		await run(observer);
		await append(ourWedding, 'a', 'b');
		await append(ourWedding, 'c');
		await settled();
		expect([seen, stored]).toEqual([
			['a', 'b', 'c'],
			['a', 'b', 'c'],
		]);
		expect(await store.cursor('one', ourWedding)).toEqual({ seq: 3, index: 0 });
	});

	it('[OB2] go on where they stood after a restart, and with what was stored meanwhile', async () => {
		const first = await world();
		const before = witness('one');
		const running = await first.run(before.observer);
		await first.append(ourWedding, 'a');
		await settled();
		await running.close();
		await first.append(ourWedding, 'b');
		await first.append(otherWedding, 'x');
		const again = await world({ disk: first.disk });
		const after = witness('one');
		await again.run(after.observer);
		await settled();
		expect([before.seen, after.seen.sort()]).toEqual([['a'], ['b', 'x']]);
	});

	it('[OB3] have cursors of their own: one that is slow or fails holds up no other', async () => {
		const { append, run } = await world();
		const quick = witness('quick');
		const slow = witness('slow', () => new Promise<Effects>(() => undefined));
		const broken = witness('broken', () => {
			throw new Error('broken');
		});
		await run(slow.observer, broken.observer, quick.observer);
		await append(ourWedding, 'a', 'b');
		await append(otherWedding, 'x');
		await settled();
		expect([quick.seen.sort(), slow.seen, broken.seen]).toEqual([['a', 'b', 'x'], [], []]);
	});

	it('[OB4] take a long way in pages, and let other weddings in between', async () => {
		const { append, run } = await world();
		await append(ourWedding, ...names('a', 250));
		await append(otherWedding, 'x');
		const { observer, seen, pages } = witness('one');
		await run(observer);
		await settled();
		expect([...pages].sort((a, b) => b - a)).toEqual([100, 100, 50, 1]);
		expect(seen.filter((id) => id !== 'x')).toEqual(names('a', 250));
		expect(seen.indexOf('x')).toBeLessThan(200);
	});

	it('[OB4] look at four weddings at once: one that takes long holds up no other, and no more than four are begun', async () => {
		const { append, run, store } = await world();
		const others = ['w1', 'w2', 'w3', 'w4', 'w5'].map((name) => wedding(name));
		for (const id of others) await store.createWedding(weddingRow(id));
		const begun: string[] = [];
		const goes: (() => void)[] = [];
		const { observer, seen } = witness('one', ([first]) => {
			begun.push(first?.id ?? '');
			if (first?.id === 'quick') return {};
			return new Promise<Effects>((resolve) => goes.push(() => resolve({})));
		});
		await run(observer);
		for (const [index, id] of others.slice(0, 3).entries()) await append(id, `slow${index}`);
		await append(ourWedding, 'quick');
		await settled();
		expect(seen).toEqual(['quick']);
		for (const [index, id] of others.slice(3).entries()) await append(id, `slow${index + 3}`);
		await settled();
		expect(begun).toEqual(['slow0', 'slow1', 'slow2', 'quick', 'slow3']);
		for (const go of goes.splice(0)) go();
		await settled();
		expect(begun.at(-1)).toBe('slow4');
	});

	it('[OB1] hear the bell also while they look, and find nothing yet', async () => {
		let open = (): void => undefined;
		let isSlow = false;
		const { append, run } = await world({
			wrap: (plain) => ({
				...plain,
				async events(...given) {
					const found = await plain.events(...given);
					if (isSlow) await new Promise<void>((resolve) => (open = resolve));
					return found;
				},
			}),
		});
		const { observer, seen } = witness('one');
		await run(observer);
		await append(ourWedding, 'a');
		isSlow = true;
		await settled();
		// It looks behind what it has seen, and there is nothing; before it hears that, something comes.
		open();
		await settled();
		await append(ourWedding, 'b');
		isSlow = false;
		open();
		await settled();
		expect(seen).toEqual(['a', 'b']);
	});

	it('[OB5] of which one throws are given the page one by one; a poisonous event is put aside after four tries, the rest goes on', async () => {
		const { append, run, store, clock } = await world();
		const { observer, seen } = witness('one', (events) => {
			if (events.some(({ id }) => id === 'poison')) throw new TypeError('cannot read that');
			return {};
		});
		await run(observer);
		await append(ourWedding, 'a', 'b', 'poison', 'c');
		await settled();
		expect(seen).toEqual(['a', 'b']);
		// Meanwhile nobody else waits.
		await append(otherWedding, 'x');
		await settled();
		expect(seen).toEqual(['a', 'b', 'x']);
		for (const ms of [100, 400, 1_600]) {
			// However often the bell rings meanwhile, it rests.
			await append(ourWedding, `more${ms}`);
			await settled();
			expect(await store.letters('one')).toEqual([]);
			clock.advance(ms);
			await settled();
		}
		expect(seen).toEqual(['a', 'b', 'x', 'c', 'more100', 'more400', 'more1600']);
		expect(await store.letters('one')).toEqual([
			{
				wedding: ourWedding,
				event: 'poison',
				seq: 3,
				index: 0,
				fault: 'TypeError: cannot read that',
				tries: 4,
			},
		]);
	});

	it('[OB6] try an event again that failed once, and lose nothing by it', async () => {
		const { append, run, store, clock } = await world();
		let isIll = true;
		const { observer, seen } = witness('one', () => {
			if (isIll) throw new Error('the plan could not be read');
			return {};
		});
		await run(observer);
		await append(ourWedding, 'a', 'b');
		await settled();
		isIll = false;
		clock.advance(100);
		await settled();
		expect([seen, await store.letters('one')]).toEqual([['a', 'b'], []]);
		// Each event has its own tries.
		for (const id of ['c', 'd']) {
			isIll = true;
			await append(ourWedding, id);
			await settled();
			for (const ms of [100, 400]) {
				clock.advance(ms);
				await settled();
			}
			isIll = false;
			clock.advance(1_600);
			await settled();
		}
		expect([seen, await store.letters('one')]).toEqual([['a', 'b', 'c', 'd'], []]);
	});

	it('[OB7] that never answer are given up after half a minute, like one that throws', async () => {
		const { append, run, store, clock } = await world();
		const { observer } = witness('one', () => new Promise<Effects>(() => undefined));
		await run(observer);
		await append(ourWedding, 'a');
		await settled();
		for (const rest of [100, 400, 1_600, 0]) {
			clock.advance(30_000);
			await settled();
			clock.advance(rest);
			await settled();
		}
		expect((await store.letters('one')).map(({ event: id, fault }) => [id, fault])).toEqual([
			['a', 'Error: not done after 30000 ms'],
		]);
	});

	it('[OB8] whose effects the store does not take are treated as one that throws; a full disk is waited for', async () => {
		let isFull = false;
		const { append, run, store, clock } = await world({
			wrap: (plain) => ({
				...plain,
				async observe(observation) {
					// A letter would fit.
					if (isFull && observation.letters === undefined) throw new StorageFull('no room');
					if (observation.explanations !== undefined) throw new Error('too long for its column');
					return plain.observe(observation);
				},
			}),
		});
		const { observer, stored } = witness('one', (events) =>
			events.some(({ id }) => id === 'poison') ? { explanations: [] } : {},
		);
		await run(observer);
		await append(ourWedding, 'a', 'poison', 'b');
		await settled();
		for (const ms of [100, 400, 1_600]) {
			clock.advance(ms);
			await settled();
		}
		expect((await store.letters('one')).map(({ event: id }) => id)).toEqual(['poison']);
		isFull = true;
		await append(ourWedding, 'c');
		for (let seconds = 0; seconds < 60; seconds++) {
			clock.advance(1_000);
			await settled();
		}
		expect(stored).toEqual(['a', 'b']);
		isFull = false;
		clock.advance(5_000);
		await settled();
		expect([stored, (await store.letters('one')).length]).toEqual([['a', 'b', 'c'], 1]);
	});

	it('[OB9] on a dead disk end the process', async () => {
		const dead = new StorageDead('EIO');
		const { append, run, faults } = await world({
			wrap: (plain) => ({ ...plain, observe: () => Promise.reject(dead) }),
		});
		await run(witness('one').observer);
		await append(ourWedding, 'a');
		await settled();
		expect(faults).toEqual([dead]);
	});

	it('[OB10] whose cursor somebody else has moved store nothing and read again from there', async () => {
		const { append, run, store } = await world();
		const { observer, seen, stored } = witness('one', async ([first]) => {
			if (first?.id !== 'b') return {};
			// Another process was quicker, and is further already.
			await append(ourWedding, 'c');
			const from = { seq: 1, index: 0 };
			await store.observe({ observer: 'one', wedding: ourWedding, from, to: { seq: 3, index: 0 }, at: 1 });
			return {};
		});
		await run(observer);
		for (const id of ['a', 'b', 'd']) {
			await append(ourWedding, id);
			await settled();
		}
		expect([seen, stored]).toEqual([
			['a', 'b', 'd'],
			['a', 'd'],
		]);
	});

	it('[OB2] who fail at telling of what is stored have made it all the same, once', async () => {
		const { append, run, store } = await world();
		const { observer, seen } = witness('one');
		await run({
			...observer,
			stored: () => {
				throw new Error('nobody listens');
			},
		});
		await append(ourWedding, 'a', 'b');
		await settled();
		expect([seen, await store.letters('one')]).toEqual([['a', 'b'], []]);
		expect(await store.cursor('one', ourWedding)).toEqual({ seq: 2, index: 0 });
	});

	it('[OB11] take up again what was put aside: it is a letter no more only when it went well', async () => {
		const { append, run, store, clock } = await world();
		let isIll = true;
		const timers = { prefix: 'seen', timers: [{ key: 'seen', dueAt: 7, content: '{}' }] };
		const { observer, stored } = witness('one', (events) => {
			if (isIll && events[0]?.id.startsWith('poison')) throw new Error('ill');
			return events[0]?.id.startsWith('poison') ? { timers } : {};
		});
		const runner = await run(observer, witness('two').observer);
		await append(ourWedding, 'poison1');
		await append(otherWedding, 'poison2', 'x');
		for (const ms of [0, 100, 400, 1_600]) {
			clock.advance(ms);
			await settled();
		}
		expect(stored).toEqual(['x']);
		const failed = await runner.replay({});
		expect(failed.ok && failed.value.map(({ letter, fault }) => [letter.event, fault])).toEqual([
			['poison1', 'ill'],
			['poison2', 'ill'],
		]);
		isIll = false;
		const cursor = await store.cursor('one', otherWedding);
		const replayed = await runner.replay({ observer: 'one', wedding: otherWedding });
		expect(replayed.ok && replayed.value.map(({ letter, fault }) => [letter.event, fault])).toEqual([
			['poison2', undefined],
		]);
		expect(await store.timers(otherWedding, '')).toEqual([{ wedding: otherWedding, ...timers.timers[0] }]);
		expect(await store.cursor('one', otherWedding)).toEqual(cursor);
		const left = await runner.letters({ observer: 'one' });
		expect(left.ok && left.value.map(({ event: id }) => id)).toEqual(['poison1']);
		expect(await runner.letters({ observer: 'three' })).toEqual({
			ok: false,
			error: 'There is no such observer; there are: one, two.',
		});
	});

	it('[OB12] that are stopped leave nothing half done: what was not stored is seen again', async () => {
		const { append, run, disk } = await world();
		let go = (_: Effects): void => undefined;
		const { observer } = witness(
			'one',
			() =>
				new Promise<Effects>((resolve) => {
					go = resolve;
				}),
		);
		const runner = await run(observer);
		await append(ourWedding, 'a');
		await settled();
		const closed = runner.close();
		await append(ourWedding, 'b');
		go({});
		await closed;
		const again = await world({ disk });
		const after = witness('one');
		await again.run(after.observer);
		await settled();
		expect(after.seen).toEqual(['b']);
	});
});
