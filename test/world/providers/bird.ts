/** Bird's Channels API, as documented, and the signed events of its webhook subscriptions. */
import { createHash, createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { type Answer, jsonIn, type LocalProvider, localProvider, type Received } from './local.ts';
import { publicUrl } from './message.ts';

export const key = 'bird-key-of-a-test';
export const signingKey = 'bird-signing-key';
export const workspace = 'a1405560-c8d3-4b1a-877d-3f449ad95352';
export const channel = '5fdabe6c-3a1a-4ef9-9f9d-0f1c5a1d2f3b';
export const settings = { provider: 'bird', key, signingKey, workspace, sms: channel };

export const localBird = (): Promise<LocalProvider> => localProvider(answer);

export const birdError = (status: number, code: string, details?: object): Answer => ({
	status,
	body: { code, message: `about +4915112345678 with ${key}`, ...(details && { details }) },
});

function answer(request: Received): Answer {
	const { method, path, headers } = request;
	const root = `/workspaces/${workspace}/channels/${channel}`;
	if (headers.authorization !== `AccessKey ${key}`) return birdError(401, 'Unauthorized');
	if (method === 'GET' && path === root) return { status: 200, body: { id: channel, status: 'active' } };
	if (path !== `${root}/messages`) return birdError(404, 'NotFound');
	const { receiver, body } = jsonIn(request);
	const number = receiver?.contacts?.[0]?.identifierValue;
	if (body?.type !== 'text' || !body.text?.text)
		return birdError(422, 'InvalidPayload', { '.body': ['required'] });
	if (!/^\+\d{7,15}$/.test(number ?? ''))
		return birdError(422, 'InvalidPayload', {
			'.receiver.contacts[0].identifierValue': ['is not a phone number'],
		});
	return { status: 202, body: { id: 'bird-1', channelId: channel, status: 'accepted', reference: 'x' } };
}

export function birdCallback(
	event: object,
	changes: Partial<CallbackRequest> = {},
	now = Date.UTC(2027, 5, 12, 9, 0),
): CallbackRequest {
	const url = `${publicUrl}/callbacks/bird`;
	const body = Buffer.from(JSON.stringify(event));
	const timestamp = String(Math.floor(now / 1_000));
	return {
		method: 'POST',
		url,
		headers: {
			'messagebird-signature': signed(timestamp, url, body),
			'messagebird-request-timestamp': timestamp,
		},
		body,
		now,
		...changes,
	};
}

function signed(timestamp: string, url: string, body: Uint8Array): string {
	const hash = createHash('sha256').update(body).digest();
	const text = Buffer.concat([Buffer.from(`${timestamp}\n${url}\n`), hash]);
	return createHmac('sha256', signingKey).update(text).digest('base64');
}

export const smsEvent = (status: string, payload: object = {}) => ({
	service: 'channels',
	event: 'sms.outbound',
	payload: {
		id: 'bird-1',
		channelId: channel,
		status,
		lastStatusAt: '2027-06-12T08:59:00.000Z',
		reference: 'dlv-0123456789abcdefgh',
		...payload,
	},
});
