/**
 * The public keys that devices sign their frames with. Guards: a device that was signed out, revoked or has run out vouches for
 * nothing more, a second later at the latest, whatever it signed before: nothing in a frame proves when it was made. Somebody who
 * was removed keeps their devices' keys, so that what they did offline can still be told to be theirs, and be held.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import type { Device } from '../store/sessions.ts';

export type DeviceKey = (
	wedding: WeddingId,
	person: PersonId,
	device: DeviceId,
) => Promise<Uint8Array | undefined>;

export interface DeviceKeyDeps {
	readonly store: { devices(wedding: WeddingId): Promise<readonly Device[]> };
	readonly clock: Clock;
}

/** Remembers each wedding's devices for a moment: a crowd that brings frames after a restore asks for the same few keys. */
export function createDeviceKeys({ store, clock }: DeviceKeyDeps): DeviceKey {
	const asked = new Map<WeddingId, { readonly at: Millis; readonly devices: Promise<readonly Device[]> }>();

	function devicesOf(wedding: WeddingId): Promise<readonly Device[]> {
		const present = asked.get(wedding);
		const age = clock.now() - (present?.at ?? 0);
		if (present !== undefined && age >= 0 && age < freshMs) return present.devices;
		for (const [key, { at }] of asked) if (Math.abs(clock.now() - at) >= freshMs) asked.delete(key);
		const devices = store.devices(wedding);
		asked.set(wedding, { at: clock.now(), devices });
		devices.catch(() => asked.delete(wedding));
		return devices;
	}

	return async (wedding, person, device) => {
		const found = (await devicesOf(wedding)).find((one) => one.person === person && one.device === device);
		if (found?.publicKey === undefined || hasEnded(found, clock.now())) return undefined;
		return Buffer.from(found.publicKey, 'base64url');
	};
}

function hasEnded({ revokedAt, expiresAt }: Device, now: Millis): boolean {
	return revokedAt !== undefined || expiresAt <= now;
}

const freshMs = 1_000;
