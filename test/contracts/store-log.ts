/** The part of the store's contract about rows and events: rules ST1 to ST15 of `server/store/SPEC.md`. */
import { expect, it } from 'vitest';
import { type Entry, EntryRejected } from '../../server/store/store.ts';
import {
	client,
	entry,
	event,
	otherWedding,
	ourWedding,
	person,
	seq,
	wedding,
	weddingRow,
	writer,
} from '../world/entry.ts';
import { type StoreContext, stored } from './store-context.ts';

export function describeLog(context: StoreContext): void {
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
		expect(await store.load(ourWedding, 'plan')).toEqual({ rows: [], lost: 0, seq: 0 });
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
		expect(await context.store.load(nobodys, 'plan')).toEqual({ rows: [], lost: 0, seq: 0 });
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
			lost: 0,
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
		// Everybody who loads the wedding is told how many, whatever the section.
		const lost = async (section: Entry['section'], of = ourWedding) =>
			(await context.store.load(of, section)).lost;
		await context.store.append([entry('e', { section: 'guests' })]);
		await context.store.quarantine(ourWedding, seq(5), 'another section');
		expect([await lost('plan'), await lost('guests'), await lost('plan', otherWedding)]).toEqual([2, 2, 0]);
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

export function describeEvents(context: StoreContext): void {
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
