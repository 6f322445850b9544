/**
 * What lies on the disk only sealed: where an endpoint is and the secrets it is signed with. AES-256-GCM under a key of its own, bound to
 * what it belongs to, so that a copied file lets nobody speak in our name and no row opens in another's place.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../../shared/random.ts';

export interface Sealing {
	/** `about` is what it belongs to; it opens for that alone. */
	seal(text: string, about: string): string;
	/** Undefined if it is not ours: another key, another place, changed bytes. */
	open(sealed: string, about: string): string | undefined;
}

export function createSealing(key: Uint8Array, random: Random): Sealing {
	return {
		seal(text, about) {
			const nonce = random.bytes(nonceBytes);
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
		},
		open(sealed, about) {
			const [form, rest = ''] = sealed.split('.');
			const bytes = Buffer.from(rest, 'base64url');
			if (form !== version || bytes.length < nonceBytes + tagBytes) return undefined;
			const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
				.setAAD(Buffer.from(about))
				.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
			try {
				const body = bytes.subarray(nonceBytes + tagBytes);
				return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
			} catch {
				// Its tag does not fit: made with another secret, or for something else.
				return undefined;
			}
		},
	};
}

const version = '1';
const nonceBytes = 12;
const tagBytes = 16;
