/** Backup, restore and verify, on real files: a backup under load is whole, and a restore proves itself before it appears. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { restoreFrom } from '../../../server/store/restore.ts';
import { whyNotWhole } from '../../../server/store/rebuild.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { openPlain } from '../../../server/store/sqlite/database.ts';
import type { Store } from '../../../server/store/store.ts';
import { verify } from '../../../server/store/verify.ts';
import { canonicalHash } from '../../../shared/document/canonical.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { entry, event, otherWedding, ourWedding, seq, weddingRow } from '../../world/entry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let store: Store;
let doc: Y.Doc;
const open = (name = 'wedsync.db') =>
	openSqlite({ path: folder.file(name), random: seededRandom(1), clock: testClock() });
const random = seededRandom(2);

beforeEach(async () => {
	folder = temporaryFolder();
	store = await open();
	await store.createWedding(weddingRow(ourWedding));
	await store.createWedding(weddingRow(otherWedding, 2_000));
	doc = new Y.Doc();
	doc.clientID = 7;
});
afterEach(async () => {
	await store.close();
	folder[Symbol.dispose]();
});

/** An edit as a real update of `doc`, with an event. */
function edit(number: number) {
	let update = new Uint8Array();
	doc.once('update', (bytes: Uint8Array) => {
		update = new Uint8Array(bytes);
	});
	doc.getMap('meta').set(`key ${number % 5}`, number);
	return entry('', { update, events: [event(`e${number}`)] });
}

async function edits(from: number, to: number): Promise<void> {
	for (let number = from; number <= to; number++) await store.append([edit(number)]);
}

async function saveSnapshot(): Promise<void> {
	const { seq: last } = await store.load(ourWedding, 'plan');
	await store.saveSnapshot(ourWedding, 'plan', {
		seq: last,
		state: Y.encodeStateAsUpdate(doc),
		stateVector: Y.encodeStateVector(doc),
		hash: canonicalHash(doc),
	});
}

describe('a backup', () => {
	it('[ST41] taken while writes go on is one whole file that holds a prefix of the log', async () => {
		await edits(1, 50);
		let copied = false;
		const writing = (async () => {
			let number = 50;
			while (!copied) await store.append([edit(++number)]);
			return number;
		})();
		await store.backup(folder.file('backup.db'));
		const durableAtEnd = (await store.load(ourWedding, 'plan')).seq;
		copied = true;
		const written = await writing;
		const report = verify(folder.file('backup.db'), whyNotWhole);
		expect({ ...report, rows: 0, events: 0, auditHead: '' }).toEqual({
			ok: true,
			incarnation: store.incarnation,
			weddings: 2,
			sections: 1,
			snapshots: 0,
			quarantined: 0,
			rows: 0,
			folded: 0,
			events: 0,
			auditRows: 0,
			auditHead: '',
			findings: [],
		});
		expect(report.rows).toBeGreaterThanOrEqual(50);
		expect(report.rows).toBeLessThanOrEqual(durableAtEnd);
		expect(written).toBeGreaterThan(50);
		expect(
			['-wal', '-shm', '-journal', '.unfinished'].some((end) => existsSync(folder.file(`backup.db${end}`))),
		).toBe(false);
	});

	it('[ST41] is never written over another file', async () => {
		writeFileSync(folder.file('precious.txt'), 'precious');
		await expect(store.backup(folder.file('precious.txt'))).rejects.toThrow('exists already');
		expect(readFileSync(folder.file('precious.txt'), 'utf8')).toBe('precious');
	});

	it('[ST41] that fails leaves no file and does not touch the running store', async () => {
		await edits(1, 20);
		await expect(store.backup(folder.file('no such folder/backup.db'))).rejects.toThrow(
			'directory does not exist',
		);
		await expect(store.backup('/dev/full/backup.db')).rejects.toThrow();
		// SQLite finds a folder where its file should be.
		mkdirSync(folder.file('taken.db.unfinished-journal'));
		await expect(store.backup(folder.file('taken.db'))).rejects.toThrow();
		expect(existsSync(folder.file('taken.db.unfinished'))).toBe(false);
		await edits(21, 22);
		expect((await store.load(ourWedding, 'plan')).seq).toBe(22);
	});
});

