/** WhatsApp, by Meta and by Twilio: which words to whom, what errors mean, and reports that come late, early, or not at all. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { testClock } from '../../../../shared/clock.ts';
import type { Callback, CallbackRequest, Provider } from '../../../../server/notify/channel.ts';
import { createWhatsappWindow } from '../../../../server/notify/channels/whatsapp-window.ts';
import { formIn, jsonIn } from '../../../world/providers/local.ts';
import { deliveryId, messageOn, providerOf, publicUrl } from '../../../world/providers/message.ts';
import * as meta from '../../../world/providers/meta.ts';
import * as twilio from '../../../world/providers/twilio.ts';

async function atMeta(changes: object = {}) {
	const server = await meta.localMeta();
	const made = providerOf('whatsapp', { ...meta.settings, ...changes, baseUrl: server.url });
	onTestFinished(made.close);
	onTestFinished(server.close);
	return { ...made, server };
}

async function atTwilio(changes: object = {}) {
	const server = await twilio.localTwilio();
	const entry = { provider: 'twilio-whatsapp', ...twilio.settings, ...changes, baseUrl: server.url };
	const made = providerOf('whatsapp', entry);
	onTestFinished(made.close);
	onTestFinished(server.close);
	return { ...made, server };
}

async function told(provider: Provider, request: CallbackRequest): Promise<Callback> {
	const callback = await provider.report?.(request);
	if (!callback?.ok) throw new Error(JSON.stringify(callback));
	return callback.value;
}

const written = (body: string) =>
	meta.metaCallback({
		messages: [{ from: '4915112345678', id: 'wamid.in', timestamp: '1', type: 'text', text: { body } }],
	});

describe('Meta', () => {
	it('[CH5] [CH11] is asked for the template, with our id to be given back', async () => {
		const { provider, server } = await atMeta();
		expect(await provider.send(messageOn('whatsapp', { language: 'de' }))).toEqual({
			kind: 'accepted',
			status: 200,
			detail: 'taken',
			providerId: 'wamid.template',
			cost: 0,
		});
		expect(server.received.map(jsonIn)).toEqual([
			{
				messaging_product: 'whatsapp',
				recipient_type: 'individual',
				to: '4915112345678',
				biz_opaque_callback_data: deliveryId,
				type: 'template',
				template: {
					name: 'wedsync_update',
					language: { code: 'de' },
					components: [
						{
							type: 'body',
							parameters: [
								{ type: 'text', text: 'Maria & Jonas' },
								{ type: 'text', text: 'The arch is there' },
							],
						},
					],
				},
			},
		]);
	});

	it('[CH11] is asked for free words once somebody has written, for a day', async () => {
		const { provider, server, clock } = await atMeta();
		const types = () => server.received.map((one) => jsonIn(one).type);
		await told(provider, written('hello'));
		await provider.send(messageOn('whatsapp'));
		await provider.send(messageOn('whatsapp', { to: '+4366012345678' }));
		clock.advance(24 * 60 * 60_000);
		await provider.send(messageOn('whatsapp'));
		expect(types()).toEqual(['text', 'template', 'template']);
	});

	it('[CH11] that says the window is closed is asked for the template, and from then on', async () => {
		const { provider, server } = await atMeta();
		await told(provider, written('hello'));
		server.next(meta.metaError(400, 131047));
		expect(await provider.send(messageOn('whatsapp'))).toMatchObject({
			kind: 'accepted',
			providerId: 'wamid.template',
		});
		await provider.send(messageOn('whatsapp'));
		expect(server.received.map((one) => jsonIn(one).type)).toEqual(['text', 'template', 'template']);
	});

	it.each([
		[131047, 'rejected-content'],
		[131026, 'rejected-address'],
		[131049, 'rejected-content'],
		[131048, 'throttled'],
		[131056, 'throttled'],
		[130429, 'throttled'],
		[132000, 'rejected-content'],
		[132001, 'rejected-content'],
		[132015, 'rejected-content'],
		[190, 'rejected-content'],
		[131050, 'rejected-address'],
		[131000, 'transient'],
		[131016, 'transient'],
		[4, 'throttled'],
		[424242, 'rejected-content'],
	])('[CH3] refusing with %i is %s', async (code, kind) => {
		const { provider, server } = await atMeta();
		server.next(meta.metaError(400, code));
		const outcome = await provider.send(messageOn('whatsapp'));
		expect([outcome.kind, outcome.detail.startsWith(`${code} `)]).toEqual([kind, true]);
	});

	it.each([
		['sent', 'sent'],
		['delivered', 'delivered'],
		['read', 'seen'],
		['played', 'seen'],
		['failed', 'rejected'],
	])('[CH16] that says %s reports %s', async (name, state) => {
		const { provider } = await atMeta();
		const statuses = [meta.status(name, { errors: [{ code: 131026, title: 'x' }] })];
		expect(await told(provider, meta.metaCallback({ statuses }))).toEqual({
			reports: [
				{
					provider: 'whatsapp-cloud',
					providerId: 'wamid.text',
					delivery: deliveryId,
					state,
					at: 1_812_790_740_000,
					detail: `${name} 131026`,
				},
			],
		});
	});

	it('[CH16] tells several at once, as they come: read without delivered, delivered after failed', async () => {
		const { provider } = await atMeta();
		const statuses = ['failed', 'read', 'delivered', 'warning'].map((name) => meta.status(name));
		const { reports } = await told(provider, meta.metaCallback({ statuses }));
		expect(reports.map(({ state }) => state)).toEqual(['rejected', 'seen', 'delivered']);
	});

	it('[CH17] [CH18] tells of words, and of somebody who told WhatsApp to stop', async () => {
		const { provider } = await atMeta();
		expect(await told(provider, written('STOP'))).toEqual({
			reports: [],
			words: [{ id: 'wamid.in', channel: 'whatsapp', from: '+4915112345678', text: 'STOP' }],
		});
		const statuses = [meta.status('failed', { errors: [{ code: 131050 }] })];
		expect((await told(provider, meta.metaCallback({ statuses }))).refusals).toEqual([
			{ channel: 'whatsapp', address: '+4915112345678', source: 'stop' },
		]);
	});

	it('lets be what is another number’s, a picture, or somebody without a number', async () => {
		const { provider } = await atMeta();
		const foreign = { metadata: { phone_number_id: '999999' }, statuses: [meta.status('sent')] };
		expect(await told(provider, meta.metaCallback(foreign))).toEqual({ reports: [] });
		const messages = [
			{ id: 'w1', from: '4915112345678', type: 'image' },
			{ id: 'w2', from: 'BSUID.x', text: { body: 'STOP' } },
		];
		expect(await told(provider, meta.metaCallback({ messages }))).toEqual({ reports: [] });
	});

	it('[CH14] is answered its question at the beginning for our own word, else not', async () => {
		const { provider } = await atMeta();
		const asked = (word: string) => {
			const query = new URLSearchParams({
				'hub.mode': 'subscribe',
				'hub.verify_token': word,
				'hub.challenge': '42',
			});
			const url = `${publicUrl}/callbacks/whatsapp-cloud?${query}`;
			return provider.report?.({ method: 'GET', url, headers: {}, body: new Uint8Array(), now: 0 });
		};
		expect(await asked('our-own-word')).toEqual({
			ok: true,
			value: { reports: [], answer: { type: 'text/plain', body: '42' } },
		});
		expect(await asked('another')).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
		const { provider: without } = await atMeta({ verifyToken: undefined, appSecret: undefined });
		expect(await without.report?.(meta.metaCallback({}))).toMatchObject({ error: { code: 'bad-signature' } });
	});
});

describe('Twilio', () => {
	const templates = { wedsync_update: `HX${'1'.repeat(32)}`, 'wedsync_update.de': `HX${'2'.repeat(32)}` };
	const inbound = twilio.twilioCallback('/callbacks/twilio-whatsapp', {
		MessageSid: 'SM2',
		From: 'whatsapp:+4915112345678',
		Body: 'hello',
	});

	it('[CH11] is asked for the content that stands for the template, in its language', async () => {
		const { provider, server } = await atTwilio({ templates });
		await provider.send(messageOn('whatsapp'));
		await provider.send(messageOn('whatsapp', { language: 'de' }));
		const both = { To: 'whatsapp:+4915112345678', From: 'whatsapp:+15005550006' };
		const ContentVariables = '{"1":"Maria & Jonas","2":"The arch is there"}';
		const StatusCallback = `${publicUrl}/callbacks/twilio-whatsapp?delivery=${deliveryId}`;
		expect(server.received.map(formIn)).toEqual([
			{ ...both, ContentSid: templates.wedsync_update, ContentVariables, StatusCallback },
			{ ...both, ContentSid: templates['wedsync_update.de'], ContentVariables, StatusCallback },
		]);
	});

	it('[CH11] is asked for free words where somebody has written, and for the template when the window is closed', async () => {
		const { provider, server } = await atTwilio({ templates });
		await told(provider, inbound);
		await provider.send(messageOn('whatsapp'));
		server.next(twilio.twilioError(63016));
		expect((await provider.send(messageOn('whatsapp'))).kind).toBe('accepted');
		const shapes = server.received.map((one) => (formIn(one).Body === undefined ? 'template' : 'words'));
		expect(shapes).toEqual(['words', 'words', 'template']);
	});

	it('[CH3] without a template says what it may not say', async () => {
		const { provider, server } = await atTwilio();
		server.next(twilio.twilioError(63016));
		expect((await provider.send(messageOn('whatsapp'))).kind).toBe('rejected-content');
		expect(server.received).toHaveLength(1);
	});
});

describe('the window', () => {
	it('[CH11] is open for whoever wrote, a little less than 24 hours, and holds a bounded number of people', () => {
		const clock = testClock();
		const window = createWhatsappWindow(clock);
		window.heard('+491');
		clock.advance(24 * 60 * 60_000 - 5 * 60_000 - 1);
		expect([window.isOpen('+491'), window.isOpen('+492')]).toEqual([true, false]);
		clock.advance(1);
		expect(window.isOpen('+491')).toBe(false);
		window.heard('+491');
		window.shut('+491');
		expect(window.isOpen('+491')).toBe(false);
		for (let n = 0; n <= 10_000; n += 1) window.heard(`+${n}`);
		expect([window.isOpen('+0'), window.isOpen('+1'), window.isOpen('+10000')]).toEqual([false, true, true]);
	});
});
