/** Callbacks of providers over the real routes: who is believed, what becomes of it, and that it may come in any order and again. */
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testClock } from '../../../shared/clock.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { seededRandom } from '../../../shared/random.ts';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { noticeId } from '../../../server/notify/derived-id.ts';
import type { Store } from '../../../server/store/store.ts';
import type { Exchange } from '../../../server/notify/exchange.ts';
import { createProviders, parseProviders } from '../../../server/notify/providers.ts';
import { createHouse } from '../../world/house.ts';
import { claimed, delivery, notice, observed, owner, settlement } from '../../world/outbox.ts';
import * as bird from '../../world/providers/bird.ts';
import { deliveryId, publicUrl } from '../../world/providers/message.ts';
import * as messagebird from '../../world/providers/messagebird.ts';
import * as meta from '../../world/providers/meta.ts';
import * as resend from '../../world/providers/resend.ts';
import * as sns from '../../world/providers/sns.ts';
import * as twilio from '../../world/providers/twilio.ts';

const file = {
	email: [resend.settings],
	sms: [{ provider: 'twilio-sms', ...twilio.settings }, messagebird.settings, bird.settings, sns.settings],
	whatsapp: [meta.settings, { provider: 'twilio-whatsapp', ...twilio.settings }],
	voice: [{ provider: 'twilio-voice', ...twilio.settings }],
};

/** A house whose providers take whatever they are handed. */
function houseWithProviders() {
	const clock = testClock();
	const sent: string[] = [];
	const exchange: Exchange = async ({ body }) => {
		sent.push(String(body));
		return { isAnswered: true, status: 200, headers: {}, text: '{}', shown: '{}' };
	};
	const plan = parseProviders(JSON.stringify(file));
	if (!plan.ok) throw new Error(plan.error);
	const providers = createProviders(plan.value, { exchange, clock, random: seededRandom(3), publicUrl });
	let isBroken = false;
	const store = (given: Store): Store => ({
		...given,
		async addConsents(...words) {
			if (isBroken) {
				isBroken = false;
				throw new Error('the disk said no');
			}
			return given.addConsents(...words);
		},
	});
	const house = createHouse({ clock, publicUrl, providers, store });
	/** The next word about consent cannot be stored. */
	const breakNext = () => {
		isBroken = true;
	};
	const call = async ({ method, url, headers, body }: CallbackRequest, host = 'localhost') => {
		const { pathname, search } = new URL(url);
		const response = await house.app.request(`http://${host}${pathname}${search}`, {
			method,
			headers,
			...(method === 'GET' ? {} : { body: Buffer.from(body) }),
		});
		return {
			status: response.status,
			type: response.headers.get('Content-Type'),
			text: await response.text(),
		};
	};
	return { house, call, sent, breakNext };
}

/** A delivery of this provider that was taken, in a wedding of its own. */
async function taken(
	house: ReturnType<typeof houseWithProviders>['house'],
	provider: string,
	providerId: string,
) {
	const maria = await house.wedding();
	const wedding = weddingId.parse(maria.wedding);
	const person = personId.parse(maria.person);
	await house.store.addDeliveries([delivery(deliveryId, { wedding, to: { kind: 'person', person } })]);
	await claimed(house.store);
	const tries = settlement(deliveryId).tries.map((one) => ({ ...one, provider }));
	await house.store.settle([settlement(deliveryId, { wedding, owner, tries, providerId })]);
	const state = async () => (await house.store.delivery(wedding, deliveryId))?.state;
	return { ...maria, wedding, state };
}

const path = `/callbacks/twilio-sms?delivery=${deliveryId}`;
const sms = (MessageStatus: string, facts: Readonly<Record<string, string>> = {}) =>
	twilio.twilioCallback(path, { MessageSid: 'SM1', MessageStatus, To: '+491701234567', ...facts });
let messages = 0;
/** Each with an id of its own. */
const written = (Body: string, From = '+491701234567') =>
	twilio.twilioCallback('/callbacks/twilio-sms', {
		MessageSid: `SM-in-${++messages}`,
		From,
		To: '+15005550006',
		Body,
	});

