/** What must be true before the store takes its first row: pragmas, the lock, the file's own identity, its shape. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../../server/store/migrations/migrations.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { openPlain, openReader, openWriter } from '../../../server/store/sqlite/database.ts';
import { FileLocked, FileUnusable } from '../../../server/store/sqlite/faults.ts';
import { migrate } from '../../../server/store/sqlite/migrate.ts';
import type { Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { entry, ourWedding, weddingRow } from '../../world/entry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let path: string;
const open = (at = path, seed = 1): Promise<Store> =>
	openSqlite({ path: at, random: seededRandom(seed), clock: testClock() });

beforeEach(() => {
	folder = temporaryFolder();
	path = folder.file('wedsync.db');
});
afterEach(() => folder[Symbol.dispose]());

it('[ST30] both connections are durable and checked, as read back from SQLite', () => {
	const { db, unlock } = openWriter(path);
	db.exec('CREATE TABLE t (x)');
	const reader = openReader(path);
	const settings = [db, reader].map((connection) =>
		[
			'journal_mode',
			'synchronous',
			'foreign_keys',
			'busy_timeout',
			'trusted_schema',
			'wal_autocheckpoint',
		].map((name) => connection.pragma(name, { simple: true })),
	);
	reader.close();
	db.close();
	unlock();
	expect(settings).toEqual([
		['wal', 2, 1, 5_000, 0, 0],
		['wal', 2, 1, 5_000, 0, 0],
	]);
});

it('[ST30] a file that cannot be in WAL mode stops the start', () => {
	// A reader must find what the writer set; here nobody has.
	const plain = openWriter(path);
	plain.db.pragma('journal_mode = DELETE');
	plain.db.close();
	plain.unlock();
	expect(() => openReader(path)).toThrow(FileUnusable);
	expect(() => openReader(path)).toThrow('SQLite keeps journal_mode at delete, but wal is needed');
});

it('[ST26] the incarnation is new for every file and stays with it', async () => {
	const first = await open();
	const name = first.incarnation;
	await first.close();
	const again = await open(path, 2);
	expect(again.incarnation).toBe(name);
	await again.close();
	const other = await open(folder.file('deep/down/other.db'), 3);
	expect(other.incarnation).not.toBe(name);
	await other.close();
});

it('[ST31] a second server on the same file is refused with a sentence, and the first goes on', async () => {
	const store = await open();
	await store.createWedding(weddingRow(ourWedding));
	await expect(open()).rejects.toThrow(
		new FileLocked(
			`Another WedSync server has ${path} open. Stop it first, or set WEDSYNC_DATA to another folder.`,
		),
	);
	expect(await store.append([entry('a')])).toEqual({ ok: true, value: [1] });
	await store.close();
	const next = await open();
	expect((await next.load(ourWedding, 'plan')).seq).toBe(1);
	await next.close();
});

it('[ST31] the lock of a killed process is gone with it', async () => {
	const program = `
		const { openWriter } = await import(${JSON.stringify(new URL('../../../server/store/sqlite/database.ts', import.meta.url).href)});
		// Kept, or the garbage collector closes it.
		globalThis.opened = openWriter(${JSON.stringify(path)});
		process.stdout.write('locked');
		setInterval(() => {}, 1000);
	`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
	await new Promise((resolve) => child.stdout.once('data', resolve));
	await expect(open()).rejects.toThrow(FileLocked);
	child.kill('SIGKILL');
	await new Promise((resolve) => child.once('exit', resolve));
	await (await open()).close();
});

it("[ST32] another program's database, a text, and a newer WedSync's file are refused and left as they are", async () => {
	const foreign = openWriter(path);
	foreign.db.pragma('application_id = 77');
	foreign.db.exec('CREATE TABLE theirs (x)');
	foreign.db.close();
	foreign.unlock();
	const before = readFileSync(path);
	await expect(open()).rejects.toThrow('is a database of another program');
	expect(readFileSync(path)).toEqual(before);

	const text = folder.file('notes.txt');
	writeFileSync(text, 'Dear Mia, '.repeat(2_000));
	await expect(open(text)).rejects.toThrow(FileUnusable);
	expect(readFileSync(text, 'utf8')).toBe('Dear Mia, '.repeat(2_000));

	const newer = folder.file('newer.db');
	await (await open(newer)).close();
	const db = openPlain(newer);
	db.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(1_000, 'from the future', 1);
	db.close();
	await expect(open(newer)).rejects.toThrow('was written by a newer WedSync');
});

it('[ST32] a damaged file is refused with the advice to restore', async () => {
	const store = await open();
	await store.createWedding(weddingRow(ourWedding));
	await store.append(Array.from({ length: 500 }, (_, place) => entry(`row ${place} ${'*'.repeat(200)}`)));
	await store.close();
	const bytes = readFileSync(path);
	bytes.fill(0xaa, 4_096 * 12, 4_096 * 20);
	writeFileSync(path, bytes);
	await expect(open()).rejects.toThrow(/is damaged \(.*\)\. Restore it from a backup\./s);
});

it('[ST33] migrations run in the order of their numbers, each number once, and a landed one never changes', () => {
	const fingerprints = migrations.map(({ number, sql }) => [
		number,
		createHash('sha256').update(sql).digest('hex').slice(0, 16),
	]);
	expect(fingerprints).toEqual([
		[1, '5c2bddfbc7b5fe38'],
		[2, '259a33abd4c73ad0'],
		[3, '24a9c92ab6bbb361'],
		[4, '16070a3b6e854812'],
		[5, '4c884b072d3a6500'],
		[6, '90216d234036e1ce'],
		[8, '71233822248ee984'],
		[9, '8afed54ed095633e'],
	]);
	const numbers = migrations.map(({ number }) => number);
	expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
	expect(migrations.every(({ reason }) => reason.length > 0)).toBe(true);
});

it('[ST33] a file takes the steps it lacks, once, and a failing step leaves it as it was', () => {
	const { db, unlock } = openWriter(path);
	const first = { number: 1, reason: 'first', sql: 'CREATE TABLE a (x)' };
	const second = { number: 2, reason: 'second', sql: 'CREATE TABLE b (x)' };
	const failing = { number: 3, reason: 'third', sql: 'CREATE TABLE c (x); CREATE TABLE a (x)' };
	migrate(db, [first], 10);
	migrate(db, [first, second], 20);
	expect(() => migrate(db, [first, second, failing], 30)).toThrow('already exists');
	const tables = db
		.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
		.pluck()
		.all();
	const taken = db.prepare('SELECT number, reason, at FROM migrations').raw().all();
	db.close();
	unlock();
	expect(tables).toEqual(['a', 'b', 'migrations']);
	expect(taken).toEqual([
		[1, 'first', 10],
		[2, 'second', 20],
	]);
});
