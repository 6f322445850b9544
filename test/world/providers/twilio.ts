/** Twilio's REST API and its callbacks, as documented: messages, calls, the account; signed with the account's token. */
import { createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { type Answer, formIn, type LocalProvider, localProvider, type Received } from './local.ts';
import { publicUrl } from './message.ts';

export const account = `AC${'0123456789abcdef'.repeat(2)}`;
export const token = 'twilio-auth-token-of-a-test';
export const settings = { account, token, from: '+15005550006' };

export const localTwilio = (): Promise<LocalProvider> => localProvider(answer);

export const twilioError = (code: number, status = 400): Answer => ({
	status,
	body: {
		code,
		message: `Something about +4915112345678 and ${token}`,
		more_info: `https://www.twilio.com/docs/errors/${code}`,
		status,
	},
});

function answer(request: Received): Answer {
	const { method, path, headers } = request;
	if (headers.authorization !== `Basic ${btoa(`${account}:${token}`)}`) return twilioError(20003, 401);
	const root = `/2010-04-01/Accounts/${account}`;
	if (method === 'GET' && path === `${root}.json`)
		return { status: 200, body: { sid: account, status: 'active' } };
	if (headers['content-type'] !== 'application/x-www-form-urlencoded') return twilioError(20001);
	const form = formIn(request);
	if (path === `${root}/Messages.json`) {
		if (form.To === undefined) return twilioError(21604);
		if (form.Body === undefined && form.ContentSid === undefined) return twilioError(21602);
		if (form.From === undefined && form.MessagingServiceSid === undefined) return twilioError(21603);
		const sid = `SM${'f'.repeat(31)}${count()}`;
		return { status: 201, body: { sid, status: 'queued', num_segments: '1', error_code: null, price: null } };
	}
	if (path === `${root}/Calls.json`) {
		if (form.Twiml === undefined && form.Url === undefined) return twilioError(21205);
		return { status: 201, body: { sid: `CA${'c'.repeat(31)}${count()}`, status: 'queued' } };
	}
	return twilioError(20404, 404);
}

let sent = 0;
const count = (): number => {
	sent = (sent + 1) % 10;
	return sent;
};

/** A callback to this path of ours, with this form, signed. */
export function twilioCallback(
	path: string,
	form: Readonly<Record<string, string>>,
	changes: Partial<CallbackRequest> = {},
): CallbackRequest {
	const url = `${publicUrl}${path}`;
	const fields = { AccountSid: account, ...form };
	const signature = signed(url, fields);
	return {
		method: 'POST',
		url,
		headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' },
		body: Buffer.from(new URLSearchParams(fields).toString()),
		now: Date.UTC(2027, 5, 12, 9, 0),
		...changes,
	};
}

/** Written a second time, from the documentation alone. */
export function signed(url: string, fields: Readonly<Record<string, string>>, key = token): string {
	let text = url;
	for (const name of Object.keys(fields).sort()) text += name + fields[name];
	return createHmac('sha1', key).update(text).digest('base64');
}
