/** What the observer that tells people looks at, and what it does once that is stored; and where it begins with a demonstration. */
import { expect, it } from 'vitest';
import { createNotifyObserver } from '../../../server/observers/notify.ts';
import { skipHistory } from '../../../server/observers/skip.ts';
import type { Observer } from '../../../server/observers/observer.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { testClock } from '../../../shared/clock.ts';
import { event, noon, person, reach, sceneWith, status, usualPlan, wedding } from '../../world/telling.ts';
import type { Notice } from '../../../server/store/notices.ts';

async function atWedding() {
	const store = openMemory();
	await store.createWedding({ id: wedding, name: 'A & T', date: '2027-06-12', createdAt: 0 });
	const clock = testClock(noon);
	const opened: string[] = [];
	const news: string[] = [];
	const { book } = sceneWith({});
	const rooms = {
		open: async (_: string, section: string) => {
			opened.push(section);
			return {
				read: async () => ({ plan: usualPlan(), seq: 0 }),
				view: async () => ({ view: usualPlan(), seq: 0 }),
			};
		},
		announce: (_: string, topic: string, isMeant: (who: { person: string }) => boolean) => {
			const meant = book.people.filter((one) => isMeant(one)).map((one) => one.person);
			news.push(`${topic}: ${meant.sort().join(' ')}`);
		},
	} as never;
	const observer = createNotifyObserver({
		store: { ...store, reachBook: async () => book },
		rooms,
		clock,
		wake: () => void news.push('queue'),
		fatal: (fault) => void news.push(String(fault)),
	});
	const take = async (...events: readonly ReturnType<typeof event>[]) => {
		const effects = await observer.observe(events, clock.now());
		const from = await store.cursor('notify', wedding);
		const to = { seq: Number(events.at(-1)?.seq), index: 0 };
		await store.observe({ ...effects, observer: 'notify', wedding, from, to, at: clock.now() });
		observer.stored?.(effects, events);
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	};
	return { store, clock, opened, news, take, observer };
}

it('[DC2] of what tells nobody nothing is looked up', async () => {
	const { opened, take } = await atWedding();
	await take(event({ type: 'task.created', by: 'priya', on: ['task', 'arch'], after: { title: 'x' } }));
	expect(opened).toEqual([]);
	await take(status('wren', 'todo', 'done'));
	expect(opened).toEqual(['plan']);
});

it('[IB1] those whose inbox has changed are told, and the queue, once it is stored; who waits for their turn when it comes', async () => {
	const { news, take, clock } = await atWedding();
	await take(status('wren', 'todo', 'done'));
	expect(news).toEqual(['notifications: amara hazel priya theo', 'queue']);
	news.length = 0;
	await take(status('wren', 'done', 'todo'));
	expect(news).toEqual(['notifications: amara hazel priya theo', 'queue']);
	news.length = 0;
	await take(event({ type: 'presence.missing', by: 'wedsync', on: ['person', 'marcus'], after: {} }));
	expect(news.at(-1)).toBe('queue');
	clock.advance(119_999);
	expect(news.length).toBe(2);
	clock.advance(1);
	expect(news.slice(2)).toEqual(['notifications: amara', 'notifications: theo']);
});

it('[DC6] who says where the alert stands that they have it has said it of their notice, also if that came later', async () => {
	const { store, take } = await atWedding();
	const raised = event({
		type: 'alert.raised',
		by: 'wren',
		on: ['alert', 'a1'],
		after: { urgency: 'help', text: 'x' },
	});
	await take(raised, event({ type: 'alert.acknowledged', by: 'priya', on: ['alert', 'a1'] }));
	const [notice] = (await store.inbox(wedding, person('priya'), { now: noon, limit: 5 })) as [Notice];
	expect(notice.ackedAt).toBe(noon);
	const calls = (await store.deliveries(wedding, { limit: 100 })).filter(
		({ channel }) => channel === 'voice',
	);
	expect(new Set(calls.map(({ state }) => state))).toEqual(new Set(['superseded']));
	expect(calls.length).toBe(3);
});

it('[IB6] a demonstration is no news but for its examples; who has begun to read is left there', async () => {
	const { store, clock } = await atWedding();
	const by = { person: person('wren'), role: 'vendor' } as const;
	const events = ['e1', 'e2', 'e3'].map((id) => {
		const { seq: _, index: __, at: ___, wedding: ____, ...rest } = status('wren', 'todo', 'done', { id });
		return rest;
	});
	for (const one of events)
		await store.append([
			{ wedding, section: 'plan', update: new Uint8Array(), writer: by, at: noon, events: [one], bind: [] },
		]);
	const seen: string[] = [];
	const observer: Observer = {
		name: 'notify',
		async observe(given) {
			seen.push(...given.map(({ id }) => id));
			return {};
		},
	};
	const skip = () =>
		skipHistory({ store, clock }, { wedding, observers: [observer] }, ({ id }) => id === 'e2');
	await skip();
	expect([seen, await store.cursor('notify', wedding)]).toEqual([['e2'], { seq: 3, index: 0 }]);
	await skip();
	expect(seen).toEqual(['e2']);
	expect(reach('amara').agreed).toContain('push');
});
