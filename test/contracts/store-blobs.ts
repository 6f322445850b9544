/** The part of the store's contract about the rows of photos. */
import { expect, it } from 'vitest';
import type { Blob } from '../../server/store/blobs.ts';
import { otherWedding, ourWedding, person } from '../world/entry.ts';
import type { StoreContext } from './store-context.ts';

const photo: Blob = {
	wedding: ourWedding,
	sha256: 'a'.repeat(64),
	kept: 'b'.repeat(64),
	type: 'image/jpeg',
	size: 600,
	by: person('wren'),
	at: 5,
};
const quota = { wedding: 2_000, person: 1_000 };

export function describeBlobs(context: StoreContext): void {
	it('[ST90] a photo is found under what was sent and what is kept, in its wedding only, by everybody who brought it', async () => {
		const { store } = context;
		const again = { ...photo, by: person('mia'), at: 6 };
		expect([
			await store.saveBlob(photo, quota),
			await store.saveBlob({ ...photo, at: 9 }, quota),
			await store.saveBlob(again, quota),
		]).toEqual(['new', 'known', 'new']);
		await context.restart();
		expect({
			sent: await context.store.blobs(ourWedding, photo.sha256),
			kept: await context.store.blobs(ourWedding, photo.kept),
			other: await context.store.blobs(otherWedding, photo.sha256),
			none: await context.store.blobs(ourWedding, 'c'.repeat(64)),
		}).toEqual({ sent: [photo, again], kept: [photo, again], other: [], none: [] });
	});

	it('[ST91] neither a wedding nor a person takes more room than there is', async () => {
		const { store } = context;
		const bring = (name: string, by: string, size = 600, wedding = ourWedding) =>
			store.saveBlob(
				{ ...photo, wedding, sha256: name.repeat(64), kept: name.repeat(64), by: person(by), size },
				quota,
			);
		expect([
			await bring('1', 'wren'),
			await bring('2', 'wren'),
			await bring('2', 'wren', 400),
			await bring('3', 'mia'),
			await bring('4', 'ben'),
			await bring('4', 'ben', 400),
			await bring('5', 'ben', 1),
			await bring('6', 'wren', 600, otherWedding),
		]).toEqual(['new', 'person-full', 'new', 'new', 'wedding-full', 'new', 'wedding-full', 'new']);
		const asked = [
			await store.roomForBlob({ ...photo, size: 401, by: person('mia') }, quota),
			await store.roomForBlob({ ...photo, size: 1, wedding: otherWedding, by: person('mia') }, quota),
			await store.roomForBlob({ ...photo, size: 401, wedding: otherWedding, by: person('wren') }, quota),
			await store.roomForBlob({ ...photo, sha256: '1'.repeat(64) }, quota),
		];
		expect(asked).toEqual(['wedding-full', 'new', 'person-full', 'known']);
		const both = [bring('7', 'ann', 900, otherWedding), bring('8', 'bea', 900, otherWedding)];
		expect((await Promise.all(both)).toSorted()).toEqual(['new', 'wedding-full']);
	});
}