describe('a restore', () => {
	const backup = () => folder.file('backup.db');
	const target = () => folder.file('restored.db');
	const restore = (given: { overwrite?: boolean; to?: string } = {}) =>
		restoreFrom(backup(), given.to ?? target(), {
			random,
			rebuild: whyNotWhole,
			now: 7_000,
			...(given.overwrite !== undefined && { overwrite: given.overwrite }),
		});

	beforeEach(async () => {
		await edits(1, 20);
		await saveSnapshot();
		await edits(21, 26);
		// A closed store has settled its rows into the log; the last four stay in the tail.
		await store.close();
		store = await open();
		await edits(27, 30);
		await store.backup(backup());
	});

	it('[ST42] brings back what the backup holds, under a new incarnation', async () => {
		const restored = await restore();
		expect(restored.ok && restored.value.incarnation).not.toBe(store.incarnation);
		expect(restored).toMatchObject({ ok: true, value: { verified: { ok: true, rows: 30, snapshots: 1 } } });
		const before = await store.load(ourWedding, 'plan');
		await store.close();
		store = await open('restored.db');
		expect(await store.load(ourWedding, 'plan')).toEqual(before);
		expect(restored.ok && restored.value.incarnation).toBe(store.incarnation);
		expect(await store.append([entry('next')])).toEqual({ ok: true, value: [31] });
	});

	it('[ST42] overwrites nothing unless told to, and then keeps what it replaced', async () => {
		writeFileSync(target(), 'something else');
		expect(await restore()).toMatchObject({ ok: false, error: { code: 'exists' } });
		expect(readFileSync(target(), 'utf8')).toBe('something else');
		const restored = await restore({ overwrite: true });
		const replaced = restored.ok ? (restored.value.replaced ?? '') : '';
		expect(readFileSync(replaced, 'utf8')).toBe('something else');
		expect(verify(target(), whyNotWhole)).toMatchObject({ ok: true, rows: 30 });
	});

	it('[ST42] refuses a file that a running server has open', async () => {
		const answer = await restore({ to: folder.file('wedsync.db'), overwrite: true });
		expect(answer).toMatchObject({ ok: false, error: { code: 'in-use' } });
		expect(await store.append([entry('still here')])).toEqual({ ok: true, value: [31] });
	});

	it('[ST42] refuses a backup with one rotten row, snapshot or event, and leaves no file', async () => {
		for (const damage of [
			'UPDATE log SET bytes = zeroblob(length(bytes)) WHERE seq = 25',
			"UPDATE log SET person = 'forged' WHERE seq = 25",
			"UPDATE tail SET person = 'forged' WHERE seq = 30",
			"UPDATE log SET events = replace(events, 'e3', 'e0') WHERE seq = 3",
			'UPDATE snapshots SET zstd = substr(zstd, 1, 20)',
			'UPDATE snapshots SET state_vector = zeroblob(1)',
			'DELETE FROM log WHERE seq = 25',
			'UPDATE weddings SET seq = 31',
		]) {
			const damaged = folder.file('damaged.db');
			copyFileSync(backup(), damaged);
			const db = openPlain(damaged);
			const { changes } = db.prepare(damage).run();
			db.close();
			const answer = await restoreFrom(damaged, target(), { random, rebuild: whyNotWhole, now: 7_000 });
			expect([damage, changes > 0, answer.ok ? 'restored' : answer.error.code]).toEqual([
				damage,
				true,
				'damaged',
			]);
			expect(existsSync(target())).toBe(false);
		}
	});

	it('[ST42] told to, restores what is whole of a damaged backup, but not a broken file', async () => {
		const damaged = folder.file('damaged.db');
		copyFileSync(backup(), damaged);
		const db = openPlain(damaged);
		db.prepare("UPDATE log SET person = 'forged' WHERE seq = 25").run();
		db.close();
		const anyway = { random, rebuild: () => undefined, anyway: true, now: 7_000 };
		expect(await restoreFrom(damaged, target(), anyway)).toMatchObject({
			ok: true,
			value: { verified: { ok: false, rows: 30, findings: [{ kind: 'row', seq: 25 }] } },
		});
		const broken = readFileSync(backup());
		writeFileSync(folder.file('broken.db'), broken.subarray(0, broken.length - 8_192));
		const answer = await restoreFrom(folder.file('broken.db'), folder.file('other.db'), anyway);
		expect(answer).toMatchObject({ ok: false, error: { code: 'damaged' } });
	});

	it('[ST42] refuses a backup whose sections cannot be rebuilt, though every byte is as it was written', async () => {
		await store.append([entry('these bytes are no update', { section: 'guests' })]);
		await store.backup(folder.file('later.db'));
		const answer = await restoreFrom(folder.file('later.db'), target(), {
			random,
			rebuild: whyNotWhole,
			now: 7_000,
		});
		expect(answer).toMatchObject({
			ok: false,
			error: { code: 'damaged', verified: { findings: [{ kind: 'section', section: 'guests' }] } },
		});
	});

	it('[ST42] says so when there is no backup, or when it is another file', async () => {
		const from = (path: string) => restoreFrom(path, target(), { random, rebuild: whyNotWhole, now: 7_000 });
		expect(await from(folder.file('nothing.db'))).toMatchObject({ ok: false, error: { code: 'no-backup' } });
		writeFileSync(folder.file('text.db'), 'x'.repeat(8_192));
		expect(await from(folder.file('text.db'))).toMatchObject({ ok: false, error: { code: 'damaged' } });
	});
});

describe('verify', () => {
	it('[ST43] changes nothing, and may run beside a server', async () => {
		await edits(1, 30);
		const running = folder.file('wedsync.db');
		// What a killed server leaves: rows that are in the write-ahead log only.
		const killed = folder.file('killed.db');
		for (const end of ['', '-wal']) copyFileSync(running + end, killed + end);
		const bytes = () =>
			[running, killed].flatMap((path) => ['', '-wal'].map((end) => readFileSync(path + end)));
		const before = bytes();
		for (const path of [running, killed]) {
			expect(verify(path, whyNotWhole)).toMatchObject({ ok: true, rows: 30, events: 30 });
		}
		expect(bytes()).toEqual(before);
	});

	it('[ST43] knows a snapshot that shows other contents than it was kept with', async () => {
		await edits(1, 5);
		const other = new Y.Doc();
		await store.saveSnapshot(ourWedding, 'plan', {
			seq: seq(5),
			state: Y.encodeStateAsUpdate(doc),
			stateVector: Y.encodeStateVector(doc),
			hash: canonicalHash(other),
		});
		expect(verify(folder.file('wedsync.db'), whyNotWhole).findings).toEqual([
			{
				kind: 'section',
				wedding: ourWedding,
				section: 'plan',
				what: 'the snapshot at 5 shows other contents than it was kept with',
			},
		]);
	});
});
