/**
 * The read half of the log, run in the reader thread, each call on one consistent view of the file. Guards "no rotten byte
 * reaches a document": every row and snapshot is checked against its checksum as it is read; what fails is left out and named.
 */
import type { DeviceId, PersonId, Seq } from '../../../shared/ids.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { type LogRow, SectionLost } from '../store.ts';
import type { Database } from './database.ts';
import { crcOf, hashOf } from '../digest.ts';
import { type PackedRows, packRows } from './packing.ts';
import { createSnapshotReading, type WholeSnapshot } from './snapshots.ts';

export interface PackedSection {
	readonly snapshot?: WholeSnapshot;
	readonly rows: PackedRows;
	readonly seq: number;
	/** Rows and snapshots found rotten on the way. */
	readonly rottenRows: readonly number[];
	readonly rottenSnapshots: readonly number[];
}

type StoredRow = [number, string, string, string | null, number, Uint8Array, number, Uint8Array | null];

export function createLoad(db: Database) {
	const head = db.prepare('SELECT seq FROM weddings WHERE id = ?').pluck();
	const folded = db.prepare('SELECT seq FROM folds WHERE wedding = ? AND section = ?').pluck();
	const select = db
		.prepare(
			`SELECT seq, person, role, device, at, hash, crc, bytes FROM log
			 WHERE wedding = ? AND section = ? AND seq > ? AND seq NOT IN (SELECT seq FROM quarantine WHERE wedding = log.wedding)
			 ORDER BY seq`,
		)
		.raw();
	const newestWhole = createSnapshotReading(db);

	return db.transaction((wedding: string, section: string): PackedSection => {
		const { snapshot, rotten } = newestWhole(wedding, section);
		if (Number(folded.get(wedding, section) ?? 0) > (snapshot?.seq ?? 0)) {
			throw new SectionLost(
				`no snapshot of section ${section} of wedding ${wedding} reads back whole (rotten: ${rotten.join(', ')}), and the log behind them is folded`,
			);
		}
		const rows: Omit<LogRow, 'section'>[] = [];
		const rottenRows: number[] = [];
		for (const row of select.iterate(wedding, section, snapshot?.seq ?? 0) as Iterable<StoredRow>) {
			const whole = wholeRow(wedding, section, row);
			if (whole === undefined) rottenRows.push(row[0]);
			else if (whole.update.length > 0) rows.push(whole);
		}
		return {
			...(snapshot && { snapshot }),
			rows: packRows(rows),
			seq: Number(head.get(wedding) ?? 0),
			rottenRows,
			rottenSnapshots: rotten,
		};
	});
}

/** The row as the port shows it, or undefined if any bit of it has changed since it was written. */
export function wholeRow(
	wedding: string,
	section: string,
	row: StoredRow,
): Omit<LogRow, 'section'> | undefined {
	const [seq, person, role, device, at, hash, crc, bytes] = row;
	if (bytes === null || hash.length !== 32) return undefined;
	if (crcOf([wedding, seq, section, person, role, device, at], hash) !== crc) return undefined;
	if (!hashOf(bytes).equals(hash)) return undefined;
	return {
		seq: seq as Seq,
		update: bytes,
		at,
		writer: {
			person: person as PersonId,
			role: role as Role,
			...(device !== null && { device: device as DeviceId }),
		},
	};
}

export function createHasUpdate(db: Database) {
	const find = db
		.prepare(
			`SELECT 1 FROM log WHERE wedding = ? AND hash = ? AND section = ?
			 AND seq NOT IN (SELECT seq FROM quarantine WHERE wedding = log.wedding AND rotten = 1)`,
		)
		.pluck();
	return (wedding: string, section: string, update: Uint8Array): boolean =>
		update.length > 0 && find.get(wedding, hashOf(update), section) !== undefined;
}

export function createEvents(db: Database) {
	const select = db
		.prepare(
			`SELECT seq, place, id, body, events.crc, log.at FROM events JOIN log USING (wedding, seq)
			 WHERE wedding = ? AND (seq, place) > (?, ?) ORDER BY seq, place LIMIT ?`,
		)
		.raw();
	type Found = [seq: number, place: number, id: string, body: string, crc: number, at: number];
	return (wedding: string, seq: number, index: number, limit: number) => {
		const found = select.all(wedding, seq, index, limit) as Found[];
		const isWhole = ([seq, place, id, body, crc]: Found) => crcOf([wedding, seq, place, id, body]) === crc;
		return {
			events: found.filter(isWhole).map(([seq, place, , body, , at]) => ({ seq, index: place, body, at })),
			rottenEvents: found.filter((event) => !isWhole(event)).map(([seq]) => seq),
		};
	};
}
