/**
 * The contract of the store: every adapter runs it (`test/server/store/contract.test.ts`). The numbers are those of
 * `server/store/SPEC.md`.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Seq } from '../../shared/ids.ts';
import { EntryRejected, type Entry, type Store } from '../../server/store/store.ts';
import {
	client,
	device,
	entry,
	event,
	otherWedding,
	ourWedding,
	person,
	seq,
	snapshot,
	tab,
	textOf,
	wedding,
	weddingRow,
	writer,
} from '../world/entry.ts';

/** A place where a store can be opened, closed and opened again, with what it held. */
export interface StorePlace {
	open(): Promise<Store>;
	remove(): Promise<void>;
}

export function storeContract(adapter: string, createPlace: () => StorePlace): void {
	describe(`the store (${adapter})`, () => {
		let place: StorePlace;
		let store: Store;

		beforeEach(async () => {
			place = createPlace();
			store = await place.open();
			await store.createWedding(weddingRow(ourWedding));
			await store.createWedding(weddingRow(otherWedding, 2_000));
		});
		afterEach(async () => {
			await store.close();
			await place.remove();
		});

		const context: StoreContext = {
			get store() {
				return store;
			},
			async restart() {
				await store.close();
				store = await place.open();
			},
			loaded: async (section = 'plan', of = ourWedding) =>
				(await store.load(of, section)).rows.map((row) => `${row.seq} ${textOf(row.update)}`),
		};
		describeLog(context);
		describeEvents(context);
		describeSnapshots(context);
		describeClientIds(context);
		describePeople(context);
		describeLife(context);
	});
}

interface StoreContext {
	readonly store: Store;
	restart(): Promise<void>;
	/** The rows to apply, as `seq text`. */
	loaded(section?: Entry['section'], of?: typeof ourWedding): Promise<string[]>;
}

const stored = (...seqs: number[]) => ({ ok: true, value: seqs as Seq[] });

