/** Photos in memory, for tests: the bytes, and the rows of `blobs.ts` as plain data. */
import type { WeddingId } from '../../shared/ids.ts';
import type { Blob, BlobFiles, BlobQuota, BlobSaved, BlobStore } from './blobs.ts';
import { hexOf as hashOf } from './digest.ts';

export function memoryBlobFiles(disk = new Map<string, Uint8Array>()): BlobFiles {
	return {
		async put(hash, bytes) {
			if (hashOf(bytes) !== hash) throw new Error('a blob is named by what it is');
			disk.set(hash, bytes.slice());
		},
		async get(hash) {
			const bytes = disk.get(hash);
			return bytes === undefined || hashOf(bytes) !== hash ? undefined : new Uint8Array(bytes);
		},
	};
}

export interface BlobMemoryDeps {
	readonly later: <T>(work: () => T) => Promise<T>;
	/** Throws for a wedding that is not there. */
	readonly known: (wedding: WeddingId) => unknown;
}

export function createBlobMemory(rows: Blob[], { later, known }: BlobMemoryDeps): BlobStore {
	const sum = (those: readonly Blob[]) => those.reduce((total, { size }) => total + size, 0);
	const judge = (blob: Blob, quota: BlobQuota): BlobSaved => {
		known(blob.wedding);
		const own = rows.filter(({ wedding }) => wedding === blob.wedding);
		const mine = own.filter(({ by }) => by === blob.by);
		if (mine.some(({ sha256 }) => sha256 === blob.sha256)) return 'known';
		if (sum(own) + blob.size > quota.wedding) return 'wedding-full';
		return sum(mine) + blob.size > quota.person ? 'person-full' : 'new';
	};
	return {
		saveBlob: (blob, quota) =>
			later(() => {
				const saved = judge(blob, quota);
				if (saved === 'new') rows.push({ ...blob });
				return saved;
			}),
		roomForBlob: (blob, quota) => later(() => judge(blob, quota)),
		blobs: (wedding, hash) =>
			later(() =>
				rows.filter((one) => one.wedding === wedding && (one.sha256 === hash || one.kept === hash)),
			),
	};
}
