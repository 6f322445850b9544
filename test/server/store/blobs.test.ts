/** Where photos lie: both adapters by one contract, and what a disk leaves behind. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBlobFiles } from '../../../server/store/blob-disk.ts';
import { memoryBlobFiles } from '../../../server/store/blob-memory.ts';
import { seededRandom } from '../../../shared/random.ts';
import { blobFilesContract, hashOf } from '../../contracts/blob-files.ts';
import { temporaryFolder } from '../../world/folder.ts';

blobFilesContract('memory', () => {
	const disk = new Map<string, Uint8Array>();
	return {
		open: () => memoryBlobFiles(disk),
		rot: (hash) => disk.set(hash, new Uint8Array([0])),
		remove: () => disk.clear(),
	};
});

blobFilesContract('disk', () => {
	const folder = temporaryFolder();
	let opened = 0;
	return {
		open: () => openBlobFiles(folder.file('blobs'), seededRandom(++opened)),
		rot: (hash) => writeFileSync(join(folder.file('blobs'), hash.slice(0, 2), hash), 'rot'),
		remove: folder[Symbol.dispose],
	};
});

it('[BL1] nothing unfinished is left, and nobody else may read it', async () => {
	using folder = temporaryFolder();
	const files = openBlobFiles(folder.file('blobs'), seededRandom(1));
	const bytes = new Uint8Array([7]);
	const name = hashOf(bytes);
	// A process that died while it wrote.
	mkdirSync(join(folder.file('blobs'), name.slice(0, 2)), { recursive: true });
	writeFileSync(join(folder.file('blobs'), name.slice(0, 2), 'dead.unfinished'), 'half');
	await files.put(name, bytes);
	await files.put(name, bytes);
	expect(readdirSync(join(folder.file('blobs'), name.slice(0, 2))).sort()).toEqual(
		[name, 'dead.unfinished'].sort(),
	);
	const path = join(folder.file('blobs'), name.slice(0, 2), name);
	expect([readFileSync(path), statSync(path).mode & 0o077]).toEqual([Buffer.from(bytes), 0]);
});
