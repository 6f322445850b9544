/**
 * Bit rot for tests: flips bits of a real database file and reads all of it back. What comes out as good must be what was
 * written; a bit that is not noticed must have lain where nobody reads.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { openReader, quickCheck, sqliteCode } from '../../../server/store/sqlite/database.ts';
import { FileUnusable } from '../../../server/store/sqlite/faults.ts';
import { createEvents, createLoad } from '../../../server/store/sqlite/load.ts';
import { unpackRows } from '../../../server/store/sqlite/packing.ts';
import { SectionLost } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { type Random, seededRandom, uint32 } from '../../../shared/random.ts';
import { entry, event, otherWedding, ourWedding, snapshot, textOf, weddingRow } from '../entry.ts';
import type { TemporaryFolder } from '../folder.ts';

export interface FlipOutcomes {
	/** Everything was read as it was written. */
	readonly same: number;
	/** Something was left out, nothing was wrong. */
	readonly left: number;
	/** The file, or a section of it, was refused with an error. */
	readonly refused: number;
}

export function flipBit(bytes: Buffer, bit: number): void {
	bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
}

/** Makes a database of two weddings and flips one random bit at a time in copies of it; throws if wrong bytes come out. */
export async function flipAnywhere(given: {
	readonly folder: TemporaryFolder;
	readonly flips: number;
	readonly random: Random;
}): Promise<FlipOutcomes> {
	const path = given.folder.file('to-be-flipped.db');
	await write(path);
	const original = readFileSync(path);
	const outcomes = { same: 0, left: 0, refused: 0 };
	for (let flip = 0; flip < given.flips; flip++) {
		const flipped = Buffer.from(original);
		const bit = uint32(given.random) % (flipped.length * 8);
		flipBit(flipped, bit);
		writeFileSync(given.folder.file('flipped.db'), flipped);
		try {
			outcomes[readAll(given.folder.file('flipped.db'))] += 1;
		} catch (cause) {
			throw new Error(`with bit ${bit} flipped`, { cause });
		}
	}
	return outcomes;
}

const rowCount = 400;
const texts = Array.from({ length: rowCount }, (_, place) => `row ${place} `.padEnd(40, 'of the plan '));
const elsewhere = 'elsewhere';

async function write(path: string): Promise<void> {
	const store = await openSqlite({ path, random: seededRandom(1), clock: testClock() });
	for (const wedding of [ourWedding, otherWedding]) await store.createWedding(weddingRow(wedding));
	await store.append(texts.map((text, place) => entry(text, { events: [event(`e${place}`)] })));
	await store.saveSnapshot(ourWedding, 'plan', snapshot(rowCount / 2));
	await store.append([entry(elsewhere, { wedding: otherWedding })]);
	await store.close();
}

function readAll(path: string): keyof FlipOutcomes {
	try {
		const db = openReader(path);
		try {
			quickCheck(db, path);
			const load = createLoad(db);
			const [ours, other] = [load(ourWedding, 'plan'), load(otherWedding, 'plan')];
			const read = [ours, other].flatMap(({ rows }) =>
				unpackRows(rows, 'plan').map((row) => textOf(row.update)),
			);
			for (const text of read)
				if (text !== elsewhere && !texts.includes(text)) throw new Error(`read: ${text}`);
			if (ours.snapshot !== undefined && !isDeepStrictEqual(ours.snapshot, snapshot(rowCount / 2))) {
				throw new Error('another snapshot was read');
			}
			const events = createEvents(db)(ourWedding, { seq: 0, index: 0 }, rowCount * 2);
			for (const row of events.rows) {
				if (row.events !== JSON.stringify([event(`e${row.seq - 1}`)])) throw new Error(`read: ${row.events}`);
			}
			const isAll = read.length === rowCount / 2 + 1 && events.rows.length === rowCount;
			return isAll && ours.snapshot !== undefined ? 'same' : 'left';
		} finally {
			db.close();
		}
	} catch (cause) {
		if (sqliteCode(cause) !== '' || cause instanceof FileUnusable || cause instanceof SectionLost)
			return 'refused';
		throw cause;
	}
}
