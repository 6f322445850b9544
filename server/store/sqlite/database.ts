/**
 * The one file that knows better-sqlite3: opens a database file the way the promises need it, and proves it. Guards the
 * durability of every receipt: WAL with `synchronous=FULL` (better-sqlite3's own default in WAL mode is NORMAL, which loses
 * acknowledged commits in a power cut), read back, not assumed. Must not know a table.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { FileLocked, FileUnusable } from './faults.ts';

export type Database = Sqlite.Database;
export type Statement = Sqlite.Statement<unknown[], unknown>;

/** Weaker settings, for tests that must see the harness fail or the disk fill up. Never set by the server. */
export interface Weakened {
	readonly synchronous?: 'NORMAL';
	readonly maxPages?: number;
}

/** Opens for writing, as the file's only writer: made if absent (folder too), checked, locked against a second server. */
export function openWriter(path: string, weakened: Weakened = {}): { db: Database; unlock: () => void } {
	makeFolder(dirname(path));
	const unlock = lock(path);
	try {
		const db = new Sqlite(path, { timeout: busyTimeoutMs });
		ownOrEmpty(db, path);
		db.pragma('journal_mode = WAL');
		setPragmas(db, weakened);
		quickCheck(db, path);
		return { db, unlock };
	} catch (cause) {
		unlock();
		const isFiles = /^SQLITE_(NOTADB|CORRUPT|CANTOPEN|READONLY|PERM)/.test(sqliteCode(cause));
		if (!isFiles || !(cause instanceof Error)) throw cause;
		throw new FileUnusable(`${path} cannot be used as a WedSync database: ${cause.message}.`);
	}
}

/** Opens a second connection, which writes nothing but may checkpoint. */
export function openReader(path: string, weakened: Weakened = {}): Database {
	const db = new Sqlite(path, { timeout: busyTimeoutMs, fileMustExist: true });
	setPragmas(db, weakened);
	return db;
}

/** Opens a file as it is, with no promise: for copies that no server has open. */
export function openPlain(path: string): Database {
	return new Sqlite(path, { timeout: busyTimeoutMs, fileMustExist: true });
}

/** Opens one of our files to look at, beside a running server or not; nothing can be changed through it. */
export function openReadOnly(path: string): Database {
	const db = new Sqlite(path, { timeout: busyTimeoutMs, fileMustExist: true, readonly: true });
	try {
		if (db.pragma('application_id', { simple: true }) === applicationId) return db;
		throw new FileUnusable(`${path} is no WedSync database.`);
	} catch (cause) {
		db.close();
		throw cause;
	}
}

/**
 * Work whose commit waits for no fsync: the next one that does covers it. A killed process loses nothing of it, a power cut may lose the
 * last of it, whole transactions from the end. Only for what is safely done twice.
 */
export function unhurried<A extends unknown[], T>(db: Database, work: (...args: A) => T): (...args: A) => T {
	const usual = Number(db.pragma('synchronous', { simple: true }));
	return (...args) => {
		db.pragma('synchronous = NORMAL');
		try {
			return work(...args);
		} finally {
			db.pragma(`synchronous = ${usual}`);
		}
	};
}

/**
 * Only one server may number a wedding's rows. The lock is a POSIX lock on a file beside the database, so it dies with the
 * process (kill -9 too), while backup and verify in other processes may still read the database itself. Keep what is
 * returned: the garbage collector closes what nobody holds, and the lock with it.
 */
export function lock(path: string): () => void {
	const held = new Sqlite(`${path}.lock`, { timeout: lockTimeoutMs });
	try {
		held.exec('BEGIN EXCLUSIVE');
	} catch (cause) {
		held.close();
		if (!sqliteCode(cause).startsWith('SQLITE_BUSY')) throw cause;
		throw new FileLocked(
			`Another WedSync server has ${path} open. Stop it first, or set WEDSYNC_DATA to another folder.`,
		);
	}
	return () => held.close();
}

export function quickCheck(db: Database, path: string): void {
	const findings = db.prepare('PRAGMA quick_check(5)').pluck().all();
	if (findings.length === 1 && findings[0] === 'ok') return;
	throw new FileUnusable(`${path} is damaged (${findings.join('; ')}). Restore it from a backup.`);
}

/** SQLite's own result code (`SQLITE_FULL`, …), or '' for any other error. */
export function sqliteCode(cause: unknown): string {
	return cause instanceof Sqlite.SqliteError ? cause.code : '';
}

function ownOrEmpty(db: Database, path: string): void {
	const id = db.pragma('application_id', { simple: true });
	const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
	if (id === applicationId) return;
	if (id !== 0 || tables !== 0) throw new FileUnusable(`${path} is a database of another program.`);
	db.pragma(`application_id = ${applicationId}`);
}

function setPragmas(db: Database, weakened: Weakened): void {
	const wanted: Record<string, string | number> = {
		synchronous: weakened.synchronous === 'NORMAL' ? 1 : 2,
		busy_timeout: busyTimeoutMs,
		foreign_keys: 1,
		trusted_schema: 0,
		// Checkpoints are ours to call: SQLite's own, inside a commit, ignores a failing disk.
		wal_autocheckpoint: 0,
		journal_size_limit: 64 * 1024 * 1024,
		...(weakened.maxPages === undefined ? {} : { max_page_count: weakened.maxPages }),
	};
	for (const [name, value] of Object.entries(wanted)) db.pragma(`${name} = ${value}`);
	for (const [name, value] of Object.entries({ ...wanted, journal_mode: 'wal' })) {
		const is = db.pragma(name, { simple: true });
		if (is !== value) throw new FileUnusable(`SQLite keeps ${name} at ${is}, but ${value} is needed.`);
	}
}

/** A new folder is fsynced into its parent: a receipt must not hang on a directory that a power cut forgets. */
export function makeFolder(folder: string): void {
	if (existsSync(folder)) return;
	makeFolder(dirname(folder));
	mkdirSync(folder);
	const parent = openSync(dirname(folder), 'r');
	fsyncSync(parent);
	closeSync(parent);
}

/** "Weds" in ASCII: tells our files from other programs'. */
const applicationId = 0x57656473;
const busyTimeoutMs = 5_000;
/** Long enough for a killed predecessor to be gone. */
const lockTimeoutMs = 300;
