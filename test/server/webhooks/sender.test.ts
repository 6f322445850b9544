/** What each answer of a receiver means, over real HTTP. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../../server/notify/channel.ts';
import { systemClock } from '../../../server/ops/system.ts';
import { createEgress, type Egress } from '../../../server/webhooks/egress.ts';
import { createWebhookSender } from '../../../server/webhooks/sender.ts';
import { newSigningSecret } from '../../../server/webhooks/signature.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { createReceiver, type Receiver } from '../../world/receiver.ts';

const clock = testClock(systemClock.now());
const secret = newSigningSecret(seededRandom(2));
let receiver: Receiver;
let egress: Egress;
beforeEach(async () => {
	receiver = await createReceiver();
	egress = createEgress({ allow: ['127.0.0.0/8'], resolve: async () => [], clock });
});
afterEach(async () => {
	await egress.close();
	receiver.close();
});

const message = (given: Partial<Message<'webhook'>> = {}): Message<'webhook'> => ({
	id: 'd1',
	wedding: 'w',
	to: receiver.url,
	content: { channel: 'webhook', body: '{"type":"task.created"}' },
	priority: 'normal',
	language: 'en',
	secrets: [secret],
	attempt: 1,
	...given,
});
const send = (given?: Partial<Message<'webhook'>>) =>
	createWebhookSender({ fetch: egress.fetch, clock }).send(message(given));
const told = { request: '{"type":"task.created"}' };

it.each([
	[200, {}, { kind: 'accepted' }],
	[204, {}, { kind: 'accepted' }],
	[299, {}, { kind: 'accepted' }],
	[301, { location: 'http://127.0.0.1:1/' }, { kind: 'transient' }],
	[304, {}, { kind: 'transient' }],
	[400, {}, { kind: 'transient' }],
	[401, {}, { kind: 'transient' }],
	[404, {}, { kind: 'transient' }],
	[410, {}, { kind: 'rejected-address' }],
	[429, {}, { kind: 'throttled' }],
	[429, { 'retry-after': '120' }, { kind: 'throttled', wait: 120_000 }],
	[429, { 'retry-after': '86000' }, { kind: 'throttled', wait: 3_600_000 }],
	[429, { 'retry-after': 'soon' }, { kind: 'throttled' }],
	[500, { 'retry-after': '120' }, { kind: 'transient' }],
	[503, {}, { kind: 'transient' }],
	[503, { 'retry-after': '7200' }, { kind: 'transient', wait: 3_600_000 }],
	[599, {}, { kind: 'transient' }],
] as const)('[WH11] %i with %j is %j', async (status, headers, { kind, ...rest }) => {
	receiver.answer = (_, response) => response.writeHead(status, headers).end();
	expect(await send()).toEqual({
		kind,
		status,
		detail: `HTTP ${status}`,
		...told,
		response: '',
		...('wait' in rest && { retryAt: clock.now() + rest.wait }),
	});
	expect(receiver.received).toHaveLength(1);
});

it('[WH11] silence, a broken line and a private address are tried again', async () => {
	receiver.answer = (_, response) => response.destroy();
	expect(await send()).toEqual({ kind: 'transient', detail: 'unreachable', ...told });
	expect(await send({ to: 'http://10.0.0.1/' })).toEqual({
		kind: 'transient',
		detail: 'private-address',
		...told,
	});
	const arrived = new Promise<void>((resolve) => {
		receiver.answer = () => resolve();
	});
	const outcome = send();
	await arrived;
	clock.advance(10_000);
	expect(await outcome).toEqual({ kind: 'transient', detail: 'time-out', ...told });
});

it('[WH11] whose 2xx has arrived has it, also if the rest of the answer breaks off or never ends', async () => {
	receiver.answer = (_, response) => {
		response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
	};
	expect(await send()).toEqual({ kind: 'accepted', status: 200, detail: 'HTTP 200, unreachable', ...told });
	receiver.answer = (_, response) => {
		response.writeHead(500, { 'content-length': 100 }).write('half', () => response.destroy());
	};
	expect(await send()).toEqual({ kind: 'transient', detail: 'unreachable', ...told });
});

it('[WH13] what is sent again says so; what is long is kept in part and sent whole', async () => {
	const body = JSON.stringify({ text: 'x'.repeat(40_000) });
	receiver.answer = (_, response) => response.end('y'.repeat(40_000));
	const outcome = await send({ isReplay: true, content: { channel: 'webhook', body } });
	expect([outcome.request?.length, outcome.response?.length]).toEqual([16_384, 16_384]);
	const [one] = receiver.received;
	expect([one?.body.length, one?.headers['webhook-replay'], one?.id]).toEqual([body.length, 'true', 'd1']);
	if (one !== undefined) receiver.verify(one, secret);
	await send();
	expect(receiver.received[1]?.headers['webhook-replay']).toBeUndefined();
});
