/**
 * A frame signed by the device that made it (message 69), which anybody of the wedding may carry to the relay: over the mesh, or
 * after a relay was restored from a backup. Guards: what is signed names the wedding, the section, the author and their device,
 * so that a frame is good for nothing else. Signing and checking are the platform's (WebCrypto there, node:crypto here).
 */
import { z } from 'zod';
import { deviceId, personId, type WeddingId } from '../ids.ts';

/** The JSON of message 69: who made the frame, and their device's word for it. */
export const signedHeader = z.object({
	person: personId,
	device: deviceId,
	/** Ed25519 over `signedBytes`, base64url: 64 bytes in 86 characters. */
	signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type SignedHeader = z.infer<typeof signedHeader>;

/** What else the signature covers. */
export interface SignedPlace {
	readonly wedding: WeddingId;
	readonly section: string;
}

/** The bytes that a device signs, given SHA-256 over the update. */
export function signedBytes(
	{ wedding, section }: SignedPlace,
	{ person, device }: Pick<SignedHeader, 'person' | 'device'>,
	updateHash: Uint8Array,
): Uint8Array<ArrayBuffer> {
	const hex = Array.from(updateHash, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return new TextEncoder().encode([format, wedding, section, person, device, hex].join('\n'));
}

/** The raw public key as devices register it: 32 bytes in base64url. */
export const publicKeyText = z
	.string()
	.regex(/^[A-Za-z0-9_-]{43}$/, 'a public key is the 32 bytes of an Ed25519 key in base64url');

const format = 'wedsync-frame-1';
