/**
 * Brings a database file to the shape this code knows: takes the missing steps, each in a transaction of its own. Guards
 * against running on a file that a newer version has changed.
 */
import type { Migration } from '../migrations/migration.ts';
import type { Database } from './database.ts';
import { FileUnusable } from './faults.ts';

export function migrate(db: Database, steps: readonly Migration[], now: number): void {
	db.exec(
		'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT',
	);
	const taken = Number(db.prepare('SELECT coalesce(max(number), 0) FROM migrations').pluck().get());
	if (taken > steps.length) {
		throw new FileUnusable(
			`${db.name} was written by a newer WedSync (its shape is ${taken}, this one knows ${steps.length}). Update WedSync.`,
		);
	}
	for (const step of steps.slice(taken)) {
		db.transaction(() => {
			db.exec(step.sql);
			db.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(step.number, step.reason, now);
		}).immediate();
	}
}
