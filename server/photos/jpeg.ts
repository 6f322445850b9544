/**
 * A JPEG without where it was taken: of what stands beside the picture only what is needed to show it goes on. What comes behind the picture's end (phones
 * hang a second one with its own EXIF there) is cut off. Undefined if it is no whole JPEG.
 */
import { discreetExif } from './exif.ts';

export function discreetJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts: Uint8Array[] = [source.subarray(0, 2)];
	let at = 2;
	for (;;) {
		const marker = source[at + 1];
		if (source[at] !== 0xff || marker === undefined) return undefined;
		// Markers may be led in by any number of these.
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (marker === markers.end) {
			parts.push(source.subarray(at, at + 2));
			return new Uint8Array(Buffer.concat(parts));
		}
		if (at + 4 > source.length) return undefined;
		const end = at + 2 + source.readUInt16BE(at + 2);
		if (end > source.length || end < at + 4) return undefined;
		const kept = segmentOf(marker, source.subarray(at, end));
		if (kept !== undefined) parts.push(kept);
		at = end;
		if (marker !== markers.scan) continue;
		const scanned = scanEnd(source, at);
		if (scanned === undefined) return undefined;
		parts.push(source.subarray(at, scanned));
		at = scanned;
	}
}

/** Behind the marker and the length: colours and the picture itself stay; words, thumbnails and makers' own things go. */
function segmentOf(marker: number, segment: Buffer): Uint8Array | undefined {
	const isOfProgram = marker >= markers.app0 && marker <= markers.app0 + 15;
	if (!isOfProgram) return marker === markers.comment ? undefined : segment;
	const name = segment.toString('latin1', 4, 16);
	if (marker === markers.app0 + 1 && name.startsWith('Exif\0\0')) return exifSegment(segment.subarray(10));
	return keptPrograms.some(([app, start]) => marker === markers.app0 + app && name.startsWith(start))
		? segment
		: undefined;
}

function exifSegment(tiff: Uint8Array): Uint8Array | undefined {
	const kept = discreetExif(tiff);
	if (kept === undefined) return undefined;
	const head = Buffer.from([0xff, markers.app0 + 1, 0, 0, ...Buffer.from('Exif\0\0')]);
	head.writeUInt16BE(head.length - 2 + kept.length, 2);
	return Buffer.concat([head, kept]);
}

/** Where the next marker stands behind the picture's own bytes, in which 0xff is followed by 0 or a restart. */
function scanEnd(source: Buffer, from: number): number | undefined {
	for (let at = source.indexOf(0xff, from); at !== -1; at = source.indexOf(0xff, at + 1)) {
		const next = source[at + 1];
		if (next === undefined) return undefined;
		if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
	}
	return undefined;
}

const markers = { end: 0xd9, scan: 0xda, app0: 0xe0, comment: 0xfe } as const;
/** Needed to show it in the right colours. */
const keptPrograms: readonly (readonly [app: number, start: string])[] = [
	[0, 'JFIF\0'],
	[2, 'ICC_PROFILE\0'],
	[14, 'Adobe'],
];