describe('a callback', () => {
	it.each<[string, string, CallbackRequest]>([
		['twilio-sms', 'SM1', sms('delivered')],
		['resend', 'mail-1', resend.resendCallback(resend.mailEvent('email.delivered'))],
		['messagebird', 'mb-1', messagebird.messagebirdCallback({ id: 'mb-1', status: 'delivered' })],
		['bird', 'bird-1', bird.birdCallback(bird.smsEvent('delivered', { reference: undefined }))],
		[
			'whatsapp-cloud',
			'wamid.text',
			meta.metaCallback({ statuses: [meta.status('delivered', { biz_opaque_callback_data: undefined })] }),
		],
		[
			'twilio-voice',
			'CA1',
			twilio.twilioCallback('/callbacks/twilio-voice', { CallSid: 'CA1', CallStatus: 'completed' }),
		],
	])(
		'[CH16] of %s finds its delivery by the provider’s id, and again',
		async (provider, providerId, request) => {
			const { house, call } = houseWithProviders();
			const { state } = await taken(house, provider, providerId);
			expect(await state()).toBe('accepted');
			expect(await call(request)).toEqual({ status: 200, type: 'text/plain', text: '' });
			expect(await state()).toBe('delivered');
			expect(await call(request)).toEqual({ status: 200, type: 'text/plain', text: '' });
			expect(await state()).toBe('delivered');
		},
	);

	it('[CH16] that comes before we know the provider’s id, or instead of its answer, finds its delivery by ours', async () => {
		const { house, call } = houseWithProviders();
		const maria = await house.wedding();
		const wedding = weddingId.parse(maria.wedding);
		await house.store.addDeliveries([delivery(deliveryId, { wedding })]);
		await claimed(house.store);
		await call(sms('sent'));
		await house.store.settle([
			settlement(deliveryId, { wedding, state: 'pending', dueAt: 2_000_000, reason: 'ambiguous' }),
		]);
		expect(await house.store.delivery(wedding, deliveryId)).toMatchObject({
			state: 'sent',
			providerId: 'SM1',
		});
	});

	it('[CH16] in any order, doubled and with some missing ends in the same state', async () => {
		const all = ['queued', 'sending', 'sent', 'delivered', 'undelivered'];
		await fc.assert(
			fc.asyncProperty(fc.shuffledSubarray([...all, ...all], { minLength: 1 }), async (order) => {
				const { house, call } = houseWithProviders();
				const { state } = await taken(house, 'twilio-sms', 'SM1');
				for (const status of order) expect((await call(sms(status))).status).toBe(200);
				const has = (status: string) => order.includes(status);
				const known = has('sent') ? 'sent' : 'accepted';
				expect(await state()).toBe(has('delivered') ? 'delivered' : has('undelivered') ? 'rejected' : known);
			}),
			{ numRuns: 25 },
		);
	});

	it('[CH14] that is not proved is answered alike, whatever the cause, and changes nothing', async () => {
		const { house, call } = houseWithProviders();
		const { state } = await taken(house, 'twilio-sms', 'SM1');
		const good = sms('delivered');
		const changed = Uint8Array.from(good.body);
		changed[0] = (changed[0] ?? 0) ^ 1;
		const requests: readonly CallbackRequest[] = [
			{ ...good, headers: {} },
			{ ...good, headers: { 'x-twilio-signature': 'x' } },
			{ ...good, body: changed },
			{ ...good, url: good.url.replace('dlv', 'dlw') },
			{ ...good, url: `${publicUrl}/callbacks/twilio-voice?delivery=${deliveryId}` },
			{ ...good, url: `${publicUrl}/callbacks/resend` },
			{ ...good, url: `${publicUrl}/callbacks/whatsapp-cloud`, method: 'GET' },
			// There are these, but they never call back.
			{ ...good, url: `${publicUrl}/callbacks/sns` },
			{ ...good, url: `${publicUrl}/callbacks/nobody` },
			{ ...good, url: `${publicUrl}/callbacks/constructor` },
		];
		const answers = await Promise.all(requests.map((request) => call(request)));
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect([answers[0]?.status, JSON.parse(answers[0]?.text ?? '').code, await state()]).toEqual([
			401,
			'not-proved',
			'accepted',
		]);
	});

	it('[CH14] that is not proved is noted without an address, a few times a minute', async () => {
		const { house, call } = houseWithProviders();
		for (let n = 0; n < 20; n += 1) await call({ ...written('STOP'), headers: {} });
		const lines = house.logged.filter(({ event }) => event === 'callback-refused');
		expect(lines).toEqual(
			Array(5).fill({
				event: 'callback-refused',
				facts: { operation: 'twilio-sms', reason: 'not signed with the token of this account' },
			}),
		);
	});

	it('[CH15] is proved at the configured address, whatever host it was sent to or says', async () => {
		const { house, call } = houseWithProviders();
		await taken(house, 'twilio-sms', 'SM1');
		const good = sms('delivered');
		expect((await call(good, 'internal:8787')).status).toBe(200);
		const elsewhere = `http://evil.example${path}`;
		const fields = Object.fromEntries(new URLSearchParams(Buffer.from(good.body).toString()));
		const signature = twilio.signed(elsewhere, fields);
		const headers = { ...good.headers, 'x-twilio-signature': signature, 'x-forwarded-host': 'evil.example' };
		expect((await call({ ...good, headers }, 'evil.example')).status).toBe(401);
	});

	it('[CH14] is proved as it was written on the wire, where a URL would be spelt otherwise', async () => {
		const { house } = houseWithProviders();
		const target = "/callbacks/messagebird?id=mb-1&status=sent&statusReason=it's|so";
		const now = house.clock.now() / 1_000;
		const claims = {
			iss: 'MessageBird',
			nbf: now,
			exp: now + 60,
			jti: 'j',
			url_hash: messagebird.hash(publicUrl + target),
		};
		const server = createServer(getRequestListener(house.app.fetch)).listen(0, '127.0.0.1');
		onTestFinished(() => void server.close());
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const headers = { 'MessageBird-Signature-JWT': messagebird.jwt(claims) };
		const asked = get({ host: '127.0.0.1', port, path: target, headers, agent: false });
		const [response] = await once(asked, 'response');
		expect(response.resume().statusCode).toBe(200);
	});

	it('has at most 256 kB, and is read by two methods alone', async () => {
		const { house, call } = houseWithProviders();
		expect((await call({ ...sms('sent'), body: Buffer.alloc(256 * 1024 + 1, 'x') })).status).toBe(413);
		expect((await call({ ...sms('sent'), body: Buffer.alloc(256 * 1024, 'x') })).status).toBe(401);
		expect((await house.ask('PUT', '/callbacks/twilio-sms')).status).toBe(405);
	});

	it('[CH14] that is proved and cannot be read says so, and is not the provider’s to repeat for ever', async () => {
		const { call } = houseWithProviders();
		expect((await call(resend.resendCallback({ type: 7 }))).status).toBe(400);
		expect((await call(resend.resendCallback(resend.mailEvent('email.unheard_of')))).status).toBe(200);
	});

	it('begins a subscription of Meta', async () => {
		const { call } = houseWithProviders();
		const query = new URLSearchParams({
			'hub.mode': 'subscribe',
			'hub.verify_token': 'our-own-word',
			'hub.challenge': '1158201444',
		});
		const url = `${publicUrl}/callbacks/whatsapp-cloud?${query}`;
		const request = { method: 'GET', url, headers: {}, body: new Uint8Array(), now: 0 };
		expect(await call(request)).toEqual({ status: 200, type: 'text/plain', text: '1158201444' });
	});
});

