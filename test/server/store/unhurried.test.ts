import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { type Database, openWriter, unhurried } from '../../../server/store/sqlite/database.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';
import { delivery, noon, ourWedding, owner, settlement } from '../../world/outbox.ts';
import { weddingRow } from '../../world/entry.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

it('[ST139] work without an fsync of its own leaves every other commit with one, also when it fails', () => {
	const { db, unlock } = openWriter(folder.file('a.db'));
	const level = (of: Database) => of.pragma('synchronous', { simple: true });
	const during = unhurried(db, (value: number) => [value, level(db)]);
	const failing = unhurried(db, () => {
		throw new Error('no');
	});
	expect([level(db), during(7), level(db)]).toEqual([2, [7, 1], 2]);
	expect(failing).toThrow('no');
	expect(level(db)).toBe(2);
	db.close();
	unlock();
});

it('[ST45] the write-ahead log stays short however much the outbox writes', async () => {
	const path = folder.file('b.db');
	const clock = testClock(noon);
	const upkeep = { tailRows: 64, checkpointBytes: 200_000, longLogPages: 50 };
	const store = await openSqlite({ path, random: seededRandom(3), clock, upkeep });
	await store.createWedding(weddingRow(ourWedding));
	let longest = 0;
	for (let round = 0; round < 40; round++) {
		const ids = Array.from({ length: 30 }, (_, n) => `d${round}-${n}`);
		await store.addDeliveries(ids.map((id) => delivery(id)));
		const claimed = await store.claim({
			lane: 'normal',
			owner,
			now: noon,
			leaseUntil: noon + 60_000,
			limit: 30,
		});
		await store.settle(claimed.map(({ id }) => settlement(id)));
		longest = Math.max(longest, statSync(`${path}-wal`).size);
	}
	await store.close();
	expect(longest).toBeLessThan(2_500_000);
});
