/**
 * What a camera writes beside a picture (EXIF, in the form of a TIFF), made anew with the little that is needed to show it rightly: which way up it is, and when
 * it was taken. Guards: nothing gets through that is not on that list, so no place, whatever a maker calls it.
 */

/** The TIFF of an EXIF block, without anything else; undefined if there is nothing to keep in it. */
export function discreetExif(tiff: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const read = readTiff(tiff);
	if (read === undefined) return undefined;
	const orientation = read.short(read.first, tags.orientation);
	const exif = read.long(read.first, tags.exif);
	const taken = exif === undefined ? undefined : read.moment(exif, tags.taken);
	if (orientation === undefined && taken === undefined) return undefined;
	return writeTiff(orientation, taken);
}

function readTiff(tiff: Uint8Array) {
	const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
	if (tiff.length < 8) return undefined;
	const order = view.getUint16(0);
	if (order !== 0x4949 && order !== 0x4d4d) return undefined;
	const isLittle = order === 0x4949;
	const short = (at: number) => (at + 2 <= tiff.length ? view.getUint16(at, isLittle) : 0);
	const long = (at: number) => (at + 4 <= tiff.length ? view.getUint32(at, isLittle) : 0);
	if (short(2) !== 42) return undefined;
	/** Where this tag's entry stands in the directory that begins there. */
	const entry = (directory: number, tag: number): number | undefined => {
		const count = Math.min(short(directory), mostEntries);
		for (let n = 0; n < count; n++) if (short(directory + 2 + n * 12) === tag) return directory + 2 + n * 12;
		return undefined;
	};
	return {
		first: long(4),
		short(directory: number, tag: number): number | undefined {
			const at = entry(directory, tag);
			const value = at === undefined ? undefined : short(at + 8);
			return value !== undefined && value >= 1 && value <= 8 ? value : undefined;
		},
		long(directory: number, tag: number): number | undefined {
			const at = entry(directory, tag);
			return at === undefined ? undefined : long(at + 8);
		},
		/** `2027:06:12 14:30:00`, or nothing. */
		moment(directory: number, tag: number): string | undefined {
			const at = entry(directory, tag);
			if (at === undefined) return undefined;
			const from = long(at + 8);
			const text = Buffer.from(tiff.subarray(from, from + momentLength)).toString('latin1');
			return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(text) ? text : undefined;
		},
	};
}

/** Big-endian, one directory and, for the moment, one below it. */
function writeTiff(orientation: number | undefined, taken: string | undefined): Uint8Array<ArrayBuffer> {
	const entries: (readonly [tag: number, type: number, count: number, value: number])[] = [];
	if (orientation !== undefined) entries.push([tags.orientation, types.short, 1, orientation * 0x1_0000]);
	const below = 8 + 2 + (entries.length + 1) * 12 + 4;
	if (taken !== undefined) entries.push([tags.exif, types.long, 1, below]);
	const out = Buffer.alloc(taken === undefined ? below - 12 : below + 2 + 12 + 4 + momentLength + 1);
	out.write('MM\0*', 0, 'latin1');
	out.writeUInt32BE(8, 4);
	writeDirectory(out, 8, entries);
	if (taken !== undefined) {
		const text = below + 2 + 12 + 4;
		writeDirectory(out, below, [[tags.taken, types.ascii, momentLength + 1, text]]);
		out.write(taken, text, 'latin1');
	}
	return new Uint8Array(out);
}

function writeDirectory(
	out: Buffer,
	at: number,
	entries: readonly (readonly [tag: number, type: number, count: number, value: number])[],
): void {
	out.writeUInt16BE(entries.length, at);
	entries.forEach(([tag, type, count, value], n) => {
		const place = at + 2 + n * 12;
		out.writeUInt16BE(tag, place);
		out.writeUInt16BE(type, place + 2);
		out.writeUInt32BE(count, place + 4);
		out.writeUInt32BE(value, place + 8);
	});
}

export const tags = { orientation: 0x0112, exif: 0x8769, gps: 0x8825, taken: 0x9003 } as const;
const types = { ascii: 2, short: 3, long: 4 } as const;
const momentLength = 19;
const mostEntries = 1_000;
