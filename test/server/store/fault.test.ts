/** A full disk and a dead one, in the small; `test/end-to-end/bad-disk.test.ts` fails the real system calls. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { StorageDead, StorageFull, type Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { client, entry, event, ourWedding, person, seq, snapshot, weddingRow } from '../../world/entry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let path: string;
const open = (maxPages?: number): Promise<Store> =>
	openSqlite({
		path,
		random: seededRandom(1),
		clock: testClock(),
		...(maxPages !== undefined && { weakened: { maxPages } }),
	});
const random = seededRandom(4);
const big = () => entry('', { update: random.bytes(20_000) });

beforeEach(() => {
	folder = temporaryFolder();
	path = folder.file('wedsync.db');
});
afterEach(() => folder[Symbol.dispose]());

it('[ST35] without space nothing of a call is stored, everything before stays, and later calls work', async () => {
	const store = await open(180);
	await store.createWedding(weddingRow(ourWedding));
	await store.append([entry('first')]);
	const full = { ok: false, error: { code: 'full', reason: expect.stringContaining('full') } };
	let last = await store.append([big()]);
	let stored = 1;
	for (; last.ok; stored++) last = await store.append([big()]);
	expect(last).toEqual(full);
	const refused = [
		entry('small', {
			events: [event('e')],
			bind: [client(3)],
			answer: { key: 'k', request: 'r', body: 'b' },
		}),
		big(),
	];
	expect(await store.append(refused)).toEqual(full);
	expect(await store.append([big()])).toEqual(full);
	// What was refused is forgotten whole: its event may come again.
	expect(await store.append([entry('small', { events: [event('e')] })])).toEqual({
		ok: true,
		value: [stored + 1],
	});
	stored += 1;
	await expect(
		store.saveSnapshot(ourWedding, 'plan', { ...snapshot(1), state: random.bytes(50_000) }),
	).rejects.toThrow(StorageFull);
	const loaded = await store.load(ourWedding, 'plan');
	expect([loaded.rows.length, loaded.seq, loaded.snapshot]).toEqual([stored, stored, undefined]);
	expect(await store.events(ourWedding, { seq: 0, index: 0 }, 10)).toHaveLength(1);
	expect(await store.leases(ourWedding, 'plan')).toEqual([]);
	expect(await store.recallAnswer(ourWedding, person('mia'), 'k')).toBeUndefined();
	await store.close();

	const roomy = await open();
	const again = refused.map((one) => ({ ...one, events: [] }));
	expect(await roomy.append(again)).toEqual({ ok: true, value: [stored + 1, stored + 2] });
	expect((await roomy.load(ourWedding, 'plan')).rows).toHaveLength(stored + 2);
	await roomy.close();
});

it('[ST36] a file that is no longer a database ends the store: what fails says so, and everything after', async () => {
	const store = await open();
	await store.createWedding(weddingRow(ourWedding));
	await store.append(Array.from({ length: 200 }, () => big()));
	await store.close();
	const broken = await open();
	const file = openSync(path, 'r+');
	writeSync(file, Buffer.alloc(3_000_000, 0xaa), 0, 3_000_000, 4_096);
	closeSync(file);
	await expect(broken.load(ourWedding, 'plan')).rejects.toThrow(StorageDead);
	const after = await Promise.allSettled([
		broken.append([entry('a')]),
		broken.load(ourWedding, 'guests'),
		broken.quarantine(ourWedding, seq(1), 'r'),
		broken.hasUpdate(ourWedding, 'plan', entry('a').update),
		broken.events(ourWedding, { seq: 0, index: 0 }, 1),
		broken.saveMember(ourWedding, { person: person('mia'), name: 'Mia', role: 'couple' }),
		broken.weddings(),
		broken.backup(folder.file('backup.db')),
		broken.probe(),
		broken.close(),
	]);
	expect(after.map((one) => one.status === 'rejected' && (one.reason as Error).name)).toEqual(
		after.map(() => 'StorageDead'),
	);
});
