/** A SQLite store that can be restarted and killed, for `checkStoreLives`: a kill opens what lies on the disk, unclosed. */
import { copyFileSync, existsSync } from 'node:fs';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import type { LivingStore } from '../../contracts/store-lives.ts';
import { temporaryFolder } from '../folder.ts';

export async function openLivingSqlite(): Promise<LivingStore> {
	const folder = temporaryFolder('memory');
	let path = folder.file('0.db');
	let kills = 0;
	const open = () =>
		openSqlite({
			path,
			random: seededRandom(1),
			clock: testClock(),
			// No checkpoints while it runs: a kill then leaves a database file at rest and a log cut anywhere.
			upkeep: { tailRows: 7, checkpointBytes: Number.POSITIVE_INFINITY },
		});
	let store = await open();
	return {
		get store() {
			return store;
		},
		async restart() {
			await store.close();
			store = await open();
		},
		async kill() {
			const killed = folder.file(`${++kills}.db`);
			for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, killed + end);
			await store.close();
			path = killed;
			store = await open();
		},
		async remove() {
			await store.close();
			folder[Symbol.dispose]();
		},
	};
}
