/**
 * This device's signing key: Ed25519 by WebCrypto, the private half not to be taken out. What the device keeps it signs, so that
 * anybody of the wedding may bring it to a relay that lost it. Where the platform has no such key frames stay unsigned, and nothing
 * else is missing.
 */
import { type SignedHeader, type SignedPlace, signedBytes } from '../../shared/wire/signed.ts';

export interface DeviceKey {
	/** Raw, base64url. */
	readonly publicKey: string;
	readonly privateKey: CryptoKey;
}

/** What of WebCrypto is needed; `undefined` where there is none. */
export type Subtle = Pick<SubtleCrypto, 'generateKey' | 'exportKey' | 'sign' | 'digest'>;

/** `undefined` where the platform cannot. */
export async function makeDeviceKey(subtle: Subtle): Promise<DeviceKey | undefined> {
	try {
		const pair = await subtle.generateKey({ name: algorithm }, false, ['sign', 'verify']);
		if (!('privateKey' in pair)) return undefined;
		const raw = await subtle.exportKey('raw', pair.publicKey);
		return { publicKey: base64url(new Uint8Array(raw)), privateKey: pair.privateKey };
	} catch (fault) {
		// The platform's word for an algorithm it does not have.
		if (fault instanceof DOMException) return undefined;
		throw fault;
	}
}

/** The device's word for an update, as message 69 carries it. */
export async function signUpdate(
	subtle: Subtle,
	key: DeviceKey,
	place: SignedPlace,
	author: Pick<SignedHeader, 'person' | 'device'>,
	update: Uint8Array,
): Promise<string> {
	const hash = await sha256(subtle, update);
	const signature = await subtle.sign(algorithm, key.privateKey, signedBytes(place, author, hash));
	return base64url(new Uint8Array(signature));
}

export async function sha256(subtle: Pick<Subtle, 'digest'>, bytes: Uint8Array): Promise<Uint8Array> {
	return new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes)));
}

function base64url(bytes: Uint8Array): string {
	const base64 = btoa(String.fromCharCode(...bytes));
	return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const algorithm = 'Ed25519';
