/** The part of the store's contract about the outbox: claims, turns, orders, holds, settling, reports, what it counts. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Report } from '../../server/store/deliveries.ts';
import { EntryRejected } from '../../server/store/store.ts';
import { wedding } from '../world/entry.ts';
import {
	attempt,
	claimed,
	delivery,
	hook,
	noon,
	notice,
	observed,
	otherWedding,
	ourWedding,
	person,
	report,
	settlement,
	states,
} from '../world/outbox.ts';
import type { StoreContext } from './store-context.ts';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

export function describeDeliveries(context: StoreContext): void {
	it('[ST120] a delivery is stored once under its id, reads back whole, and outlives a restart', async () => {
		const { store } = context;
		const full = hook('h1', 'e1', {
			notice: 'n1',
			expiresAt: noon + 9,
			unless: 'read',
			order: 'task:1',
			isReplay: true,
		});
		expect(await store.addDeliveries([full, delivery('d1'), { ...full, lane: 'low' }])).toBe(2);
		expect(await store.addDeliveries([delivery('d1', { dueAt: 1 }), delivery('d2')])).toBe(1);
		await context.restart();
		expect(await context.store.delivery(ourWedding, 'h1')).toEqual({
			...full,
			state: 'pending',
			attempts: 0,
			tries: [],
		});
		expect(await context.store.delivery(otherWedding, 'h1')).toBeUndefined();
		expect((await context.store.delivery(ourWedding, 'd1'))?.dueAt).toBe(noon);
		await expect(context.store.addDeliveries([delivery('d9', { wedding: wedding('no') })])).rejects.toThrow(
			EntryRejected,
		);
		expect(await context.store.delivery(wedding('no'), 'd9')).toBeUndefined();
	});

	it('[ST121] a claim takes what is due in its lane, the longest due first, each for one worker', async () => {
		const { store } = context;
		await store.addDeliveries([
			delivery('late', { dueAt: noon }),
			delivery('early', { dueAt: noon - 5 }),
			delivery('later', { dueAt: noon + 1 }),
			delivery('low', { lane: 'low' }),
		]);
		expect(await store.nextDelivery('normal')).toBe(noon - 5);
		const [first, second] = await Promise.all([claimed(store), claimed(store, { owner: 'worker-2' })]);
		expect([...first, ...second]).toEqual(['early', 'late']);
		expect(await claimed(store, { now: noon + 1 })).toEqual(['later']);
		expect(await states(store, ['early', 'low'])).toEqual({ early: 'sending', low: 'pending' });
		expect(await store.nextDelivery('high')).toBeUndefined();
	});

	it('[ST122] weddings take turns, however much one has waiting and in however many slots', async () => {
		const { store } = context;
		const many = names('a', 40).map((id, n) => hook(id, `e${n % 20}`, { dueAt: noon - 100 }));
		await store.addDeliveries(many);
		await store.addDeliveries(names('b', 8).map((id) => delivery(id, { wedding: otherWedding })));
		const turns = [];
		for (let turn = 0; turn < 6; turn++) turns.push((await claimed(store, { limit: 4 })).map((id) => id[0]));
		expect(turns.flat().filter((id) => id === 'b')).toHaveLength(8);
	});

	it('[ST123] of one slot of a wedding a few are on their way at a time; emergencies have places of their own', async () => {
		const { store } = context;
		await store.addDeliveries(names('h', 10).map((id) => hook(id, 'e1')));
		await store.addDeliveries(names('o', 3).map((id) => hook(id, 'e2')));
		await store.addDeliveries(names('s', 40).map((id) => delivery(id)));
		await store.addDeliveries(names('x', 40).map((id) => delivery(id, { lane: 'emergency' })));
		const first = await claimed(store);
		const count = (letter: string) => first.filter((id) => id.startsWith(letter)).length;
		expect([count('h'), count('o'), count('s')]).toEqual([4, 3, 32]);
		expect(await claimed(store, { lane: 'emergency' })).toHaveLength(40);
		await store.settle([settlement('h0'), settlement('h1')]);
		expect(await claimed(store)).toEqual(['h4', 'h5']);
	});

	it('[ST124] those of one order go one after the other, over lanes and retries, and a dead one lets the next go', async () => {
		const { store } = context;
		const order = 'task:1';
		await store.addDeliveries([
			hook('one', 'e1', { order, dueAt: noon + 5 }),
			hook('two', 'e1', { order }),
			hook('three', 'e1', { order, lane: 'high' }),
			hook('else', 'e1', { order: 'task:2' }),
			hook('theirs', 'e2', { order }),
		]);
		expect(await claimed(store)).toEqual(['else', 'theirs']);
		expect(await claimed(store, { now: noon + 5 })).toEqual(['one']);
		expect(await claimed(store, { now: noon + 5, lane: 'high' })).toEqual([]);
		await store.settle([settlement('one', { state: 'pending', dueAt: noon + 9 })]);
		expect(await claimed(store, { now: noon + 8 })).toEqual([]);
		expect(await claimed(store, { now: noon + 9 })).toEqual(['one']);
		await store.settle([settlement('one', { state: 'dead' })]);
		expect(await claimed(store, { now: noon + 9 })).toEqual(['two']);
		expect(await store.redrive({ ids: ['one'] }, noon)).toBe(1);
		expect(await claimed(store, { now: noon + 9 })).toEqual([]);
		await store.settle([settlement('two')]);
		expect(await claimed(store, { now: noon + 9, lane: 'high' })).toEqual([]);
		expect(await claimed(store, { now: noon + 9 })).toEqual(['one']);
		await store.settle([settlement('one')]);
		expect(await claimed(store, { now: noon + 9, lane: 'high' })).toEqual(['three']);
	});

	it('[ST125] a lease that ran out, or whose owner is dead, comes back with a try used up; its late settling changes nothing', async () => {
		const { store } = context;
		await store.addDeliveries([delivery('d1'), delivery('d2', { lane: 'low' })]);
		expect(await claimed(store, { leaseUntil: noon + 10 })).toEqual(['d1']);
		expect(await store.nextDelivery('normal')).toBe(noon + 10);
		expect(await claimed(store, { now: noon + 9 })).toEqual([]);
		const again = { now: noon + 10, owner: 'worker-2', leaseUntil: noon + 99 };
		expect(await claimed(store, again)).toEqual(['d1']);
		await store.settle([settlement('d1', { providerId: 'SM1', tries: [attempt('d1', { cost: 7 })] })]);
		const after = await store.delivery(ourWedding, 'd1');
		expect([after?.state, after?.attempts, after?.tries.length]).toEqual(['sending', 1, 1]);
		expect(await store.spent(ourWedding, '1970-01')).toEqual([{ channel: 'sms', count: 1, cost: 7 }]);
		expect(await claimed(store, { lane: 'low', owner: 'worker-3' })).toEqual(['d2']);
		expect(await store.recoverLeases('worker-4', noon + 20)).toBe(2);
		expect(await store.recoverLeases('worker-4', noon + 20)).toBe(0);
		expect(await states(store, ['d1', 'd2'])).toEqual({ d1: 'pending lease-lost', d2: 'pending lease-lost' });
	});

	it('[ST126] settling stores state, tries, cost and what goes instead; without a try none is used up', async () => {
		const { store } = context;
		await store.addDeliveries([delivery('d1'), delivery('d2')]);
		await claimed(store);
		const tries = [
			attempt('d1', { outcome: 'transient', detail: '503', status: 503, cost: 0 }),
			attempt('d1', { provider: 'sns', cost: 75_000, request: 'asked', response: 'answered' }),
		];
		await store.settle([
			settlement('d1', { tries, providerId: 'p1', at: noon + 3 }),
			settlement('d2', { tries: [], state: 'pending', dueAt: noon + 7, reason: 'limit' }),
		]);
		await context.restart();
		expect(await context.store.delivery(ourWedding, 'd1')).toEqual({
			...delivery('d1'),
			state: 'accepted',
			attempts: 1,
			provider: 'sns',
			providerId: 'p1',
			endedAt: noon + 3,
			tries,
		});
		expect(await context.store.delivery(ourWedding, 'd2')).toEqual({
			...delivery('d2'),
			dueAt: noon + 7,
			state: 'pending',
			attempts: 0,
			reason: 'limit',
			tries: [],
		});
		expect(await claimed(context.store, { now: noon + 7 })).toEqual(['d2']);
		const instead = [delivery('d3', { channel: 'email', slot: 'email' })];
		await context.store.settle([settlement('d2', { state: 'rejected', reason: 'unknown-number', instead })]);
		expect(await states(context.store, ['d2', 'd3'])).toEqual({
			d2: 'rejected unknown-number',
			d3: 'pending',
		});
		expect(await context.store.spent(ourWedding, '1970-01')).toEqual([
			{ channel: 'sms', count: 2, cost: 75_000 },
		]);
		expect(await context.store.spent(otherWedding, '1970-01')).toEqual([]);
		expect(await context.store.spent(ourWedding, '1970-02')).toEqual([]);
	});
}

export function describeReports(context: StoreContext): void {
	/** A delivery that a provider has taken as `SM1`. */
	async function sent(id = 'd1', providerId = 'SM1'): Promise<void> {
		await context.store.addDeliveries([delivery(id)]);
		await claimed(context.store);
		await context.store.settle([settlement(id, { providerId })]);
	}

	it('[ST127] reports in any order, doubled, end in one state, and nothing takes a receipt back', async () => {
		const { store } = context;
		let run = 0;
		const some = fc.array(
			fc.constantFrom<Report['state']>('accepted', 'sent', 'delivered', 'seen', 'rejected'),
			{
				minLength: 1,
				maxLength: 5,
			},
		);
		await fc.assert(
			fc.asyncProperty(some, fc.infiniteStream(fc.nat(99)), async (reported, dice) => {
				run += 1;
				const shuffled = [...reported, ...reported]
					.map((state) => ({ state, place: dice.next().value as number }))
					.sort((a, b) => a.place - b.place);
				await sent(`a${run}`, `A${run}`);
				await sent(`b${run}`, `B${run}`);
				for (const state of reported) await store.report([report(`A${run}`, state)]);
				await store.report(shuffled.map(({ state }) => report(`B${run}`, state)));
				const [one, other] = [
					await store.delivery(ourWedding, `a${run}`),
					await store.delivery(ourWedding, `b${run}`),
				];
				expect(other?.state).toBe(one?.state);
			}),
			{ numRuns: 15 },
		);
	});

	it('[ST128] a report that comes before its delivery is settled counts all the same, by our id or by theirs', async () => {
		const { store } = context;
		await store.addDeliveries([delivery('d1'), delivery('d2'), delivery('d3')]);
		await claimed(store);
		expect(await store.report([report('SM1', 'delivered'), report('SM1', 'sent')])).toEqual([]);
		await context.restart();
		const early = await context.store.report([report('SM2', 'seen', { delivery: 'd2', at: noon + 4 })]);
		expect(early.map(({ id, state }) => [id, state])).toEqual([['d2', 'seen']]);
		await context.store.settle([
			settlement('d1', { providerId: 'SM1' }),
			settlement('d2', {
				state: 'pending',
				dueAt: noon + 9,
				tries: [attempt('d2', { outcome: 'transient' })],
			}),
			settlement('d3', { providerId: 'SM3' }),
		]);
		expect(await states(context.store, ['d1', 'd2', 'd3'])).toEqual({
			d1: 'delivered',
			d2: 'seen',
			d3: 'accepted',
		});
		expect(await claimed(context.store, { now: noon + 9 })).toEqual([]);
		expect(await context.store.report([report('SM1', 'sent')])).toEqual([]);
		expect(await context.store.report([report('SM9', 'sent', { provider: 'sns' })])).toEqual([]);
	});

	it('[ST129] delivered after failed is delivered; failed says why; sent does not wake the dead', async () => {
		const { store } = context;
		await sent();
		const [failed] = await store.report([report('SM1', 'rejected', { detail: '30003' })]);
		expect([failed?.state, failed?.reason]).toEqual(['rejected', '30003']);
		expect(await store.report([report('SM1', 'sent')])).toEqual([]);
		const [arrived] = await store.report([report('SM1', 'delivered')]);
		expect([arrived?.state, arrived?.reason]).toEqual(['delivered', undefined]);
	});

	it('[ST130] what a provider saw read or acknowledged marks the notice, and calls off what waits for that', async () => {
		const { store } = context;
		await observed(store, {
			notices: [
				notice('n1'),
				notice('n2', { person: person('ben'), event: { id: 'event-n1', seq: 1, index: 0 } }),
			],
			deliveries: [
				delivery('d1', { notice: 'n1' }),
				delivery('d2', { notice: 'n1', unless: 'seen', dueAt: noon + 60 }),
				delivery('d3', { notice: 'n2', unless: 'acked', dueAt: noon + 60 }),
			],
		});
		expect(await claimed(store)).toEqual(['d1']);
		await store.settle([settlement('d1', { providerId: 'CA1' })]);
		await store.report([report('CA1', 'seen', { at: noon + 5 })]);
		expect(await states(store, ['d2', 'd3'])).toEqual({ d2: 'superseded seen', d3: 'pending' });
		await store.report([report('CA1', 'acked', { at: noon + 6 })]);
		expect(await states(store, ['d3'])).toEqual({ d3: 'superseded acked' });
		const { seenAt, readAt, ackedAt } = (await store.notice(ourWedding, 'n1')) ?? {};
		expect([seenAt, readAt, ackedAt]).toEqual([noon + 5, noon + 6, noon + 6]);
	});
}

