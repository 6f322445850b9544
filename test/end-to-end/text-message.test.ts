/** The server as a process between two providers of text messages: over from a broken one, a receipt, and STOP, by real callbacks. */
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import type { CallbackRequest } from '../../server/notify/channel.ts';
import { temporaryFolder } from '../world/folder.ts';
import * as bird from '../world/providers/bird.ts';
import { jsonIn } from '../world/providers/local.ts';
import { publicUrl } from '../world/providers/message.ts';
import * as twilio from '../world/providers/twilio.ts';
import { operatorKey, startServer } from '../world/server.ts';

async function betweenTwo() {
	const [first, second] = [await twilio.localTwilio(), await bird.localBird()];
	onTestFinished(first.close);
	onTestFinished(second.close);
	const folder = temporaryFolder();
	onTestFinished(() => folder[Symbol.dispose]());
	const path = folder.file('providers.json');
	const sms = [
		{ provider: 'twilio-sms', ...twilio.settings, baseUrl: first.url },
		{ ...bird.settings, baseUrl: second.url, price: 0.06 },
	];
	writeFileSync(path, JSON.stringify({ sms }), { mode: 0o600 });
	const server = await startServer({
		environment: { WEDSYNC_PROVIDERS: path, WEDSYNC_PUBLIC_URL: publicUrl },
	});
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
	const callBack = async ({ method, url, headers, body }: CallbackRequest) => {
		const { pathname, search } = new URL(url);
		return (await fetch(`${server.url}${pathname}${search}`, { method, headers, body: Buffer.from(body) }))
			.status;
	};
	return { first, second, server, call, callBack };
}

it('[CH16] [CH18] a text goes by the second when the first is broken, is delivered when that says so, and stopped by STOP', async () => {
	const { first, second, call, callBack } = await betweenTwo();
	const card = { name: 'Maria & Jonas', date: '2031-06-12', timeZone: 'Europe/Vienna' };
	const { id: wedding } = await call('POST', '/api/weddings', operatorKey, card);
	const enter = (name: string, role: string) =>
		call('POST', '/api/tokens', operatorKey, { wedding, name, role });
	const [maria, wren] = [await enter('Maria', 'couple'), await enter('Wren', 'vendor')];
	await call('PUT', '/api/me/contacts', wren.token, { phone: '+4915112345678' });
	await call('PUT', '/api/me/consent', wren.token, { channel: 'sms', state: 'granted' });
	first.next({ status: 503, body: '' });
	const help = { text: 'The arch fell over', urgency: 'emergency' };
	await call('POST', `/api/weddings/${wedding}/alerts`, maria.token, help);
	await second.arrived(1);
	const [sent] = second.received.map(jsonIn);
	expect([first.received.length, sent.receiver.contacts[0].identifierValue, sent.body.text.text]).toEqual([
		1,
		'+4915112345678',
		expect.stringContaining('The arch fell over'),
	]);
	const why = async () => {
		const [notice] = (await call('GET', '/api/me/notifications', wren.token)).notifications;
		const { deliveries } = await call('GET', `/api/me/notifications/${notice.id}/why`, wren.token);
		return deliveries.filter(({ channel }: { channel: string }) => channel === 'sms');
	};
	await expect.poll(why).toMatchObject([{ state: 'accepted' }]);
	const now = Date.now();
	const delivered = (changes: object = {}) =>
		bird.birdCallback(bird.smsEvent('delivered', { reference: sent.reference }), changes, now);
	expect(await callBack(delivered())).toBe(200);
	expect(await why()).toMatchObject([{ state: 'delivered' }]);
	const forged = delivered({ body: Buffer.from(JSON.stringify(bird.smsEvent('delivery_failed'))) });
	expect(await callBack(forged)).toBe(401);
	const stop = twilio.twilioCallback('/callbacks/twilio-sms', {
		MessageSid: 'SM2',
		From: '+4915112345678',
		To: '+15005550006',
		Body: 'STOP',
	});
	expect(await callBack(stop)).toBe(200);
	expect((await call('GET', '/api/me/consent', wren.token)).channels.sms).toMatchObject({
		state: 'revoked',
		source: 'sms-stop',
	});
});
