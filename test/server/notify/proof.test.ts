/**
 * Signatures of callbacks: the providers' own published examples, a second implementation for each, and every single byte changed. What is
 * changed is the body, the signature, the address and the time: whatever stands under the signature.
 */
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { CallbackRequest } from '../../../server/notify/channel.ts';
import { isBirdSigned } from '../../../server/notify/proof/bird.ts';
import { hubChallenge, isHubSigned } from '../../../server/notify/proof/hub.ts';
import { isMessageBirdSigned } from '../../../server/notify/proof/messagebird.ts';
import { isSvixSigned } from '../../../server/notify/proof/svix.ts';
import { isTwilioSigned } from '../../../server/notify/proof/twilio.ts';
import * as bird from '../../world/providers/bird.ts';
import * as messagebird from '../../world/providers/messagebird.ts';
import * as meta from '../../world/providers/meta.ts';
import * as resend from '../../world/providers/resend.ts';
import * as twilio from '../../world/providers/twilio.ts';

const minute = 60_000;
const called = (changes: Partial<CallbackRequest>): CallbackRequest => ({
	method: 'POST',
	url: 'https://plan.example.org/callbacks/x',
	headers: {},
	body: new Uint8Array(),
	now: 0,
	...changes,
});

interface Scheme {
	readonly name: string;
	readonly check: (request: CallbackRequest) => boolean;
	readonly good: CallbackRequest;
	/** The headers that are under the signature or are it. */
	readonly headers: readonly string[];
	readonly isUrlSigned: boolean;
}

const schemes: readonly Scheme[] = [
	{
		name: 'Twilio',
		check: (request) => isTwilioSigned(twilio.token, request),
		good: twilio.twilioCallback('/callbacks/twilio-sms?delivery=d1', {
			MessageSid: 'SM1',
			MessageStatus: 'sent',
			To: '+4915112345678',
		}),
		headers: ['x-twilio-signature'],
		isUrlSigned: true,
	},
	{
		name: 'Svix',
		check: (request) => isSvixSigned(resend.webhookSecret, request),
		good: resend.resendCallback(resend.mailEvent('email.delivered')),
		headers: ['svix-id', 'svix-timestamp', 'svix-signature'],
		isUrlSigned: false,
	},
	{
		name: 'Meta',
		check: (request) => isHubSigned(meta.appSecret, request),
		good: meta.metaCallback({ statuses: [meta.status('sent')] }),
		headers: ['x-hub-signature-256'],
		isUrlSigned: false,
	},
	{
		name: 'Bird',
		check: (request) => isBirdSigned(bird.signingKey, request),
		good: bird.birdCallback(bird.smsEvent('sent')),
		headers: ['messagebird-signature', 'messagebird-request-timestamp'],
		isUrlSigned: true,
	},
	{
		name: 'MessageBird',
		check: (request) => isMessageBirdSigned(messagebird.signingKey, request),
		good: messagebird.messagebirdCallback({ id: 'mb-1', status: 'sent' }),
		headers: ['messagebird-signature-jwt'],
		isUrlSigned: true,
	},
];

/** Each place with another letter in it, one at a time. */
const changed = (text: string): readonly string[] =>
	[...text].map((letter, at) => `${text.slice(0, at)}${letter === '7' ? '8' : '7'}${text.slice(at + 1)}`);

