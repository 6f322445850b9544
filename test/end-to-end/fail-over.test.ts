/** Each channel's row of providers as an operator would write it, all of them real servers here: who stands behind takes over, once. */
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../world/folder.ts';
import { type Answer, jsonIn, type LocalProvider } from '../world/providers/local.ts';
import * as messagebird from '../world/providers/messagebird.ts';
import * as resend from '../world/providers/resend.ts';
import { localSmtp, password } from '../world/providers/smtp.ts';
import * as sns from '../world/providers/sns.ts';
import * as twilio from '../world/providers/twilio.ts';
import { operatorKey, startServer } from '../world/server.ts';

const phone = '+4915112345678';
const mailbox = 'wren@flowers.example';

async function rows() {
	const [first, second, third] = [
		await twilio.localTwilio(),
		await sns.localSns(),
		await messagebird.localMessageBird(),
	];
	const [mail, smtp] = [await resend.localResend(), await localSmtp()];
	for (const { close } of [first, second, third, mail, smtp]) onTestFinished(close);
	const folder = temporaryFolder();
	onTestFinished(() => folder[Symbol.dispose]());
	const path = folder.file('providers.json');
	const sms = [
		{ provider: 'twilio-sms', ...twilio.settings, baseUrl: first.url },
		{ ...sns.settings, baseUrl: second.url },
		{ ...messagebird.settings, baseUrl: third.url, price: 0.06 },
	];
	const email = [
		{ ...resend.settings, baseUrl: mail.url },
		{ provider: 'smtp', url: smtp.url, from: 'plan@example.org' },
	];
	writeFileSync(path, JSON.stringify({ sms, email }), { mode: 0o600 });
	const server = await startServer({ environment: { WEDSYNC_PROVIDERS: path } });
	onTestFinished(() => server.remove());
	const call = async (method: string, url: string, token: string, body?: object) => {
		const response = await fetch(`${server.url}${url}`, {
			method,
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
		return (await response.json()) as any;
	};
	return { first, second, third, mail, smtp, server, call };
}

it('[DQ7] a text goes from Twilio over SNS to MessageBird and a mail from Resend to SMTP, each once, and no key or address is printed', async () => {
	const { first, second, third, mail, smtp, server, call } = await rows();
	const card = { name: 'Maria & Jonas', date: '2031-06-12', timeZone: 'Europe/Vienna' };
	const { id: wedding } = await call('POST', '/api/weddings', operatorKey, card);
	const enter = (name: string, role: string) =>
		call('POST', '/api/tokens', operatorKey, { wedding, name, role });
	const [maria, wren] = [await enter('Maria', 'couple'), await enter('Wren', 'vendor')];
	await call('PUT', '/api/me/contacts', wren.token, { phone, email: mailbox });
	await call('PUT', '/api/me/consent', wren.token, { channel: 'sms', state: 'granted' });
	await call('PUT', `/api/weddings/${wedding}/policy`, maria.token, { escalateAfter: [10, 30, 30] });
	const broken: readonly (readonly [LocalProvider, Answer])[] = [
		[first, { status: 503, body: `{"code":20500,"message":"of ${phone}","status":503}` }],
		[second, sns.snsError(500, 'InternalFailure')],
		[mail, resend.resendError(500, 'internal_server_error')],
	];
	for (const [provider, answer] of broken) provider.next(answer);
	await call('POST', `/api/weddings/${wedding}/alerts`, maria.token, {
		text: 'The arch fell',
		urgency: 'emergency',
	});
	await Promise.all([smtp.arrived(1), third.arrived(1)]);
	expect(smtp.mails.map(({ to }) => to)).toEqual([[mailbox]]);
	expect(third.received.map((one) => jsonIn(one).body)).toEqual([expect.stringContaining('The arch fell')]);
	const [notice] = (await call('GET', '/api/me/notifications', wren.token)).notifications;
	const why = async () => {
		const { deliveries } = await call('GET', `/api/me/notifications/${notice.id}/why`, wren.token);
		return deliveries
			.map(({ channel, state }: { channel: string; state: string }) => `${channel} ${state}`)
			.sort();
	};
	await expect.poll(why).toEqual(['email accepted', 'sms accepted']);
	expect([first, second, third, mail].map(({ received }) => received.length)).toEqual([1, 1, 1, 1]);
	const printed = server.output();
	const secrets = [
		phone,
		phone.slice(1),
		mailbox,
		password,
		resend.key,
		messagebird.key,
		sns.secretAccessKey,
	];
	expect(secrets.filter((secret) => printed.includes(secret))).toEqual([]);
});
