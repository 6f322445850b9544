/**
 * Bird's signature: HMAC-SHA256 over the time, the address and the hash of the body. Guards: only the key's holder is believed, about
 * this address. Bird sends again for a day with the time of the first try: so old is taken, older is not.
 */
import { createHash, createHmac } from 'node:crypto';
import { isSame } from '../../auth/secret.ts';
import type { CallbackRequest } from '../channel.ts';

export function isBirdSigned(key: string, { url, headers, body, now }: CallbackRequest): boolean {
	const signature = headers['messagebird-signature'];
	const timestamp = headers['messagebird-request-timestamp'];
	if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
	if (Math.abs(now - Number(timestamp) * 1_000) > oldestMs) return false;
	const hash = createHash('sha256').update(body).digest();
	const mac = createHmac('sha256', key).update(`${timestamp}\n${url}\n`).update(hash).digest('base64');
	return isSame(signature, mac);
}

const oldestMs = 25 * 60 * 60_000;