function describeLog(context: StoreContext): void {
	it('[ST1] the entries of a call are stored all or not at all', async () => {
		const { store } = context;
		await store.append([entry('a', { events: [event('once')] })]);
		const half = [
			entry('b', {
				events: [event('new')],
				bind: [client(7)],
				answer: { key: 'k', request: 'r', body: 'b' },
				card: { name: 'Changed', date: '2030-01-01' },
			}),
			entry('c', { events: [event('once')] }),
		];
		await expect(store.append(half)).rejects.toThrow(EntryRejected);
		expect(await context.loaded()).toEqual(['1 a']);
		expect((await store.events(ourWedding, { seq: 0, index: 0 }, 10)).map(({ id }) => id)).toEqual(['once']);
		expect(await store.leases(ourWedding, 'plan')).toEqual([]);
		expect(await store.recallAnswer(ourWedding, person('mia'), 'k')).toBeUndefined();
		expect((await store.weddings())[0]).toEqual(weddingRow(ourWedding));
		// What was rejected is forgotten whole: its new event may come again.
		expect(await store.append([entry('b', { events: [event('new')] })])).toEqual(stored(2));
	});

	it('[ST1] a rule broken between two entries of one call rejects both', async () => {
		const { store } = context;
		const twice = [entry('a', { events: [event('x')] }), entry('b', { events: [event('x')] })];
		await expect(store.append(twice)).rejects.toThrow(EntryRejected);
		const twoOwners = [
			entry('a', { bind: [client(5)] }),
			entry('b', { bind: [client(5)], writer: writer('ben') }),
		];
		await expect(store.append(twoOwners)).rejects.toThrow(EntryRejected);
		expect(await store.load(ourWedding, 'plan')).toEqual({ rows: [], seq: 0 });
	});

	it('[ST2] rows are numbered over all sections, without gaps, in the order of calls', async () => {
		const { store } = context;
		const calls = [
			store.append([entry('a'), entry('b', { section: 'guests' })]),
			store.append([entry('c')]),
			store.append([]),
			store.append([entry('d', { section: 'guests' })]),
		];
		expect(await Promise.all(calls)).toEqual([stored(1, 2), stored(3), stored(), stored(4)]);
		expect(await context.loaded('plan')).toEqual(['1 a', '3 c']);
		expect(await context.loaded('guests')).toEqual(['2 b', '4 d']);
		expect((await store.load(ourWedding, 'budget')).seq).toBe(4);
	});

	it('[ST2][ST3] a rejected call takes no number and leaves its neighbours alone', async () => {
		const { store } = context;
		await store.append([entry('a', { events: [event('once')] })]);
		const settled = await Promise.allSettled([
			store.append([entry('b')]),
			store.append([entry('c'), entry('d', { events: [event('once')] })]),
			store.append([entry('e', { wedding: wedding('nobodys') })]),
			store.append([entry('f')]),
		]);
		expect(settled.map((one) => (one.status === 'fulfilled' ? one.value.ok : 'rejected'))).toEqual([
			true,
			'rejected',
			false,
			true,
		]);
		expect(await context.loaded()).toEqual(['1 a', '2 b', '3 f']);
	});

	it('[ST4] what append resolved for is there after a restart', async () => {
		await context.store.append([
			entry('a', {
				events: [event('e')],
				bind: [client(9)],
				answer: { key: 'k', request: 'r', body: '{"id":1}' },
				card: { name: 'Mia & Ben', date: '2027-07-01' },
			}),
		]);
		await context.restart();
		const { store } = context;
		expect(await context.loaded()).toEqual(['1 a']);
		expect((await store.events(ourWedding, { seq: 0, index: 0 }, 10)).map(({ id }) => id)).toEqual(['e']);
		expect(await store.leases(ourWedding, 'plan')).toEqual([
			{ client: 9, person: 'mia', device: 'mia-phone' },
		]);
		expect(await store.recallAnswer(ourWedding, person('mia'), 'k')).toEqual({
			request: 'r',
			body: '{"id":1}',
			seq: 1,
		});
		expect((await store.weddings())[0]).toEqual({
			...weddingRow(ourWedding),
			name: 'Mia & Ben',
			date: '2027-07-01',
		});
		expect(await store.append([entry('b')])).toEqual(stored(2));
	});

	it('[ST5] an unknown wedding is an answer, not an exception', async () => {
		const nobodys = wedding('nobodys');
		const answer = await context.store.append([entry('a'), entry('b', { wedding: nobodys })]);
		expect(answer).toEqual({
			ok: false,
			error: { code: 'unknown-wedding', reason: expect.stringContaining('nobodys') },
		});
		expect(await context.store.load(nobodys, 'plan')).toEqual({ rows: [], seq: 0 });
		expect(await context.loaded()).toEqual([]);
	});

	it('[ST6] a row reads back as it was stored, and the caller keeps its bytes', async () => {
		const { store } = context;
		const frame = Uint8Array.from({ length: 64 }, (_, place) => place);
		const update = frame.subarray(8, 40);
		const { device: _, ...withoutDevice } = writer('ben', 'vendor');
		await store.append([
			entry('', { update, writer: withoutDevice, at: 1_815_000_000_123 }),
			entry('b', { section: 'budget' }),
			entry('c', { writer: writer('ben', 'guest') }),
		]);
		expect(frame).toEqual(Uint8Array.from({ length: 64 }, (_, place) => place));
		expect(await store.load(ourWedding, 'plan')).toEqual({
			rows: [
				{ seq: 1, section: 'plan', update: frame.slice(8, 40), writer: withoutDevice, at: 1_815_000_000_123 },
				{ seq: 3, section: 'plan', update: entry('c').update, writer: writer('ben', 'guest'), at: 5_000 },
			],
			seq: 3,
		});
		frame.fill(0);
		expect((await store.load(ourWedding, 'plan')).rows[0]?.update[0]).toBe(8);
	});

	it('[ST13] a card in an entry is the name and date from then on', async () => {
		const { store } = context;
		await store.append([entry('a', { card: { name: 'One', date: '2027-01-01' } })]);
		await store.append([entry('b'), entry('c', { card: { name: 'Two', date: '2027-02-02' } })]);
		await store.saveMember(ourWedding, { person: person('mia'), name: 'Mia', role: 'couple' });
		const expected = { ...weddingRow(ourWedding), name: 'Two', date: '2027-02-02' };
		expect(await store.weddings()).toEqual([expected, weddingRow(otherWedding, 2_000)]);
		expect(await store.weddingsOf(person('mia'))).toEqual([{ ...expected, role: 'couple' }]);
	});

	it('[ST14] a quarantined row is left out of load and keeps its number', async () => {
		const { store } = context;
		await store.append([entry('a'), entry('b'), entry('c')]);
		await store.quarantine(ourWedding, seq(2), 'does not apply');
		await store.quarantine(ourWedding, seq(2), 'twice is once');
		expect(await context.loaded()).toEqual(['1 a', '3 c']);
		await context.restart();
		expect(await context.loaded()).toEqual(['1 a', '3 c']);
		expect(await context.store.append([entry('d')])).toEqual(stored(4));
		await expect(context.store.quarantine(ourWedding, seq(99), 'no such row')).rejects.toThrow(EntryRejected);
	});

	it('[ST15] hasUpdate knows what was stored in that section, and never an empty update', async () => {
		const { store } = context;
		const bytes = (text: string) => entry(text).update;
		await store.append([entry('a'), entry('b', { section: 'guests' }), entry('', { events: [event('e')] })]);
		await store.quarantine(ourWedding, seq(1), 'does not apply');
		const has = (section: 'plan' | 'guests', text: string, of = ourWedding) =>
			store.hasUpdate(of, section, bytes(text));
		expect([
			await has('plan', 'a'),
			await has('guests', 'a'),
			await has('guests', 'b'),
			await has('plan', 'A'),
			await has('plan', ''),
			await has('plan', 'a', otherWedding),
		]).toEqual([true, false, true, false, false, false]);
	});
}

