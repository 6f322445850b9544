/** Push against a push service that opens what it gets, and against Firebase: what each answer means, and what is forgotten. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allPush } from '../../../../server/notify/channels/all-push.ts';
import type { PushParts } from '../../../../server/notify/channels/push.ts';
import type { Message, Provider } from '../../../../server/notify/channel.ts';
import { createExchanges } from '../../../../server/notify/exchange.ts';
import { createProviders, parseProviders } from '../../../../server/notify/providers.ts';
import { pushId } from '../../../../server/notify/push-target.ts';
import { vapidKeysOf } from '../../../../server/notify/vapid.ts';
import { createEgress } from '../../../../server/webhooks/egress.ts';
import { seededRandom } from '../../../../shared/random.ts';
import { type TestClock, testClock } from '../../../../shared/clock.ts';
import { firebase, type Firebase, phones } from '../../../world/providers/firebase.ts';
import { type Browser, type PushHouse, pushHouse } from '../../../world/providers/web-push.ts';

const keys = vapidKeysOf('hz4dgvLlbSqd8bSbWGYZqcHm1Hs2v0ZbWQnQ9jJkGTE');
const others = vapidKeysOf('Z8rJ6e0lqkUq4cJ3mQm9Xk2h5c0yqk8Jm3v1xg2bTtE');
const content = {
	channel: 'push',
	title: 'The arch is there',
	body: 'Wren has delivered the arch.',
	link: 'https://plan.example.org/w/demo/tasks',
	tag: 'subject-0123456789abcdef',
	id: 'notice-0123456789abcdef',
} as const;
const messageTo = (targets: readonly object[], given: Partial<Message<'push'>> = {}): Message<'push'> => ({
	id: 'delivery-1',
	wedding: 'demo',
	to: JSON.stringify(targets),
	content,
	priority: 'normal',
	language: 'en',
	attempt: 1,
	...given,
});

let service: PushHouse;
let google: Firebase;
let clock: TestClock;
let gone: string[];
let closers: (() => Promise<void> | void)[];

beforeEach(async () => {
	[service, google] = await Promise.all([pushHouse(), firebase()]);
	clock = testClock();
	gone = [];
	closers = [service.close, google.close];
});
afterEach(async () => {
	for (const close of closers.toReversed()) await close();
});

function partsOf(allow: readonly string[]): PushParts {
	const egress = createEgress({ allow, resolve: async () => [], clock });
	closers.push(() => egress.close());
	return { keys, fetch: egress.fetch, gone: async (id) => gone.push(id) };
}

/** As the server makes it: web push always, Firebase if it is in the file. */
function pushOf(
	entries: readonly object[] = [],
	allow: readonly string[] = ['127.0.0.0/8'],
): Provider<'push'> {
	const { exchange, close } = createExchanges(clock);
	closers.push(close);
	const plan = parseProviders(JSON.stringify({ push: entries }));
	if (!plan.ok) throw new Error(plan.error);
	const deps = { exchange, clock, random: seededRandom(1), publicUrl: undefined, push: partsOf(allow) };
	const [provider, ...more] = createProviders(plan.value, deps).of('push');
	if (provider === undefined || more.length > 0) throw new Error('push has one door');
	return provider as Provider<'push'>;
}

