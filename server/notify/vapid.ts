/**
 * The key pair by which push services know this server (VAPID, RFC 8292): made once and kept in the data folder, since every browser
 * that subscribed is bound to it. Only the private half is kept; the public one follows from it.
 */
import { createECDH } from 'node:crypto';
import type { Random } from '../../shared/random.ts';
import { kept } from '../auth/secret.ts';

export interface VapidKeys {
	/** Uncompressed point on P-256, base64url: what browsers subscribe with. */
	readonly publicKey: string;
	readonly privateKey: string;
}

export function keptVapidKeys(folder: string, random: Random): VapidKeys {
	return vapidKeysOf(
		kept(folder, 'vapid-key', () => Buffer.from(random.bytes(32)).toString('base64url')).text,
	);
}

/** Throws for what is no private key: somebody has edited the file. */
export function vapidKeysOf(privateKey: string): VapidKeys {
	const pair = createECDH('prime256v1');
	pair.setPrivateKey(privateKey, 'base64url');
	return { publicKey: pair.getPublicKey('base64url'), privateKey };
}