function describeEvents(context: StoreContext): void {
	it('[ST7] a row of events only takes a number and is not loaded', async () => {
		const { store } = context;
		await store.append([entry('a')]);
		expect(await store.append([entry('', { events: [event('due')] })])).toEqual(stored(2));
		expect(await context.loaded()).toEqual(['1 a']);
		expect((await store.load(ourWedding, 'plan')).seq).toBe(2);
	});

	it('[ST8] events come in order behind the cursor, with their place, time and wedding', async () => {
		const { store } = context;
		await store.append([
			entry('a', { at: Date.UTC(2027, 5, 12, 9), events: [event('a0'), event('a1', { start: null })] }),
			entry('b'),
			entry('c', { at: Date.UTC(2027, 5, 12, 10), events: [event('c0'), event('c1'), event('c2')] }),
		]);
		const all = await store.events(ourWedding, { seq: 0, index: 0 }, 10);
		expect(all[1]).toEqual({
			...event('a1', { start: null }),
			seq: 1,
			index: 1,
			at: '2027-06-12T09:00:00.000Z',
			wedding: ourWedding,
		});
		expect(all.map(({ id, seq, index }) => `${id} ${seq}.${index}`)).toEqual([
			'a0 1.0',
			'a1 1.1',
			'c0 3.0',
			'c1 3.1',
			'c2 3.2',
		]);
		const after = async (cursor: { seq: number; index: number }, limit: number) =>
			(await store.events(ourWedding, cursor, limit)).map(({ id }) => id);
		expect(await after({ seq: 1, index: 0 }, 2)).toEqual(['a1', 'c0']);
		expect(await after({ seq: 3, index: 1 }, 10)).toEqual(['c2']);
		expect(await after({ seq: 3, index: 2 }, 10)).toEqual([]);
		expect(await after({ seq: 2, index: 0 }, 1)).toEqual(['c0']);
	});

	it('[ST9] a repeated event id rejects the call: a cause was handled twice', async () => {
		const { store } = context;
		await store.append([entry('a', { events: [event('due-soon')] })]);
		await expect(store.append([entry('', { events: [event('due-soon')] })])).rejects.toThrow(EntryRejected);
		const elsewhere = entry('a', { wedding: otherWedding, events: [event('due-soon')] });
		expect(await store.append([elsewhere])).toEqual(stored(1));
	});

	it('[ST8] an event changed by its maker after append is stored as it was', async () => {
		const { store } = context;
		const after = { title: 'before' };
		const call = store.append([entry('a', { events: [event('e', after)] })]);
		after.title = 'after';
		await call;
		expect((await store.events(ourWedding, { seq: 0, index: 0 }, 1))[0]?.after).toEqual({ title: 'before' });
	});

	it('[ST12] an answer is remembered with its row, per person, and its key is used once', async () => {
		const { store } = context;
		const answer = { key: 'post-1', request: 'hash', body: '{"id":"t"}' };
		await store.append([entry('a'), entry('b', { answer })]);
		await store.append([entry('c', { answer, writer: writer('ben') })]);
		await expect(store.append([entry('d', { answer })])).rejects.toThrow(EntryRejected);
		const recall = (who: string, key: string) => store.recallAnswer(ourWedding, person(who), key);
		expect(await recall('mia', 'post-1')).toEqual({ request: 'hash', body: '{"id":"t"}', seq: 2 });
		expect(await recall('ben', 'post-1')).toEqual({ request: 'hash', body: '{"id":"t"}', seq: 3 });
		expect(await recall('mia', 'post-2')).toBeUndefined();
		expect(await context.loaded()).toEqual(['1 a', '2 b', '3 c']);
	});
}

