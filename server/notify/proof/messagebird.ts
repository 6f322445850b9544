/**
 * MessageBird's signature: a JWT beside the request that names the hashes of the address and of the body. Guards: the algorithm is one
 * of the three with our key, never one that the token chooses; what the token does not name was not signed.
 */
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSame } from '../../auth/secret.ts';
import type { CallbackRequest } from '../channel.ts';
import { asJson } from '../channels/json.ts';

export function isMessageBirdSigned(key: string, { url, headers, body, now }: CallbackRequest): boolean {
	const [head, claims, signature, ...rest] = (headers['messagebird-signature-jwt'] ?? '').split('.');
	if (head === undefined || claims === undefined || signature === undefined || rest.length > 0) return false;
	const alg = asJson(text(head), header)?.alg;
	if (alg === undefined) return false;
	const mac = createHmac(hashes[alg], key).update(`${head}.${claims}`).digest('base64url');
	if (!isSame(signature, mac)) return false;
	const said = asJson(text(claims), claimed);
	if (said === undefined) return false;
	const seconds = now / 1_000;
	if (said.nbf - leeway > seconds || said.exp + leeway < seconds) return false;
	const isBodySaid = body.length === 0 && said.payload_hash === undefined;
	return said.url_hash === sha256(url) && (isBodySaid || said.payload_hash === sha256(body));
}

const text = (part: string): string => Buffer.from(part, 'base64url').toString('utf8');
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const hashes = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;
const header = z.object({ alg: z.enum(['HS256', 'HS384', 'HS512']) });
const claimed = z.object({
	iss: z.literal('MessageBird'),
	nbf: z.number(),
	exp: z.number(),
	jti: z.string().min(1),
	url_hash: z.string(),
	payload_hash: z.string().optional(),
});
/** Seconds that two clocks may differ. */
const leeway = 5;
