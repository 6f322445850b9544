/**
 * The ports to what is kept beside the documents: photos. The bytes lie under their own SHA-256, so that nothing is kept twice and nothing that
 * has changed is taken for what it was; who brought what to which wedding, and under which name records know it, is rows.
 */
import type { Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';

/** The bytes. Must not know weddings. */
export interface BlobFiles {
	/** Resolves when they are durable under this name, which is their SHA-256. Rejects with `StorageFull`. */
	put(hash: string, bytes: Uint8Array): Promise<void>;
	/** Undefined also if what lies there is no longer what it is named. */
	get(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Nothing else is ever part of a path. */
export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export const blobTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'] as const;
export type BlobType = (typeof blobTypes)[number];

/** One upload by one person. */
export interface Blob {
	readonly wedding: WeddingId;
	/** SHA-256 of what was sent: what records name it by. */
	readonly sha256: string;
	/** SHA-256 of what is kept, which may be without the place it was taken at. */
	readonly kept: string;
	readonly type: BlobType;
	readonly size: number;
	readonly by: PersonId;
	readonly at: Millis;
}

export interface BlobQuota {
	readonly wedding: number;
	readonly person: number;
}

/** `known`: this person has brought it before, and that row stays. */
export type BlobSaved = 'new' | 'known' | 'wedding-full' | 'person-full';

export interface BlobStore {
	saveBlob(blob: Blob, quota: BlobQuota): Promise<BlobSaved>;
	/** What `saveBlob` would answer now: asked before the bytes take up room. */
	roomForBlob(blob: Blob, quota: BlobQuota): Promise<BlobSaved>;
	/** Everybody's uploads known by this name, sent or kept, the oldest first. */
	blobs(wedding: WeddingId, hash: string): Promise<readonly Blob[]>;
}
