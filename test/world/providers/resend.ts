/** Resend's API and webhooks, as documented: one key, one mail for one idempotency key within 24 hours, events signed by Svix. */
import { createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { type Answer, jsonIn, type LocalProvider, localProvider, type Received } from './local.ts';
import { publicUrl } from './message.ts';

export const key = 're_key_of_a_test';
export const webhookSecret = 'whsec_plJ3nmyCDGBKInavdOK15jsl';
export const settings = { provider: 'resend', key, from: 'Our Wedding <plan@example.org>', webhookSecret };

export async function localResend(): Promise<LocalProvider> {
	const mails = new Map<string, { readonly body: string; readonly id: string }>();
	return localProvider((request) => answer(request, mails));
}

export const resendError = (statusCode: number, name: string): Answer => ({
	status: statusCode,
	body: { statusCode, name, message: `wren@flowers.example, ${key}` },
});

function answer(
	request: Received,
	mails: Map<string, { readonly body: string; readonly id: string }>,
): Answer {
	const { method, path, headers, body } = request;
	if (headers.authorization !== `Bearer ${key}`) return resendError(403, 'invalid_api_key');
	if (method === 'GET' && path === '/domains') return { status: 200, body: { object: 'list', data: [] } };
	if (path !== '/emails') return resendError(404, 'not_found');
	const { from, to, subject, html, text } = jsonIn(request);
	if (!from || !Array.isArray(to) || !subject || !(html || text))
		return resendError(422, 'missing_required_field');
	const idempotency = headers['idempotency-key'];
	if (idempotency === undefined) return { status: 200, body: { id: 'without-key' } };
	if (idempotency.length > 256) return resendError(400, 'invalid_idempotency_key');
	const before = mails.get(idempotency);
	if (before !== undefined && before.body !== body) return resendError(409, 'invalid_idempotent_request');
	const mail = before ?? { body, id: `mail-${mails.size + 1}` };
	mails.set(idempotency, mail);
	return { status: 200, body: { id: mail.id } };
}

export function resendCallback(event: object, changes: Partial<CallbackRequest> = {}): CallbackRequest {
	const now = Date.UTC(2027, 5, 12, 9, 0);
	const body = JSON.stringify(event);
	const timestamp = String(now / 1_000);
	const mac = createHmac('sha256', Buffer.from(webhookSecret.slice(6), 'base64'));
	const signature = mac.update(`msg_1.${timestamp}.${body}`).digest('base64');
	return {
		method: 'POST',
		url: `${publicUrl}/callbacks/resend`,
		headers: { 'svix-id': 'msg_1', 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` },
		body: Buffer.from(body),
		now,
		...changes,
	};
}

export const mailEvent = (type: string, data: object = {}) => ({
	type,
	created_at: '2027-06-12T08:59:00.000Z',
	data: { email_id: 'mail-1', from: 'plan@example.org', to: ['wren@flowers.example'], subject: 'x', ...data },
});
