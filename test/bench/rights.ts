/**
 * What rights cost: one `may` check, and an admitted update against bare `Y.applyUpdate` and against the same gate without rights,
 * by level, in a plan of 105 records and 300 assignments (own-level is the worst: who stands on a record is looked up among all
 * of them). Prints medians in microseconds; asserts nothing. Run with `node_modules/.bin/node test/bench/rights.ts`.
 */
import * as Y from 'yjs';
import { admit } from '../../server/room/gate.ts';
import { limits } from '../../server/room/limits.ts';
import type { Writing } from '../../server/room/verdict.ts';
import { factsOf } from '../../shared/access/facts.ts';
import { type Deed, may, type Who } from '../../shared/access/may.ts';
import type { Role } from '../../shared/access/roles.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import { personId } from '../../shared/ids.ts';
import { readUpdate, type Update } from '../../shared/wire/update.ts';
import { noon, type Replica, replica } from '../world/replica.ts';
import { openCopy } from '../world/staging.ts';

const me = 900;
const runs = 1_500;
const assignments = 300;

const state = plan();
const doc = openCopy('plan', state);
console.log(
	`a plan of ${state.length} bytes, ${assignments} assignments; medians of ${runs}, in microseconds`,
);
console.log('\none check, the document never asked before');
for (const [title, role, deed] of checks()) {
	const who: Who = { person: personId.parse('eve'), role };
	const answer = may(who, deed, factsOf(doc));
	const cold = median(runs, () => void may(who, deed, factsOf(doc)));
	const facts = factsOf(doc);
	const warm = median(runs, () => void may(who, deed, facts));
	print(`${title} (${role})`, { check: cold, again: warm }, answer.may ? 'yes' : 'no');
}
console.log('\nan admitted update');
for (const [title, role, edit] of edits()) measure(`${title} (${role})`, role, edit);

function checks(): readonly (readonly [string, Role, Deed])[] {
	const status = (record: string): Deed => ({ root: 'tasks', record, field: 'status' });
	const said = { on: 'task:task-part', by: 'eve', text: 'x' };
	return [
		['a task is ticked', 'couple', status('task-1')],
		['a task is ticked', 'family', status('task-1')],
		['an own task is ticked', 'vendor', status('task-own')],
		['a task one stands on is ticked', 'vendor', status('task-part')],
		['another task is ticked', 'vendor', status('task-1')],
		['the own role', 'coordinator', { root: 'people', record: 'eve', field: 'role', after: 'couple' }],
		['a comment', 'vendor', { root: 'comments', record: 'new', field: '', after: said }],
		['a task is ticked', 'support', status('task-1')],
	];
}

type Edit = (device: Replica, n: number) => void;
function edits(): readonly (readonly [string, Role, Edit])[] {
	const tick =
		(id: string): Edit =>
		(device, n) =>
			void device.must('tasks.change', { id, status: n % 2 === 0 ? 'done' : 'todo' });
	const say: Edit = (device, n) =>
		void device.must('comments.create', { id: `c-${n}`, on: 'task:task-part', text: 'x' });
	return [
		['a task is ticked', 'couple', tick('task-1')],
		['a task is ticked', 'family', tick('task-1')],
		['an own task is ticked', 'vendor', tick('task-own')],
		['a task one stands on is ticked', 'vendor', tick('task-part')],
		['a comment', 'couple', say],
		['a comment', 'vendor', say],
	];
}

function measure(title: string, role: Role, edit: Edit): void {
	const updates = record(role, edit);
	const who: Who = { person: personId.parse('eve'), role };
	const bound: Writing = { section: 'plan', who, owns: () => 'yes', maxHlc: hlcAt(noon * 2), mayGrow: true };
	const [bare, free, full] = [openCopy('plan', state), openCopy('plan', state), openCopy('plan', state)];
	const spent = { bare: [] as number[], free: [] as number[], full: [] as number[] };
	// Side by side, so that what else this machine does falls on all of them.
	for (const update of updates) {
		spent.bare.push(time(() => Y.applyUpdate(bare, update.bytes)));
		spent.free.push(
			time(() => {
				admit(free, update, { ...bound, unbound: true });
				Y.applyUpdate(free, update.bytes);
			}),
		);
		spent.full.push(
			time(() => {
				const verdict = admit(full, update, bound);
				if (verdict.kind !== 'admitted') throw new Error(`${title}: ${JSON.stringify(verdict)}`);
				Y.applyUpdate(full, update.bytes);
			}),
		);
	}
	const [alone, without, whole] = [middle(spent.bare), middle(spent.free), middle(spent.full)];
	print(title, {
		'bare apply': alone,
		'without rights': without,
		'with rights': whole,
		'x bare': whole / alone,
		'x without': whole / without,
	});
}

/** Of one's own ids, each edit upon the one before. */
function record(role: Role, edit: Edit): readonly Update[] {
	const device = replica(2, { person: 'eve', role, now: noon });
	Y.applyUpdate(device.doc, state);
	device.doc.clientID = me;
	const sent: Uint8Array[] = [];
	device.doc.on('update', (update: Uint8Array) => sent.push(new Uint8Array(update)));
	for (let n = 0; n < runs; n++) edit(device, n);
	return sent.map((bytes) => {
		const read = readUpdate(bytes, limits.live);
		if (!read.ok) throw new Error(read.error.reason);
		return read.value;
	});
}

function plan(): Uint8Array {
	const made = replica(1, { now: noon - 1_000 });
	for (let n = 0; n < 25; n++) made.must('people.create', { id: `p-${n}`, name: `P ${n}`, role: 'helper' });
	made.must('people.create', { id: 'eve', name: 'Eve', role: 'vendor' });
	for (let n = 0; n < 78; n++) made.must('tasks.create', { id: `task-${n}`, title: `Task ${n}`, notes: 'x' });
	made.must('tasks.create', { id: 'task-own', title: 'Own', owner: 'eve' });
	made.must('tasks.create', { id: 'task-part', title: 'Part' });
	for (let n = 0; n < assignments - 1; n++) {
		// A tenth of them eve's own: of those more than the person is read.
		const person = n % 10 === 0 ? 'eve' : `p-${n % 25}`;
		made.must('assignments.create', { id: `a-${n}`, on: `task:task-${2 + (n % 70)}`, person });
	}
	made.must('assignments.create', { id: 'a-part', on: 'task:task-part', person: 'eve' });
	return Y.encodeStateAsUpdate(made.doc);
}

function median(count: number, run: () => void): number {
	return middle(Array.from({ length: count }, () => time(run)));
}

function time(run: () => void): number {
	const start = performance.now();
	run();
	return (performance.now() - start) * 1_000;
}

function middle(all: readonly number[]): number {
	return [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;
}

function print(title: string, figures: Readonly<Record<string, number>>, word = ''): void {
	const parts = Object.entries(figures).map(([what, figure]) => `${what} ${figure.toFixed(1).padStart(7)}`);
	console.log(`${title.padEnd(42)} ${parts.join('  ')}  ${word}`);
}
