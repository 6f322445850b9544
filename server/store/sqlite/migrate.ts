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
	const taken = new Set(db.prepare('SELECT number FROM migrations').pluck().all());
	const newest = Math.max(0, ...[...taken].map(Number));
	const known = Math.max(0, ...steps.map(({ number }) => number));
	if (newest > known) {
		throw new FileUnusable(
			`${db.name} was written by a newer WedSync (its shape is ${newest}, this one knows ${known}). Update WedSync.`,
		);
	}
	// By number and not by count: steps that were made side by side may land in any order.
	for (const step of steps) {
		if (taken.has(step.number)) continue;
		db.transaction(() => {
			db.exec(step.sql);
			db.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(step.number, step.reason, now);
		}).immediate();
	}
}
