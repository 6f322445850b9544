/**
 * Pictures for tests, made by hand: small, whole by their format's own rules, with a place in each corner of the file where a camera or a program would write
 * one. The place is the text `PLACE` and numbers no other part has.
 */
import { crc32 } from 'node:zlib';

export const placeText = '48deg12min PLACE';
/** As a GPS rational: 48/1 12/1 3/1, found nowhere else. */
const degrees = [0x30, 1, 0x0c, 1, 0x0303, 1];

/** A TIFF as EXIF has it: which way up, maker, when, and where. */
export function tiffWithPlace(order: 'II' | 'MM' = 'MM', orientation = 6): Buffer {
	const isLittle = order === 'II';
	const out = Buffer.alloc(260);
	const short = (value: number, at: number) =>
		isLittle ? out.writeUInt16LE(value, at) : out.writeUInt16BE(value, at);
	const long = (value: number, at: number) =>
		isLittle ? out.writeUInt32LE(value, at) : out.writeUInt32BE(value, at);
	const entry = (at: number, [tag, type, count, value]: readonly [number, number, number, number]) => {
		short(tag, at);
		short(type, at + 2);
		long(count, at + 4);
		if (type === 3) short(value, at + 8);
		else long(value, at + 8);
	};
	out.write(order, 0, 'latin1');
	short(42, 2);
	long(8, 4);
	short(4, 8);
	entry(10, [0x010e, 2, placeText.length, 200]);
	entry(22, [0x0112, 3, 1, orientation]);
	entry(34, [0x8769, 4, 1, 62]);
	entry(46, [0x8825, 4, 1, 82]);
	short(1, 62);
	entry(64, [0x9003, 2, 20, 160]);
	short(2, 82);
	entry(84, [0x0001, 2, 2, isLittle ? 0x4e : 0x4e000000]);
	entry(96, [0x0002, 5, 3, 112]);
	degrees.forEach((value, n) => long(value, 112 + n * 4));
	out.write('2027:06:12 14:30:00\0', 160, 'latin1');
	out.write(placeText, 200, 'latin1');
	return out;
}

/** The bytes of the place as a camera writes it, in both orders. */
export const placeBytes: readonly Buffer[] = (['II', 'MM'] as const).map((order) =>
	tiffWithPlace(order).subarray(112, 136),
);
export const hasPlace = (bytes: Uint8Array): boolean =>
	[...placeBytes, Buffer.from('PLACE')].some((place) => Buffer.from(bytes).includes(place));

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>${placeText}</exif:GPSLatitude></x:xmpmeta>`;

export function jpeg(order: 'II' | 'MM' = 'MM'): Buffer {
	const inner = jpegOf([segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiffWithPlace(order)]))]);
	return Buffer.concat([
		jpegOf([
			segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1')),
			segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiffWithPlace(order)])),
			segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`)),
			segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01colours', 'latin1')),
			segment(0xe2, Buffer.from(`MPF\0${placeText}`)),
			segment(0xed, Buffer.from(`Photoshop 3.0\0${placeText}`)),
			segment(0xfe, Buffer.from(placeText)),
		]),
		inner,
	]);
}

function jpegOf(segments: readonly Buffer[]): Buffer {
	const tables = [
		segment(0xdb, Buffer.alloc(65, 1)),
		segment(0xc0, Buffer.from('080001000101011100', 'hex')),
	];
	// Two scans, with what looks like markers and is not.
	const scan = (bytes: string) => [
		segment(0xda, Buffer.from('01010000 3f00'.replace(' ', ''), 'hex')),
		Buffer.from(bytes, 'hex'),
	];
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		...segments,
		...tables,
		...scan('12ff00ffd034ff0056'),
		...scan('ff0078'),
		Buffer.from([0xff, 0xd9]),
	]);
}

function segment(marker: number, content: Buffer): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(content.length + 2, 2);
	return Buffer.concat([head, content]);
}

export function png(): Buffer {
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		pngChunk('IHDR', Buffer.from('00000001000000010806000000', 'hex')),
		pngChunk('eXIf', tiffWithPlace()),
		pngChunk('tEXt', Buffer.from(`Comment\0${placeText}`)),
		pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)),
		pngChunk('IDAT', Buffer.from('789c6360000200000500017a5eab3f', 'hex')),
		pngChunk('IEND', Buffer.alloc(0)),
		Buffer.from(placeText),
	]);
}
export function pngChunk(name: string, content: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
	const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
	head.writeUInt32BE(content.length);
	tail.writeUInt32BE(crc32(named));
	return Buffer.concat([head, named, tail]);
}

export function webp(): Buffer {
	const chunk = (name: string, content: Buffer) => {
		const head = Buffer.alloc(8);
		head.write(name, 'latin1');
		head.writeUInt32LE(content.length, 4);
		return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
	};
	const body = Buffer.concat([
		Buffer.from('WEBP'),
		chunk('VP8X', Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
		chunk('VP8 ', Buffer.from('abcde')),
		chunk('EXIF', Buffer.concat([Buffer.from('Exif\0\0'), tiffWithPlace('II')])),
		chunk('XMP ', Buffer.from(xmp)),
	]);
	const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
	head.writeUInt32LE(body.length, 4);
	return Buffer.concat([head, body, Buffer.from(placeText)]);
}

export function heic(exif: Buffer = tiffWithPlace('II')): Buffer {
	// The maker's own description is no place here: only what a program reads as one.
	const own = Buffer.from(exif);
	own.fill(0x20, 200, 200 + placeText.length);
	return Buffer.concat([
		Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
		Buffer.from('\0\0\0\x20meta....iinfinfe....Exif\0', 'latin1'),
		Buffer.from('mdat\0\0\0\x06Exif\0\0', 'latin1'),
		own,
		Buffer.from(xmp),
		Buffer.from('the picture itself'),
	]);
}
