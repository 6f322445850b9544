/**
 * The honest status of one's own work, as a pure state machine: "saved on this device" and "saved on WedSync" are two things
 * and are never shown as one.
 */
import type { Millis } from '../../shared/clock.ts';

export interface Status {
	/** Edits not yet committed on this device; `failed` says that storing does not work at all (quota, private mode). */
	readonly device: { readonly waiting: number; readonly failed: boolean };
	readonly relay: {
		readonly connection: 'connecting' | 'online' | 'offline' | 'signed-out' | 'refused' | 'outdated';
		/** Edits without a receipt. */
		readonly waiting: number;
		/** When the oldest of them was made. */
		readonly oldestAt?: Millis;
		/** When the relay was last heard of. */
		readonly heardAt?: Millis;
		/** When the whole document was last known to be in step with the relay. */
		readonly syncedAt?: Millis;
	};
	/** Linked neighbours (a later issue). */
	readonly peers: number;
}
