/** The part of the store's contract about what observers make of events: cursors, notices, digests, letters, timers. */
import { expect, it } from 'vitest';
import { EntryRejected } from '../../server/store/store.ts';
import { entry, event, wedding } from '../world/entry.ts';
import {
	claimed,
	delivery,
	noon,
	notice,
	observation,
	observed,
	otherWedding,
	ourWedding,
	person,
	states,
} from '../world/outbox.ts';
import type { StoreContext } from './store-context.ts';

const start = { seq: 0, index: 0 };
const mia = person('mia');
const ben = person('ben');

export function describeObservations(context: StoreContext): void {
	it('[ST140] an observation is stored whole if the cursor stands where it was made from, or not at all', async () => {
		const { store } = context;
		expect(await store.cursor('notify', ourWedding)).toEqual(start);
		const made = (id: string) => ({
			notices: [notice(id)],
			deliveries: [delivery(`d-${id}`, { notice: id })],
			timers: { prefix: '', timers: [{ key: id, dueAt: noon, content: '{}' }] },
		});
		const to = { seq: 3, index: 1 };
		const both = await Promise.all([
			store.observe(observation(start, to, made('n1'))),
			store.observe(observation(start, { seq: 9, index: 0 }, made('n2'))),
		]);
		expect(both).toEqual([true, false]);
		await context.restart();
		expect({
			cursor: await context.store.cursor('notify', ourWedding),
			others: [
				await context.store.cursor('notify', otherWedding),
				await context.store.cursor('x', ourWedding),
			],
			notices: (await context.store.inbox(ourWedding, mia, { now: noon, limit: 9 })).map(({ id }) => id),
			deliveries: (await context.store.deliveries(ourWedding, { limit: 9 })).map(({ id }) => id),
			timers: (await context.store.dueTimers(noon, 9)).map(({ key }) => key),
		}).toEqual({ cursor: to, others: [start, start], notices: ['n1'], deliveries: ['d-n1'], timers: ['n1'] });
		await expect(
			context.store.observe(
				observation(start, to, {
					wedding: wedding('no'),
					notices: [notice('n3', { wedding: wedding('no') })],
				}),
			),
		).rejects.toThrow(EntryRejected);
	});

	it('[ST141] who is behind is told where, and nobody is behind whose cursor is at the last event', async () => {
		const { store } = context;
		await store.append([
			entry('a', { events: [event('e1'), event('e2')] }),
			entry('b'),
			entry('c', { wedding: otherWedding }),
		]);
		expect(await store.behind('notify')).toEqual([{ wedding: ourWedding, cursor: start }]);
		await store.observe(observation(start, { seq: 1, index: 0 }));
		expect(await store.behind('notify')).toEqual([{ wedding: ourWedding, cursor: { seq: 1, index: 0 } }]);
		await store.observe(observation({ seq: 1, index: 0 }, { seq: 1, index: 1 }));
		expect(await store.behind('notify')).toEqual([]);
		expect(await store.behind('webhooks')).toHaveLength(1);
		await context.restart();
		await context.store.append([entry('d', { wedding: otherWedding, events: [event('e3')] })]);
		expect(await context.store.behind('notify')).toEqual([{ wedding: otherWedding, cursor: start }]);
	});

	it('[ST142] a notice reads back whole and is stored once', async () => {
		const full = notice('n1', { was: 'todo', unlessAcked: 'n0', needsAck: true });
		await observed(context.store, { notices: [full] });
		await observed(context.store, { notices: [{ ...full, at: 1 }] });
		await context.restart();
		expect(await context.store.notice(ourWedding, 'n1')).toEqual({ ...full, state: 'open' });
		expect(await context.store.notice(otherWedding, 'n1')).toBeUndefined();
	});

	it('[ST143] a notice that is replaced or withdrawn takes its unsent deliveries with it, and leaves the inbox unless read', async () => {
		const { store } = context;
		const key = { supersedeKey: 'task:1' };
		await observed(store, {
			notices: [notice('n1', key), notice('n2', key), notice('n3')],
			deliveries: [
				delivery('d1', { notice: 'n1', dueAt: noon + 5 }),
				delivery('d2', { notice: 'n2' }),
				delivery('d3', { notice: 'n3' }),
			],
		});
		expect((await claimed(store, { limit: 1 })).length).toBe(1);
		await store.markNotices(ourWedding, mia, { ids: ['n2'], mark: 'read', at: noon });
		expect((await store.openNotices(ourWedding, ['task:1', 'x'])).map(({ id }) => id)).toEqual(['n1', 'n2']);
		await observed(store, {
			ended: [
				{ notice: 'n1', state: 'replaced' },
				{ notice: 'n2', state: 'withdrawn' },
			],
			notices: [notice('n4', key)],
		});
		expect((await store.openNotices(ourWedding, ['task:1'])).map(({ id }) => id)).toEqual(['n4']);
		expect((await store.inbox(ourWedding, mia, { now: noon, limit: 9 })).map(({ id }) => id)).toEqual([
			'n4',
			'n3',
			'n2',
		]);
		expect(await states(store, ['d1', 'd2', 'd3'])).toEqual({
			d1: 'superseded replaced',
			d2: 'sending',
			d3: 'pending',
		});
	});

	it('[ST144] the inbox is a person’s own, the newest first, page by page; what is not visible yet is not in it', async () => {
		const { store } = context;
		await observed(store, {
			notices: [
				notice('a'),
				notice('b'),
				notice('c', { at: noon + 1 }),
				notice('later', { visibleAt: noon + 60 }),
				notice('bens', { person: ben }),
			],
		});
		const page = async (before?: { at: number; id: string }) =>
			(await store.inbox(ourWedding, mia, { now: noon + 1, limit: 2, ...(before && { before }) })).map(
				({ id }) => id,
			);
		expect([await page(), await page({ at: noon, id: 'b' }), await page({ at: noon, id: 'a' })]).toEqual([
			['c', 'b'],
			['a'],
			[],
		]);
		expect([
			await store.unread(ourWedding, mia, noon + 1),
			await store.unread(ourWedding, mia, noon + 60),
			await store.unread(otherWedding, mia, noon + 60),
		]).toEqual([3, 4, 0]);
	});
}

