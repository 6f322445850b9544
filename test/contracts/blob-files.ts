/** The contract of where photos lie: every adapter runs it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobFiles } from '../../server/store/blobs.ts';

export interface BlobPlace {
	/** As after a restart. */
	open(): BlobFiles;
	/** Turns over a bit of what lies there under this name. */
	rot(hash: string): void;
	remove(): void;
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function blobFilesContract(adapter: string, createPlace: () => BlobPlace): void {
	describe(`photos (${adapter})`, () => {
		let place: BlobPlace;
		beforeEach(() => {
			place = createPlace();
		});
		afterEach(() => place.remove());
		const bytes = new Uint8Array([1, 2, 3]);
		const name = hashOf(bytes);

		it('[BL1] lie under their SHA-256, once, also after a restart, and as copies', async () => {
			const files = place.open();
			const given = bytes.slice();
			await Promise.all([files.put(name, given), files.put(name, given)]);
			given[0] = 9;
			const got = await files.get(name);
			expect(got).toEqual(bytes);
			got?.fill(0);
			expect(await place.open().get(name)).toEqual(bytes);
			expect(await files.get(hashOf(new Uint8Array([4])))).toBeUndefined();
		});

		it('[BL1] are never kept under another name', async () => {
			await expect(place.open().put('0'.repeat(64), bytes)).rejects.toThrow('named by what it is');
			expect(await place.open().get('0'.repeat(64))).toBeUndefined();
			for (const odd of ['', '..', '../secret', `${name}/..`, name.toUpperCase()])
				expect([odd, await place.open().get(odd)]).toEqual([odd, undefined]);
		});

		it('[BL1] that have rotted are not handed out, and are whole again when they are brought again', async () => {
			const files = place.open();
			await files.put(name, bytes);
			place.rot(name);
			expect(await files.get(name)).toBeUndefined();
			await files.put(name, bytes);
			expect(await files.get(name)).toEqual(bytes);
		});
	});
}
