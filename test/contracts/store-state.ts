/** The part of the store's contract about what is kept beside the log: snapshots, client ids, people; and about its life. */
import { expect, it } from 'vitest';
import { EntryRejected } from '../../server/store/store.ts';
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
	wedding,
	weddingRow,
	writer,
} from '../world/entry.ts';
import { turn } from '../world/turn.ts';
import { type StoreContext, stored } from './store-context.ts';

export function describeSnapshots(context: StoreContext): void {
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
			lost: 0,
			seq: 3,
		});
	});

	it('[ST17] a snapshot belongs to one section', async () => {
		const { store } = context;
		await store.append([entry('a'), entry('b', { section: 'guests' })]);
		await store.saveSnapshot(ourWedding, 'plan', snapshot(2));
		expect(await store.load(ourWedding, 'guests')).toEqual({
			rows: [expect.objectContaining({ seq: 2, section: 'guests' })],
			lost: 0,
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
				lost: 0,
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

export function describeClientIds(context: StoreContext): void {
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

export function describePeople(context: StoreContext): void {
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
			load: { rows: [], lost: 0, seq: 0 },
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

export function describeLife(context: StoreContext): void {
	it('[ST24] close waits for what is queued, and calls after it reject', async () => {
		const { store } = context;
		const calls = Array.from({ length: 25 }, (_, place) => store.append([entry(`row ${place}`)]));
		// The first batch is on its way; these wait for it.
		await turn();
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