export function describeMarks(context: StoreContext): void {
	it('[ST145] later marks imply earlier ones, the first moment stays, and only one’s own are marked', async () => {
		const { store } = context;
		await observed(store, { notices: [notice('n1'), notice('n2'), notice('n3', { person: ben })] });
		const mark = (ids: readonly string[] | 'all', what: 'seen' | 'read' | 'acked', at: number) =>
			store.markNotices(ourWedding, mia, { ids, mark: what, at });
		expect([
			await mark(['n1', 'n3', 'nobody'], 'seen', noon + 1),
			await mark(['n1'], 'seen', noon + 2),
			await mark('all', 'read', noon + 3),
			await mark('all', 'read', noon + 4),
			await mark(['n2'], 'acked', noon + 5),
		]).toEqual([['n1'], [], ['n1', 'n2'], [], ['n2']]);
		const moments = async (id: string) => {
			const { seenAt, readAt, ackedAt } = (await store.notice(ourWedding, id)) ?? {};
			return [seenAt, readAt, ackedAt];
		};
		expect([await moments('n1'), await moments('n2'), await moments('n3')]).toEqual([
			[noon + 1, noon + 3, undefined],
			[noon + 3, noon + 3, noon + 5],
			[undefined, undefined, undefined],
		]);
		expect(await store.unread(ourWedding, mia, noon)).toBe(0);
	});

	it('[ST146] what waits "unless seen" is called off by it, at once or when it is claimed', async () => {
		const { store } = context;
		const unless = { notice: 'n1', dueAt: noon + 60 };
		await observed(store, {
			notices: [notice('n1')],
			deliveries: [
				delivery('d1', { ...unless, unless: 'seen' }),
				delivery('d2', { ...unless, unless: 'read' }),
				delivery('d3', unless),
			],
		});
		await store.markNotices(ourWedding, mia, { ids: ['n1'], mark: 'seen', at: noon });
		expect(await states(store, ['d1', 'd2', 'd3'])).toEqual({
			d1: 'superseded seen',
			d2: 'pending',
			d3: 'pending',
		});
		await store.addDeliveries([delivery('d4', { ...unless, unless: 'seen' })]);
		expect((await claimed(store, { now: noon + 60 })).sort()).toEqual(['d2', 'd3']);
		expect(await states(store, ['d4'])).toEqual({ d4: 'superseded seen' });
	});

	it('[ST147] one acknowledgement calls off asking everybody else, and the next contact before their turn', async () => {
		const { store } = context;
		const alert = { event: { id: 'alert', seq: 1, index: 0 }, needsAck: true };
		const asking = { unless: 'acked', dueAt: noon + 30 } as const;
		const fallback = { ...alert, event: { id: 'alert', seq: 1, index: 0 }, unlessAcked: 'alert' };
		await observed(store, {
			notices: [
				notice('mias', alert),
				notice('bens', { ...alert, person: ben }),
				notice('next', { ...fallback, person: person('cleo'), visibleAt: noon + 40 }),
				notice('told', { ...fallback, person: person('dora'), visibleAt: noon + 5 }),
			],
			deliveries: [
				delivery('d1', { notice: 'bens', ...asking }),
				delivery('d2', { notice: 'next', dueAt: noon + 40 }),
				delivery('d3', { notice: 'told', dueAt: noon + 40 }),
			],
		});
		await store.markNotices(ourWedding, mia, { ids: ['mias'], mark: 'acked', at: noon + 10 });
		expect(await states(store, ['d1', 'd2', 'd3'])).toEqual({
			d1: 'superseded acked',
			d2: 'superseded withdrawn',
			d3: 'pending',
		});
		expect([
			(await store.notice(ourWedding, 'next'))?.state,
			(await store.notice(ourWedding, 'told'))?.state,
		]).toEqual(['withdrawn', 'open']);
		await observed(store, {
			notices: [notice('late', { ...fallback, person: person('emil') })],
			deliveries: [delivery('d4', { notice: 'late', dueAt: noon + 40 })],
		});
		expect(await claimed(store, { now: noon + 40 })).toEqual(['d3']);
		expect(await states(store, ['d4'])).toEqual({ d4: 'superseded withdrawn' });
	});

	it('[ST148] what is not worth sending any more, or whose notice was taken back while it was tried, is not sent', async () => {
		const { store } = context;
		await observed(store, {
			notices: [notice('n1')],
			deliveries: [delivery('d1', { notice: 'n1' }), delivery('d2', { expiresAt: noon + 5 })],
		});
		expect(await claimed(store, { limit: 1 })).toEqual(['d1']);
		await observed(store, { ended: [{ notice: 'n1', state: 'withdrawn' }] });
		await store.settle([
			{
				delivery: 'd1',
				wedding: ourWedding,
				owner: 'worker-1',
				at: noon,
				tries: [],
				state: 'pending',
				dueAt: noon + 5,
			},
		]);
		expect(await claimed(store, { now: noon + 5 })).toEqual([]);
		expect(await states(store, ['d1', 'd2'])).toEqual({ d1: 'superseded withdrawn', d2: 'expired expired' });
	});
}

