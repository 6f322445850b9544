/**
 * A program that writes to a store like a busy server and writes down what it was promised, for power cuts and bad disks:
 * `issued` before each call, `receipt` or `refused` after it. Run by Node 24: `writer-program.ts <folder> <calls> <seed> [NORMAL]`.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../../server/store/sqlite.ts';
import { StorageDead, StorageFull, type Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { seededRandom, uint32 } from '../../../shared/random.ts';
import { entry, event, seq, textOf, wedding, weddingRow } from '../entry.ts';

/** A line of `promises`: what was asked for, and what was promised. Texts name wedding and call, so they are distinct. */
export type Promised =
	| { readonly issued: readonly string[]; readonly wedding: string }
	| { readonly refused: readonly string[]; readonly wedding: string }
	| { readonly receipt: readonly number[]; readonly wedding: string; readonly texts: readonly string[] };

export const weddings = ['anna', 'berta', 'clara'].map((name) => wedding(name));
export const promisesFile = 'promises';
export const databaseFile = 'wedsync.db';
/** Every third text carries an event under this id. */
export const eventIdOf = (text: string): string | undefined =>
	text.length % 3 === 0 ? `event of ${text}` : undefined;

async function run(folder: string, calls: number, seed: number, synchronous?: 'NORMAL'): Promise<void> {
	const promises = openSync(join(folder, promisesFile), 'a');
	const promise = (line: Promised) => writeSync(promises, `${JSON.stringify(line)}\n`);
	const random = seededRandom(seed);
	const below = (limit: number) => uint32(random) % limit;
	const store = await openSqlite({
		path: join(folder, databaseFile),
		random,
		clock: testClock(),
		// Small, so that settling, checkpoints and a log that starts over all happen under the knife.
		upkeep: { tailRows: 24, checkpointBytes: 60_000, longLogPages: 40 },
		...(synchronous && { weakened: { synchronous } }),
	});
	for (const id of weddings) await store.createWedding(weddingRow(id));
	let left = calls;
	const caller = async () => {
		while (left-- > 0) {
			const id = weddings[below(weddings.length)] ?? wedding('none');
			const call = left;
			const texts = Array.from(
				{ length: 1 + below(3) },
				(_, place) => `${id} ${call}.${place} ${'*'.repeat(below(300))}`,
			);
			promise({ issued: texts, wedding: id });
			const stored = await store.append(
				texts.map((text) => {
					const event_ = eventIdOf(text);
					return entry(text, { wedding: id, events: event_ === undefined ? [] : [event(event_)] });
				}),
			);
			if (stored.ok) promise({ receipt: stored.value, wedding: id, texts });
			else promise({ refused: texts, wedding: id });
			if (below(25) === 0) await keepSnapshot(store, id);
		}
	};
	await Promise.all(Array.from({ length: 6 }, caller));
	if (below(2) === 0) await store.close();
	process.exit(0);
}

const keeping = new Set<string>();

/** A snapshot as this program means it: the texts of all rows up to it. One at a time per wedding, as a room does. */
async function keepSnapshot(store: Store, id: (typeof weddings)[number]): Promise<void> {
	if (keeping.has(id)) return;
	keeping.add(id);
	const { snapshot, rows } = await store.load(id, 'plan');
	const texts: string[] = snapshot === undefined ? [] : (JSON.parse(textOf(snapshot.state)) as string[]);
	const state = new TextEncoder().encode(
		JSON.stringify([...texts, ...rows.map((row) => textOf(row.update))]),
	);
	const at = rows.at(-1)?.seq ?? snapshot?.seq ?? seq(0);
	try {
		await store.saveSnapshot(id, 'plan', { seq: at, state, stateVector: Uint8Array.of(0), hash: 'none' });
	} catch (cause) {
		// A full disk keeps no snapshot; the log goes on being the truth.
		if (!(cause instanceof StorageFull)) throw cause;
	} finally {
		keeping.delete(id);
	}
}

if (import.meta.filename === process.argv[1]) {
	const [, , folder = '', calls = '0', seed = '1', synchronous] = process.argv;
	run(folder, Number(calls), Number(seed), synchronous === 'NORMAL' ? synchronous : undefined).catch(
		(cause) => {
			process.stderr.write(`${cause}\n`);
			// The way a server ends when its disk is dead.
			process.exit(cause instanceof StorageDead ? 7 : 1);
		},
	);
}
