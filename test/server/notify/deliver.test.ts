import { describe, expect, it } from 'vitest';
import type { Prepared } from '../../../server/notify/dispatch.ts';
import { StorageFull } from '../../../server/store/store.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { delivery, hook, noon, notice, observed, ourWedding, report, states } from '../../world/outbox.ts';
import { fakeProvider, outcome, pumpWorld, sendBy } from '../../world/pump.ts';

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const minute = 60_000;

describe('the pump', () => {
	it('[DQ1] sends what is due when it is woken, and what is due later at its moment, by one timer', async () => {
		const sms = fakeProvider('sms-1');
		const world = await pumpWorld(sendBy(sms));
		await world.put(
			delivery('now'),
			delivery('soon', { dueAt: noon + 5_000 }),
			delivery('low', { lane: 'low' }),
		);
		expect(sms.asked).toEqual(['now', 'low']);
		await world.put(delivery('sooner', { dueAt: noon + 2_000, lane: 'high' }));
		await world.pass(1_999);
		expect(sms.asked).toEqual(['now', 'low']);
		await world.pass(1);
		await world.pass(3_000);
		expect(sms.asked).toEqual(['now', 'low', 'sooner', 'soon']);
		expect(await states(world.store, ['now', 'soon'])).toEqual({ now: 'accepted', soon: 'accepted' });
		expect([world.pump.inFlight, world.faults]).toEqual([0, []]);
	});

	it('[DQ1] the next of an order goes at once, also when it waits in another lane', async () => {
		const server = fakeProvider('webhook');
		const world = await pumpWorld(sendBy(server));
		const order = 'task:1';
		await world.put(
			hook('one', 'e1', { order }),
			hook('two', 'e1', { order, lane: 'low' }),
			hook('three', 'e1', { order, lane: 'high' }),
		);
		expect(server.asked).toEqual(['one', 'two', 'three']);
	});

	it('[DQ1] a wake that was lost costs a minute at the most', async () => {
		const sms = fakeProvider('sms-1');
		const world = await pumpWorld(sendBy(sms));
		await world.store.addDeliveries([delivery('d1')]);
		await world.pass(60_000, 10_000);
		expect(sms.asked).toEqual(['d1']);
	});

	it('[DQ2] an emergency goes out while every place of the other lanes is taken and nothing comes back', async () => {
		const sms = fakeProvider('sms-1');
		const never = new Promise<never>(() => undefined);
		const world = await pumpWorld((one) => {
			if (one.lane !== 'emergency') sms.answers.unshift(never);
			return sendBy(sms)(one);
		});
		const lanes = ['critical', 'high', 'normal', 'low'] as const;
		await world.put(
			...lanes.flatMap((lane) =>
				ids(lane, 300).map((id, n) => delivery(id, { lane, slot: `sms ${n % 40}` })),
			),
		);
		const before = sms.asked.length;
		expect(before).toBeGreaterThanOrEqual(200);
		await world.put(delivery('help', { lane: 'emergency' }));
		expect(sms.asked.slice(before)).toEqual(['help']);
	});

	it('[DQ3] what was claimed when the process died goes out again after the start, with a try used up', async () => {
		const sms = fakeProvider('sms-1');
		sms.answers.push(new Promise<never>(() => undefined));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'));
		const next = await world.again();
		expect(sms.asked).toEqual(['d1', 'd1#2']);
		const stored = await next.store.delivery(ourWedding, 'd1');
		expect([stored?.state, stored?.attempts]).toEqual(['accepted', 2]);
	});

	it('[DQ4] what the dispatcher puts off or drops uses up no try', async () => {
		const answers: Record<string, Prepared> = {
			wait: { kind: 'wait', until: noon + minute, reason: 'quiet-hours' },
			drop: { kind: 'drop', state: 'suppressed', reason: 'consent' },
		};
		const sms = fakeProvider('sms-1');
		const world = await pumpWorld(
			(one, now) => (now > noon ? undefined : answers[one.id]) ?? sendBy(sms)(one),
		);
		await world.put(delivery('wait'), delivery('drop'));
		expect(await states(world.store, ['wait', 'drop'])).toEqual({
			wait: 'pending quiet-hours',
			drop: 'suppressed consent',
		});
		await world.pass(minute);
		const stored = await world.store.delivery(ourWedding, 'wait');
		expect([sms.asked, stored?.state, stored?.attempts]).toEqual([['wait'], 'accepted', 1]);
	});

	it('[DQ4] a dispatcher that throws makes its delivery a dead letter, and holds up no other', async () => {
		const sms = fakeProvider('sms-1');
		const world = await pumpWorld((one) => {
			if (one.id === 'poison') throw new TypeError('no such place');
			return sendBy(sms)(one);
		});
		await world.put(delivery('poison'), ...ids('d', 20).map((id) => delivery(id)));
		expect(sms.asked).toHaveLength(20);
		await world.pass(6 * 60 * minute, 10 * minute);
		const dead = await world.store.delivery(ourWedding, 'poison');
		expect([dead?.state, dead?.attempts, dead?.tries[0]]).toEqual([
			'dead',
			7,
			{
				delivery: 'poison',
				n: 1,
				provider: 'none',
				at: noon,
				ms: 0,
				outcome: 'transient',
				detail: 'TypeError',
			},
		]);
		expect(world.faults).toEqual([]);
	});

	it('[DQ5] closes by taking nothing more and waiting for what is on its way', async () => {
		const sms = fakeProvider('sms-1');
		let answer: (value: ReturnType<typeof outcome>) => void = () => undefined;
		sms.answers.push(new Promise((resolve) => (answer = resolve)));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'));
		let isClosed = false;
		const closing = world.pump.close().then(() => (isClosed = true));
		await world.put(delivery('d2'));
		expect([isClosed, sms.asked]).toEqual([false, ['d1']]);
		answer(outcome('accepted'));
		await closing;
		expect(await states(world.store, ['d1', 'd2'])).toEqual({ d1: 'accepted', d2: 'pending' });
	});

	it('[DQ5] gives up waiting after a few seconds; the lease brings it back', async () => {
		const sms = fakeProvider('sms-1');
		sms.answers.push(new Promise<never>(() => undefined));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'));
		const closing = world.pump.close();
		await world.pass(4_000);
		await closing;
		expect(await states(world.store, ['d1'])).toEqual({ d1: 'sending' });
	});

	it('[DQ5] a full disk loses no outcome: it is stored when there is room again', async () => {
		const store = openMemory();
		let isFull = true;
		const settle: typeof store.settle = async (settlements) => {
			if (isFull) throw new StorageFull('no space');
			await store.settle(settlements);
		};
		const sms = fakeProvider('sms-1');
		const world = await pumpWorld(sendBy(sms), { store: { ...store, settle } });
		await world.put(delivery('d1'));
		await world.pass(5_000, 1_000);
		isFull = false;
		await world.pass(1_000);
		expect([sms.asked, world.faults, await states(store, ['d1'])]).toEqual([['d1'], [], { d1: 'accepted' }]);
	});
});