export function describeGathered(context: StoreContext): void {
	const item = (id: string, digest = 'mia 5', closesAt = noon + 5) => ({
		wedding: ourWedding,
		person: mia,
		digest,
		closesAt,
		notice: id,
	});
	const due = async (now: number) =>
		(await context.store.dueDigests(now, 9)).map(({ digest, notices }) => [
			digest,
			notices.map(({ id }) => id),
		]);

	it('[ST149] a digest gathers each notice once and closes once; what comes too late goes into the next', async () => {
		const { store } = context;
		await observed(store, {
			notices: [notice('n1'), notice('n2')],
			digestItems: [item('n1'), item('n2'), item('n1')],
		});
		await observed(store, { ended: [{ notice: 'n2', state: 'withdrawn' }], digestItems: [item('n1')] });
		expect([await store.nextDigest(), await due(noon + 4), await due(noon + 5)]).toEqual([
			noon + 5,
			[],
			[['mia 5', ['n1']]],
		]);
		await context.restart();
		const made = {
			notice: notice('digest'),
			deliveries: [delivery('d1', { notice: 'digest' })],
			of: ['n1'],
			at: noon + 5,
		};
		const close = (id: string) => context.store.closeDigest(id, ourWedding, made);
		expect((await Promise.all([close('mia 5'), close('mia 5')])).sort()).toEqual([false, true]);
		expect([await close('none'), await due(noon + 9), await context.store.nextDigest()]).toEqual([
			false,
			[],
			undefined,
		]);
		expect((await context.store.deliveries(ourWedding, { limit: 9 })).map(({ id }) => id)).toEqual(['d1']);
		await observed(context.store, { notices: [notice('n3')], digestItems: [item('n3')] });
		const late = await due(noon + 9);
		expect(late.map(([, notices]) => notices)).toEqual([['n3']]);
		expect(late[0]?.[0]).not.toBe('mia 5');
	});

	it('[ST149] a digest is closed with what is in it: what joined or was taken back meanwhile is looked at again', async () => {
		const { store } = context;
		await observed(store, { notices: [notice('n1')], digestItems: [item('n1')] });
		const close = (...of: string[]) =>
			store.closeDigest('mia 5', ourWedding, { deliveries: [delivery('d1')], of, at: noon + 5 });
		await observed(store, { notices: [notice('n2')], digestItems: [item('n2')] });
		expect([await close('n1'), await due(noon + 5)]).toEqual([false, [['mia 5', ['n1', 'n2']]]]);
		await observed(store, { ended: [{ notice: 'n1', state: 'withdrawn' }] });
		expect([await close('n1', 'n2'), await due(noon + 5)]).toEqual([false, [['mia 5', ['n2']]]]);
		expect([await close('n2'), await due(noon + 5)]).toEqual([true, []]);
		expect((await store.deliveries(ourWedding, { limit: 9 })).map(({ id }) => id)).toEqual(['d1']);
	});

	it('[ST150] an explanation is for whom it is about, or for anybody where a rule chose nobody', async () => {
		const { store } = context;
		const told = {
			event: 'e1',
			person: mia,
			notice: 'n1',
			outcome: 'told',
			reasons: [{ code: 'owner', hours: 3 }],
		} as const;
		const nobody = { event: 'e1', outcome: 'not-told', reasons: [{ code: 'own-act' }] } as const;
		await observed(store, {
			explanations: [told, nobody, { ...told, person: ben }, { ...told, event: 'e2' }],
		});
		await context.restart();
		expect(await context.store.explanations(ourWedding, mia, 'e1')).toEqual([told, nobody]);
		expect(await context.store.explanations(otherWedding, mia, 'e1')).toEqual([]);
	});

	it('[ST151] an event that an observer failed at is kept until it is taken out, once', async () => {
		const { store } = context;
		const letter = { event: 'e1', seq: 4, index: 2, fault: 'TypeError', tries: 3 };
		await observed(store, { letters: [letter, { ...letter, event: 'e2' }] });
		await observed(store, { letters: [{ ...letter, tries: 6 }] });
		await context.restart();
		expect(await context.store.letters('notify', ourWedding)).toEqual([
			{ ...letter, event: 'e2', wedding: ourWedding },
			{ ...letter, tries: 6, wedding: ourWedding },
		]);
		expect([
			await context.store.letters('webhooks'),
			await context.store.letters('notify', otherWedding),
		]).toEqual([[], []]);
		const take = () => context.store.takeLetter('notify', ourWedding, 'e1');
		expect([await take(), await take()]).toEqual([true, false]);
		expect((await context.store.letters('notify')).map(({ event: id }) => id)).toEqual(['e2']);
	});

	it('[ST152] timers of one prefix are replaced together, one for each key, and found by the moment they are due', async () => {
		const { store } = context;
		const timer = (key: string, dueAt: number) => ({ key, dueAt, content: `{"key":"${key}"}` });
		await store.setTimers(ourWedding, {
			prefix: 'task%',
			timers: [timer('task%1', noon + 5), timer('task%2', noon + 1)],
		});
		await store.setTimers(ourWedding, { prefix: 'day', timers: [timer('day', noon + 3)] });
		await store.setTimers(otherWedding, { prefix: '', timers: [timer('task%1', noon + 9)] });
		await store.setTimers(ourWedding, { prefix: 'task', timers: [timer('task%2', noon + 4)] });
		await context.restart();
		expect({
			ours: await context.store.timers(ourWedding, ''),
			tasks: (await context.store.timers(ourWedding, 'task')).length,
			due: (await context.store.dueTimers(noon + 4, 9)).map(({ key }) => key),
			first: (await context.store.dueTimers(noon + 9, 1)).map(({ key }) => key),
			next: await context.store.nextTimer(),
		}).toEqual({
			ours: [
				{ wedding: ourWedding, ...timer('day', noon + 3) },
				{ wedding: ourWedding, ...timer('task%2', noon + 4) },
			],
			tasks: 1,
			due: ['day', 'task%2'],
			first: ['day'],
			next: noon + 3,
		});
		await context.store.setTimers(ourWedding, { prefix: '', timers: [] });
		expect(await context.store.timers(ourWedding, '')).toEqual([]);
	});
}
