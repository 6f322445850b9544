/** A failing disk and a full one (quality F3, F6), made by failing real system calls, and by a real small disk where root can mount one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openSqlite } from '../../server/store/sqlite.ts';
import { StorageFull } from '../../server/store/store.ts';
import { testClock } from '../../shared/clock.ts';
import { seededRandom } from '../../shared/random.ts';
import { checkFolder } from '../world/disk/image-check.ts';
import { runUnderStrace } from '../world/disk/strace.ts';
import { databaseFile, promisesFile, type Promised } from '../world/disk/writer-program.ts';
import { entry, ourWedding, snapshot, weddingRow } from '../world/entry.ts';
import { temporaryFolder } from '../world/folder.ts';

/** Runs the busy writer on a disk that fails as told; what it was promised, and what lies there afterwards. */
async function onBadDisk(inject: string, ...files: string[]) {
	using folder = temporaryFolder();
	const at = folder.file('data');
	mkdirSync(at);
	const program = new URL('../world/disk/writer-program.ts', import.meta.url).pathname;
	const trace = folder.file('trace');
	const run = await runUnderStrace({
		program: [process.execPath, program, at, '400', '11'],
		trace,
		paths: [...files, promisesFile].map((name) => `${at}/${name}`),
		inject,
	});
	const lines = readFileSync(`${at}/${promisesFile}`, 'utf8').trimEnd().split('\n');
	const promised = lines.map((line) => JSON.parse(line) as Promised);
	const traced = readFileSync(trace, 'latin1');
	const receipt = Buffer.from('{"receipt').toString('hex').replace(/../g, '\\x$&');
	return {
		...run,
		receipts: promised.filter((line) => 'receipt' in line).length,
		refusals: promised.filter((line) => 'refused' in line).length,
		injected: traced.split('(INJECTED)').length - 1,
		receiptsAfterFault: traced.slice(traced.indexOf('(INJECTED)')).split(receipt).length - 1,
		receiptsAfterLastFault: traced.slice(traced.lastIndexOf('(INJECTED)')).split(receipt).length - 1,
		found: checkFolder(at, promised),
	};
}

const wal = `${databaseFile}-wal`;
const whole = { lost: 0, broken: [] };

it('[ST36] a commit whose fsync fails gives no receipt; the process ends, and the next one finds every receipt kept', async () => {
	const run = await onBadDisk('fsync:error=EIO:when=40', wal);
	expect(run).toMatchObject({ code: 7, injected: 1, receiptsAfterFault: 0, found: whole });
	expect(run.stderr).toContain('StorageDead: SQLITE_IOERR_FSYNC');
	expect(run.receipts).toBeGreaterThan(20);
	expect(run.receipts).toBeLessThan(400);
});

it('[ST36] a write that fails ends the process too', async () => {
	const run = await onBadDisk('pwrite64:error=EIO:when=300', wal);
	expect(run).toMatchObject({ code: 7, injected: 1, receiptsAfterFault: 0, found: whole });
	expect(run.stderr).toContain('StorageDead: SQLITE_IOERR_WRITE');
});

it('[ST36] so does a checkpoint that cannot be synced, which SQLite by itself would pass over in silence', async () => {
	const run = await onBadDisk('fsync:error=EIO:when=4+', databaseFile);
	expect(run).toMatchObject({ code: 7, found: whole });
	expect(run.stderr).toContain('StorageDead: SQLITE_IOERR_FSYNC');
	expect(run.injected).toBeGreaterThan(0);
});

it('[ST35] while writes find no space they are refused, whole; with space again the same process goes on', async () => {
	const run = await onBadDisk('pwrite64:error=ENOSPC:when=300..330', wal);
	expect(run).toMatchObject({ code: 0, stderr: '', found: whole });
	expect(run.injected).toBeGreaterThan(20);
	expect(run.refusals).toBeGreaterThan(20);
	expect(run.receipts + run.refusals).toBe(400);
	expect(run.receiptsAfterLastFault).toBeGreaterThan(50);
});

/** Only root can mount; for everybody else the test above has failed the same calls. */
for (const disk of process.getuid?.() === 0 ? ['a disk of 1 MB'] : []) {
	it(`[ST35] ${disk} fills up: "full" and nothing stored; reads go on; freed space is used at once`, async () => {
		using folder = temporaryFolder();
		const at = folder.file('small');
		mkdirSync(at);
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'small', at]);
		try {
			await fillAndFree(at);
		} finally {
			execFileSync('umount', [at]);
		}
	});
}

async function fillAndFree(at: string): Promise<void> {
	writeFileSync(`${at}/ballast`, Buffer.alloc(200_000));
	const path = `${at}/wedsync.db`;
	const store = await openSqlite({ path, random: seededRandom(1), clock: testClock() });
	await store.createWedding(weddingRow(ourWedding));
	const big = (number: number) => [entry(`row ${number} ${'*'.repeat(5_000)}`), entry(`row ${number + 1}`)];
	let stored = 0;
	let answer = await store.append(big(1));
	while (answer.ok) {
		stored += 2;
		answer = await store.append(big(stored + 1));
	}
	expect(answer.error).toEqual({
		code: 'full',
		reason: 'The disk of the server is full; nothing of this was stored.',
	});
	// Many at once: a batch is refused as a whole, and small ones that would fit are not stored behind big ones.
	const batch = await Promise.all([1, 2, 3].map((number) => store.append(big(stored + number))));
	expect(batch.map((one) => !one.ok && one.error.code)).toEqual(['full', 'full', 'full']);
	const loaded = async () => {
		const { rows, seq } = await store.load(ourWedding, 'plan');
		return [rows.length, seq];
	};
	expect(await loaded()).toEqual([stored, stored]);
	await expect(
		store.saveSnapshot(ourWedding, 'plan', { ...snapshot(stored), state: seededRandom(3).bytes(90_000) }),
	).rejects.toThrow(StorageFull);

	rmSync(`${at}/ballast`);
	expect(await store.append(big(stored + 1))).toEqual({ ok: true, value: [stored + 1, stored + 2] });
	expect(await store.probe()).toEqual({ ok: true, value: undefined });
	await store.close();
	const again = await openSqlite({ path, random: seededRandom(2), clock: testClock() });
	expect((await again.load(ourWedding, 'plan')).rows.map((row) => Number(row.seq))).toEqual(
		Array.from({ length: stored + 2 }, (_, place) => place + 1),
	);
	await again.close();
}