describe('web push', () => {
	it('[CH40] a browser opens what was sealed for it; lifetime, urgency and topic are what the message asks for', async () => {
		const browser = service.browser(keys.publicKey);
		const push = pushOf();
		expect(await push.send(messageTo([browser.subscription]))).toEqual({
			kind: 'accepted',
			status: 201,
			detail: 'web-push 201 taken',
		});
		const urgent = { priority: 'emergency', expiresAt: clock.now() + 90_500 } as const;
		await push.send(messageTo([browser.subscription], urgent));
		await push.send(messageTo([browser.subscription], { priority: 'low', expiresAt: clock.now() - 1 }));
		const { channel: _, ...shown } = content;
		expect({
			shown: browser.shown,
			headers: browser.headers.map(({ ttl, urgency, topic }) => [ttl, urgency, topic]),
		}).toEqual({
			shown: Array.from({ length: 3 }, () => shown),
			headers: [
				['86400', 'normal', content.tag],
				['90', 'high', content.tag],
				['0', 'low', content.tag],
			],
		});
	});

	it.each([404, 410] as const)(
		'[CH41] a subscription that answers %i is forgotten, and only that one',
		async (status) => {
			const [old, fresh] = [service.browser(keys.publicKey), service.browser(keys.publicKey)];
			service.forget(old, status);
			const push = pushOf();
			expect((await push.send(messageTo([old.subscription, fresh.subscription]))).kind).toBe('accepted');
			expect([gone, fresh.shown.length]).toEqual([[pushId(old.subscription)], 1]);
			expect(await push.send(messageTo([old.subscription]))).toMatchObject({
				kind: 'rejected-address',
				status,
			});
		},
	);

	it('[CH41] what the operator has to mend costs nobody their subscription', async () => {
		const stranger = service.browser(others.publicKey);
		const push = pushOf();
		expect(await push.send(messageTo([stranger.subscription]))).toMatchObject({
			kind: 'rejected-content',
			status: 403,
			detail: expect.stringContaining('the keys of the data folder'),
		});
		for (const status of [400, 401, 413]) {
			service.next({ status });
			expect((await push.send(messageTo([stranger.subscription]))).kind).toBe('rejected-content');
		}
		expect(gone).toEqual([]);
	});

	it('[CH42] a busy, a broken and a silent service are tried again, when it says and not before', async () => {
		const { subscription, shown } = service.browser(keys.publicKey);
		const push = pushOf();
		const outcomes = [];
		for (const one of [
			{ status: 429, headers: { 'Retry-After': '30' } },
			{ status: 503, headers: { 'Retry-After': '5' } },
			{ status: 500 },
			'reset',
			{ status: 301, headers: { Location: 'http://127.0.0.1:1/' } },
		] as const) {
			service.next(one);
			const { kind, retryAt } = await push.send(messageTo([subscription]));
			outcomes.push([kind, retryAt === undefined ? undefined : retryAt - clock.now()]);
		}
		service.next('silence');
		const late = push.send(messageTo([subscription]));
		await service.arrived(6);
		clock.advance(10_000);
		outcomes.push([(await late).kind, undefined]);
		expect([outcomes, gone, shown]).toEqual([
			[
				['throttled', 30_000],
				['transient', 5_000],
				['transient', undefined],
				['ambiguous', undefined],
				['rejected-content', undefined],
				['ambiguous', undefined],
			],
			[],
			[],
		]);
	});

	it('[CH43] an endpoint that leads to a private address is never spoken to, and forgotten', async () => {
		const { subscription } = service.browser(keys.publicKey);
		const push = pushOf([], []);
		expect((await push.send(messageTo([subscription]))).kind).toBe('rejected-address');
		expect([service.connections(), gone]).toEqual([0, [pushId(subscription)]]);
	});

	it('[CH43] keys that are no point of the curve are no address; what is no subscription at all is none either', async () => {
		const { subscription } = service.browser(keys.publicKey);
		const bad = {
			...subscription,
			keys: { ...subscription.keys, p256dh: Buffer.alloc(65, 9).toString('base64url') },
		};
		const push = pushOf();
		expect((await push.send(messageTo([bad]))).kind).toBe('rejected-address');
		expect(gone).toEqual([pushId(bad)]);
		for (const to of ['', '[]', '{}', 'null', '[{"endpoint":1}]'])
			expect((await push.send({ ...messageTo([]), to })).kind).toBe('rejected-address');
	});

	it('[CH44] a long text is cut where it still fits, whatever letters it has', async () => {
		const push = pushOf();
		for (const letter of ['a', 'ü', '👰', '"', '\u0000']) {
			const browser = service.browser(keys.publicKey);
			const body = letter.repeat(5_000);
			const sent = await push.send(messageTo([browser.subscription], { content: { ...content, body } }));
			const [shown] = browser.shown as { body: string; link: string }[];
			expect([letter, sent.kind, shown?.link]).toEqual([letter, 'accepted', content.link]);
			expect(shown?.body.endsWith('…') && [...shown.body.slice(0, -1)].every((one) => one === letter)).toBe(
				true,
			);
			expect(Buffer.byteLength(JSON.stringify(shown))).toBeGreaterThan(2_500);
		}
	});

	it('[CH40] what shows who we are is signed once an hour for each push service, and never shown to another', async () => {
		const other = await pushHouse();
		closers.push(other.close);
		const [here, there] = [service.browser(keys.publicKey), other.browser(keys.publicKey)];
		const push = pushOf();
		const signed = async (browser: Browser) => {
			await push.send(messageTo([browser.subscription]));
			return browser.headers.at(-1)?.['authorization'];
		};
		const [first, again, elsewhere] = [await signed(here), await signed(here), await signed(there)];
		clock.advance(60 * 60_000);
		const later = await signed(here);
		expect([first === again, first === elsewhere, first === later]).toEqual([true, false, false]);
	});

	it('[CH40] a subject of the operator’s own is said to push services; what is no subject stops the start', async () => {
		const browser = service.browser(keys.publicKey);
		const push = pushOf([{ provider: 'web-push', subject: 'mailto:us@example.org' }]);
		await push.send(messageTo([browser.subscription]));
		const token = /t=([^,]+)/.exec(browser.headers[0]?.['authorization'] ?? '')?.[1] ?? '';
		const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
		expect(claims.sub).toBe('mailto:us@example.org');
		expect(parseProviders(JSON.stringify({ push: [{ provider: 'web-push', subject: 'us' }] })).ok).toBe(
			false,
		);
	});
});

