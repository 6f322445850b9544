/**
 * A push service as browsers have one (RFC 8030), with browsers behind it: it takes what is signed by the key that a browser subscribed with,
 * refuses the rest as such services do, and lets the browser open what was sealed for it (RFC 8291, by another implementation).
 */
import { createECDH, createPublicKey, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { jwtVerify } from 'jose';
import { type Answer, localProvider, type LocalProvider, type Received } from './local.ts';

export interface Browser {
	readonly subscription: {
		readonly endpoint: string;
		readonly keys: { readonly p256dh: string; readonly auth: string };
	};
	/** What it would show, in the order it came. */
	readonly shown: unknown[];
	/** The headers of each, as the service got them. */
	readonly headers: Readonly<Record<string, string>>[];
}
export interface PushHouse extends Omit<LocalProvider, 'received'> {
	/** A browser that subscribed with this public key of a server. */
	browser(applicationServerKey: string): Browser;
	/** It unsubscribed: `404` at some services, `410` at others. */
	forget(browser: Browser, status: 404 | 410): void;
	readonly received: readonly Received[];
}

export async function pushHouse(): Promise<PushHouse> {
	const browsers = new Map<
		string,
		{ readonly browser: Browser; readonly key: string; open(sealed: Uint8Array): unknown }
	>();
	const forgotten = new Map<string, number>();
	const pending: Promise<void>[] = [];

	function judge(request: Received): Answer {
		const { path, headers } = request;
		const gone = forgotten.get(path);
		if (gone !== undefined) return { status: gone, body: 'NotRegistered' };
		const found = browsers.get(path);
		if (found === undefined) return { status: 404 };
		if (headers['ttl'] === undefined || !/^\d+$/.test(headers['ttl']))
			return { status: 400, body: 'missing TTL' };
		if (headers['content-encoding'] !== 'aes128gcm') return { status: 415 };
		if (request.bytes.length > 4_096) return { status: 413 };
		if (headers['topic'] !== undefined && !/^[\w-]{1,32}$/.test(headers['topic']))
			return { status: 400, body: 'topic' };
		if (!/^(very-low|low|normal|high)$/.test(headers['urgency'] ?? ''))
			return { status: 400, body: 'urgency' };
		const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(headers['authorization'] ?? '') ?? [];
		if (key !== found.key) return { status: 403, body: 'the key is not the one subscribed with' };
		pending.push(verified(token, key, new URL(local.url).origin));
		found.browser.shown.push(found.open(request.bytes));
		found.browser.headers.push(headers);
		return { status: 201, headers: { Location: `${local.url}/message/1` } };
	}
	const local = await localProvider(judge);

	return {
		...local,
		browser(key) {
			const ecdh = createECDH('prime256v1');
			ecdh.generateKeys();
			const auth = randomBytes(16).toString('base64url');
			const path = `/send/${randomBytes(12).toString('base64url')}`;
			const browser: Browser = {
				subscription: {
					endpoint: `${local.url}${path}`,
					keys: { p256dh: ecdh.getPublicKey('base64url'), auth },
				},
				shown: [],
				headers: [],
			};
			const open = (sealed: Uint8Array): unknown =>
				JSON.parse(
					ece
						.decrypt(Buffer.from(sealed), { version: 'aes128gcm', privateKey: ecdh, authSecret: auth })
						.toString('utf8'),
				);
			browsers.set(path, { browser, key, open });
			return browser;
		},
		forget: ({ subscription }, status) => void forgotten.set(new URL(subscription.endpoint).pathname, status),
		async close() {
			await local.close();
			// A token that does not hold is a fault of ours: the test that closes the service fails with it.
			await Promise.all(pending);
		},
	};
}

/** Signed with the key it names, for this service, and for no more than a day. */
async function verified(token: string, key: string, audience: string): Promise<void> {
	const point = Buffer.from(key, 'base64url');
	const jwk = {
		kty: 'EC',
		crv: 'P-256',
		x: point.subarray(1, 33).toString('base64url'),
		y: point.subarray(33).toString('base64url'),
	};
	const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: 'jwk' }), {
		algorithms: ['ES256'],
		audience,
	});
	const left = (payload.exp ?? 0) - Date.now() / 1_000;
	if (left <= 0 || left > 86_400) throw new Error('a token of VAPID is good for at most a day');
	if (!/^(mailto:|https:)/.test(payload.sub ?? '')) throw new Error('it does not say whom to write to');
}
