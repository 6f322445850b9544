/**
 * What the gate costs: the common updates of a wedding of 105 records, admitted, applied and derived (`tick`), against bare
 * `Y.applyUpdate`; and the worst frames that pass. Prints microseconds; asserts nothing. Run with
 * `node_modules/.bin/node test/bench/gate.ts`.
 */
import * as Y from 'yjs';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import { emptyDocument, type Live, openLive } from '../../server/room/live.ts';
import type { Writing } from '../../server/room/verdict.ts';
import { type Received, tick } from '../../server/room/tick.ts';
import { personId } from '../../shared/ids.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import { openMemory } from '../../server/store/memory.ts';
import { readUpdate, type Update, type UpdateLimits } from '../../shared/wire/update.ts';
import { anyOf, type Forged, forge, forgeStructs, formatOf, textOf, typeOf } from '../world/forge.ts';
import { noon, type Replica, replica } from '../world/replica.ts';
import { demoWedding, principal, taskOf } from '../world/wedding.ts';

const me = 900;
const runs = 2_000;

/** 80 tasks and 25 timeline items by 50 client ids, with notes. */
function plan(): Uint8Array {
	const doc = new Y.Doc();
	for (let n = 0; n < 105; n++) {
		const one = replica(1_000 + (n % 50), { now: noon - 1_000 });
		const client = one.doc.clientID;
		one.doc.clientID = 1;
		Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(doc));
		one.doc.clientID = client;
		if (n < 80)
			one.must('tasks.create', {
				id: `task-${n}`,
				title: `Task ${n}`,
				notes: 'Peonies, no lilies. '.repeat(5),
			});
		else
			one.must('timeline.create', {
				id: `item-${n}`,
				title: `Item ${n}`,
				start: '2027-06-12T15:00',
				minutes: 30,
			});
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(one.doc));
	}
	return Y.encodeStateAsUpdate(doc);
}

const common: Readonly<Record<string, (device: Replica, n: number) => void>> = {
	'type a character': ({ doc }, n) => noteOf(doc, 'task-7').insert(n % 50, 'x'),
	'rename a task': ({ doc }, n) => void taskOf(doc, `task-${n % 80}`).set('title', `Task, the ${n}th`),
	'tick a task (register)': (device, n) => {
		device.must('tasks.change', { id: `task-${n % 80}`, status: n % 160 < 80 ? 'done' : 'todo' });
	},
	'move an item (register)': (device, n) => {
		device.must('timeline.change', { id: 'item-90', start: `2027-06-12T1${n % 10}:00` });
	},
	'add a task': (device, n) => {
		device.must('tasks.create', { id: `new-${n}`, title: 'New' });
	},
};

const writing: Writing = {
	section: 'plan',
	who: { person: personId.parse('ada'), role: 'couple' },
	owns: () => 'new',
	maxHlc: hlcAt(noon * 2),
	mayGrow: true,
};
const moment = { wedding: demoWedding, section: 'plan', now: noon, stopped: new Set<unknown>() } as const;
const founding = plan();
console.log(
	`a plan of ${founding.length} bytes, 51 client ids; ${runs} updates of each kind, in microseconds each`,
);
for (const [name, edit] of Object.entries(common)) await measureCommon(name, edit);
console.log('\nthe worst frames that pass, in milliseconds');
for (const [name, make] of Object.entries(worst())) await measureWorst(name, make);

async function measureCommon(name: string, edit: (device: Replica, n: number) => void): Promise<void> {
	const updates = record(edit);
	// Once unmeasured, so that everything is compiled.
	await ticked(updates.slice(0, 1_000));
	const bare = documentOf(founding);
	const bareUs = each(updates, ({ bytes }) => Y.applyUpdate(bare, bytes));
	const scanUs = each(updates, ({ bytes }) => void readUpdate(bytes, limits.live));
	const judged = documentOf(founding);
	let judging = 0;
	for (const update of updates) {
		const start = performance.now();
		admit(judged, update, writing);
		judging += performance.now() - start;
		Y.applyUpdate(judged, update.bytes);
	}
	const tickUs = await ticked(updates);
	const judgeUs = (judging * 1_000) / updates.length;
	const bytes = updates.reduce((sum, update) => sum + update.bytes.length, 0) / updates.length;
	print(name, {
		'bare apply': bareUs,
		scan: scanUs,
		judge: judgeUs,
		'whole tick': tickUs,
		'x bare': tickUs / bareUs,
		bytes,
	});
}

async function ticked(updates: readonly Update[]): Promise<number> {
	const live = await liveOf(founding);
	return each(updates, (update) => void tick(live, [receivedOf(update)], moment));
}

async function measureWorst(name: string, make: (live: Live) => Uint8Array): Promise<void> {
	const live = await liveOf(founding);
	const bytes = make(live);
	const start = performance.now();
	const update = read(bytes, limits.catchUp);
	const done = tick(live, [receivedOf(update)], moment);
	const took = performance.now() - start;
	print(name, { took, kilobytes: bytes.length / 1_024 }, done.judged[0]?.kind);
}