describe('Firebase', () => {
	const entry = () => ({ provider: 'fcm', account: google.account, baseUrl: google.url });
	const to = (...tokens: readonly string[]) => messageTo(tokens.map((fcm) => ({ fcm })));

	it('[CH45] a phone gets the message with its lifetime and urgency, by a token that one statement was changed for', async () => {
		const push = pushOf([entry()]);
		const both = await Promise.all([push.send(to(phones.good)), push.send(to(phones.good))]);
		await push.send({ ...to(phones.good), priority: 'emergency' });
		expect([both.map(({ kind }) => kind), google.granted(), google.faults]).toEqual([
			['accepted', 'accepted'],
			1,
			[],
		]);
		expect(google.taken[0]).toEqual({
			token: phones.good,
			notification: { title: content.title, body: content.body },
			data: { link: content.link, tag: content.tag, id: content.id },
			android: { priority: 'NORMAL', ttl: '86400s', notification: { tag: content.tag } },
			apns: {
				headers: {
					'apns-priority': '5',
					'apns-expiration': String(Math.floor(clock.now() / 1_000) + 86_400),
					'apns-collapse-id': content.tag,
				},
				payload: { aps: { sound: 'default' } },
			},
		});
		expect(google.taken[2]).toMatchObject({ android: { priority: 'HIGH', ttl: '300s' } });
	});

	it('[CH46] each of its errors is one outcome, and a token is forgotten only when the token itself is none', async () => {
		const push = pushOf([entry()]);
		const table: Record<string, unknown> = {};
		for (const [name, token] of Object.entries(phones)) {
			gone = [];
			const { kind, retryAt } = await push.send(to(token));
			table[name] = [kind, gone.length, ...(retryAt === undefined ? [] : [retryAt - clock.now()])];
		}
		expect(table).toEqual({
			good: ['accepted', 0],
			unregistered: ['rejected-address', 1],
			otherSender: ['rejected-address', 1],
			noToken: ['rejected-address', 1],
			noTokenNamed: ['rejected-address', 1],
			badMessage: ['rejected-content', 0],
			quota: ['throttled', 0, 60_000],
			unavailable: ['transient', 0, 7_000],
			internal: ['transient', 0],
			apple: ['rejected-content', 0],
			forbidden: ['rejected-content', 0],
		});
	});

	it('[CH47] a token of ours is used until shortly before its end; one that is not accepted is thrown away', async () => {
		const push = pushOf([entry()]);
		const kinds = async () => (await push.send(to(phones.good))).kind;
		expect(await kinds()).toBe('accepted');
		clock.advance(3_538_000);
		expect([await kinds(), google.granted()]).toEqual(['accepted', 1]);
		clock.advance(2_000);
		expect([await kinds(), google.granted()]).toEqual(['accepted', 2]);
		google.revoke();
		expect([await kinds(), await kinds(), google.granted()]).toEqual(['transient', 'accepted', 3]);
	});

	it('[CH47] without access nothing is sent: a broken door is tried again, a wrong key is for the operator', async () => {
		const push = pushOf([entry()]);
		const outcomes = [];
		for (const one of [
			{ status: 503 },
			'reset',
			{ status: 400, body: { error: 'invalid_grant' } },
			{ status: 200, body: {} },
		] as const) {
			google.next(one);
			outcomes.push((await push.send(to(phones.good))).kind);
		}
		expect([outcomes, google.taken, gone]).toEqual([
			['transient', 'transient', 'rejected-content', 'transient'],
			[],
			[],
		]);
		expect(await push.send(to(phones.good))).toMatchObject({ kind: 'accepted' });
	});

	it('[CH48] somebody’s browser and phone are told alike; it is taken when one has it, and tried again when one may get it', async () => {
		const push = pushOf([entry()]);
		const browser = service.browser(keys.publicKey);
		const sendTo = (...tokens: readonly string[]) =>
			push.send(messageTo([browser.subscription, ...tokens.map((fcm) => ({ fcm }))]));
		expect((await sendTo(phones.good)).detail).toBe('web-push 201 taken; fcm 200 taken');
		expect([(await sendTo(phones.unavailable)).kind, browser.shown.length]).toEqual(['accepted', 2]);
		service.forget(browser, 410);
		const both = [
			await sendTo(phones.unavailable),
			await sendTo(phones.unregistered),
			await sendTo(phones.badMessage),
		];
		expect(both.map(({ kind }) => kind)).toEqual(['transient', 'rejected-address', 'rejected-content']);
		expect((await pushOf().send(to(phones.good))).kind).toBe('rejected-content');
	});

	it('[CH49] neither our key nor a phone’s token stands in what is kept of an answer', async () => {
		const push = pushOf([entry()]);
		google.next({ status: 200, body: { access_token: 'access-secret-token-of-ours', expires_in: 3_599 } });
		google.next({
			status: 418,
			body: { error: { status: 'TEAPOT', message: `access-secret-token-of-ours ${phones.good}` } },
		});
		const { detail } = await push.send(to(phones.good));
		expect(detail).toContain('TEAPOT');
		expect(detail).not.toMatch(/secret-token|phone-that-works/);
	});

	it('[CH49] the account is checked at the start, and a file that is none is refused without quoting it', async () => {
		const checked = parseProviders(
			JSON.stringify({ push: [{ ...entry(), account: { ...google.account, private_key: 'my secret' } }] }),
		);
		expect(checked).toMatchObject({
			ok: false,
			error: expect.stringContaining('push[0].account.private_key'),
		});
		expect(JSON.stringify(checked)).not.toContain('my secret');
		const { exchange, close } = createExchanges(clock);
		closers.push(close);
		const plan = parseProviders(JSON.stringify({ push: [entry()] }));
		if (!plan.ok) throw new Error(plan.error);
		const deps = { exchange, clock, random: seededRandom(1), publicUrl: undefined, push: partsOf([]) };
		const [fcm] = createProviders(plan.value, deps).all;
		expect(await fcm?.check?.()).toEqual({ ok: true, value: 'the service account is good' });
	});
});

it('[CH40] without keys there is no push, and nobody pretends', () => {
	expect(allPush([], { clock, publicUrl: undefined })).toBeUndefined();
});
