/**
 * A HEIC without where it was taken. Its parts name each other by place in the file, so nothing is moved: what tells a place is written over where it stands. Undefined if it says that
 * it has EXIF and none is found, since then nobody knows what is in it.
 */
import { tags } from './exif.ts';

export function discreetHeic(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const out = Buffer.from(bytes);
	let found = 0;
	for (const start of ['II*\0', 'MM\0*']) {
		for (let at = out.indexOf(start, 0, 'latin1'); at !== -1; at = out.indexOf(start, at + 1, 'latin1')) {
			if (blankGps(out, at, start.startsWith('II'))) found += 1;
		}
	}
	blankXmp(out);
	const saysExif = out.subarray(0, headBytes).includes('Exif', 0, 'latin1');
	return saysExif && found === 0 ? undefined : new Uint8Array(out);
}

/** True if this is the beginning of a TIFF at all. */
function blankGps(out: Buffer, start: number, isLittle: boolean): boolean {
	const view = new DataView(out.buffer, out.byteOffset + start, out.length - start);
	const fits = (at: number, size: number) => at >= 8 && at + size <= view.byteLength;
	if (view.byteLength < 14) return false;
	const first = view.getUint32(4, isLittle);
	if (!fits(first, 2)) return false;
	const count = view.getUint16(first, isLittle);
	if (count === 0 || count > mostEntries || !fits(first + 2, count * 12)) return false;
	for (let n = 0; n < count; n++) {
		const entry = first + 2 + n * 12;
		if (view.getUint16(entry, isLittle) !== tags.gps) continue;
		const gps = view.getUint32(entry + 8, isLittle);
		if (fits(gps, 2)) blankDirectory(view, gps, isLittle);
		// A tag that is none, so that nobody looks there.
		view.setUint16(entry, 0, isLittle);
		view.setUint32(entry + 8, 0, isLittle);
	}
	return true;
}

function blankDirectory(view: DataView, directory: number, isLittle: boolean): void {
	const count = Math.min(view.getUint16(directory, isLittle), mostEntries);
	const blank = (from: number, to: number) => {
		for (let at = from; at < Math.min(to, view.byteLength); at++) view.setUint8(at, 0);
	};
	for (let n = 0; n < count; n++) {
		const entry = directory + 2 + n * 12;
		if (entry + 12 > view.byteLength) break;
		const size = (sizes[view.getUint16(entry + 2, isLittle)] ?? 1) * view.getUint32(entry + 4, isLittle);
		const from = view.getUint32(entry + 8, isLittle);
		if (size > 4 && from >= 8 && size <= mostBytes) blank(from, from + size);
	}
	blank(directory, directory + 2 + count * 12);
}

/** Words that programs have written around the picture, spaces now. */
function blankXmp(out: Buffer): void {
	for (let at = out.indexOf('<x:xmpmeta'); at !== -1; at = out.indexOf('<x:xmpmeta', at + 1)) {
		const end = out.indexOf('</x:xmpmeta>', at);
		out.fill(0x20, at, end === -1 ? out.length : end + '</x:xmpmeta>'.length);
	}
}

/** By type: bytes of one value. */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const mostEntries = 1_000;
const mostBytes = 65_536;
/** Where a HEIC lists what is in it. */
const headBytes = 16_384;
