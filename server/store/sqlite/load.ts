/**
 * The read half of the log, run in the reader thread, each call on one consistent view of the file: settled rows first, then
 * those still in the tail. Every row and snapshot is checked as it is read; what fails is left out and named.
 */
import { hashOf } from '../digest.ts';
import { type LogRow, SectionLost } from '../store.ts';
import type { Database } from './database.ts';
import { type PackedRows, packRows } from './packing.ts';
import { isWholeRow, logRowOf, rowColumns, type StoredRow } from './row.ts';
import { createSnapshotReading, type WholeSnapshot } from './snapshots.ts';

export interface PackedSection {
	readonly snapshot?: WholeSnapshot;
	readonly rows: PackedRows;
	readonly seq: number;
	/** Rows of the wedding that were ever put aside or found rotten. */
	readonly lost: number;
	/** Rows and snapshots found rotten on the way. */
	readonly rottenRows: readonly number[];
	readonly rottenSnapshots: readonly number[];
}

export function createLoad(db: Database) {
	const head = db.prepare('SELECT seq FROM weddings WHERE id = ?').pluck();
	const folded = db.prepare('SELECT seq FROM folds WHERE wedding = ? AND section = ?').pluck();
	const quarantined = db.prepare('SELECT seq FROM quarantine WHERE wedding = ? AND rotten = 0').pluck();
	const marked = db.prepare('SELECT seq FROM quarantine WHERE wedding = ?').pluck();
	const rowsBehind = createRowsBehind(db, `section = @section AND length(bytes) > 0`);
	const newestWhole = createSnapshotReading(db);

	return db.transaction((wedding: string, section: string): PackedSection => {
		const { snapshot, rotten } = newestWhole(wedding, section);
		if (Number(folded.get(wedding, section) ?? 0) > (snapshot?.seq ?? 0)) {
			throw new SectionLost(
				`no snapshot of section ${section} of wedding ${wedding} reads back whole (rotten: ${rotten.join(', ')}), and the log behind them is folded`,
			);
		}
		const aside = new Set(quarantined.all(wedding));
		const rows: Omit<LogRow, 'section'>[] = [];
		const rottenRows: number[] = [];
		for (const row of rowsBehind({ wedding, section, after: snapshot?.seq ?? 0 })) {
			if (aside.has(row[0])) continue;
			if (isWholeRow(wedding, row)) rows.push(logRowOf(row));
			else rottenRows.push(row[0]);
		}
		return {
			...(snapshot && { snapshot }),
			rows: packRows(rows),
			seq: Number(head.get(wedding) ?? 0),
			lost: new Set([...marked.all(wedding), ...rottenRows]).size,
			rottenRows,
			rottenSnapshots: rotten,
		};
	});
}

/**
 * A wedding's rows behind `after` for which `condition` holds, in order. Those in the tail count, whatever the log holds under
 * their number: a row that is being settled, or one whose number rotted.
 */
export function createRowsBehind(db: Database, condition: string) {
	const where = `WHERE wedding = @wedding AND seq > @after AND ${condition}`;
	const settled = db.prepare(`SELECT ${rowColumns} FROM log ${where} ORDER BY seq`).raw();
	const landed = db.prepare(`SELECT ${rowColumns} FROM tail ${where} ORDER BY id`).raw();
	return function* (given: { readonly wedding: string; readonly after: number; readonly section?: string }) {
		const tail = landed.all(given) as StoredRow[];
		const inTail = new Set(tail.map(([seq]) => seq));
		for (const row of settled.iterate(given) as Iterable<StoredRow>) if (!inTail.has(row[0])) yield row;
		yield* tail;
	};
}

/** A folded row counts by its hash; one whose bytes rotted does not, so that a device may bring it again. */
export function createHasUpdate(db: Database) {
	const where = 'WHERE wedding = @wedding AND hash = @hash AND section = @section';
	const select = db
		.prepare(`SELECT ${rowColumns} FROM log ${where} UNION ALL SELECT ${rowColumns} FROM tail ${where}`)
		.raw();
	return (wedding: string, section: string, update: Uint8Array): boolean =>
		update.length > 0 &&
		(select.all({ wedding, section, hash: hashOf(update) }) as StoredRow[]).some((row) =>
			isWholeRow(wedding, row),
		);
}

/** The rows that carry events, until there are `limit` of those behind the cursor. */
export function createEvents(db: Database) {
	const rowsBehind = createRowsBehind(db, 'events IS NOT NULL');
	return db.transaction((wedding: string, after: { seq: number; index: number }, limit: number) => {
		const rows: { seq: number; at: number; events: string }[] = [];
		const rottenRows: number[] = [];
		let missing = limit;
		for (const row of rowsBehind({ wedding, after: after.seq - 1 })) {
			if (missing <= 0) break;
			const [seq, , , , , at, , , events] = row;
			// Only what holds the events counts here: the bytes of an old row may be folded or lost.
			const whole: StoredRow = [...row];
			whole[9] = null;
			if (events === null || !isWholeRow(wedding, whole)) {
				rottenRows.push(seq);
				continue;
			}
			rows.push({ seq, at, events });
			missing -= (JSON.parse(events) as unknown[]).length - (seq === after.seq ? after.index + 1 : 0);
		}
		return { rows, rottenRows };
	});
}
