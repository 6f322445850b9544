/**
 * PNG and WebP without where they were taken: both are a row of named chunks, of which those that show the picture stay. What comes behind the last one is cut off. Undefined if
 * it is no whole picture.
 */
import { crc32 } from 'node:zlib';
import { discreetExif } from './exif.ts';

export function discreetPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts: Uint8Array[] = [source.subarray(0, 8)];
	for (let at = 8; at + 12 <= source.length; ) {
		const length = source.readUInt32BE(at);
		const end = at + 12 + length;
		if (end > source.length) return undefined;
		const name = source.toString('latin1', at + 4, at + 8);
		if (name === 'eXIf') {
			const exif = discreetExif(source.subarray(at + 8, end - 4));
			if (exif !== undefined) parts.push(pngChunk(name, exif));
		} else if (pngKept.has(name)) parts.push(source.subarray(at, end));
		if (name === 'IEND') return new Uint8Array(Buffer.concat(parts));
		at = end;
	}
	return undefined;
}

function pngChunk(name: string, content: Uint8Array): Buffer {
	const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
	const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
	head.writeUInt32BE(content.length);
	tail.writeUInt32BE(crc32(named));
	return Buffer.concat([head, named, tail]);
}

export function discreetWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const whole = 8 + source.readUInt32LE(4);
	if (whole > source.length) return undefined;
	const parts: Buffer[] = [];
	let hasExif = false;
	for (let at = 12; at + 8 <= whole; ) {
		const length = source.readUInt32LE(at + 4);
		const end = at + 8 + length + (length % 2);
		if (at + 8 + length > whole) return undefined;
		const name = source.toString('latin1', at, at + 4);
		const content = source.subarray(at + 8, at + 8 + length);
		const exif = name === 'EXIF' ? discreetExif(tiffIn(content)) : undefined;
		if (exif !== undefined) hasExif = true;
		if (exif !== undefined) parts.push(webpChunk(name, exif));
		else if (webpKept.has(name)) parts.push(webpChunk(name, content));
		at = end;
	}
	const [first] = parts;
	// It says in front what is to come behind.
	if (first?.toString('latin1', 0, 4) === 'VP8X' && first.length > 8)
		first[8] = ((first[8] ?? 0) & ~(flags.exif | flags.xmp)) | (hasExif ? flags.exif : 0);
	const body = Buffer.concat(parts);
	const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
	head.writeUInt32LE(4 + body.length, 4);
	return parts.length === 0 ? undefined : new Uint8Array(Buffer.concat([head, body]));
}

function webpChunk(name: string, content: Uint8Array): Buffer {
	const head = Buffer.alloc(8);
	head.write(name, 'latin1');
	head.writeUInt32LE(content.length, 4);
	return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** Some write the name of the block before it, as in a JPEG. */
const tiffIn = (content: Buffer): Uint8Array =>
	content.toString('latin1', 0, 6) === 'Exif\0\0' ? content.subarray(6) : content;

const pngKept: ReadonlySet<string> = new Set([
	...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'bKGD'],
	...['pHYs', 'acTL', 'fcTL', 'fdAT'],
]);
const webpKept: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ICCP', 'ALPH', 'ANIM', 'ANMF']);
const flags = { exif: 0x08, xmp: 0x04 } as const;
