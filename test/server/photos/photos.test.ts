/** What is taken in of photos, and what is not. */
import { expect, it } from 'vitest';
import { createPhotos, type PhotoDeps } from '../../../server/photos/photos.ts';
import { memoryBlobFiles } from '../../../server/store/blob-memory.ts';
import type { BlobSaved } from '../../../server/store/blobs.ts';
import { testClock } from '../../../shared/clock.ts';
import { hashOf } from '../../contracts/blob-files.ts';
import { ourWedding, person } from '../../world/entry.ts';
import { jpeg } from '../../world/photo.ts';

it('[BL2] what there is no room for is refused before it takes any', async () => {
	const disk = new Map<string, Uint8Array>();
	const answers: BlobSaved[] = ['person-full', 'wedding-full'];
	const answer = async () => answers.shift() ?? 'new';
	const store: PhotoDeps['store'] = { roomForBlob: answer, saveBlob: answer, blobs: async () => [] };
	const rooms = { open: () => Promise.reject(new Error('no record is asked for')) };
	const photos = createPhotos({
		store,
		files: memoryBlobFiles(disk),
		rooms,
		clock: testClock(),
	});
	const by = { wedding: ourWedding, person: person('wren'), name: 'Wren', role: 'helper' } as const;
	const bytes = jpeg();
	const bring = async () => {
		const done = await photos.bring(by, { sha256: hashOf(bytes), bytes, keepsPlace: false });
		return [done.ok, disk.size];
	};
	expect([await bring(), await bring(), await bring()]).toEqual([
		[false, 0],
		[false, 0],
		[true, 1],
	]);
});
