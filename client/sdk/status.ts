/**
 * The honest status of one's own work, as a pure state machine: "saved on this device" and "saved on WedSync" are two things
 * and are never shown as one. Every tab runs it on the same events; those about the relay come from the leading tab.
 */
import type { Millis } from '../../shared/clock.ts';

export interface Status {
	/** Edits not yet committed on this device; `failed` says that storing does not work at all (quota, private mode). */
	readonly device: { readonly waiting: number; readonly failed: boolean };
	readonly relay: {
		readonly connection:
			| 'connecting'
			| 'online'
			| 'offline'
			| 'signed-out'
			| 'removed'
			| 'refused'
			| 'outdated';
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

export type Connection = Status['relay']['connection'];

export type StatusEvent =
	| { readonly kind: 'device'; readonly waiting: number; readonly failed: boolean }
	/** The edits without a receipt, of all tabs of this device. */
	| { readonly kind: 'outbox'; readonly waiting: number; readonly oldestAt: Millis | undefined }
	| RelayEvent;

/** What only the tab with the socket knows. */
export type RelayEvent =
	| { readonly kind: 'connection'; readonly connection: Connection }
	/** The relay said something. */
	| { readonly kind: 'heard'; readonly at: Millis }
	/** The relay's whole document has been merged on this connection. */
	| { readonly kind: 'synced'; readonly at: Millis };

export interface Standing {
	readonly status: Status;
	/** On this connection everything of the relay's has come and comes as it happens. */
	readonly isSynced: boolean;
}

export function startStatus(syncedAt: Millis | undefined): Standing {
	const relay = {
		connection: 'connecting',
		waiting: 0,
		...(syncedAt === undefined ? {} : { syncedAt }),
	} as const;
	return { status: { device: { waiting: 0, failed: false }, relay, peers: 0 }, isSynced: false };
}

/** The same object when nothing anybody can see has changed. */
export function nextStatus(standing: Standing, event: StatusEvent): Standing {
	const { status, isSynced } = standing;
	const { device, relay } = status;
	switch (event.kind) {
		case 'device':
			if (device.waiting === event.waiting && device.failed === event.failed) return standing;
			return { isSynced, status: { ...status, device: { waiting: event.waiting, failed: event.failed } } };
		case 'outbox': {
			if (relay.waiting === event.waiting && relay.oldestAt === event.oldestAt) return standing;
			const { oldestAt: _, ...rest } = relay;
			const oldest = event.oldestAt === undefined ? {} : { oldestAt: event.oldestAt };
			return inStep(isSynced, { ...status, relay: { ...rest, waiting: event.waiting, ...oldest } });
		}
		case 'connection':
			if (relay.connection === event.connection) return standing;
			return {
				isSynced: isSynced && event.connection === 'online',
				status: { ...status, relay: { ...relay, connection: event.connection } },
			};
		case 'heard':
			return inStep(isSynced, { ...status, relay: { ...relay, heardAt: event.at } });
		case 'synced':
			return inStep(true, { ...status, relay: { ...relay, heardAt: event.at } });
	}
}

/** In step is who has heard everything and owes nothing. */
function inStep(isSynced: boolean, status: Status): Standing {
	const { relay } = status;
	if (!isSynced || relay.waiting > 0 || relay.heardAt === undefined) return { isSynced, status };
	return { isSynced, status: { ...status, relay: { ...relay, syncedAt: relay.heardAt } } };
}