describe.each(schemes.map((scheme) => [scheme.name, scheme] as const))('a signature of %s', (_, scheme) => {
	const { check, good, headers } = scheme;

	it('[CH14] proves what its holder sent', () => {
		expect(check(good)).toBe(true);
	});

	it('[CH14] proves nothing when any byte of the body is another', () => {
		const taken = [...good.body].flatMap((byte, at) => {
			const body = Uint8Array.from(good.body);
			body[at] = byte ^ 1;
			return check({ ...good, body }) ? [at] : [];
		});
		expect(taken).toEqual([]);
		expect(check({ ...good, body: Buffer.concat([good.body, Buffer.from('x')]) })).toBe(false);
	});

	it.each(headers)('[CH14] proves nothing when any letter of %s is another, or it is missing', (name) => {
		const value = good.headers[name] ?? '';
		const taken = changed(value).filter((one) =>
			check({ ...good, headers: { ...good.headers, [name]: one } }),
		);
		expect(taken).toEqual([]);
		const { [name]: __, ...rest } = good.headers;
		expect(check({ ...good, headers: rest })).toBe(false);
		expect(check({ ...good, headers: { ...good.headers, [name]: '' } })).toBe(false);
	});

	it('[CH14] is about this address, where the address is signed', () => {
		const taken = changed(good.url).filter((url) => check({ ...good, url }));
		expect(taken.length).toBe(scheme.isUrlSigned ? 0 : good.url.length);
	});
});