function describeSnapshots(context: StoreContext): void {
	it('[ST16] load gives the newest snapshot and the rows behind it', async () => {
		const { store } = context;
		await store.append([entry('a'), entry('b'), entry('c')]);
		const given = snapshot(2);
		const kept = structuredClone(given);
		await store.saveSnapshot(ourWedding, 'plan', given);
		expect(given).toEqual(kept);
		given.state.fill(0);
		await context.restart();
		expect(await context.store.load(ourWedding, 'plan')).toEqual({
			snapshot: kept,
			rows: [expect.objectContaining({ seq: 3, update: entry('c').update })],
			seq: 3,
		});
	});

	it('[ST17] a snapshot belongs to one section', async () => {
		const { store } = context;
		await store.append([entry('a'), entry('b', { section: 'guests' })]);
		await store.saveSnapshot(ourWedding, 'plan', snapshot(2));
		expect(await store.load(ourWedding, 'guests')).toEqual({
			rows: [expect.objectContaining({ seq: 2, section: 'guests' })],
			seq: 2,
		});
	});

	it('[ST18] a snapshot of the future, or of no wedding, is rejected; one at the same row replaces', async () => {
		const { store } = context;
		await store.append([entry('a')]);
		await expect(store.saveSnapshot(ourWedding, 'plan', snapshot(2))).rejects.toThrow(EntryRejected);
		await expect(store.saveSnapshot(wedding('nobodys'), 'plan', snapshot(0))).rejects.toThrow(EntryRejected);
		expect((await store.load(ourWedding, 'plan')).snapshot).toBeUndefined();
		await store.saveSnapshot(ourWedding, 'plan', snapshot(1, 'first'));
		await store.saveSnapshot(ourWedding, 'plan', snapshot(1, 'second'));
		expect((await store.load(ourWedding, 'plan')).snapshot).toEqual(snapshot(1, 'second'));
	});

	it('[ST15][ST19] folding forgets bytes, never hashes or what load means', async () => {
		const { store } = context;
		for (let at = 1; at <= 7; at++) {
			await store.append([entry(`row ${at}`), entry(`guest ${at}`, { section: 'guests' })]);
			await store.saveSnapshot(ourWedding, 'plan', snapshot(at * 2));
			expect(await store.load(ourWedding, 'plan')).toEqual({
				snapshot: snapshot(at * 2),
				rows: [],
				seq: at * 2,
			});
		}
		// An older one than those kept changes nothing.
		await store.saveSnapshot(ourWedding, 'plan', snapshot(3, 'late'));
		expect((await store.load(ourWedding, 'plan')).snapshot).toEqual(snapshot(14));
		expect(await store.hasUpdate(ourWedding, 'plan', entry('row 1').update)).toBe(true);
		expect(await context.loaded('guests')).toEqual(
			[1, 2, 3, 4, 5, 6, 7].map((at) => `${at * 2} guest ${at}`),
		);
	});
}

