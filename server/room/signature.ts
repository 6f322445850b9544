/**
 * Whether a frame was really signed by the device it names, for this wedding and this section. The work is done off the main
 * thread (170 µs each); the answer is yes only for a key that is registered now. Guards: a device that was revoked, or that a
 * restored relay no longer knows, signs nothing, whenever the frame was made: nothing in a frame proves its time.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type SignedHeader, signedBytes } from '../../shared/wire/signed.ts';
import type { RoomDeps, Whereabouts } from './door.ts';

export type CheckSignature = (header: SignedHeader, update: Uint8Array) => Promise<boolean>;

export function createSignatureCheck(deps: Pick<RoomDeps, 'deviceKey'>, where: Whereabouts): CheckSignature {
	/** By their text: making one takes as long as half a check. */
	const keys = new Map<string, KeyObject>();

	function keyOf(raw: Uint8Array): KeyObject {
		const text = Buffer.from(raw).toString('base64url');
		const key = keys.get(text) ?? publicKey(raw);
		if (keys.size >= mostKeys) keys.clear();
		keys.set(text, key);
		return key;
	}

	return async (header, update) => {
		const raw = await deps.deviceKey?.(where.wedding, header.person, header.device);
		const key = raw?.length === rawBytes ? keyOf(raw) : undefined;
		if (key === undefined) return false;
		const hash = createHash('sha256').update(update).digest();
		return verified(signedBytes(where, header, hash), key, Buffer.from(header.signature, 'base64url'));
	};
}

function verified(bytes: Uint8Array, key: KeyObject, signature: Uint8Array): Promise<boolean> {
	return new Promise((resolve, reject) => {
		verify(null, bytes, key, signature, (fault, isValid) =>
			fault === null ? resolve(isValid) : reject(fault),
		);
	});
}

/** The fixed DER wrapping of an Ed25519 public key (RFC 8410) around its 32 bytes. */
function publicKey(raw: Uint8Array): KeyObject {
	const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
	return createPublicKey({ key, format: 'der', type: 'spki' });
}

const rawBytes = 32;
const mostKeys = 1_000;
