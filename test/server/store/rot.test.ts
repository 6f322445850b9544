/** Bit rot, in the real file: what changed on the disk is noticed, left out and named; everything else stays readable. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type Rot } from '../../../server/store/sqlite.ts';
import { openPlain, openReader } from '../../../server/store/sqlite/database.ts';
import { createLoad } from '../../../server/store/sqlite/load.ts';
import { type Section, SectionLost, type Store } from '../../../server/store/store.ts';
import type { WeddingId } from '../../../shared/ids.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom, uint32 } from '../../../shared/random.ts';
import {
	entry,
	event,
	otherWedding,
	ourWedding,
	seq,
	snapshot,
	textOf,
	weddingRow,
} from '../../world/entry.ts';
import { flipAnywhere, flipBit } from '../../world/disk/rot.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let store: Store;
let path: string;
let rots: Rot[];
const random = seededRandom(20_270_612);
const below = (limit: number) => uint32(random) % limit;
const textAt = (number: number) => `row ${number} `.padEnd(40, 'of the plan ');

async function open(): Promise<void> {
	rots = [];
	store = await openSqlite({
		path,
		random: seededRandom(1),
		clock: testClock(),
		onRot: (rot) => rots.push(rot),
	});
}

/** Closes the store, changes the file with SQL, opens it again. */
async function damage(...statements: string[]): Promise<void> {
	await store.close();
	const db = openPlain(path);
	for (const statement of statements) {
		if (db.prepare(statement).run().changes === 0) throw new Error(`${statement} changed nothing`);
	}
	db.close();
	await open();
}

const loaded = async (section: Section = 'plan', wedding: WeddingId = ourWedding) =>
	(await store.load(wedding, section)).rows.map((row) => textOf(row.update));

beforeEach(async () => {
	folder = temporaryFolder();
	path = folder.file('wedsync.db');
	await open();
	await store.createWedding(weddingRow(ourWedding));
	await store.createWedding(weddingRow(otherWedding));
});
afterEach(async () => {
	await store.close();
	folder[Symbol.dispose]();
});

describe('a rotten row', () => {
	it('[ST37] one flipped bit in each of 1,000 updates: all are noticed, nothing else is touched', async () => {
		const texts = Array.from({ length: 1_300 }, (_, place) => textAt(place + 1));
		await store.append(texts.map((text) => entry(text)));
		await store.append(texts.map((text) => entry(text.toUpperCase(), { wedding: otherWedding })));
		await store.close();
		// Without the pages that the tail left behind; pages still hold copies that nobody reads, so only texts that
		// occur once are touched.
		const db = openPlain(path);
		db.exec('VACUUM');
		db.close();
		const file = readFileSync(path);
		const rotten = new Set<number>();
		while (rotten.size < 1_000) {
			const number = 1 + below(texts.length);
			const text = textAt(number);
			const at = file.indexOf(text);
			if (rotten.has(number) || at === -1 || file.indexOf(text, at + 1) !== -1) continue;
			rotten.add(number);
			flipBit(file, at * 8 + below(text.length * 8));
		}
		writeFileSync(path, file);
		await open();

		expect(await loaded()).toEqual(texts.filter((_, place) => !rotten.has(place + 1)));
		expect(rots.map(({ seq: at }) => Number(at)).sort((a, b) => a - b)).toEqual(
			[...rotten].sort((a, b) => a - b),
		);
		expect(await loaded('plan', otherWedding)).toEqual(texts.map((text) => text.toUpperCase()));
		// Told of once, and left out at every load.
		rots = [];
		const { rows, lost } = await store.load(ourWedding, 'plan');
		expect([rows.length, lost, rots]).toEqual([300, 1_000, []]);
	});

	it('[ST37] a device that still has it may bring it again', async () => {
		await store.append([entry('a'), entry('b'), entry('c')]);
		await damage("UPDATE log SET bytes = CAST('B' AS BLOB) WHERE seq = 2");
		expect(await loaded()).toEqual(['a', 'c']);
		const has = (text: string) => store.hasUpdate(ourWedding, 'plan', entry(text).update);
		expect([await has('a'), await has('b'), await has('B')]).toEqual([true, false, false]);
		await store.append([entry('b')]);
		expect(await loaded()).toEqual(['a', 'c', 'b']);
	});

	it('[ST37] a forged writer, time, section or event list counts as rot too', async () => {
		const entries = Array.from({ length: 8 }, (_, place) =>
			entry(`${place + 1}`, { events: [event(`e${place + 1}`)] }),
		);
		await store.append(entries);
		await damage(
			"UPDATE log SET person = 'ben' WHERE seq = 1",
			"UPDATE log SET role = 'guest' WHERE seq = 2",
			'UPDATE log SET device = NULL WHERE seq = 3',
			'UPDATE log SET at = at + 1 WHERE seq = 4',
			"UPDATE log SET events = replace(events, 'mia', 'ben') WHERE seq = 5",
			'UPDATE log SET seq = 99 WHERE seq = 6',
			"UPDATE log SET section = 'guests' WHERE seq = 7",
		);
		expect(await loaded()).toEqual(['8']);
		expect(await loaded('guests')).toEqual([]);
		const events = await store.events(ourWedding, { seq: 0, index: 0 }, 10);
		expect(events.map(({ id }) => id)).toEqual(['e8']);
	});

	it('[ST37] rot in a row that has not been settled is found when it is read, and when it is settled', async () => {
		await store.append([entry('a'), entry('b', { events: [event('e')] }), entry('c')]);
		// A copy of the running store, as a power cut leaves it: the rows are in the tail.
		const copy = folder.file('copy.db');
		for (const end of ['', '-wal']) copyFileSync(path + end, copy + end);
		await store.close();
		path = copy;
		const db = openPlain(path);
		expect(
			db.prepare("UPDATE tail SET bytes = CAST('B' AS BLOB), events = '[{' WHERE seq = 2").run().changes,
		).toBe(1);
		db.close();
		await open();
		expect(await loaded()).toEqual(['a', 'c']);
		await store.close();
		await open();
		expect(await loaded()).toEqual(['a', 'c']);
		expect(await store.append([entry('b', { events: [event('e')] })])).toEqual({ ok: true, value: [4] });
	});

	it('[ST37] random bits anywhere in the file: what is read is what was written, or an error', async () => {
		await store.close();
		const outcomes = await flipAnywhere({ folder, flips: 60, random });
		expect(outcomes.same + outcomes.left + outcomes.refused).toBe(60);
		await open();
	});
});

