/** The work behind the hot path, with small limits so that it happens: nothing grows without end, nothing gets lost on the way. */
import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../../server/store/sqlite.ts';
import {
	type ReaderCommands,
	readerCommands,
	type WriterCommands,
	writerCommands,
} from '../../../server/store/sqlite/commands.ts';
import { createGroupCommit } from '../../../server/store/sqlite/group-commit.ts';
import { openPlain } from '../../../server/store/sqlite/database.ts';
import { unpackRows } from '../../../server/store/sqlite/packing.ts';
import { createUpkeep } from '../../../server/store/sqlite/upkeep.ts';
import { createLifeline, startThread } from '../../../server/store/sqlite/thread.ts';
import { StorageDead, StorageFull } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom } from '../../../shared/random.ts';
import { entry, event, otherWedding, ourWedding, textOf, weddingRow } from '../../world/entry.ts';
import { turn } from '../../world/turn.ts';
import { type TemporaryFolder, temporaryFolder } from '../../world/folder.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
	folder = temporaryFolder();
	path = folder.file('wedsync.db');
});
afterEach(() => folder[Symbol.dispose]());
const options = () => ({ path, incarnation: 'test', now: 1 });
const count = (sql: string) => {
	const db = openPlain(path);
	const found = Number(db.prepare(sql).pluck().get());
	db.close();
	return found;
};

/** What the writer thread is asked for one call of one entry each. */
function packed(wedding: string, texts: readonly string[]) {
	const bytes = new TextEncoder().encode(texts.join(''));
	let end = 0;
	const calls = texts.map((text) => {
		end += text.length;
		const events = { ids: [`${wedding} ${text}`], json: JSON.stringify([event(`${wedding} ${text}`)]) };
		return [{ wedding, section: 'plan', end, person: 'mia', role: 'couple' as const, at: 5, events }];
	});
	return [calls, bytes] as const;
}

it('[ST2] while rows settle and logs are copied under load, every row is loaded in its place', async () => {
	const limits = { tailRows: 64, checkpointBytes: 100_000, longLogPages: 100 };
	const store = await openSqlite({ path, random: seededRandom(1), clock: testClock(), upkeep: limits });
	for (const id of [ourWedding, otherWedding]) await store.createWedding(weddingRow(id));
	let number = 0;
	await Promise.all(
		Array.from({ length: 16 }, async () => {
			while (number < 2_000) {
				const mine = ++number;
				const wedding = mine % 2 === 0 ? ourWedding : otherWedding;
				await store.append([entry(`row ${mine}`, { wedding, events: [event(`e${mine}`)] })]);
				if (mine % 50 !== 0) continue;
				const { rows, seq } = await store.load(wedding, 'plan');
				expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, place) => place + 1));
			}
		}),
	);
	const { rows } = await store.load(ourWedding, 'plan');
	expect(new Set(rows.map((row) => textOf(row.update))).size).toBe(rows.length);
	await store.close();
	expect([count('SELECT count(*) FROM tail'), count('SELECT count(*) FROM log')]).toEqual([0, number]);
});

it('[ST45] a long tail is settled until it is short, and a long write-ahead log is finished by the writer', async () => {
	const asked: string[] = [];
	const steps = [
		{ left: 5, landed: 0 },
		{ left: 0, landed: 12 },
		{ left: 0, landed: 9 },
	];
	let log = 101;
	const fatal: unknown[] = [];
	let failing: Error | undefined;
	const thread = (name: string) => ({
		// Answers as the threads' tables of commands do.
		ask: async (command: string): Promise<never> => {
			asked.push(`${name} ${command}`);
			if (failing !== undefined) throw failing;
			return (command === 'settle' ? steps.shift() : { log, done: log }) as never;
		},
	});
	const upkeep = createUpkeep({
		writer: thread('writer'),
		reader: thread('reader'),
		limits: { tailRows: 10, checkpointBytes: 1_000_000, longLogPages: 100 },
		fatal: (cause) => fatal.push(cause),
	});
	for (let commit = 0; commit < 9; commit++) upkeep.committed(1, 100);
	await upkeep.idle();
	expect(asked).toEqual([]);
	upkeep.committed(1, 100);
	await upkeep.idle();
	expect(asked).toEqual(['writer settle', 'writer settle', 'writer settle']);

	asked.length = 0;
	upkeep.committed(0, 1_000_000);
	upkeep.committed(0, 1_000_000);
	await upkeep.idle();
	expect(asked).toEqual(['reader checkpoint', 'writer checkpoint']);
	asked.length = 0;
	log = 100;
	upkeep.committed(0, 1_000_000);
	await upkeep.idle();
	expect(asked).toEqual(['reader checkpoint']);

	// A full disk is waited for; anything else is not passed over.
	failing = new StorageFull('no space');
	upkeep.committed(0, 1_000_000);
	await upkeep.idle();
	expect(fatal).toEqual([]);
	failing = new Error('a bug');
	upkeep.committed(0, 1_000_000);
	await upkeep.idle();
	expect(fatal).toEqual([failing]);
});

