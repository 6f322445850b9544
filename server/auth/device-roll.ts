/**
 * The devices of weddings, remembered: every request asks whether its device is still signed in. Guards that nobody is judged by
 * an old list: every change goes through here and forgets first and last. For one process; several need to tell each other.
 */
import type { WeddingId } from '../../shared/ids.ts';
import type { Device, SessionStore } from '../store/sessions.ts';

export type DeviceCalls = Pick<
	SessionStore,
	'devices' | 'saveDevice' | 'turnDevice' | 'seeDevice' | 'revokeDevice' | 'setDeviceKey' | 'takeInvite'
>;

export function createDeviceRoll(store: DeviceCalls): DeviceCalls {
	const known = new Map<WeddingId, Promise<readonly Device[]>>();
	/** Somebody may ask meanwhile and be told the old list: so it is forgotten before and after. */
	async function forgetting<T>(wedding: WeddingId, work: () => Promise<T>): Promise<T> {
		known.delete(wedding);
		try {
			return await work();
		} finally {
			known.delete(wedding);
		}
	}
	return {
		devices(wedding) {
			const present = known.get(wedding);
			if (present !== undefined) return present;
			const asked = store.devices(wedding);
			known.set(wedding, asked);
			asked.catch(() => known.delete(wedding));
			const oldest = known.keys().next().value;
			if (known.size > mostWeddings && oldest !== undefined) known.delete(oldest);
			return asked;
		},
		saveDevice: (wedding, ...rest) => forgetting(wedding, () => store.saveDevice(wedding, ...rest)),
		turnDevice: (wedding, ...rest) => forgetting(wedding, () => store.turnDevice(wedding, ...rest)),
		seeDevice: (wedding, ...rest) => forgetting(wedding, () => store.seeDevice(wedding, ...rest)),
		revokeDevice: (wedding, ...rest) => forgetting(wedding, () => store.revokeDevice(wedding, ...rest)),
		setDeviceKey: (wedding, ...rest) => forgetting(wedding, () => store.setDeviceKey(wedding, ...rest)),
		takeInvite: (wedding, ...rest) => forgetting(wedding, () => store.takeInvite(wedding, ...rest)),
	};
}

/** A wedding of a hundred people with two devices each takes some 60 KB. */
const mostWeddings = 1_000;
