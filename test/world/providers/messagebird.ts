/** MessageBird's classic API, as documented, and its reports: a GET with everything in the address, and a token beside it. */
import { createHash, createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { type Answer, jsonIn, type LocalProvider, localProvider, type Received } from './local.ts';
import { publicUrl } from './message.ts';

export const key = 'live_key_of_a_test';
export const signingKey = 'signing-key-of-a-test';
export const settings = { provider: 'messagebird', key, signingKey, from: 'WedSync' };

export const localMessageBird = (): Promise<LocalProvider> => localProvider(answer);

export const messagebirdError = (status: number, code: number, parameter: string | null = null): Answer => ({
	status,
	body: { errors: [{ code, description: `about 4915112345678 with ${key}`, parameter }] },
});

function answer(request: Received): Answer {
	if (request.headers.authorization !== `AccessKey ${key}`) return messagebirdError(401, 2, 'access_key');
	if (request.path === '/balance')
		return { status: 200, body: { payment: 'prepaid', type: 'credits', amount: 9 } };
	if (request.path !== '/messages') return messagebirdError(404, 98);
	const { originator, recipients, body } = jsonIn(request);
	if (!originator || !body) return messagebirdError(422, 9, originator ? 'body' : 'originator');
	if (!Array.isArray(recipients) || !recipients.every((one) => /^\d{6,15}$/.test(one)))
		return messagebirdError(422, 10, 'recipients');
	return { status: 201, body: { id: 'mb-1', recipients: { totalSentCount: recipients.length } } };
}

export function messagebirdCallback(
	query: Readonly<Record<string, string>>,
	changes: Partial<CallbackRequest> = {},
): CallbackRequest {
	const now = Date.UTC(2027, 5, 12, 9, 0);
	const url = `${publicUrl}/callbacks/messagebird?${new URLSearchParams(query)}`;
	const claims = {
		iss: 'MessageBird',
		nbf: now / 1_000,
		exp: now / 1_000 + 60,
		jti: 'j-1',
		url_hash: hash(url),
	};
	return {
		method: 'GET',
		url,
		headers: { 'messagebird-signature-jwt': jwt(claims) },
		body: new Uint8Array(),
		now,
		...changes,
	};
}

export function jwt(claims: object, alg = 'HS256', secret = signingKey): string {
	const text = [{ alg, typ: 'JWT' }, claims].map((part) =>
		Buffer.from(JSON.stringify(part)).toString('base64url'),
	);
	return `${text.join('.')}.${createHmac('sha256', secret).update(text.join('.')).digest('base64url')}`;
}
export const hash = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
