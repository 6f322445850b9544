/** What every device store promises; run by each adapter. `reopen` gives a second store over the same data. */
import { expect, test } from 'vitest';
import type { DeviceStore, Facts } from '../../client/sdk/device-store.ts';
import type { Draft } from '../../client/sdk/draft.ts';
import type { Frame } from '../../client/sdk/frame.ts';

export interface DeviceStoreWorld {
	open(): DeviceStore;
	/** Another store over the same data, or undefined where nothing outlives the store. */
	reopen(): DeviceStore | undefined;
}

export function deviceStoreContract(createWorld: () => DeviceStoreWorld): void {
	test('a new store is empty', async () => {
		const store = createWorld().open();
		expect(await store.read()).toEqual({
			updates: [],
			outbox: [],
			leases: [],
			drafts: [],
			facts: undefined,
			key: undefined,
		});
		expect(await store.readKept()).toEqual([]);
		await store.close();
	});

	test('what one write edits is all there after it resolved, also for whoever opens the data next', async () => {
		const world = createWorld();
		const store = world.open();
		await store.write([
			{ kind: 'update', update: bytes(1) },
			{ kind: 'update', update: bytes(2) },
			{ kind: 'frame', frame: frame('b', 2) },
			{ kind: 'frame', frame: frame('a', 1) },
			{ kind: 'lease', lease: { client: 7, next: 3, order: 1 } },
			{ kind: 'draft', draft },
			{ kind: 'facts', facts },
		]);
		const expected = {
			updates: [bytes(1), bytes(2)],
			outbox: [frame('a', 1), frame('b', 2)],
			leases: [{ client: 7, next: 3, order: 1 }],
			drafts: [draft],
			facts,
			key: undefined,
		};
		expect(await store.read()).toEqual(expected);
		expect(await store.readLeases()).toEqual([{ client: 7, next: 3, order: 1 }]);
		await store.close();
		const next = world.reopen();
		if (next === undefined) return;
		expect(await next.read()).toEqual(expected);
		await next.close();
	});

	test('a write that cannot be done does nothing at all', async () => {
		const store = createWorld().open();
		const impossible = { ...frame('a', 1), changes: [{ after: () => 1 }] } as unknown as Frame;
		const attempt = store.write([
			{ kind: 'update', update: bytes(1) },
			{ kind: 'frame', frame: impossible },
		]);
		await expect(attempt).rejects.toThrow();
		expect(await store.read()).toMatchObject({ updates: [], outbox: [] });
		await store.close();
	});

	test('a frame put again stands in place of the former one, in the order of making', async () => {
		const store = createWorld().open();
		await store.write([
			{ kind: 'frame', frame: frame('a', 1) },
			{ kind: 'frame', frame: frame('b', 2) },
		]);
		await store.write([{ kind: 'frame', frame: { ...frame('a', 1), offered: true } }]);
		expect(await store.readOutbox()).toEqual([{ ...frame('a', 1), offered: true }, frame('b', 2)]);
		await store.close();
	});

	test('a receipt moves a frame to the kept ones, and pruning forgets those received earlier than said', async () => {
		const store = createWorld().open();
		await store.write([
			{ kind: 'frame', frame: frame('a', 1) },
			{ kind: 'frame', frame: frame('b', 2) },
			{ kind: 'frame', frame: frame('c', 3) },
			{ kind: 'receipt', frame: { ...frame('b', 2), receiptedAt: 20 } },
			{ kind: 'receipt', frame: { ...frame('a', 1), receiptedAt: 10 } },
		]);
		expect(await store.readOutbox()).toEqual([frame('c', 3)]);
		expect((await store.readKept()).map(({ id }) => id)).toEqual(['a', 'b']);
		await store.prune(20);
		expect((await store.readKept()).map(({ id }) => id)).toEqual(['b']);
		await store.close();
	});

	test('a kept frame that was made anew is kept no longer', async () => {
		const store = createWorld().open();
		await store.write([
			{ kind: 'receipt', frame: { ...frame('a', 1), receiptedAt: 10 } },
			{ kind: 'receipt', frame: { ...frame('b', 2), receiptedAt: 10 } },
		]);
		await store.write([{ kind: 'frame-dropped', id: 'a' }]);
		expect((await store.readKept()).map(({ id }) => id)).toEqual(['b']);
		await store.close();
	});

	test('a replaced document leaves nothing of the former one, and what comes after is added to it', async () => {
		const store = createWorld().open();
		await store.write([{ kind: 'update', update: bytes(1) }]);
		await store.write([
			{ kind: 'replace', state: bytes(8) },
			{ kind: 'frame', frame: frame('a', 1) },
		]);
		await store.write([
			{ kind: 'update', update: bytes(9) },
			{ kind: 'frame-dropped', id: 'a' },
		]);
		expect(await store.read()).toMatchObject({ updates: [bytes(8), bytes(9)], outbox: [] });
		await store.close();
	});

	test('ended leases and discarded drafts are gone', async () => {
		const store = createWorld().open();
		await store.write([
			{ kind: 'lease', lease: { client: 7, next: 3, order: 1 } },
			{ kind: 'lease', lease: { client: 8, next: 0, order: 1 } },
			{ kind: 'draft', draft },
		]);
		await store.write([
			{ kind: 'lease', lease: { client: 7, next: 4, order: 1 } },
			{ kind: 'lease-ended', client: 8 },
			{ kind: 'draft-discarded', id: draft.id },
		]);
		expect(await store.read()).toMatchObject({ leases: [{ client: 7, next: 4, order: 1 }], drafts: [] });
		await store.close();
	});

	test('compaction merges all updates into one, and only when there are enough of them', async () => {
		const store = createWorld().open();
		const merge = (updates: readonly Uint8Array[]) => Uint8Array.from(updates.flatMap((one) => [...one]));
		await store.write([
			{ kind: 'update', update: bytes(1) },
			{ kind: 'update', update: bytes(2) },
		]);
		await store.compact(3, merge);
		expect((await store.read()).updates).toEqual([bytes(1), bytes(2)]);
		await Promise.all([store.compact(2, merge), store.write([{ kind: 'update', update: bytes(3) }])]);
		expect((await store.read()).updates).toEqual([Uint8Array.of(1, 2), bytes(3)]);
		await store.close();
	});
}

const bytes = (value: number) => Uint8Array.of(value);

export function frame(id: string, order: number, more: Partial<Frame> = {}): Frame {
	return {
		id,
		order,
		generation: 0,
		client: 7,
		from: order,
		to: order + 1,
		update: bytes(order),
		madeAt: 1_000,
		changes: [],
		offered: false,
		...more,
	};
}

const facts: Facts = { device: 'device-1', generation: 0, incarnation: 'first', syncedAt: 5 };
const draft: Draft = {
	id: 'draft-1',
	at: 5,
	refusal: { code: 'not-allowed', reason: 'Guests read.' },
	changes: [],
};
