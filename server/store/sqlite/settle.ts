/**
 * Settles rows from the tail into the log, wedding by wedding, a bounded number at a time so that receipts pass between. Guards
 * that a row is always in one of the two: readers take the tail's rows only behind the last settled one.
 */
import { StorageDead } from '../store.ts';
import type { Database } from './database.ts';
import { rowColumns, type StoredRow } from './row.ts';
import { idsIn, type Tail, type TailRow } from './tail.ts';

/** One step; says how many rows of this round are left, and how many have landed behind it meanwhile. */
export type Settle = () => { readonly left: number; readonly landed: number };

export function createSettle(db: Database, tail: Tail): Settle {
	const select = db.prepare(`SELECT ${rowColumns} FROM tail WHERE id = ?`).raw();
	// A restart in the middle of a round settles its first rows again.
	const insert = db.prepare('INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const insertId = db.prepare('INSERT OR IGNORE INTO event_ids VALUES (?, ?)');
	const remove = db.prepare('DELETE FROM tail WHERE id <= ?');
	let waiting: TailRow[] = [];
	let lastId = 0;
	let stepLength = shortStep;

	const step = db.transaction((rows: readonly TailRow[], isLast: boolean): void => {
		for (const { id, wedding, seq } of rows) {
			const row = select.get(id) as StoredRow | undefined;
			if (row === undefined) throw new StorageDead(`row ${seq} of wedding ${wedding} is gone from the tail`);
			// Under the number it was given, and as it is: whether it is whole is found out by whoever reads it.
			insert.run(wedding, seq, ...row.slice(1));
			for (const event of idsIn(row[8])) insertId.run(wedding, event);
		}
		if (isLast) remove.run(lastId);
	});

	return () => {
		if (waiting.length === 0) {
			waiting = tail.take();
			lastId = waiting.at(-1)?.id ?? 0;
			waiting.sort((a, b) => (a.wedding < b.wedding ? -1 : a.wedding > b.wedding ? 1 : a.seq - b.seq));
			stepLength = Math.max(shortStep, Math.ceil(waiting.length / 32));
		}
		const left = waiting.slice(stepLength);
		step.immediate(waiting.slice(0, stepLength), left.length === 0);
		waiting = left;
		if (left.length === 0) tail.settled();
		return { left: left.length, landed: tail.length };
	};
}

/** About a millisecond and a half; a long tail takes longer steps, so that it cannot outgrow them. */
const shortStep = 128;
