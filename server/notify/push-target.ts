/**
 * Where a push message goes: a browser, as browsers say it (`PushSubscription.toJSON`), or a token of Firebase. Its name is derived from
 * the address, so that the same browser is the same subscription however often it comes.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';

const base64url = (bytes: number, most: number) =>
	z
		.string()
		.max(most)
		.regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'this is not base64')
		.refine((text) => Buffer.from(text, 'base64url').length === bytes, `this must be ${bytes} bytes`);

export const pushTarget = z.union([
	z.strictObject({
		endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
		/** The browser's public key (P-256) and the secret it shares with us alone. */
		keys: z.strictObject({ p256dh: base64url(65, 100), auth: base64url(16, 32) }),
	}),
	z.strictObject({
		fcm: z
			.string()
			.min(20)
			.max(4_096)
			.regex(/^[\w:.-]+$/, 'this is no token of Firebase'),
	}),
]);
export type PushTarget = z.infer<typeof pushTarget>;

/** What `ReachStore.address` gives for push: all of somebody's. */
export const pushTargets = z.array(pushTarget);

export function pushId(target: { readonly endpoint: string } | { readonly fcm: string }): string {
	const address = 'endpoint' in target ? target.endpoint : `fcm ${target.fcm}`;
	return hash('sha256', address, 'base64url').slice(0, 22);
}
