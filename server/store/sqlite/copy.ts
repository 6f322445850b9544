/**
 * A consistent copy of a running database by SQLite's online backup, as one self-contained file that appears whole or not
 * at all. Must run on a connection of its own: a copy that shares one with the writer would wait for it page by page.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Database, openPlain } from './database.ts';

export async function copyTo(db: Database, target: string): Promise<void> {
	if (existsSync(target)) throw new Error(`${target} exists already; a backup is written to a new file.`);
	const unfinished = `${target}.unfinished`;
	rmSync(unfinished, { force: true });
	try {
		// All in one step: in several, each write of the running server would start the copy again.
		await db.backup(unfinished, { progress: () => everyPage });
		const copy = openPlain(unfinished);
		copy.pragma('journal_mode = DELETE');
		copy.close();
		syncFile(unfinished);
	} catch (cause) {
		rmSync(unfinished, { force: true });
		throw cause;
	}
	renameSync(unfinished, target);
	syncFile(dirname(target));
}

export function syncFile(path: string): void {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

const everyPage = 0x7fff_ffff;
