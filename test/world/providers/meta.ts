/** Meta's WhatsApp Cloud API, as documented: templates, free words inside the window alone, statuses signed with the app's secret. */
import { createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { type Answer, jsonIn, type LocalProvider, localProvider, type Received } from './local.ts';
import { publicUrl } from './message.ts';

export const token = 'EAAG-token-of-a-test';
export const appSecret = 'app-secret-of-a-test';
export const settings = {
	provider: 'whatsapp-cloud',
	token,
	phoneNumberId: '106540352242922',
	version: 'v24.0',
	appSecret,
	verifyToken: 'our-own-word',
};

export const localMeta = (): Promise<LocalProvider> => localProvider(answer);

export const metaError = (status: number, code: number): Answer => ({
	status,
	body: {
		error: {
			message: `(#${code}) about 4915112345678 with ${token}`,
			type: 'OAuthException',
			code,
			error_data: { messaging_product: 'whatsapp', details: 'words' },
			fbtrace_id: 'A1',
		},
	},
});

function answer(request: Received): Answer {
	const { method, path, headers } = request;
	if (headers.authorization !== `Bearer ${token}`) return metaError(401, 190);
	const root = `/v24.0/${settings.phoneNumberId}`;
	if (method === 'GET' && path.startsWith(`${root}?`))
		return { status: 200, body: { id: settings.phoneNumberId } };
	if (path !== `${root}/messages`) return metaError(404, 100);
	const { messaging_product, to, type, template, text } = jsonIn(request);
	if (messaging_product !== 'whatsapp' || !/^\d{6,15}$/.test(to ?? '')) return metaError(400, 100);
	if (type === 'template' && !(template?.name && template.language?.code)) return metaError(400, 132000);
	if (type === 'text' && !text?.body) return metaError(400, 131008);
	return {
		status: 200,
		body: {
			messaging_product: 'whatsapp',
			contacts: [{ input: to, wa_id: to }],
			messages: [{ id: `wamid.${type}`, message_status: 'accepted' }],
		},
	};
}

export function metaCallback(value: object, changes: Partial<CallbackRequest> = {}): CallbackRequest {
	const body = Buffer.from(
		JSON.stringify({
			object: 'whatsapp_business_account',
			entry: [
				{
					id: '102290129340398',
					changes: [
						{
							field: 'messages',
							value: {
								messaging_product: 'whatsapp',
								metadata: { display_phone_number: '15550783881', phone_number_id: settings.phoneNumberId },
								...value,
							},
						},
					],
				},
			],
		}),
	);
	return {
		method: 'POST',
		url: `${publicUrl}/callbacks/whatsapp-cloud`,
		headers: {
			'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
		},
		body,
		now: Date.UTC(2027, 5, 12, 9, 0),
		...changes,
	};
}

export const status = (name: string, facts: object = {}) => ({
	id: 'wamid.text',
	status: name,
	timestamp: '1812790740',
	recipient_id: '4915112345678',
	biz_opaque_callback_data: 'dlv-0123456789abcdefgh',
	...facts,
});