describe('what somebody writes', () => {
	async function reached() {
		const world = houseWithProviders();
		const maria = await world.house.wedding();
		await maria.ask('PUT', '/api/me/contacts', {
			body: { phone: '+491701234567', whatsapp: '+491701234567', email: 'wren@flowers.example' },
		});
		for (const channel of ['sms', 'whatsapp', 'voice'])
			await maria.ask('PUT', '/api/me/consent', { body: { channel, state: 'granted' } });
		const agreed = async () => {
			const { channels } = (await maria.ask('GET', '/api/me/consent')).body;
			return Object.keys(channels).filter((channel) => channels[channel].state === 'granted');
		};
		return { ...world, maria, agreed };
	}

	it('[CH17] [CH18] STOP by text ends texts and calls; Twilio has answered it; again it changes nothing', async () => {
		const { call, agreed, maria } = await reached();
		expect(await agreed()).toEqual(expect.arrayContaining(['sms', 'voice', 'whatsapp', 'email']));
		expect(await call(written('STOP'))).toMatchObject({
			status: 200,
			type: 'text/xml',
			text: expect.stringMatching(/<Response><\/Response>$/),
		});
		expect((await agreed()).sort()).toEqual(['email', 'whatsapp']);
		await call(written('STOP'));
		expect((await agreed()).sort()).toEqual(['email', 'whatsapp']);
		const book = await maria.ask('GET', '/api/me/consent');
		expect(book.body.history.at(-1)).toMatchObject({ state: 'revoked', source: 'sms-stop' });
	});

	it('[CH18] STOP on WhatsApp through Meta ends WhatsApp, and is answered by a message, once', async () => {
		const { call, agreed, sent } = await reached();
		const stop = meta.metaCallback({
			messages: [{ from: '491701234567', id: 'w', type: 'text', text: { body: 'Stopp' } }],
		});
		expect((await call(stop)).status).toBe(200);
		expect((await agreed()).sort()).toEqual(['email', 'sms', 'voice']);
		expect(sent.map((body) => JSON.parse(body))).toMatchObject([
			{ to: '491701234567', type: 'text', text: { body: expect.stringContaining('Mit START') } },
		]);
	});

	it('[CH18] HELP is answered where it was asked, a few times an hour', async () => {
		const { call, sent } = await reached();
		const answers: string[] = [];
		for (let n = 0; n < 7; n += 1) answers.push((await call(written('Hilfe'))).text);
		expect(answers.map((text) => text.includes('<Message>WedSync sendet'))).toEqual([
			...Array(5).fill(true),
			...Array(2).fill(false),
		]);
		expect(sent).toEqual([]);
	});

	it('[CH18] an old START that comes again takes back no STOP', async () => {
		const { call, agreed } = await reached();
		const start = written('START');
		await call(written('STOP'));
		await call(start);
		expect((await agreed()).sort()).toEqual(['email', 'sms', 'voice', 'whatsapp']);
		await call(written('STOP'));
		expect((await call(start)).status).toBe(200);
		expect((await agreed()).sort()).toEqual(['email', 'whatsapp']);
	});

	it('[CH18] a STOP that could not be stored is heard when it comes again', async () => {
		const { call, agreed, breakNext } = await reached();
		const stop = written('STOP');
		breakNext();
		expect((await call(stop)).status).toBe(500);
		expect((await agreed()).sort()).toEqual(['email', 'sms', 'voice', 'whatsapp']);
		expect((await call(stop)).status).toBe(200);
		expect((await agreed()).sort()).toEqual(['email', 'whatsapp']);
	});

	it('other words are nobody’s command', async () => {
		const { call, agreed } = await reached();
		expect((await call(written('please stop the music at ten'))).text).not.toContain('Message');
		expect(await agreed()).toHaveLength(4);
	});

	it('[CH17] a hard bounce and a complaint end mail to the address; a soft bounce does not', async () => {
		const { call, agreed } = await reached();
		const bounce = (type: string) =>
			resend.resendCallback(resend.mailEvent('email.bounced', { bounce: { type } }));
		await call(bounce('Transient'));
		expect(await agreed()).toContain('email');
		await call(bounce('Permanent'));
		expect(await agreed()).not.toContain('email');
	});

	it('[CH17] a number that Twilio knows to have stopped gets nothing more', async () => {
		const { call, agreed } = await reached();
		await call(sms('undelivered', { ErrorCode: '21610' }));
		expect((await agreed()).sort()).toEqual(['email', 'whatsapp']);
	});
});

