/** The sections of one wedding in one database file: kept, proved, backed up, restored and found rotten apart from each other. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRooms } from '../../../server/room/rooms.ts';
import { whyNotWhole } from '../../../server/store/rebuild.ts';
import { restoreFrom } from '../../../server/store/restore.ts';
import { openPlain } from '../../../server/store/sqlite/database.ts';
import { openSqlite } from '../../../server/store/sqlite.ts';
import type { Store } from '../../../server/store/store.ts';
import { verify } from '../../../server/store/verify.ts';
import { testClock } from '../../../shared/clock.ts';
import { sectionNames } from '../../../shared/document/schema.ts';
import { seededRandom } from '../../../shared/random.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';
import { demoWedding, principal } from '../../world/wedding.ts';

let folder: TemporaryFolder;
const clock = testClock();
const open = (name: string) => openSqlite({ path: folder.file(name), random: seededRandom(1), clock });

beforeEach(() => {
	folder = temporaryFolder('memory');
});
afterEach(() => folder[Symbol.dispose]());

function roomsOn(store: Store, logged: string[] = []) {
	return createRooms({
		store,
		clock,
		random: seededRandom(2),
		later: queueMicrotask,
		log: (_, event) => void logged.push(event),
		fatal(fault) {
			throw fault;
		},
	});
}

async function viewsOf(store: Store) {
	const rooms = roomsOn(store);
	const views = [];
	for (const section of sectionNames) {
		const { view, seq } = await (await rooms.open(demoWedding, section)).view();
		views.push({ view, seq });
	}
	await rooms.close();
	return views;
}

/** Some rows of each, one after the other, and a snapshot of each. */
async function fill(store: Store): Promise<void> {
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	for (const half of ['a', 'b']) {
		const rooms = roomsOn(store);
		const acts = [
			['plan', 'tasks.create', { id: half, title: 'Flowers' }],
			['ceremony', 'items.create', { id: half, title: 'Vows', text: 'I, Ada' }],
			['guests', 'tables.create', { id: half, name: 'Oak', seats: 8 }],
			['budget', 'lines.create', { id: half, title: 'Cake', amount: 400 }],
			['guests', 'guests.create', { id: half, name: 'Bo', table: half }],
			['budget', 'lines.change', { id: half, paid: 100 }],
		] as const;
		for (const [section, name, input] of acts) {
			const room = await rooms.open(demoWedding, section);
			expect(await room.operate(principal('ada'), { name, input })).toMatchObject({ ok: true });
		}
		await rooms.close();
	}
}

it('[ST42][ST43] a file with four sections is whole, and so is its restored backup, section by section', async () => {
	const store = await open('wedsync.db');
	await fill(store);
	const before = await viewsOf(store);
	await store.backup(folder.file('backup.db'));
	await store.close();
	const whole = { ok: true, sections: 4, snapshots: 8, rows: 12, findings: [] };
	expect(verify(folder.file('wedsync.db'), whyNotWhole)).toMatchObject(whole);
	expect(verify(folder.file('backup.db'), whyNotWhole)).toMatchObject(whole);
	const restored = await restoreFrom(folder.file('backup.db'), folder.file('restored.db'), {
		random: seededRandom(3),
		rebuild: whyNotWhole,
		overwrite: false,
		now: clock.now(),
	});
	expect(restored).toMatchObject({ ok: true });
	const again = await open('restored.db');
	expect((await viewsOf(again)).map(({ view }) => view)).toEqual(before.map(({ view }) => view));
	await again.close();
});

it('[ST38][ST43] a rotten section is named, and the others go on', async () => {
	const store = await open('wedsync.db');
	await fill(store);
	const [plan, ceremony, guests] = await viewsOf(store);
	await store.close();
	const db = openPlain(folder.file('wedsync.db'));
	const spoilt = db
		.prepare("UPDATE snapshots SET zstd = zeroblob(20) WHERE section = 'budget'")
		.run().changes;
	expect(spoilt).toBeGreaterThan(0);
	db.close();
	const { ok, findings } = verify(folder.file('wedsync.db'), whyNotWhole);
	expect(ok).toBe(false);
	const named = findings.flatMap((finding) => ('section' in finding ? [finding.section] : []));
	expect(new Set(named)).toEqual(new Set(['budget']));
	const again = await open('wedsync.db');
	const rooms = roomsOn(again);
	const sound = [plan, ceremony, guests].map((one) => one?.view);
	for (const [index, section] of (['plan', 'ceremony', 'guests'] as const).entries()) {
		expect((await (await rooms.open(demoWedding, section)).view()).view).toEqual(sound[index]);
	}
	// Without its snapshots it is made again from its rows.
	expect(await (await rooms.open(demoWedding, 'budget')).view()).toMatchObject({
		view: { lines: [{ paid: 100 }, { paid: 100 }] },
	});
	await rooms.close();
	await again.close();
});