describe('a round of providers', () => {
	it('[DQ7] fails over on what another can take, in order, and stores every try', async () => {
		const [first, second, third] = [fakeProvider('p1'), fakeProvider('p2'), fakeProvider('p3')];
		first.answers.push(outcome('transient', { status: 503 }));
		second.answers.push(outcome('throttled'));
		const world = await pumpWorld(sendBy(first, second, third));
		await world.put(delivery('d1'));
		const stored = await world.store.delivery(ourWedding, 'd1');
		expect([stored?.state, stored?.attempts, stored?.provider, stored?.providerId]).toEqual([
			'accepted',
			1,
			'p3',
			'p3-1',
		]);
		expect(stored?.tries.map(({ n, provider, outcome: kind }) => [n, provider, kind])).toEqual([
			[1, 'p1', 'transient'],
			[1, 'p2', 'throttled'],
			[1, 'p3', 'accepted'],
		]);
	});

	it('[DQ7] an address that is none is asked of nobody else; the other way that the dispatcher knows is stored with it', async () => {
		const [first, second] = [fakeProvider('p1'), fakeProvider('p2')];
		first.answers.push(outcome('rejected-address'));
		const told: unknown[] = [];
		const world = await pumpWorld(sendBy(first, second), {
			rest: {
				instead: async ({ id }, { kind }) =>
					kind === 'rejected-address' ? [delivery(`${id}-mail`, { slot: 'email', channel: 'email' })] : [],
				settled: async ({ id }, { provider }, { kind }) => void told.push([id, provider, kind]),
			},
		});
		await world.put(delivery('d1'));
		expect([first.asked, second.asked, told]).toEqual([
			['d1', 'd1-mail'],
			[],
			[
				['d1', 'p1', 'rejected-address'],
				['d1-mail', 'p1', 'accepted'],
			],
		]);
		expect(await states(world.store, ['d1', 'd1-mail'])).toEqual({
			d1: 'rejected rejected-address',
			'd1-mail': 'accepted',
		});
	});

	it('[DQ7] what all refuse for its content is a dead letter at once, and goes out again by hand', async () => {
		const [first, second] = [fakeProvider('p1'), fakeProvider('p2')];
		first.answers.push(outcome('rejected-content'));
		second.answers.push(outcome('rejected-content'));
		const world = await pumpWorld(sendBy(first, second));
		await world.put(delivery('d1'));
		expect(await states(world.store, ['d1'])).toEqual({ d1: 'dead rejected-content' });
		await world.store.redrive({ ids: ['d1'] }, world.clock.now());
		world.pump.wake();
		await world.quiet();
		expect(await states(world.store, ['d1'])).toEqual({ d1: 'accepted' });
	});

	it('[DQ6] what is asked to wait waits, an hour at the most, and is then tried again', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(
			outcome('throttled', { retryAt: noon + 20 * minute }),
			outcome('transient', { retryAt: noon + 999 * minute }),
		);
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'));
		await world.pass(20 * minute - 1);
		expect(sms.asked).toEqual(['d1']);
		await world.pass(1);
		expect(sms.asked).toEqual(['d1', 'd1#2']);
		await world.pass(60 * minute, 10 * minute);
		expect(sms.asked).toEqual(['d1', 'd1#2', 'd1#3']);
	});

	it('[DQ6] after its last try it is dead, with all of them', async () => {
		const voice = fakeProvider('p1');
		const world = await pumpWorld((one) => {
			voice.answers.push(outcome('transient'));
			return sendBy(voice)(one);
		});
		await world.put(delivery('d1', { channel: 'voice', slot: 'voice' }));
		await world.pass(30 * minute, minute);
		const dead = await world.store.delivery(ourWedding, 'd1');
		expect([dead?.state, dead?.reason, dead?.tries.length, voice.asked.length]).toEqual([
			'dead',
			'transient',
			4,
			4,
		]);
	});
});

