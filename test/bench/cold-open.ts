/**
 * How long until the first client of a wedding with a long history is in step: a fresh process opens the room from SQLite and
 * answers a step 1. Run: `npm exec -- node test/bench/cold-open.ts [edits]`. Prints
 * medians; asserts nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import { personId, weddingId } from '../../shared/ids.ts';
import { seededRandom } from '../../shared/random.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { RoomDeps } from '../../server/room/door.ts';
import { openRoom } from '../../server/room/room.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { addTask, taskOf } from '../world/wedding.ts';

const edits = Number(process.argv[2] ?? 50_000);
const folder = mkdtempSync(join(tmpdir(), 'wedsync-bench-'));
const wedding = weddingId.parse('bench');
const clock: Clock = {
	now: () => Date.now(),
	after: (ms, call) => {
		const timer = setTimeout(call, ms);
		return () => clearTimeout(timer);
	},
};
const random = seededRandom(1);
const person = personId.parse('ada');
const path = join(folder, 'wedsync.sqlite');

const store = () => openSqlite({ path, clock, random });
const deps = (opened: Awaited<ReturnType<typeof store>>): RoomDeps => ({
	store: opened,
	clock,
	random,
	later: setImmediate,
	log: () => undefined,
	fatal: (fault) => {
		throw fault;
	},
});

/** Thirty devices type in turn: titles, notes, registers. */
async function write(): Promise<void> {
	const opened = await store();
	await opened.createWedding({ id: wedding, createdAt: clock.now(), name: 'Bench', date: '2027-06-12' });
	const devices = Array.from({ length: 30 }, () => new Y.Doc());
	const [first = new Y.Doc()] = devices;
	let update = new Uint8Array();
	for (const doc of devices)
		doc.on('update', (bytes: Uint8Array) => {
			update = bytes as Uint8Array<ArrayBuffer>;
		});
	const entries: Uint8Array[] = [];
	first.transact(() => {
		for (let task = 0; task < 300; task++) addTask(first, `task-${task}`);
	});
	entries.push(update);
	for (const doc of devices.slice(1)) Y.applyUpdate(doc, entries[0] ?? new Uint8Array());
	for (let edit = 1; edit < edits; edit++) {
		const doc = devices[edit % devices.length] ?? first;
		const task = taskOf(doc, `task-${edit % 300}`);
		if (edit % 3 === 0) task.set('title', `Title ${edit}`);
		else if (edit % 3 === 1) (task.get('notes') as Y.Text).insert(0, 'abc ');
		else task.set(`owner~${doc.clientID}`, ['ada', Date.now() * 1024 + edit, 'couple', [], []]);
		entries.push(update);
	}
	for (let start = 0; start < entries.length; start += 250) {
		const stored = await opened.append(
			entries.slice(start, start + 250).map((bytes) => ({
				wedding,
				section: 'plan' as const,
				update: bytes,
				writer: { person, role: 'couple' as const },
				at: clock.now(),
				events: [],
				bind: [],
			})),
		);
		if (!stored.ok) throw new Error(stored.error.reason);
	}
	await opened.close();
}

async function open(): Promise<{ readonly ms: number; readonly bytes: number }> {
	const opened = await store();
	const start = performance.now();
	const room = await openRoom(deps(opened), { wedding, section: 'plan' });
	const bytes = await new Promise<number>((resolve) => {
		const session = room.enter(
			{ wedding, person, name: 'Ada', role: 'couple' },
			{
				send: (frame) => {
					if (frame[0] === 0 && frame[1] === 1) resolve(frame.length);
				},
				buffered: () => 0,
				close: () => undefined,
				pause: () => undefined,
				resume: () => undefined,
			},
			{ receipts: false },
		);
		session.hear(encode({ kind: 'step1', stateVector: new Uint8Array([0]) }));
	});
	const ms = performance.now() - start;
	await room.close(1012, 'done');
	await opened.close();
	return { ms, bytes };
}

await write();
const cold = await open();
console.log(
	`${edits} edits, log only: ${cold.ms.toFixed(0)} ms to the first synced client (${cold.bytes} bytes)`,
);
const times: number[] = [];
for (let round = 0; round < 5; round++) times.push((await open()).ms);
times.sort((a, b) => a - b);
console.log(
	`${edits} edits, from the snapshot: median ${times[2]?.toFixed(0)} ms (${times[0]?.toFixed(0)}–${times[4]?.toFixed(0)})`,
);
rmSync(folder, { recursive: true });