describe('a pressed key', () => {
	it('[CH19] acknowledges the notice and the alert it is about; a picked up call does not', async () => {
		const { house, call } = houseWithProviders();
		const maria = await house.wedding();
		const wedding = weddingId.parse(maria.wedding);
		const { person, token } = (
			await house.asOperator('POST', '/api/tokens', { body: { wedding, name: 'Wren', role: 'vendor' } })
		).body;
		const alerts = `/api/weddings/${wedding}/alerts`;
		const raised = await maria.ask('POST', alerts, { body: { text: 'The arch fell', urgency: 'emergency' } });
		const who = personId.parse(person);
		const id = noticeId('event-1', 'emergency', who);
		await observed(house.store, {
			wedding,
			notices: [
				notice(id, {
					wedding,
					person: who,
					kind: 'emergency',
					needsAck: true,
					record: { kind: 'alert', id: raised.body.id },
				}),
			],
			deliveries: [
				delivery(deliveryId, { wedding, channel: 'voice', notice: id, to: { kind: 'person', person: who } }),
			],
		});
		const press = (facts: Readonly<Record<string, string>>) =>
			call(
				twilio.twilioCallback(`/callbacks/twilio-voice?delivery=${deliveryId}&lang=en`, {
					CallSid: 'CA1',
					...facts,
				}),
			);
		const acked = async () => [
			(await house.store.delivery(wedding, deliveryId))?.state,
			(await house.store.notice(wedding, id))?.ackedAt !== undefined,
			(await house.as(token)('GET', alerts)).body.alerts[0].ackedBy.map(({ name }: { name: string }) => name),
		];
		await press({ CallStatus: 'completed' });
		expect(await acked()).toEqual(['delivered', false, []]);
		await press({ CallStatus: 'in-progress', Digits: '2' });
		expect(await acked()).toEqual(['delivered', false, []]);
		const answer = await press({ CallStatus: 'in-progress', Digits: '1' });
		expect([answer.type, answer.text.includes('Thank you.')]).toEqual(['text/xml', true]);
		expect(await acked()).toEqual(['acked', true, ['Wren']]);
		await press({ CallStatus: 'in-progress', Digits: '1' });
		await press({ CallStatus: 'no-answer' });
		expect(await acked()).toEqual(['acked', true, ['Wren']]);
	});
});