describe('an answer that was lost', () => {
	it('[DQ9] is asked for again where the provider knows a repetition', async () => {
		const mail = fakeProvider('p1', { knowsRepeats: true });
		const other = fakeProvider('p2');
		mail.answers.push(outcome('ambiguous'));
		const world = await pumpWorld(sendBy(mail, other));
		await world.put(delivery('d1'));
		await world.pass(minute);
		expect([mail.asked, other.asked]).toEqual([['d1', 'd1#2'], []]);
	});

	it('[DQ9] waits for a report elsewhere, and is left for a person if none comes', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(outcome('ambiguous'), outcome('ambiguous'));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'), delivery('d2'));
		await world.store.report([report('SM7', 'delivered', { delivery: 'd2' })]);
		await world.pass(10 * minute);
		expect([sms.asked, await states(world.store, ['d1', 'd2'])]).toEqual([
			['d1', 'd2'],
			{ d1: 'dead ambiguous', d2: 'delivered' },
		]);
	});

	it('[DQ9] of an emergency is sent again after ten seconds without a report: twice is better than never', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(outcome('ambiguous'));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('help', { lane: 'emergency' }));
		await world.pass(9_999);
		expect(sms.asked).toEqual(['help']);
		await world.pass(1);
		expect(sms.asked).toEqual(['help', 'help#2']);
	});

	it('[DQ9] a provider that never answers is one', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(new Promise<never>(() => undefined));
		const world = await pumpWorld(sendBy(sms));
		await world.put(delivery('d1'));
		await world.pass(20_000);
		expect(await states(world.store, ['d1'])).toEqual({ d1: 'pending ambiguous' });
	});
});

