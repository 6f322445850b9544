/** Text messages by AWS SNS, MessageBird and Bird: what is asked for, what errors mean, what is reported. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Callback, CallbackRequest, Provider } from '../../../../server/notify/channel.ts';
import * as bird from '../../../world/providers/bird.ts';
import { formIn, jsonIn, type LocalProvider } from '../../../world/providers/local.ts';
import { deliveryId, messageOn, providerOf, publicUrl } from '../../../world/providers/message.ts';
import * as messagebird from '../../../world/providers/messagebird.ts';
import * as sns from '../../../world/providers/sns.ts';

async function bench(local: () => Promise<LocalProvider>, entry: object) {
	const server = await local();
	const made = providerOf('sms', { ...entry, baseUrl: server.url });
	onTestFinished(made.close);
	onTestFinished(server.close);
	return { ...made, server };
}

async function told(provider: Provider, request: CallbackRequest): Promise<Callback> {
	const callback = await provider.report?.(request);
	if (!callback?.ok) throw new Error(JSON.stringify(callback));
	return callback.value;
}

describe('AWS SNS', () => {
	const one = () => bench(sns.localSns, sns.settings);

	it('[CH5] is asked to publish, signed, as transactional, for no more than its most', async () => {
		const { provider, server } = await one();
		expect(await provider.send(messageOn('sms'))).toEqual({
			kind: 'accepted',
			status: 200,
			detail: 'taken',
			providerId: '94f20ce6-13c5-43a0-9a9e-ca52d816e90b',
			cost: 0,
		});
		const place = 'MessageAttributes.entry';
		expect(server.received.map(formIn)).toEqual([
			{
				Action: 'Publish',
				PhoneNumber: '+4915112345678',
				Message: 'Wren has delivered the arch.',
				[`${place}.1.Name`]: 'AWS.SNS.SMS.SMSType',
				[`${place}.1.Value.DataType`]: 'String',
				[`${place}.1.Value.StringValue`]: 'Transactional',
				[`${place}.2.Name`]: 'AWS.SNS.SMS.SenderID',
				[`${place}.2.Value.DataType`]: 'String',
				[`${place}.2.Value.StringValue`]: 'WedSync',
				[`${place}.3.Name`]: 'AWS.SNS.SMS.MaxPrice',
				[`${place}.3.Value.DataType`]: 'Number',
				[`${place}.3.Value.StringValue`]: '0.50',
				Version: '2010-03-31',
			},
		]);
		expect(server.received[0]?.headers['x-amz-date']).toBe('20270612T090000Z');
	});

	it('reports nothing, and promises no more', async () => {
		const { provider } = await one();
		expect([provider.best, provider.report]).toEqual(['accepted', undefined]);
	});

	it.each([
		[400, 'InvalidParameter', 'Invalid parameter: Message too long', 'rejected-content'],
		[400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: no', 'rejected-address'],
		[403, 'AuthorizationError', 'no', 'rejected-content'],
		[403, 'InvalidClientTokenId', 'no', 'rejected-content'],
		[400, 'ThrottlingException', 'Rate exceeded', 'throttled'],
		[500, 'InternalError', 'no', 'transient'],
		[400, 'OptedOutException', 'no', 'rejected-address'],
	])('[CH3] refusing with %i %s "%s" is %s', async (status, code, words, kind) => {
		const { provider, server } = await one();
		server.next(sns.snsError(status, code, words));
		expect((await provider.send(messageOn('sms'))).kind).toBe(kind);
	});
});

describe('MessageBird', () => {
	const one = () => bench(messagebird.localMessageBird, messagebird.settings);

	it('[CH5] is asked with our id as the reference, and where to report', async () => {
		const { provider, server, clock } = await one();
		await provider.send(messageOn('sms', { expiresAt: clock.now() + 60_000 }));
		expect(server.received.map(jsonIn)).toEqual([
			{
				originator: 'WedSync',
				recipients: ['4915112345678'],
				body: 'Wren has delivered the arch.',
				datacoding: 'auto',
				reference: deliveryId,
				reportUrl: `${publicUrl}/callbacks/messagebird`,
				validity: 60,
			},
		]);
	});

	it.each([
		[401, 2, 'access_key', 'rejected-content'],
		[422, 9, 'recipients', 'rejected-address'],
		[422, 10, 'recipient', 'rejected-address'],
		[422, 10, 'body', 'rejected-content'],
		[422, 25, null, 'rejected-content'],
		[500, 99, null, 'transient'],
	])('[CH3] refusing with %i %i %s is %s', async (status, code, parameter, kind) => {
		const { provider, server } = await one();
		server.next(messagebird.messagebirdError(status, code, parameter));
		expect((await provider.send(messageOn('sms'))).kind).toBe(kind);
	});

	it.each([
		['scheduled', 'accepted'],
		['sent', 'sent'],
		['buffered', 'sent'],
		['delivered', 'delivered'],
		['expired', 'rejected'],
		['delivery_failed', 'rejected'],
	])('[CH16] that says %s reports %s', async (status, state) => {
		const { provider } = await one();
		const query = {
			id: 'mb-1',
			reference: deliveryId,
			recipient: '4915112345678',
			status,
			statusReason: 'unknown subscriber',
			statusErrorCode: '1',
			statusDatetime: '2027-06-12T08:59:00+00:00',
		};
		expect(await told(provider, messagebird.messagebirdCallback(query))).toEqual({
			reports: [
				{
					provider: 'messagebird',
					providerId: 'mb-1',
					delivery: deliveryId,
					state,
					at: Date.UTC(2027, 5, 12, 8, 59),
					detail: `${status} unknown subscriber 1`,
				},
			],
		});
	});

	it('[CH18] hears what somebody writes', async () => {
		const { provider } = await one();
		const query = { id: 'mo-1', originator: '4915112345678', recipient: '4915000000', body: 'STOP' };
		expect(await told(provider, messagebird.messagebirdCallback(query))).toEqual({
			reports: [],
			words: [{ id: 'mo-1', channel: 'sms', from: '+4915112345678', text: 'STOP' }],
		});
	});

	it('says nothing for a status that is not known', async () => {
		const { provider } = await one();
		expect(await told(provider, messagebird.messagebirdCallback({ id: 'x', status: 'valueOf' }))).toEqual({
			reports: [],
		});
	});
});

describe('Bird', () => {
	const one = () => bench(bird.localBird, bird.settings);

	it('[CH5] is asked with our id as the reference', async () => {
		const { provider, server } = await one();
		expect(await provider.send(messageOn('sms'))).toMatchObject({
			kind: 'accepted',
			providerId: 'bird-1',
			status: 202,
		});
		expect(server.received.map(jsonIn)).toEqual([
			{
				receiver: { contacts: [{ identifierKey: 'phonenumber', identifierValue: '+4915112345678' }] },
				body: { type: 'text', text: { text: 'Wren has delivered the arch.' } },
				reference: deliveryId,
			},
		]);
	});

	it.each([
		[422, 'InvalidPayload', { '.receiver.contacts[0].identifierValue': ['no'] }, 'rejected-address'],
		[422, 'InvalidPayload', { '.body.text': ['no'] }, 'rejected-content'],
		[402, 'PaymentRequired', undefined, 'rejected-content'],
		[403, 'Forbidden', undefined, 'rejected-content'],
		[500, 'InternalError', undefined, 'transient'],
	])('[CH3] refusing with %i %s %j is %s', async (status, code, details, kind) => {
		const { provider, server } = await one();
		server.next(bird.birdError(status, code, details));
		expect((await provider.send(messageOn('sms'))).kind).toBe(kind);
	});

	it.each([
		['accepted', 'accepted'],
		['processing', 'accepted'],
		['sent', 'sent'],
		['delivered', 'delivered'],
		['sending_failed', 'rejected'],
		['delivery_failed', 'rejected'],
	])('[CH16] that says %s reports %s', async (status, state) => {
		const { provider } = await one();
		const event = bird.smsEvent(status, {
			failure: { code: 15005, source: { name: 'sms-messagebird', code: '1' } },
		});
		expect(await told(provider, bird.birdCallback(event))).toEqual({
			reports: [
				{
					provider: 'bird',
					providerId: 'bird-1',
					delivery: deliveryId,
					state,
					at: Date.UTC(2027, 5, 12, 8, 59),
					detail: `${status} 15005`,
				},
			],
		});
	});

	it('[CH18] hears what somebody writes, on its own channel alone', async () => {
		const { provider } = await one();
		const inbound = (channelId: string) => ({
			service: 'channels',
			event: 'sms.inbound',
			payload: {
				id: 'in-1',
				channelId,
				sender: { contact: { id: 'c', identifierKey: 'phonenumber', identifierValue: '+4915112345678' } },
				body: { type: 'text', text: { text: 'Stopp' } },
				status: 'delivered',
			},
		});
		expect(await told(provider, bird.birdCallback(inbound(bird.channel)))).toEqual({
			reports: [],
			words: [{ id: 'in-1', channel: 'sms', from: '+4915112345678', text: 'Stopp' }],
		});
		expect(await told(provider, bird.birdCallback(inbound('another')))).toEqual({ reports: [] });
	});

	it('[CH14] believes nothing that is no event', async () => {
		const { provider } = await one();
		expect(await provider.report?.(bird.birdCallback({ event: 'x' }))).toMatchObject({
			error: { code: 'malformed' },
		});
	});
});