function describeClientIds(context: StoreContext): void {
	it('[ST10] a client id first used by an entry belongs to its person for good', async () => {
		const { store } = context;
		await store.append([entry('a', { bind: [client(8), client(4)] })]);
		await store.append([entry('b', { bind: [client(4)] })]);
		await expect(store.append([entry('c', { bind: [client(4)], writer: writer('ben') })])).rejects.toThrow(
			EntryRejected,
		);
		await store.append([entry('d', { bind: [client(4)], writer: writer('ben'), section: 'guests' })]);
		expect(await store.leases(ourWedding, 'plan')).toEqual([
			{ client: 4, person: 'mia', device: 'mia-phone' },
			{ client: 8, person: 'mia', device: 'mia-phone' },
		]);
		expect(await store.leases(ourWedding, 'guests')).toEqual([
			{ client: 4, person: 'ben', device: 'ben-phone' },
		]);
	});

	it('[ST11] a lease is taken once, and given again only to the same person, device and tab', async () => {
		const { store } = context;
		const lease = { client: client(11), person: person('mia'), device: device('phone'), tab: tab('one') };
		const save = (changed: object) => store.saveLease(ourWedding, 'plan', { ...lease, ...changed });
		expect(await save({})).toBe(true);
		await context.restart();
		const { device: _, ...withoutDevice } = lease;
		const again = context.store.saveLease.bind(context.store, ourWedding, 'plan');
		expect([
			await again(lease),
			await again({ ...lease, person: person('ben') }),
			await again({ ...lease, device: device('laptop') }),
			await again({ ...lease, tab: tab('two') }),
			await again(withoutDevice),
			await context.store.saveLease(ourWedding, 'guests', { ...lease, person: person('ben') }),
		]).toEqual([true, false, false, false, false, true]);
		expect(await context.store.leases(ourWedding, 'plan')).toEqual([lease]);
		await expect(
			context.store.append([entry('a', { bind: [client(11)], writer: writer('ben') })]),
		).rejects.toThrow(EntryRejected);
	});
}