describe('breakers and limits', () => {
	it('[DQ8] a provider that keeps failing is passed over, and asked again after its time', async () => {
		const [first, second] = [fakeProvider('p1'), fakeProvider('p2')];
		first.answers.push(...ids('', 10).map(() => outcome('transient')));
		const world = await pumpWorld(sendBy(first, second));
		for (const id of ids('d', 12)) await world.put(delivery(id));
		expect([first.asked.length, second.asked.length]).toEqual([10, 12]);
		expect([world.pump.isAnyOpen(), (await world.store.breakers())[0]?.state]).toEqual([true, 'open']);
		await world.pass(30_000);
		await world.put(delivery('probe'));
		expect([first.asked.at(-1), world.pump.isAnyOpen()]).toEqual(['probe', false]);
	});

	it('[DQ8] with everybody’s breaker open all wait without using up a try; an emergency is sent all the same', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(...ids('', 10).map(() => outcome('transient')));
		const world = await pumpWorld(sendBy(sms));
		for (const id of ids('d', 10)) await world.put(delivery(id, { lane: 'low' }));
		await world.put(...ids('e', 50).map((id) => delivery(id)));
		expect(sms.asked).toHaveLength(10);
		const waiting = await world.store.delivery(ourWedding, 'e7');
		expect([waiting?.state, waiting?.attempts]).toEqual(['pending', 0]);
		sms.answers.push(outcome('transient'));
		await world.put(delivery('help', { lane: 'emergency' }));
		expect(sms.asked.slice(10)).toEqual(['help']);
		await world.pass(3 * minute, 1_000);
		expect(await states(world.store, ['e0', 'e49', 'help'])).toEqual({
			e0: 'accepted',
			e49: 'accepted',
			help: 'accepted',
		});
	});

	it('[DQ8] an open breaker is still open after a restart', async () => {
		const sms = fakeProvider('p1');
		sms.answers.push(...ids('', 10).map(() => outcome('transient')));
		const world = await pumpWorld(sendBy(sms));
		for (const id of ids('d', 10)) await world.put(delivery(id, { lane: 'low' }));
		await world.pump.close();
		const next = await world.again();
		await next.put(delivery('new'));
		expect([sms.asked.length, next.pump.isAnyOpen()]).toEqual([10, true]);
	});

	it('[DQ10] an endpoint gets a hundred a minute; what is over waits for its token without using up a try', async () => {
		const server = fakeProvider('webhook');
		const world = await pumpWorld(sendBy(server));
		await world.put(...ids('h', 150).map((id) => hook(id, 'e1')), hook('else', 'e2'));
		expect(server.asked).toHaveLength(101);
		const waiting = (await world.store.deliveries(ourWedding, { state: 'pending', limit: 99 })).map(
			({ attempts }) => attempts,
		);
		expect([waiting.length, Math.max(...waiting)]).toEqual([50, 0]);
		await world.pass(6_000, 600);
		expect(server.asked.length).toBeGreaterThanOrEqual(109);
		expect(server.asked.length).toBeLessThanOrEqual(112);
		await world.pass(minute, 600);
		expect(server.asked).toHaveLength(151);
	});

	it('[DQ10] whoever has used up their share waits alone; a provider’s limit makes room at the next provider', async () => {
		const first = fakeProvider('p1', { limit: { count: 2, perMs: 1_000 } });
		const second = fakeProvider('p2');
		const world = await pumpWorld((one) => ({
			...(sendBy(first, second)(one) as Extract<Prepared, { kind: 'send' }>),
			limits: one.id.startsWith('m') ? [{ key: 'person mia', count: 1, perMs: minute }] : [],
		}));
		await world.put(delivery('m1'), delivery('m2'), delivery('d1'), delivery('d2'));
		expect([first.asked, second.asked]).toEqual([['m1', 'd1'], ['d2']]);
		expect(await states(world.store, ['m2'])).toEqual({ m2: 'pending limit' });
		await world.put(delivery('mia', { lane: 'emergency' }), delivery('help', { lane: 'emergency' }));
		expect(first.asked.slice(-2)).toEqual(['mia', 'help']);
	});

	it('[DQ11] one endpoint that is down waits; the others of twenty weddings do not, and it gets everything in order when it is back', async () => {
		const server = fakeProvider('webhook');
		let isDown = true;
		const world = await pumpWorld((one) => {
			const isBroken = isDown && one.slot === 'webhook e0';
			server.answers.push((message) =>
				isBroken && message.id === one.id ? outcome('transient') : outcome('accepted'),
			);
			return sendBy(server)(one);
		});
		const taken: string[] = [];
		for (let step = 0; step < 60; step++) {
			await world.put(hook(`a${step}`, 'e0', { order: 'task:1' }), hook(`b${step}`, `e${1 + (step % 19)}`));
			await world.pass(10_000);
			if ((await states(world.store, [`b${step}`]))[`b${step}`] === 'accepted') taken.push(`b${step}`);
		}
		expect(taken).toHaveLength(60);
		isDown = false;
		server.asked.length = 0;
		await world.pass(40 * minute, 10_000);
		const first = [...new Set(server.asked.map((id) => id.replace(/#.*/, '')))];
		expect(first).toEqual(ids('a', 60));
	});

	it('[DQ12] what a notice’s reader has acknowledged meanwhile is not sent', async () => {
		const sms = fakeProvider('p1');
		const world = await pumpWorld(sendBy(sms));
		await observed(world.store, {
			notices: [notice('n1')],
			deliveries: [delivery('d1', { notice: 'n1', unless: 'acked', dueAt: noon + 30_000 })],
		});
		world.pump.wake();
		await world.quiet();
		await world.store.markNotices(ourWedding, notice('n1').person, {
			ids: 'all',
			mark: 'acked',
			at: noon + 5,
		});
		await world.pass(60_000);
		expect([sms.asked, await states(world.store, ['d1'])]).toEqual([[], { d1: 'superseded acked' }]);
	});
});
