/**
 * What this device keeps of one wedding for one account: the document, the outbox, leases, drafts. A port: IndexedDB in the
 * browser (`offline.ts`), memory elsewhere (`memory-store.ts`); both pass the same contract suite.
 *
 * All edits of one `write` are durable together or not at all. They are blind (no edit reads before it writes), so a page that
 * is torn down right after issuing one still has it stored. Rejections mean "not stored"; the journal tries again.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { DeviceKey } from './device-key.ts';
import type { Draft } from './draft.ts';
import type { Frame, KeptFrame } from './frame.ts';
import type { Lease } from './lease.ts';

export type Edit =
	/** A Yjs update appended to the stored document. */
	| { readonly kind: 'update'; readonly update: Uint8Array }
	/** This state instead of everything stored of the document so far. */
	| { readonly kind: 'replace'; readonly state: Uint8Array }
	/** Puts a frame into the outbox, or puts a changed one in its place. */
	| { readonly kind: 'frame'; readonly frame: Frame }
	/** The relay has it: out of the outbox, into the kept frames. */
	| { readonly kind: 'receipt'; readonly frame: KeptFrame }
	/** Gone for good (made anew, or now a draft), from the outbox or the kept frames. */
	| { readonly kind: 'frame-dropped'; readonly id: string }
	| { readonly kind: 'lease'; readonly lease: Lease }
	| { readonly kind: 'lease-ended'; readonly client: number }
	| { readonly kind: 'draft'; readonly draft: Draft }
	| { readonly kind: 'draft-discarded'; readonly id: string }
	| { readonly kind: 'facts'; readonly facts: Facts }
	| { readonly kind: 'key'; readonly key: DeviceKey };

/** Small facts about this store, replaced as a whole. */
export interface Facts {
	readonly device: string;
	/** Of the stored document; frames of an earlier one are made anew. */
	readonly generation: number;
	/** The relay's log as last seen; another one means it was restored from a backup. */
	readonly incarnation?: string;
	readonly epoch?: number;
	/** The relay's clock minus ours. */
	readonly skewMs?: number;
	readonly syncedAt?: Millis;
	/** What the relay last said of this person. */
	readonly me?: { readonly role: Role; readonly raisedUntil?: Millis };
	/** The stored document holds edits that were handed in and never taken: whoever comes back takes the relay's. */
	readonly isSurrendered?: boolean;
	/** The device, by the relay's name for it, whose key the relay has, and the relay's incarnation that has it. */
	readonly keyedAs?: string;
}

export interface Contents {
	readonly updates: readonly Uint8Array[];
	/** Frames without a receipt, in order. */
	readonly outbox: readonly Frame[];
	readonly leases: readonly Lease[];
	readonly drafts: readonly Draft[];
	readonly facts: Facts | undefined;
	readonly key: DeviceKey | undefined;
}

export interface DeviceStore {
	read(): Promise<Contents>;
	write(edits: readonly Edit[]): Promise<void>;
	/** The leases alone: read before the document, so that one can be locked first. */
	readLeases(): Promise<readonly Lease[]>;
	readOutbox(): Promise<readonly Frame[]>;
	/** Frames with a receipt, in order. */
	readKept(): Promise<readonly KeptFrame[]>;
	/** Forgets kept frames whose receipt is older. */
	prune(before: Millis): Promise<void>;
	/** If there are at least `rows` updates, puts `merge(updates)` in their place, in one transaction. */
	compact(rows: number, merge: (updates: readonly Uint8Array[]) => Uint8Array): Promise<void>;
	/** Everything of it is gone from this device. */
	destroy(): Promise<void>;
	close(): Promise<void>;
}