describe('Twilio', () => {
	const params = { CallSid: 'CA1234567890ABCDE', Digits: '1234', To: '+18005551212' };
	it.each([
		['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
		['+12349013030', '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
		['+14158675310', 'GvWf1cFY/Q7PnoempGyD5oXAezc='],
	])('[CH14] signs as in its own examples (%s)', (caller, signature) => {
		const form = new URLSearchParams({ ...params, Caller: caller, From: caller });
		const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
		const request = called({
			url,
			headers: { 'x-twilio-signature': signature },
			body: Buffer.from(form.toString()),
		});
		expect(isTwilioSigned('12345', request)).toBe(true);
		expect(isTwilioSigned('12346', request)).toBe(false);
	});

	it('[CH14] signs a body that is no form by its hash, as in its own example', () => {
		const body = Buffer.from('{"property": "value", "boolean": true}');
		const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
		const url = `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${hash}`;
		const headers = { 'x-twilio-signature': 'a9nBmqA0ju/hNViExpshrM61xv4=' };
		expect(isTwilioSigned('12345', called({ url, headers, body }))).toBe(true);
		expect(isTwilioSigned('12345', called({ url, headers, body: Buffer.from('{}') }))).toBe(false);
	});

	it('[CH14] may have signed any of four spellings: with and without the port, the query as it is or encoded anew', () => {
		const fields = { MessageSid: 'SM1' };
		const query = '?a=x%27y&b=1%2C2';
		const spellings = [
			`https://plan.example.org/callbacks/t${query}`,
			`https://plan.example.org:443/callbacks/t${query}`,
			"https://plan.example.org/callbacks/t?a=x'y&b=1%2C2",
			"https://plan.example.org:443/callbacks/t?a=x'y&b=1%2C2",
		];
		const body = Buffer.from(new URLSearchParams(fields).toString());
		const taken = spellings.map((spelling) =>
			isTwilioSigned(
				twilio.token,
				called({
					url: spellings[0] ?? '',
					body,
					headers: { 'x-twilio-signature': twilio.signed(spelling, fields) },
				}),
			),
		);
		expect(taken).toEqual([true, true, true, true]);
		const others = ['http://plan.example.org/callbacks/t', 'https://plan.example.org:8443/callbacks/t'].map(
			(start) =>
				isTwilioSigned(
					twilio.token,
					called({
						url: spellings[0] ?? '',
						body,
						headers: { 'x-twilio-signature': twilio.signed(`${start}${query}`, fields) },
					}),
				),
		);
		expect(others).toEqual([false, false]);
	});

	it('[CH14] with a port of our own signs it, or leaves it out', () => {
		const url = 'https://plan.example.org:8443/callbacks/t';
		const taken = [url, 'https://plan.example.org/callbacks/t'].map((spelling) =>
			isTwilioSigned(
				twilio.token,
				called({ url, headers: { 'x-twilio-signature': twilio.signed(spelling, {}) } }),
			),
		);
		expect(taken).toEqual([true, true]);
	});

	it('[CH14] counts a field once for each of its values, in their order', () => {
		const url = 'https://plan.example.org/t';
		const signature = twilio.signed(url, { MediaUrl: 'oneMediaUrltwo', Sid: '1' });
		const body = Buffer.from('MediaUrl=two&Sid=1&MediaUrl=one&MediaUrl=two');
		expect(
			isTwilioSigned(twilio.token, called({ url, body, headers: { 'x-twilio-signature': signature } })),
		).toBe(true);
	});
});

describe('Svix', () => {
	const body = Buffer.from('{"event_type":"ping","data":{"success":true}}');
	const headers = {
		'svix-id': 'msg_loFOjxBNrRLzqYUf',
		'svix-timestamp': '1731705121',
		'svix-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
	};
	const now = 1_731_705_121_000;
	const secret = 'whsec_plJ3nmyCDGBKInavdOK15jsl';

	it('[CH14] signs as in its own example', () => {
		expect(isSvixSigned(secret, called({ body, headers, now }))).toBe(true);
	});

	it('[CH14] signs as the package "standardwebhooks" does, under either name of the headers', () => {
		const signature = new Webhook(secret).sign('msg_1', new Date(now), body.toString());
		const webhook = {
			'webhook-id': 'msg_1',
			'webhook-timestamp': String(now / 1_000),
			'webhook-signature': signature,
		};
		expect(isSvixSigned(secret, called({ body, headers: webhook, now }))).toBe(true);
	});

	it('[CH14] is good for five minutes, and one of several is enough', () => {
		const at = (ms: number) => isSvixSigned(secret, called({ body, headers, now: now + ms }));
		expect([at(5 * minute), at(5 * minute + 1), at(-5 * minute), at(-5 * minute - 1)]).toEqual([
			true,
			false,
			true,
			false,
		]);
		const several = {
			...headers,
			'svix-signature': `v1,${'A'.repeat(43)}= v1a,x ${headers['svix-signature']}`,
		};
		expect(isSvixSigned(secret, called({ body, headers: several, now }))).toBe(true);
	});
});

describe('Meta', () => {
	it('[CH14] signs as GitHub does in its own example', () => {
		const headers = {
			'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
		};
		const body = Buffer.from('Hello, World!');
		expect(isHubSigned("It's a Secret to Everybody", called({ body, headers }))).toBe(true);
	});

	it('[CH14] is answered its question for our own word alone, and only if it is one', () => {
		const asked = (query: object) =>
			hubChallenge(
				'our-own-word',
				`https://plan.example.org/c?${new URLSearchParams({ ...question, ...query })}`,
			);
		const question = {
			'hub.mode': 'subscribe',
			'hub.verify_token': 'our-own-word',
			'hub.challenge': '1158201444',
		};
		expect(asked({})).toBe('1158201444');
		expect(
			[
				{ 'hub.mode': 'unsubscribe' },
				{ 'hub.verify_token': 'our-own-wore' },
				{ 'hub.verify_token': '' },
				{ 'hub.challenge': '<script>' },
				{ 'hub.challenge': '' },
			].map(asked),
		).toEqual([undefined, undefined, undefined, undefined, undefined]);
	});
});

describe('Bird', () => {
	it('[CH14] sends again for a day with the time of the first try; what is older is not believed', () => {
		const good = bird.birdCallback(bird.smsEvent('sent'));
		const at = (hours: number) =>
			isBirdSigned(bird.signingKey, { ...good, now: good.now + hours * 60 * minute });
		expect([at(24), at(25), at(26), at(-26)]).toEqual([true, true, false, false]);
	});
});

describe('MessageBird', () => {
	// From the reference vectors of its own libraries.
	const secret = '36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb';
	const now = Date.parse('2021-07-05T12:00:00+02:00');
	const [head, tail] = [
		'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
		'eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTYyNTQ3',
	];
	const published = {
		plain: `${head}.${tail}OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiI1OWEyNDRkYy1lOWFkLTRlMjMtOTc3OC0zNzFmYWEyMzhmNzIiLCJ1cmxfaGFzaCI6IjBmMTE1ZGIwNjJiN2MwZGQwMzBiMTY4NzhjOTlkZWE1YzM1NGI0OWRjMzdiMzhlYjg4NDYxNzljNzc4M2U5ZDcifQ.6Fp0rVOsRr1fj9S2GidXAfkmPVofKr8_RTffC6G6r2E`,
		query: `${head}.${tail}OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiJjOTQ2YWY3Ny1lMTgyLTRlYWEtYjJmZi0xYTU0NWI1ZTk5MWEiLCJ1cmxfaGFzaCI6IjQxZjA1ZjBkZGQwYTIyYWIyMDlhYzQ2ZjQ3YzQ1NzJkOWNlZmEyNTdlZDc0YjI0MDA0YmFlNzUzZWNlNmMyNjAifQ.huo2ou6JDoDc7sV25d75UMWeYhBeavQlLsqIibSZuac`,
		payload: `${head}.${tail}OTIwMCwiZXhwIjoxNjI1NDc5MjYwLCJqdGkiOiI5M2U1NTAwNi1hMGU4LTQ1MjYtYTE5MC1mYTVmZjAwZWExMTYiLCJ1cmxfaGFzaCI6IjQxZjA1ZjBkZGQwYTIyYWIyMDlhYzQ2ZjQ3YzQ1NzJkOWNlZmEyNTdlZDc0YjI0MDA0YmFlNzUzZWNlNmMyNjAiLCJwYXlsb2FkX2hhc2giOiJkZmZkNjAyMWJiMmJkNWIwYWY2NzYyOTA4MDllYzNhNTMxOTFkZDgxYzdmNzBhNGIyODY4OGEzNjIxODI5ODZmIn0._H--TOuYFLpeEH39-rg5E3IHVkjHozBcaKVWPRC5m9I`,
	};
	const [root, path] = ['https://example.com/', 'https://example.com/path?bar=1&foo=2'];
	const checked = (token: string, url: string, text = '', at = now) =>
		isMessageBirdSigned(
			secret,
			called({ url, body: Buffer.from(text), headers: { 'messagebird-signature-jwt': token }, now: at }),
		);

	it('[CH14] signs as in the reference vectors', () => {
		expect([
			checked(published.plain, root),
			checked(published.query, path),
			checked(published.payload, path, 'Hello, World!'),
		]).toEqual([true, true, true]);
	});

	it('[CH14] is about this address, this body and this minute', () => {
		expect([
			checked(published.plain, path),
			checked(published.query, 'https://example.com/path?foo=2&bar=1'),
			checked(published.plain, root, 'a body that nobody signed'),
			checked(published.payload, path, 'Hello, world!'),
			checked(published.payload, path),
			checked(published.plain, root, '', now + 66_000),
			checked(published.plain, root, '', now - 6_000),
		]).toEqual([false, false, false, false, false, false, false]);
	});

	it('[CH14] is made with our key: a token that says "none", or names another issuer, is nothing', () => {
		const url = 'https://plan.example.org/callbacks/messagebird';
		const claims = { iss: 'MessageBird', nbf: 0, exp: 60, jti: 'j', url_hash: messagebird.hash(url) };
		const check = (token: string) =>
			isMessageBirdSigned(
				messagebird.signingKey,
				called({ url, headers: { 'messagebird-signature-jwt': token } }),
			);
		const unsigned = messagebird.jwt(claims, 'none').replace(/[^.]+$/, '');
		expect([
			check(messagebird.jwt(claims)),
			check(messagebird.jwt(claims, 'none')),
			check(unsigned),
			check(messagebird.jwt(claims, 'HS256', 'another key')),
			check(messagebird.jwt({ ...claims, iss: 'Somebody' })),
			check(messagebird.jwt({ ...claims, url_hash: undefined })),
			check(messagebird.jwt({ ...claims, jti: '' })),
			check(messagebird.jwt({ ...claims, exp: undefined })),
		]).toEqual([true, false, false, false, false, false, false, false]);
	});
});
