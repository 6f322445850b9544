/** Every store adapter keeps the same contract. */
import { memoryDisk, openMemory } from '../../../server/store/memory.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { storeContract } from '../../contracts/store.ts';
import { temporaryFolder } from '../../world/folder.ts';

storeContract('memory', () => {
	const disk = memoryDisk();
	return { open: async () => openMemory(disk), remove: async () => disk.weddings.clear() };
});

storeContract('SQLite', () => {
	const folder = temporaryFolder();
	let opened = 0;
	return {
		open: () =>
			openSqlite({ path: folder.file('wedsync.db'), random: seededRandom(++opened), clock: testClock() }),
		remove: async () => folder[Symbol.dispose](),
	};
});
