/**
 * Meta's signature: HMAC-SHA256 with the app's secret over the body, byte for byte. It has no time in it: what is sent again is told by
 * what it says, which is the same. Guards: only the secret's holder is believed; a subscription is confirmed only for our own word.
 */
import { createHmac } from 'node:crypto';
import { isSame } from '../../auth/secret.ts';
import type { CallbackRequest } from '../channel.ts';

export function isHubSigned(
	secret: string,
	{ headers, body }: Pick<CallbackRequest, 'headers' | 'body'>,
): boolean {
	const signature = headers['x-hub-signature-256'];
	if (signature === undefined) return false;
	return isSame(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
}

/** What is to be answered to the call that a subscription begins with; undefined if it is not ours. */
export function hubChallenge(word: string, url: string): string | undefined {
	const query = new URL(url).searchParams;
	const challenge = query.get('hub.challenge') ?? '';
	const isOurs = query.get('hub.mode') === 'subscribe' && isSame(query.get('hub.verify_token') ?? '', word);
	return isOurs && /^[\w.-]{1,256}$/.test(challenge) ? challenge : undefined;
}