it('[ST2] rows are loaded whole and in order at every step of settling, and after a restart in its middle', () => {
	const texts = Array.from({ length: 400 }, (_, place) => `row ${place} `);
	const writer = writerCommands(options());
	const reader = readerCommands(options());
	for (const id of [ourWedding, otherWedding]) writer.createWedding(weddingRow(id));
	for (const id of [ourWedding, otherWedding]) writer.append(...packed(id, texts));
	const check = (from: ReturnType<typeof readerCommands>, expected: readonly string[]) => {
		for (const id of [ourWedding, otherWedding]) {
			const { rows } = from.load(id, 'plan');
			expect(unpackRows(rows, 'plan').map((row) => textOf(row.update))).toEqual(expected);
			const { rows: withEvents } = from.events(id, { seq: 0, index: 0 }, 1_000);
			expect(withEvents.map((row) => row.seq)).toEqual(expected.map((_, place) => place + 1));
		}
	};
	for (let step = 0; step < 3; step++) {
		expect(writer.settle().left).toBeGreaterThan(0);
		check(reader, texts);
	}
	// Rows that land during a round of settling, and a repetition of an event that is half-way.
	writer.append(...packed(ourWedding, ['late ']));
	writer.append(...packed(otherWedding, ['late ']));
	check(reader, [...texts, 'late ']);
	for (const id of [ourWedding, otherWedding]) {
		expect(writer.append(...packed(id, ['row 7 ']))).toEqual([{ rejected: expect.any(String) }]);
	}
	// What a kill leaves behind, in the middle of the round.
	const crashed = { ...options(), path: folder.file('crashed.db') };
	for (const end of ['', '-wal']) copyFileSync(path + end, crashed.path + end);
	reader.close();
	writer.close();

	const next = writerCommands(crashed);
	const nextReader = readerCommands(crashed);
	check(nextReader, [...texts, 'late ']);
	expect(next.append(...packed(ourWedding, ['row 399 ']))).toEqual([{ rejected: expect.any(String) }]);
	while (next.settle().left > 0) check(nextReader, [...texts, 'late ']);
	check(nextReader, [...texts, 'late ']);
	expect(next.append(...packed(ourWedding, ['late ']))).toEqual([{ rejected: expect.any(String) }]);
	nextReader.close();
	next.close();
	path = crashed.path;
	expect([count('SELECT count(*) FROM tail'), count('SELECT count(*) FROM log')]).toEqual([0, 802]);
});

it('[ST39] one batch is with the writer at a time; what is called meanwhile shares the next one, in order', async () => {
	const batches: string[][] = [];
	let finish: () => void = () => undefined;
	const commits = createGroupCommit(async (calls, bytes) => {
		let start = 0;
		batches.push(
			calls.flat().map(({ end }) => {
				const text = textOf(bytes.subarray(start, end));
				start = end;
				return text;
			}),
		);
		await new Promise<void>((resolve) => {
			finish = resolve;
		});
		return calls.map((call) => ({ seqs: call.map((_, place) => place + 1) }));
	});
	const first = [commits.append([entry('a')]), commits.append([entry('b'), entry('c')])];
	await turn();
	const later = [commits.append([entry('d')]), commits.append([entry('e')])];
	await turn();
	expect(batches).toEqual([['a', 'b', 'c']]);
	finish();
	expect((await Promise.all(first)).map((one) => one.ok && one.value)).toEqual([[1], [1, 2]]);
	await turn();
	later.push(commits.append([entry('f')]));
	await turn();
	expect(batches).toEqual([
		['a', 'b', 'c'],
		['d', 'e'],
	]);
	finish();
	await turn();
	finish();
	await Promise.all(later);
	expect(batches).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f']]);
});

it('[ST40] a load of many rows crosses the threads as a handful of buffers', async () => {
	const writer = writerCommands(options());
	writer.createWedding(weddingRow(ourWedding));
	writer.append(
		...packed(
			ourWedding,
			Array.from({ length: 5_000 }, (_, place) => `row ${place}`),
		),
	);
	writer.close();
	const life = createLifeline();
	const reader = startThread<ReaderCommands>('reader', life);
	await reader.open(options());
	const { rows } = await reader.ask('load', [ourWedding, 'plan']);
	// Bytes, ends, numbers, times, writers' places: views of their own buffers; and one writer.
	const buffers = Object.values(rows).filter((part) => ArrayBuffer.isView(part));
	expect([buffers.length, rows.writers.length, rows.ends.length]).toEqual([5, 1, 5_000]);
	const loaded = unpackRows(rows, 'plan');
	expect(new Set(loaded.map((row) => row.update.buffer)).size).toBe(1);
	expect(new Set(loaded.map((row) => row.writer)).size).toBe(1);
	await reader.close();
});

it('[ST44] a thread that ends by itself is a dead disk: what waits rejects, and what comes later', async () => {
	const life = createLifeline();
	const writer = startThread<WriterCommands>('writer', life);
	const reader = startThread<ReaderCommands>('reader', life);
	await writer.open(options());
	await reader.open(options());
	// Asked as a command, the closing comes as a surprise to the thread's owner.
	void writer.ask('close', []);
	await expect(writer.ask('probe', [1])).rejects.toThrow(StorageDead);
	await expect(reader.ask('weddings', [])).rejects.toThrow(StorageDead);
});
