/**
 * Rows on their way between threads: many rows in few buffers that are handed over, not copied; 50,000 objects would cost
 * more than reading them from the disk. Pure; the receiver's rows are views of one buffer.
 */
import type { Seq } from '../../../shared/ids.ts';
import type { LogRow, Section, Writer } from '../store.ts';

export interface PackedRows {
	/** All updates, one behind the other. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Where each update ends in `bytes`. */
	readonly ends: Uint32Array<ArrayBuffer>;
	readonly seqs: Float64Array<ArrayBuffer>;
	readonly ats: Float64Array<ArrayBuffer>;
	/** Each row's place in `writers`. */
	readonly writerOf: Uint32Array<ArrayBuffer>;
	readonly writers: readonly Writer[];
}

export function packRows(rows: readonly Omit<LogRow, 'section'>[]): PackedRows {
	const packed = {
		bytes: new Uint8Array(rows.reduce((sum, row) => sum + row.update.length, 0)),
		ends: new Uint32Array(rows.length),
		seqs: new Float64Array(rows.length),
		ats: new Float64Array(rows.length),
		writerOf: new Uint32Array(rows.length),
	};
	const writers: Writer[] = [];
	const placeByWriter = new Map<string, number>();
	let end = 0;
	rows.forEach((row, place) => {
		packed.bytes.set(row.update, end);
		end += row.update.length;
		packed.ends[place] = end;
		packed.seqs[place] = row.seq;
		packed.ats[place] = row.at;
		const name = `${row.writer.person} ${row.writer.role} ${row.writer.device ?? ''}`;
		let writer = placeByWriter.get(name);
		if (writer === undefined) {
			writer = writers.push(row.writer) - 1;
			placeByWriter.set(name, writer);
		}
		packed.writerOf[place] = writer;
	});
	return { ...packed, writers };
}

export function unpackRows(packed: PackedRows, section: Section): LogRow[] {
	const rows: LogRow[] = new Array(packed.ends.length);
	let start = 0;
	for (let place = 0; place < rows.length; place++) {
		const end = packed.ends[place] ?? start;
		const writer = packed.writers[packed.writerOf[place] ?? 0];
		if (writer === undefined) throw new Error('a packed row has no writer');
		rows[place] = {
			seq: (packed.seqs[place] ?? 0) as Seq,
			section,
			update: packed.bytes.subarray(start, end),
			writer,
			at: packed.ats[place] ?? 0,
		};
		start = end;
	}
	return rows;
}
