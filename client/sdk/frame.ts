/**
 * One local transaction as it lies in the outbox: the bytes Yjs made of it, under whose id, and what it meant. Frames are sent
 * exactly as they were made, in the order of `order`; nothing that leaves this device is ever put together from document state.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { SignedHeader } from '../../shared/wire/signed.ts';

export interface Frame {
	/** Random; clocks do not name a frame, since one that only deletes moves none. */
	readonly id: string;
	/** Greater than the order of every frame its maker had seen: sorting by it (then by id) never puts effect before cause. */
	readonly order: number;
	/** The document the frame was made on; a rescue makes the next generation. */
	readonly generation: number;
	readonly client: number;
	/** The structs' clocks, `to` exclusive. */
	readonly from: number;
	readonly to: number;
	readonly update: Uint8Array;
	readonly madeAt: Millis;
	readonly operation?: Operation;
	readonly changes: readonly Change[];
	/**
	 * It may have left this device. Written before it does: a server that knows more of our id than all offered frames
	 * explain has met a clone of this device.
	 */
	readonly offered: boolean;
	/** The device's word for it, under the name it had then (see `device-key.ts`); only frames with a receipt have one. */
	readonly signed?: SignedHeader;
}

/** A frame the relay has made durable, kept in case the relay itself is restored from a backup. */
export interface KeptFrame extends Frame {
	readonly receiptedAt: Millis;
}

export function byOrder(a: Frame, b: Frame): number {
	return a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
