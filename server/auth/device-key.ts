/**
 * The public keys that devices sign their frames with. Guards: a device that was signed out, revoked or has run out vouches for
 * nothing more from that moment, whatever it signed before: nothing in a frame proves when it was made. Somebody who was removed
 * keeps their devices' keys, so that what they did offline can still be told to be theirs, and be held.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import type { Device, SessionStore } from '../store/sessions.ts';

export type DeviceKey = (
	wedding: WeddingId,
	person: PersonId,
	device: DeviceId,
) => Promise<Uint8Array | undefined>;

export interface DeviceKeyDeps {
	/** Remembers (`device-roll.ts`): a crowd that brings frames after a restore asks for the same few keys. */
	readonly store: Pick<SessionStore, 'devices'>;
	readonly clock: Clock;
}

export function createDeviceKeys({ store, clock }: DeviceKeyDeps): DeviceKey {
	return async (wedding, person, device) => {
		const devices = await store.devices(wedding);
		const found = devices.find((one) => one.person === person && one.device === device);
		if (found?.publicKey === undefined || hasEnded(found, clock.now())) return undefined;
		return Buffer.from(found.publicKey, 'base64url');
	};
}

function hasEnded({ revokedAt, expiresAt }: Device, now: Millis): boolean {
	return revokedAt !== undefined || expiresAt <= now;
}
