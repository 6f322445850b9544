/** Twilio: what a message and a call are asked for with, what each error code means, and what its callbacks tell, in any order. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { formIn } from '../../../world/providers/local.ts';
import { deliveryId, messageOn, providerOf, publicUrl } from '../../../world/providers/message.ts';
import {
	localTwilio,
	settings,
	token,
	twilioCallback,
	twilioError,
} from '../../../world/providers/twilio.ts';

type Kind = 'sms' | 'voice' | 'whatsapp';
async function bench(channel: Kind, changes: object = {}, options: Parameters<typeof providerOf>[2] = {}) {
	const server = await localTwilio();
	const entry = { provider: `twilio-${channel}`, ...settings, ...changes, baseUrl: server.url };
	const made = providerOf(channel, entry, options);
	onTestFinished(made.close);
	onTestFinished(server.close);
	const report = async (...given: Parameters<typeof twilioCallback>) => {
		const callback = await made.provider.report?.(twilioCallback(...given));
		if (!callback?.ok) throw new Error(JSON.stringify(callback));
		return callback.value;
	};
	return { ...made, server, report };
}

describe('a text message', () => {
	it('[CH5] is asked for with the number, the words, and where to call back with our own id', async () => {
		const { provider, server, clock } = await bench('sms');
		await provider.send(messageOn('sms', { expiresAt: clock.now() + 90_500 }));
		expect(server.received.map(formIn)).toEqual([
			{
				To: '+4915112345678',
				From: '+15005550006',
				Body: 'Wren has delivered the arch.',
				StatusCallback: `${publicUrl}/callbacks/twilio-sms?delivery=${deliveryId}`,
				ValidityPeriod: '90',
			},
		]);
	});

	it('goes through a messaging service instead, and asks nobody to call an address that nobody can reach', async () => {
		const service = `MG${'a'.repeat(32)}`;
		const { provider, server } = await bench('sms', { from: undefined, service }, { isReachable: false });
		await provider.send(messageOn('sms'));
		expect(server.received.map(formIn)).toEqual([
			{ To: '+4915112345678', MessagingServiceSid: service, Body: 'Wren has delivered the arch.' },
		]);
	});

	it('[CH7] costs its segments, by the longest prefix', async () => {
		const { provider } = await bench('sms', { price: { '+49': 0.08, '+4915': 0.0701, other: 0.2 } });
		const long = { channel: 'sms', text: 'ä'.repeat(161) } as const;
		expect([
			provider.price(messageOn('sms').content, '+4915112345678'),
			provider.price(long, '+4930123456'),
			provider.price(messageOn('sms').content, '+436601234567'),
			(await provider.send(messageOn('sms', { content: long }))).cost,
		]).toEqual([70_100, 160_000, 200_000, 140_200]);
	});

	it.each<[number, string, boolean]>([
		[21211, 'rejected-address', false],
		[21614, 'rejected-address', false],
		[21217, 'rejected-address', false],
		[21610, 'rejected-address', true],
		[21408, 'rejected-content', false],
		[21612, 'rejected-content', false],
		[20429, 'throttled', false],
		[21611, 'throttled', false],
		[30001, 'throttled', false],
		[30003, 'transient', false],
		[30005, 'transient', false],
		[30006, 'transient', false],
		[30007, 'rejected-content', false],
		[20003, 'rejected-content', false],
		[21606, 'rejected-content', false],
		[21617, 'rejected-content', false],
		[99999, 'rejected-content', false],
	])('[CH3] refused with %i is %s', async (code, kind, isOptOut) => {
		const { provider, server } = await bench('sms');
		server.next(twilioError(code));
		const outcome = await provider.send(messageOn('sms'));
		expect([outcome.kind, outcome.isOptOut ?? false]).toEqual([kind, isOptOut]);
		expect(outcome.detail).toContain(String(code));
		expect(outcome.detail).not.toContain(token);
	});

	it('[CH5] with an API key asks with the key, while callbacks stay signed with the token', async () => {
		const { provider, server, report } = await bench('sms', {
			key: `SK${'b'.repeat(32)}`,
			keySecret: 'key-secret',
		});
		await provider.send(messageOn('sms'));
		expect(server.received[0]?.headers.authorization).toBe(`Basic ${btoa(`SK${'b'.repeat(32)}:key-secret`)}`);
		expect(
			(await report('/callbacks/twilio-sms', { MessageSid: 'SM1', MessageStatus: 'sent' })).reports,
		).toHaveLength(1);
	});
});

describe('a callback about a message', () => {
	const path = `/callbacks/twilio-sms?delivery=${deliveryId}`;
	it.each([
		['accepted', 'accepted'],
		['scheduled', 'accepted'],
		['queued', 'accepted'],
		['sending', 'accepted'],
		['sent', 'sent'],
		['delivered', 'delivered'],
		['read', 'seen'],
		['undelivered', 'rejected'],
		['failed', 'rejected'],
		['canceled', 'rejected'],
	])('[CH16] that says %s reports %s', async (MessageStatus, state) => {
		const { report } = await bench('sms');
		expect(
			await report(path, { MessageSid: 'SM1', MessageStatus, To: '+4915112345678', ErrorCode: '30005' }),
		).toEqual({
			reports: [
				{
					provider: 'twilio-sms',
					providerId: 'SM1',
					delivery: deliveryId,
					state,
					at: Date.UTC(2027, 5, 12, 9, 0),
					detail: `${MessageStatus} 30005`,
				},
			],
		});
	});

	it('[CH6] [CH17] of a number that has said stop ends consent', async () => {
		const { report } = await bench('sms');
		const form = {
			MessageSid: 'SM1',
			MessageStatus: 'undelivered',
			To: '+4915112345678',
			ErrorCode: '21610',
		};
		expect((await report(path, form)).refusals).toEqual([
			{ channel: 'sms', address: '+4915112345678', source: 'stop' },
		]);
		expect(await report(path, { ...form, ErrorCode: '30003' })).not.toHaveProperty('refusals');
	});

	it('says nothing for what it does not know', async () => {
		const { report } = await bench('sms');
		expect(await report(path, { MessageSid: 'SM1', MessageStatus: 'constructor' })).toEqual({ reports: [] });
		expect(await report(path, { Other: 'x' })).toEqual({ reports: [] });
	});

	it('[CH14] of another account is nobody’s, also if it is signed', async () => {
		const { provider } = await bench('sms');
		const callback = await provider.report?.(
			twilioCallback(path, { AccountSid: `AC${'9'.repeat(32)}`, MessageSid: 'SM1', MessageStatus: 'sent' }),
		);
		expect(callback).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
	});
});

describe('what somebody writes', () => {
	const from = '+4915112345678';
	const written = async (form: Readonly<Record<string, string>>, channel: 'sms' | 'whatsapp' = 'sms') => {
		const { report } = await bench(channel);
		return report(`/callbacks/twilio-${channel}`, {
			MessageSid: 'SM2',
			From: from,
			To: '+15005550006',
			...form,
		});
	};

	it('[CH18] is heard, and answered within the answer', async () => {
		const { words = [], answer, reports } = await written({ Body: 'Hilfe' });
		expect([reports, words.map(({ reply: _, ...word }) => word), answer?.type]).toEqual([
			[],
			[{ id: 'SM2', channel: 'sms', from, text: 'Hilfe' }],
			'text/xml',
		]);
		expect(words[0]?.reply?.('Ask <Maria> & Jonas')).toEqual({
			type: 'text/xml',
			body: '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Ask &#60;Maria&#62; &#38; Jonas</Message></Response>',
		});
	});

	it.each([
		[{ Body: 'Stop' }, 'Stop'],
		[{ Body: ' HELP ' }, ' HELP '],
		[{ Body: 'bitte nicht mehr', OptOutType: 'STOP' }, 'STOP'],
	])('[CH18] and that Twilio answers by itself is heard, not answered again: %j', async (form, text) => {
		const { words = [] } = await written(form);
		expect(words.map((word) => [word.text, word.isAnswered])).toEqual([[text, true]]);
	});

	it('[CH18] on WhatsApp is answered by us: Twilio says nothing there', async () => {
		const { words = [] } = await written({ From: `whatsapp:${from}`, Body: 'Stop' }, 'whatsapp');
		expect(words.map(({ reply: _, ...word }) => word)).toEqual([
			{ id: 'SM2', channel: 'whatsapp', from, text: 'Stop' },
		]);
	});

	it('is nobody’s without a number', async () => {
		expect(await written({ From: 'anonymous', Body: 'STOP' })).not.toHaveProperty('words');
	});
});

describe('a call', () => {
	it('[CH10] says what there is to say, twice, asks for a key, and records nothing', async () => {
		const { provider, server } = await bench('voice');
		await provider.send(messageOn('voice'));
		const form = new URLSearchParams(server.received[0]?.body);
		expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
		expect([form.get('To'), form.get('From'), form.get('StatusCallback'), form.get('Record')]).toEqual([
			'+4915112345678',
			'+15005550006',
			`${publicUrl}/callbacks/twilio-voice?delivery=${deliveryId}`,
			null,
		]);
		const once =
			'<Say language="en-GB">The photographer is missing.</Say><Say language="en-GB">Press one.</Say>';
		expect(form.get('Twiml')).toBe(
			`<?xml version="1.0" encoding="UTF-8"?><Response><Gather numDigits="1" timeout="8" method="POST" action="${publicUrl}/callbacks/twilio-voice?delivery=${deliveryId}&#38;lang=en">${once}<Pause length="1"/>${once}</Gather><Say language="en-GB">You have not answered. Please look into the plan.</Say></Response>`,
		);
	});

	it('[CH10] asks for no key that nobody could hear of, and lets no name dial', async () => {
		const { provider, server } = await bench('voice', {}, { isReachable: false });
		const say = '</Say><Dial>+1900</Dial><Say>\u0000 & "x"';
		await provider.send(
			messageOn('voice', { language: 'de', content: { channel: 'voice', say, ask: 'Eins.' } }),
		);
		const said =
			'<Say language="de-DE">&#60;/Say&#62;&#60;Dial&#62;+1900&#60;/Dial&#62;&#60;Say&#62;  &#38; &#34;x&#34;</Say>';
		expect(formIn(server.received[0] ?? fail()).Twiml).toBe(
			`<?xml version="1.0" encoding="UTF-8"?><Response>${said}<Pause length="1"/>${said}</Response>`,
		);
	});

	it.each([
		['queued', 'accepted'],
		['initiated', 'accepted'],
		['ringing', 'sent'],
		['in-progress', 'delivered'],
		['completed', 'delivered'],
		['busy', 'rejected'],
		['no-answer', 'rejected'],
		['failed', 'rejected'],
		['canceled', 'rejected'],
	])('[CH19] that is %s is %s', async (CallStatus, state) => {
		const { report } = await bench('voice');
		const path = `/callbacks/twilio-voice?delivery=${deliveryId}`;
		expect((await report(path, { CallSid: 'CA1', CallStatus })).reports).toEqual([
			{
				provider: 'twilio-voice',
				providerId: 'CA1',
				delivery: deliveryId,
				state,
				at: expect.any(Number),
				detail: CallStatus,
			},
		]);
	});

	it('[CH19] is acknowledged by a 1 and by nothing else, and says so', async () => {
		const { report } = await bench('voice');
		const press = (Digits: string) =>
			report(`/callbacks/twilio-voice?delivery=${deliveryId}&lang=de`, {
				CallSid: 'CA1',
				CallStatus: 'in-progress',
				Digits,
			});
		const [one, two] = [await press('1'), await press('2')];
		expect(one.reports.map(({ state, delivery }) => [state, delivery])).toEqual([['acked', deliveryId]]);
		expect(one.answer?.body).toContain('Danke.');
		expect([two.reports, two.answer?.type]).toEqual([[], 'text/xml']);
		expect(two.answer?.body).toContain('nicht geantwortet');
		expect(`${one.answer?.body} ${two.answer?.body}`).not.toMatch(/\b(Sie|Ihnen|Ihre?)\b/);
	});
});

function fail(): never {
	throw new Error('nothing was received');
}
