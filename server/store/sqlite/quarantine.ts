/**
 * Rows put aside. A row that no longer applies is hidden from `load`; a rotten one needs no hiding (it fails its checksum at
 * each reading, and its number may not be its own), so its mark only says that it is known.
 */
import { EntryRejected } from '../store.ts';
import type { Database } from './database.ts';

export function createQuarantine(db: Database) {
	const hasRow = db.prepare('SELECT 1 FROM weddings WHERE id = ? AND seq >= ?').pluck();
	const insert = db.prepare(
		`INSERT INTO quarantine VALUES (?, ?, ?, ?, 0)
		 ON CONFLICT DO UPDATE SET rotten = 0, reason = excluded.reason WHERE rotten = 1`,
	);
	return (wedding: string, seq: number, reason: string, at: number): void => {
		if (hasRow.get(wedding, seq) === undefined)
			throw new EntryRejected(`wedding ${wedding} has no row ${seq}`);
		insert.run(wedding, seq, reason, at);
	};
}

/** The numbers that were not marked before. */
export function createMarkRotten(db: Database) {
	const insert = db.prepare("INSERT OR IGNORE INTO quarantine VALUES (?, ?, 'its bytes rotted', ?, 1)");
	return (wedding: string, seqs: readonly number[], at: number): number[] =>
		seqs.filter((seq) => insert.run(wedding, seq, at).changes === 1);
}