describe('a rotten snapshot', () => {
	/** Five snapshots of a log of fifty rows; the last three are kept, rows up to the thirtieth folded. */
	async function withSnapshots(): Promise<void> {
		for (let at = 10; at <= 50; at += 10) {
			await store.append(Array.from({ length: 10 }, (_, place) => entry(textAt(at - 9 + place))));
			await store.saveSnapshot(ourWedding, 'plan', snapshot(at, `state at ${at}`.repeat(30)));
		}
		await store.append([entry('last')]);
		// Settles the rows; the next snapshot folds them.
		await store.close();
		await open();
		await store.saveSnapshot(ourWedding, 'plan', snapshot(50, 'state at 50'.repeat(30)));
	}
	const spoil = (at: number) => `UPDATE snapshots SET zstd = zeroblob(length(zstd)) WHERE seq = ${at}`;
	const foundFrom = async () => {
		const { snapshot: newest, rows } = await store.load(ourWedding, 'plan');
		return [
			newest && textOf(newest.state).slice(0, 11),
			rows.length,
			rots.map((rot) => `${rot.what} ${rot.seq}`),
		];
	};

	it('[ST38] is passed over for the one before it and more of the log', async () => {
		await withSnapshots();
		expect(await foundFrom()).toEqual(['state at 50', 1, []]);
		await damage(spoil(50));
		expect(await foundFrom()).toEqual(['state at 40', 11, ['snapshot 50']]);
		await damage(spoil(40));
		expect(await foundFrom()).toEqual(['state at 30', 21, ['snapshot 50', 'snapshot 40']]);
	});

	it('[ST38] the last of three leaves the section lost and says so; other sections are unaffected', async () => {
		await withSnapshots();
		await store.append([entry('guest', { section: 'guests' })]);
		await damage(spoil(50), spoil(40), spoil(30));
		await expect(store.load(ourWedding, 'plan')).rejects.toThrow(SectionLost);
		expect(await loaded('guests')).toEqual(['guest']);
		expect(await loaded('plan', otherWedding)).toEqual([]);
		expect(await store.append([entry('goes on')])).toEqual({ ok: true, value: [53] });
	});

	it('[ST38] a single flipped bit in it is noticed, wherever it is', async () => {
		await withSnapshots();
		await store.close();
		const original = readFileSync(path);
		const db = openPlain(path);
		const blob = db.prepare('SELECT zstd FROM snapshots WHERE seq = 50').pluck().get() as Buffer;
		db.close();
		const at = original.indexOf(blob);
		for (let bit = 0; bit < blob.length * 8; bit++) {
			const flipped = Buffer.from(original);
			flipBit(flipped, at * 8 + bit);
			const copy = folder.file('flipped.db');
			writeFileSync(copy, flipped);
			const reader = openReader(copy);
			const { snapshot: newest, rottenSnapshots } = createLoad(reader)(ourWedding, 'plan');
			reader.close();
			expect([bit, newest?.seq, rottenSnapshots]).toEqual([bit, 40, [50]]);
		}
		await open();
	});

	it('[ST38] rows are folded only behind three snapshots that read back whole', async () => {
		await withSnapshots();
		const folded = async () => {
			await store.close();
			const db = openPlain(path);
			const count = db.prepare('SELECT count(*) FROM log WHERE bytes IS NULL').pluck().get();
			db.close();
			await open();
			return count;
		};
		expect(await folded()).toBe(30);
		await damage(spoil(40));
		// A new one comes, but only 30, 50 and it are whole: nothing more may go.
		await store.saveSnapshot(ourWedding, 'plan', snapshot(51, 'state at 51'));
		expect(await folded()).toBe(30);
		await damage(spoil(50), spoil(51));
		expect(await foundFrom()).toEqual(['state at 30', 21, ['snapshot 51', 'snapshot 50']]);
	});

	it('[ST38] rows that are not settled yet are not folded', async () => {
		await store.append(Array.from({ length: 30 }, (_, place) => entry(textAt(place))));
		for (const at of [10, 20, 30]) await store.saveSnapshot(ourWedding, 'plan', snapshot(at));
		await damage('UPDATE snapshots SET hash = hash || 0');
		expect(await loaded()).toHaveLength(30);
	});

	it('[ST38] fewer than three snapshots fold nothing', async () => {
		await store.append(Array.from({ length: 20 }, (_, place) => entry(textAt(place))));
		await store.close();
		await open();
		await store.saveSnapshot(ourWedding, 'plan', snapshot(10));
		await store.saveSnapshot(ourWedding, 'plan', snapshot(20));
		await damage('UPDATE snapshots SET hash = hash || 0');
		const { snapshot: none, rows } = await store.load(ourWedding, 'plan');
		expect([none, rows.length, rots.map((rot) => rot.seq)]).toEqual([undefined, 20, [seq(20), seq(10)]]);
	});
});