function describePeople(context: StoreContext): void {
	it('[ST20] a wedding is created once, and listed in the order of creation', async () => {
		const { store } = context;
		const earlier = weddingRow(wedding('z-earlier'), 500);
		expect(await store.createWedding(earlier)).toBe(true);
		expect(await store.createWedding({ ...earlier, name: 'Another' })).toBe(false);
		expect(await store.weddings()).toEqual([
			earlier,
			weddingRow(ourWedding),
			weddingRow(otherWedding, 2_000),
		]);
	});

	it('[ST21] members are replaced as a whole; a removed one loses the wedding', async () => {
		const { store } = context;
		const mia = { person: person('mia'), name: 'Mia', role: 'couple' } as const;
		const ben = { person: person('ben'), name: 'Ben', role: 'vendor', trade: 'florist' } as const;
		for (const id of [ourWedding, otherWedding]) await store.saveMember(id, ben);
		await store.saveMember(ourWedding, mia);
		await store.saveMember(ourWedding, { ...mia, name: 'Mia M.' });
		await store.saveMember(ourWedding, { ...ben, removedAt: 9 });
		expect(await store.members(ourWedding)).toEqual([
			{ ...ben, removedAt: 9 },
			{ ...mia, name: 'Mia M.' },
		]);
		expect(await store.weddingsOf(ben.person)).toEqual([
			{ ...weddingRow(otherWedding, 2_000), role: 'vendor' },
		]);
		expect(await store.weddingsOf(person('nobody'))).toEqual([]);
		await expect(store.saveMember(wedding('nobodys'), mia)).rejects.toThrow(EntryRejected);
	});

	it('[ST22] a link is found by its hash', async () => {
		const { store } = context;
		const link = { wedding: ourWedding, person: person('mia') };
		await store.saveLink({ codeHash: 'aa', ...link, expiresAt: 77 });
		await store.saveLink({ codeHash: 'bb', ...link });
		expect([await store.findLink('aa'), await store.findLink('bb'), await store.findLink('cc')]).toEqual([
			{ ...link, expiresAt: 77 },
			link,
			undefined,
		]);
	});

	it('[ST23] weddings know nothing of each other', async () => {
		const { store } = context;
		const full = {
			events: [event('e')],
			bind: [client(3)],
			answer: { key: 'k', request: 'r', body: 'b' },
			card: { name: 'Ours', date: '2027-03-03' },
		};
		await store.append([entry('a', full), entry('b')]);
		await store.saveSnapshot(ourWedding, 'plan', snapshot(1));
		await store.quarantine(ourWedding, seq(2), 'ours only');
		await store.saveMember(ourWedding, { person: person('mia'), name: 'Mia', role: 'couple' });
		const other = otherWedding;
		expect({
			load: await store.load(other, 'plan'),
			events: await store.events(other, { seq: 0, index: 0 }, 10),
			leases: await store.leases(other, 'plan'),
			answer: await store.recallAnswer(other, person('mia'), 'k'),
			members: await store.members(other),
			row: (await store.weddings())[1],
		}).toEqual({
			load: { rows: [], seq: 0 },
			events: [],
			leases: [],
			answer: undefined,
			members: [],
			row: weddingRow(other, 2_000),
		});
		await store.append([entry('c', { ...full, wedding: other }), entry('d', { wedding: other })]);
		expect(await context.loaded('plan', other)).toEqual(['1 c', '2 d']);
	});
}

function describeLife(context: StoreContext): void {
	it('[ST24] close waits for what is queued, and calls after it reject', async () => {
		const { store } = context;
		const calls = Array.from({ length: 25 }, (_, place) => store.append([entry(`row ${place}`)]));
		// The first batch is on its way; these wait for it.
		await new Promise((resolve) => setImmediate(resolve));
		for (let place = 25; place < 50; place++) calls.push(store.append([entry(`row ${place}`)]));
		await Promise.all([store.close(), store.close()]);
		expect(await Promise.all(calls)).toEqual(calls.map((_, place) => stored(place + 1)));
		await expect(store.append([entry('late')])).rejects.toThrow('closed');
		await expect(store.load(ourWedding, 'plan')).rejects.toThrow('closed');
		await expect(store.createWedding(weddingRow(ourWedding))).rejects.toThrow('closed');
		await context.restart();
		expect((await context.store.load(ourWedding, 'plan')).seq).toBe(50);
	});

	it('[ST25] a healthy disk answers the probe', async () => {
		expect(await context.store.probe()).toEqual({ ok: true, value: undefined });
	});

	it('[ST26] the incarnation outlives a restart', async () => {
		const before = context.store.incarnation;
		await context.restart();
		expect(context.store.incarnation).toBe(before);
	});
}
