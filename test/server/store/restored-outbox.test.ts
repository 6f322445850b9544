import { afterEach, beforeEach, expect, it } from 'vitest';
import { whyNotWhole } from '../../../server/store/rebuild.ts';
import { restoreFrom } from '../../../server/store/restore.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { weddingRow } from '../../world/entry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';
import { claimed, delivery, hook, noon, ourWedding, states } from '../../world/outbox.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());
const open = (name: string) =>
	openSqlite({ path: folder.file(name), random: seededRandom(1), clock: testClock(noon) });

it('[ST153] a restored server sends nothing that was due before, until somebody says so, and what is due later at its time', async () => {
	const store = await open('wedsync.db');
	await store.createWedding(weddingRow(ourWedding));
	const order = 'task:1';
	await store.addDeliveries([
		hook('flying', 'e1', { order }),
		hook('due', 'e1', { order }),
		hook('next', 'e1', { order, dueAt: noon + 900 }),
		hook('last', 'e1', { order, dueAt: noon + 900 }),
		delivery('later', { dueAt: noon + 800 }),
	]);
	expect(await claimed(store)).toEqual(['flying']);
	await store.backup(folder.file('backup.db'));
	await store.close();
	const restored = await restoreFrom(folder.file('backup.db'), folder.file('new.db'), {
		random: seededRandom(9),
		rebuild: whyNotWhole,
		now: noon + 500,
	});
	expect(restored.ok).toBe(true);
	const next = await open('new.db');
	const at = (ms: number) => claimed(next, { now: noon + ms });
	expect([await at(500), await next.nextDelivery('normal'), await at(800), await at(900)]).toEqual([
		[],
		noon + 800,
		['later'],
		['next'],
	]);
	expect(await states(next, ['flying', 'due', 'last'])).toEqual({
		flying: 'dead restored',
		due: 'dead restored',
		last: 'pending',
	});
	expect(await next.redrive({}, noon + 950)).toBe(2);
	await next.close();
});