export function describeHolds(context: StoreContext): void {
	it('[ST131] a held slot waits in all weddings and lanes, also what comes later, until it is released', async () => {
		const { store } = context;
		await store.addDeliveries([hook('h1', 'e1'), hook('h2', 'e2')]);
		await store.holdSlot('webhook e1', 'disabled');
		await store.addDeliveries([hook('h3', 'e1'), hook('h4', 'e1', { lane: 'emergency' })]);
		expect(await claimed(store)).toEqual(['h2']);
		expect(await claimed(store, { lane: 'emergency' })).toEqual([]);
		expect([await store.nextDelivery('normal'), await store.nextDelivery('emergency')]).toEqual([
			noon + 60_000,
			undefined,
		]);
		await store.holdSlot('webhook e1', 'breaker', noon + 5);
		expect(await claimed(store, { now: noon + 5 })).toEqual([]);
		await context.restart();
		await context.store.releaseSlot('webhook e1', noon + 7);
		expect(await claimed(context.store, { now: noon + 6 })).toEqual([]);
		expect((await claimed(context.store, { now: noon + 7 })).sort()).toEqual(['h1', 'h3']);
		expect(await claimed(context.store, { lane: 'emergency' })).toEqual(['h4']);
	});

	it('[ST131] a slot that is held while it waits for its turn gives nothing more', async () => {
		const { store } = context;
		await store.addDeliveries([hook('h1', 'e1'), hook('h2', 'e1'), hook('h3', 'e2')]);
		expect(await claimed(store, { limit: 1 })).toEqual(['h1']);
		await store.holdSlot('webhook e1', 'breaker', noon + 30);
		expect(await claimed(store)).toEqual(['h3']);
		expect(await claimed(store, { now: noon + 30 })).toEqual(['h2']);
	});

	it('[ST132] a hold with an end ends by itself, is never shortened by another, and spares emergencies', async () => {
		const { store } = context;
		await store.addDeliveries([delivery('d1'), delivery('d2', { lane: 'emergency' })]);
		await store.holdSlot('sms', 'breaker', noon + 30);
		await store.holdSlot('sms', 'breaker', noon + 10);
		await store.addDeliveries([delivery('d3', { wedding: otherWedding })]);
		expect(await claimed(store, { now: noon + 29 })).toEqual([]);
		expect(await store.nextDelivery('normal')).toBe(noon + 30);
		expect(await claimed(store, { lane: 'emergency' })).toEqual(['d2']);
		expect((await claimed(store, { now: noon + 30 })).sort()).toEqual(['d1', 'd3']);
	});

	it('[ST133] dead ones are found by wedding, channel, endpoint or id, and go out again with fresh tries', async () => {
		const { store } = context;
		await store.addDeliveries([
			delivery('d1'),
			delivery('d2', { wedding: otherWedding }),
			hook('h1', 'e1'),
			hook('h2', 'e2'),
		]);
		await claimed(store);
		for (const one of ['d1', 'd2', 'h1', 'h2']) {
			const tries = [attempt(one, { outcome: 'transient' })];
			const of = one === 'd2' ? otherWedding : ourWedding;
			await store.settle([settlement(one, { wedding: of, state: 'dead', reason: 'tries', tries })]);
		}
		expect((await store.deliveries(ourWedding, { state: 'dead', limit: 9 })).map(({ id }) => id)).toEqual([
			'h2',
			'h1',
			'd1',
		]);
		expect(await store.redrive({ endpoint: 'e2' }, noon + 1)).toBe(1);
		expect(await store.redrive({ wedding: ourWedding, channel: 'sms' }, noon + 1)).toBe(1);
		expect(await store.redrive({ ids: ['d2'], wedding: ourWedding }, noon + 1)).toBe(0);
		expect((await claimed(store, { now: noon + 1 })).sort()).toEqual(['d1', 'h2']);
		const again = await store.delivery(ourWedding, 'h2');
		expect([again?.attempts, again?.reason, again?.tries.length]).toEqual([0, undefined, 1]);
		expect(await store.redrive({}, noon + 2)).toBe(2);
	});

	it('[ST134] the log of an endpoint or a notice is read back from its newest', async () => {
		const { store } = context;
		await store.addDeliveries([
			hook('h1', 'e1'),
			hook('h2', 'e2'),
			hook('h3', 'e1'),
			delivery('d1', { notice: 'n1' }),
			hook('h4', 'e1', { wedding: otherWedding }),
		]);
		const list = async (query: object) =>
			(await store.deliveries(ourWedding, { limit: 9, ...query })).map(({ id }) => id);
		expect({
			all: await list({}),
			page: await list({ limit: 2 }),
			next: await list({ before: 'h3' }),
			endpoint: await list({ endpoint: 'e1' }),
			notice: await list({ notice: 'n1' }),
		}).toEqual({
			all: ['d1', 'h3', 'h2', 'h1'],
			page: ['d1', 'h3'],
			next: ['h2', 'h1'],
			endpoint: ['h3', 'h1'],
			notice: ['d1'],
		});
	});

	it('[ST135] each lane says what waits, is held and dead in it, and since when the oldest is due', async () => {
		const { store } = context;
		await store.addDeliveries([
			delivery('d1', { dueAt: noon - 50 }),
			delivery('d2', { dueAt: noon + 50 }),
			hook('h1', 'e1', { dueAt: noon - 90 }),
			hook('h2', 'e2', { order: 'a' }),
			hook('h3', 'e2', { order: 'a' }),
			delivery('x1', { lane: 'low' }),
		]);
		await store.holdSlot('webhook e1', 'disabled');
		await claimed(store, { lane: 'low' });
		await store.settle([settlement('x1', { state: 'dead' })]);
		const lanes = await store.lanes(noon);
		expect(lanes.filter(({ lane }) => lane === 'normal' || lane === 'low')).toEqual([
			{ lane: 'normal', pending: 5, held: 1, dead: 0, oldestDueAt: noon - 50 },
			{ lane: 'low', pending: 0, held: 0, dead: 1 },
		]);
	});

	it('[ST136] a bucket gives no more than it holds, fills steadily, and gives of several or of none', async () => {
		const { store } = context;
		const bucket = { key: 'endpoint e1', count: 3, perMs: 300 };
		const small = { key: 'person mia', count: 1, perMs: 1_000 };
		expect(await store.takeTokens([[bucket], [bucket], [bucket], [bucket]], noon)).toEqual([
			undefined,
			undefined,
			undefined,
			noon + 100,
		]);
		await context.restart();
		expect(await context.store.takeTokens([[bucket, small], [small]], noon + 50)).toEqual([
			noon + 100,
			undefined,
		]);
		expect(await context.store.takeTokens([[bucket], [bucket]], noon + 100)).toEqual([undefined, noon + 200]);
		expect(await context.store.takeTokens([[small], [bucket], [bucket], [bucket]], noon + 5_000)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});

	it('[ST137] a breaker is as it was after a restart', async () => {
		const open = { key: 'twilio-sms', state: 'open', until: noon + 30, openings: 2 } as const;
		await context.store.saveBreaker({ ...open, openings: 1 });
		await context.store.saveBreaker(open);
		await context.restart();
		expect(await context.store.breakers()).toEqual([open]);
	});
}
