/** What a photo tells of where it was taken, and what of it stays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discreetPng, discreetWebp } from '../../../server/photos/chunks.ts';
import { discreetExif } from '../../../server/photos/exif.ts';
import { discreetHeic } from '../../../server/photos/heic.ts';
import { discreetJpeg } from '../../../server/photos/jpeg.ts';
import { typeOf } from '../../../server/photos/sniffing.ts';
import { hasPlace, heic, jpeg, png, tiffWithPlace, webp } from '../../world/photo.ts';

const bytesOf = (buffer: Uint8Array) => new Uint8Array(buffer);

describe('a photo', () => {
	it.each([
		['JPEG, big-endian', jpeg('MM'), discreetJpeg],
		['JPEG, little-endian', jpeg('II'), discreetJpeg],
		['PNG', png(), discreetPng],
		['WebP', webp(), discreetWebp],
		['HEIC', heic(), discreetHeic],
	] as const)('[BL3] keeps no place, wherever a camera or a program wrote it: %s', (_, picture, discreet) => {
		expect(hasPlace(picture)).toBe(true);
		const kept = discreet(picture);
		if (kept === undefined) throw new Error('it was not taken for whole');
		expect(hasPlace(kept)).toBe(false);
		expect(typeOf(kept)).toBe(typeOf(picture));
		// What was taken out once has nothing more to be taken out.
		expect(discreet(kept)).toEqual(kept);
	});

	it('[BL3] keeps which way up it is, when it was taken, its colours and the picture itself', () => {
		for (const order of ['II', 'MM'] as const) {
			const tiff = discreetExif(tiffWithPlace(order));
			if (tiff === undefined) throw new Error('nothing is left');
			const text = Buffer.from(tiff).toString('latin1');
			expect(text).toContain('2027:06:12 14:30:00');
			// Orientation, a short in the first place of its four bytes.
			expect(Buffer.from(tiff).includes(Buffer.from('0112000300000001000600', 'hex'))).toBe(true);
			expect(tiff.length).toBeLessThan(80);
		}
		const kept = Buffer.from(discreetJpeg(jpeg()) ?? []);
		for (const part of ['JFIF', 'ICC_PROFILE', 'Exif', '12ff00ffd034ff0056', 'ff0078']) {
			const sought = /^[0-9a-f]+$/.test(part) ? Buffer.from(part, 'hex') : Buffer.from(part);
			expect([part, kept.includes(sought)]).toEqual([part, true]);
		}
		expect(kept.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
		const shown = discreetWebp(webp()) ?? new Uint8Array();
		expect(shown.length).toBe(8 + new DataView(shown.buffer).getUint32(4, true));
		// Its flags say that there is EXIF, and no XMP any more.
		expect(shown[20]).toBe(0x08);
	});

	it('[BL3] is not whole when it was cut, and is not kept then', () => {
		for (const [picture, discreet] of [
			[jpeg(), discreetJpeg],
			[png(), discreetPng],
			[webp(), discreetWebp],
		] as const) {
			expect(discreet(bytesOf(picture.subarray(0, 60)))).toBeUndefined();
		}
		const hidden = heic(Buffer.alloc(260));
		expect(discreetHeic(hidden)).toBeUndefined();
	});

	it('[BL3] that is anything at all ends in a picture without a place, or in none', () => {
		const pictures = [
			[jpeg('II'), discreetJpeg],
			[png(), discreetPng],
			[webp(), discreetWebp],
			[heic(), discreetHeic],
		] as const;
		const change = fc.record({ at: fc.nat(2_000), to: fc.nat(255) });
		fc.assert(
			fc.property(
				fc.constantFrom(...pictures),
				fc.array(change, { maxLength: 5 }),
				fc.nat(2_000),
				([picture, discreet], changes, cut) => {
					const bytes = bytesOf(
						cut < picture.length / 4 ? picture.subarray(0, picture.length - cut) : picture,
					);
					for (const { at, to } of changes) bytes[at % bytes.length] = to;
					const kept = discreet(bytes);
					if (kept !== undefined) expect(kept.length).toBeLessThanOrEqual(bytes.length + 8);
				},
			),
			{ numRuns: 500 },
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				discreetExif(bytes);
				typeOf(bytes);
			}),
			{ numRuns: 500 },
		);
	});

	it.each([
		['a page', '<!doctype html><script>', undefined],
		['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg">', undefined],
		['a GIF', 'GIF89a', undefined],
		['a PDF', '%PDF-1.7', undefined],
		['a film', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom', undefined],
		['nothing', '', undefined],
		['a JPEG', '\xff\xd8\xff\xe0', 'image/jpeg'],
		['a PNG', '\x89PNG\r\n\x1a\n', 'image/png'],
		['a WebP', 'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
		['a sound', 'RIFF\0\0\0\0WAVEfmt ', undefined],
		['a HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'image/heic'],
	])('[BL2] is told by its bytes: %s', (_, start, type) => {
		expect(typeOf(Buffer.from(start, 'latin1'))).toBe(type);
	});
});