/** Frames that look for quadratic work: in the scan, in the gate, in Yjs, in the reading of what changed. */
function worst(): Readonly<Record<string, (live: Live) => Uint8Array>> {
	const list = <T>(count: number, make: (index: number) => T) =>
		Array.from({ length: count }, (_, index) => make(index));
	const noteId = ({ doc }: Live) => {
		const item = taskOf(doc, 'task-7')._map.get('notes');
		return [item?.id.client ?? 0, item?.id.clock ?? 0] as const;
	};
	const standing = (parent: readonly [number, number], count: number): Forged[] =>
		list(
			count,
			(n): Forged =>
				n === 0
					? { parent, content: textOf('a') }
					: { origin: [me, n - 1], content: n % 2 ? formatOf('b', `${n}`) : textOf('a') },
		);
	return {
		'20,000 pieces of a note, side by side': (live) => forgeStructs(me, 0, ...standing(noteId(live), 20_000)),
		'300 pieces naming far neighbours': (live) =>
			forgeStructs(
				me,
				0,
				...standing(noteId(live), 300),
				...list(300, (n): Forged => ({ right: [me, n], content: textOf('z') })),
			),
		'500 values at one key, none upon another': () =>
			forgeStructs(me, 0, ...list(500, (): Forged => ({ parent: 'meta', key: 'name', content: anyOf('x') }))),
		'5,000 records': () =>
			forgeStructs(
				me,
				0,
				...list(5_000, (n): Forged => ({ parent: 'people', key: `p${n}`, content: typeOf(1) })),
			),
		'5,000 fields of one record': (live) => {
			const item = live.doc.getMap('tasks')._map.get('task-7');
			const parent = [item?.id.client ?? 0, item?.id.clock ?? 0] as const;
			return forgeStructs(
				me,
				0,
				...list(5_000, (n): Forged => ({ parent, key: `dependsOn/d${n}`, content: anyOf(true) })),
			);
		},
		'2,000 clients, each upon the next': ({ doc }) => {
			const title = taskOf(doc, 'task-7')._map.get('title');
			return forge({
				structs: list(2_000, (n) => ({
					client: 10_000 + n,
					clock: 0,
					list: [
						n === 1_999
							? { origin: [title?.id.client ?? 0, title?.id.clock ?? 0] as const, content: anyOf('x') }
							: { origin: [10_001 + n, 0] as const, content: anyOf('x') },
					],
				})),
			});
		},
		'19,000 cuts into one long text': (live) =>
			forgeStructs(
				me,
				0,
				{ parent: noteId(live), content: textOf('a'.repeat(60_000)) },
				...list(
					19_000,
					(n): Forged => ({ origin: [me, 3 * n], right: [me, 3 * n + 1], content: textOf('b') }),
				),
			),
		'7 MB of styles': (live) => {
			const big = JSON.stringify(list(11_000, (n) => ({ n })));
			return forgeStructs(
				me,
				0,
				{ parent: noteId(live), content: textOf('a') },
				...list(42, (n): Forged => ({ origin: [me, n], content: formatOf('b', big) })),
			);
		},
		'50,000 deletions long done': (live) => {
			tick(live, [receivedOf(read(forgeStructs(me, 0, { gc: 100_000 }), limits.catchUp))], moment);
			return forge({
				structs: [{ client: me, clock: 100_000, list: [{ gc: 1 }] }],
				deletes: [{ client: me, ranges: list(50_000, (n): [number, number] => [2 * n, 1]) }],
			});
		},
		'1,000 deletions inside one long text': (live) => {
			tick(
				live,
				[
					receivedOf(
						read(
							forgeStructs(me, 0, { parent: noteId(live), content: textOf('a'.repeat(200_000)) }),
							limits.catchUp,
						),
					),
				],
				moment,
			);
			return forge({
				deletes: [{ client: me, ranges: list(1_000, (n): [number, number] => [200 * n, 100]) }],
			});
		},
	};
}

function record(edit: (device: Replica, n: number) => void): readonly Update[] {
	const device = replica(1, { now: noon });
	Y.applyUpdate(device.doc, founding);
	device.doc.clientID = me;
	const sent: Uint8Array[] = [];
	device.doc.on('update', (update: Uint8Array) => sent.push(new Uint8Array(update)));
	for (let n = 0; n < runs; n++) edit(device, n);
	return sent.map((bytes) => read(bytes, limits.live));
}

function each(updates: readonly Update[], run: (update: Update) => void): number {
	const start = performance.now();
	for (const update of updates) run(update);
	return ((performance.now() - start) * 1_000) / updates.length;
}

function read(bytes: Uint8Array, bounds: UpdateLimits): Update {
	const result = readUpdate(bytes, bounds);
	if (!result.ok) throw new Error(result.error.reason);
	return result.value;
}

function documentOf(state: Uint8Array): Y.Doc {
	const doc = emptyDocument('plan');
	Y.applyUpdate(doc, state);
	return doc;
}

async function liveOf(state: Uint8Array): Promise<Live> {
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	const { person, role } = principal('ada');
	await store.append([
		{
			wedding: demoWedding,
			section: 'plan',
			update: state,
			writer: { person, role },
			at: 0,
			events: [],
			bind: [],
		},
	]);
	return openLive(store, demoWedding, 'plan');
}

function receivedOf(update: Update): Received {
	return { chain: update, principal: principal('ada'), update };
}

function noteOf(doc: Y.Doc, task: string): Y.Text {
	const note = taskOf(doc, task).get('notes');
	if (!(note instanceof Y.Text)) throw new Error(`no note on ${task}`);
	return note;
}

function print(name: string, figures: Readonly<Record<string, number>>, word = ''): void {
	const parts = Object.entries(figures).map(([what, figure]) => `${what} ${figure.toFixed(1).padStart(8)}`);
	console.log(`${name.padEnd(44)} ${parts.join('  ')}  ${word}`);
}
