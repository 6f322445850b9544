/**
 * Somebody of a given role at a wedding, and everything they might try to write: any value at any field, removals, whole records,
 * forged names, alone or together, upon what stands now or upon what stood before others wrote. For properties of rights.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import { ownFields } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import { hlcAt } from '../../shared/document/hlc.ts';
import {
	type Field,
	kindsOf,
	type RecordKind,
	type Root,
	rootsOf,
	schema,
	type Section,
} from '../../shared/document/schema.ts';
import { noon, type Replica, replica } from './replica.ts';

export const eve = 'eve';
/** Eve's own client id, and those of the others. */
export const hers = 900;
export const others = [50, 60, 70] as const;

export interface Scene {
	readonly role: Role;
	readonly section: Section;
	/** As it stands at the relay. */
	readonly now: Uint8Array;
	/** As eve's device knew it before the others wrote on. */
	readonly before: Uint8Array;
	readonly records: readonly { readonly root: Root; readonly record: string }[];
}

export function sceneOf(role: Role, section: Section): Scene {
	const founder = replica(50, { now: noon - 9_000 });
	if (section === 'plan') foundPlan(founder, role);
	else for (const kind of kindsOf(section)) foundRecords(founder, kind);
	const [mia, vic, own] = [
		replica(60, { now: noon - 5_000 }),
		replica(70, { person: 'vic', role: 'vendor', now: noon - 5_000 }),
		replica(hers, { person: eve, role, now: noon - 6_000 }),
	];
	const learn = (...all: readonly Replica[]) => {
		for (const one of all) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(founder.doc));
	};
	const tell = (...all: readonly Replica[]) => {
		for (const one of all) Y.applyUpdate(founder.doc, Y.encodeStateAsUpdate(one.doc));
	};
	learn(own);
	if (section === 'plan') {
		own.must('tasks.change', { id: 'mine', status: 'doing', title: 'Mine' });
		own.must('comments.create', { id: 'by-eve', on: 'task:mine', text: 'Lemon?' });
	}
	tell(own);
	const before = Y.encodeStateAsUpdate(founder.doc);
	learn(mia, vic);
	if (section === 'plan') writeOn(mia, vic);
	else for (const kind of kindsOf(section)) mia.must(`${kind}.change`, { id: 'one', ...other[kind] });
	tell(mia, vic);
	const records = rootsOf(section).flatMap((root) => {
		const ids = root === 'meta' ? ['meta'] : [...founder.doc.getMap<unknown>(root).keys()];
		return ids.map((record) => ({ root, record }));
	});
	return { role, section, now: Y.encodeStateAsUpdate(founder.doc), before, records };
}

function foundPlan({ must }: Replica, role: Role): void {
	must('meta.change', { name: 'Mia & Jon', date: '2027-06-12', timeZone: 'Europe/Berlin' });
	must('people.create', { id: 'mia', name: 'Mia', role: 'couple' });
	must('people.create', { id: 'vic', name: 'Vic', role: 'vendor' });
	must('people.create', { id: eve, name: 'Eve', role });
	for (const [kind, root] of [
		['task', 'tasks'],
		['timeline', 'timeline'],
	]) {
		for (const id of ['mine', 'part', 'theirs'])
			must(`${root}.create`, { id, title: id, notes: 'Peonies', ...(id === 'mine' ? { owner: eve } : {}) });
		must('assignments.create', { id: `${kind}-eve`, on: `${kind}:part`, person: eve });
		must('assignments.create', { id: `${kind}-vic`, on: `${kind}:theirs`, person: 'vic' });
	}
	must('tasks.create', { id: 'gone', title: 'Gone', owner: eve });
	must('tasks.delete', { id: 'gone' });
	must('comments.create', { id: 'by-mia', on: 'task:mine', text: 'No nuts.' });
}

function writeOn(mia: Replica, vic: Replica): void {
	mia.must('tasks.change', { id: 'mine', status: 'blocked', title: 'Still hers', category: 'food' });
	mia.must('tasks.change', { id: 'theirs', title: 'Theirs', owner: 'vic' });
	mia.must('timeline.change', { id: 'mine', place: 'Barn', state: 'ready' });
	mia.must('people.change', { id: eve, name: 'Evelyn' });
	mia.must('meta.change', { place: 'Barn', accent: '#aabbcc' });
	mia.must('assignments.change', { id: 'timeline-eve', status: 'declined' });
	vic.must('assignments.change', { id: 'task-vic', status: 'accepted', note: 'gladly' });
	vic.must('comments.create', { id: 'by-vic', on: 'task:theirs', text: 'Mine.' });
}

const first: Readonly<Partial<Record<RecordKind, object>>> = {
	items: { title: 'Vows', text: 'I do.' },
	guests: { name: 'Edith', party: 'Hartley', rsvp: 'yes' },
	tables: { name: 'One', seats: 8 },
	lines: { title: 'Flowers', amount: 900 },
};
const other: Readonly<Partial<Record<RecordKind, object>>> = {
	items: { title: 'The vows', who: 'Mia' },
	guests: { diet: 'no nuts', rsvp: 'no' },
	tables: { seats: 9 },
	lines: { paid: 100 },
};
function foundRecords({ must }: Replica, kind: RecordKind): void {
	must(`${kind}.create`, { id: 'one', ...first[kind] });
	must(`${kind}.create`, { id: 'two', ...first[kind] });
}

/** What one update does, in indices that are taken modulo what there is. */
const where = { at: fc.nat(), value: fc.nat() };
const act = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), ...where }) },
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('own' as const), ...where }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('grave' as const), ...where }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), ...where }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), ...where }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), ...where }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), ...where }) },
);
export const trespass = fc.record({
	acts: fc.array(act, { minLength: 1, maxLength: 3 }),
	/** Her own, a new one below all others, the highest there is. */
	client: fc.constantFrom(hers, hers, hers, 3, 2 ** 32 - 1),
	stale: fc.boolean(),
});
export type Trespass = typeof trespass extends fc.Arbitrary<infer T> ? T : never;

/** The bytes a stock client would send for it; undefined if it comes to nothing. */
export function trespassing({ role, now, before, records }: Scene, { acts, client, stale }: Trespass) {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, stale ? before : now);
	// Only now: Yjs takes another id when it is handed what was written under its own.
	doc.clientID = client;
	let sent: Uint8Array | undefined;
	doc.on('update', (update: Uint8Array) => {
		sent = new Uint8Array(update);
	});
	doc.transact(() => {
		for (const [index, { do: what, at, value }] of acts.entries()) {
			const places: readonly Target[] = what === 'own' ? ownPlaces : what === 'grave' ? gravePlaces : records;
			const target = places[at % places.length];
			if (target === undefined) continue;
			const { root, record } = target;
			const map: unknown = root === 'meta' ? doc.getMap(root) : doc.getMap(root).get(record);
			if (!isMap(map)) continue;
			const pen: Pen = { root, map, client, role, hlc: hlcAt(noon) + index };
			if (what === 'create') create(doc, pen, at >> 8, value);
			else if (what === 'delete') {
				map.set('deletedAt', '2027-05-01T12:00:00Z');
				if (value % 4 > 0) map.set('deletedBy', [eve, 'mia', eve][value % 3]);
			} else if (what === 'restore') for (const key of ['deletedAt', 'deletedBy']) map.delete(key);
			else if (what === 'remove') {
				const keys = [...map.keys()];
				map.delete(keys[value % Math.max(1, keys.length)] ?? '');
			} else if (target.field !== undefined)
				write(pen, Object.keys(schema[root]).indexOf(target.field), value);
			else write(pen, (at >> 8) % Object.keys(schema[root]).length, value);
		}
	});
	return sent;
}

const isMap = (map: unknown): map is Y.Map<unknown> => map instanceof Y.Map;

interface Target {
	readonly root: Root;
	readonly record: string;
	readonly field?: string;
}
interface Pen {
	readonly root: Root;
	readonly map: Y.Map<unknown>;
	readonly client: number;
	readonly role: Role;
	readonly hlc: number;
}

function create(doc: Y.Doc, pen: Pen, id: number, value: number): void {
	const { root } = pen;
	if (root === 'meta') return write(pen, id % Object.keys(schema.meta).length, value);
	const map = doc.getMap(root).set(root === 'people' && id % 7 === 0 ? 'jon' : `new-${id % 3}`, new Y.Map());
	for (const [index, [name, field]] of Object.entries<Field>(schema[root]).entries()) {
		if (field.kind === 'text') map.set(name, new Y.Text());
		// Soft deletion and emergency access come in with a new record only now and then.
		else if (!/^(deleted|deputy)/.test(name) || (value + index) % 5 === 0)
			write({ ...pen, map }, index, value);
	}
}

function write({ root, map, client, role, hlc }: Pen, index: number, value: number): void {
	const [name, field] = Object.entries<Field>(schema[root])[index] ?? ['', undefined];
	const one = valueOf(root, name, value);
	if (field?.kind === 'plain') map.set(name, one);
	else if (field?.kind === 'set') map.set(`${name}/${(pool[name] ?? [])[value % 2] ?? 'one'}`, true);
	else if (field?.kind === 'register') {
		const key = `${name}~${client}`;
		map.set(key, [one ?? null, hlc, role, [], []]);
	} else if (field?.kind === 'text') {
		const text = map.get(name);
		if (!(text instanceof Y.Text)) return;
		if (value % 2 === 0) text.insert(0, 'x');
		else text.delete(0, Math.min(1, text.length));
	}
}

/** One of the values that a field takes. */
export function valueOf(root: Root, name: string, value: number): unknown {
	const values = pool[`${root}.${name}`] ?? pool[name] ?? [`${value % 3}`];
	return values[value % values.length];
}

/** What may be hers to write, whatever her role: fields of records that are her own. */
const ownPlaces: readonly Target[] = (['tasks', 'timeline', 'assignments', 'people'] as const).flatMap(
	(root) => {
		const ids = { tasks: ['mine', 'part'], timeline: ['mine'], assignments: ['task-eve'], people: [eve] }[
			root
		];
		return ids.flatMap((record) => ownFields[root].map((field) => ({ root, record, field })));
	},
);

/** Where the value decides. */
const gravePlaces: readonly Target[] = [
	{ root: 'people', record: 'vic', field: 'role' },
	{ root: 'people', record: 'vic', field: 'deputy' },
	{ root: 'people', record: 'mia', field: 'role' },
	{ root: 'people', record: eve, field: 'role' },
	{ root: 'tasks', record: 'theirs', field: 'deletedBy' },
	{ root: 'comments', record: 'by-eve', field: 'deletedBy' },
	{ root: 'comments', record: 'by-mia', field: 'text' },
	{ root: 'meta', record: 'meta', field: 'version' },
];

const people = [eve, 'mia', 'vic'];
/** By field: values that the schema takes, and that matter. */
const pool: Readonly<Record<string, readonly unknown[]>> = {
	role: ['couple', 'coordinator', 'helper', 'vendor', 'support'],
	by: [eve, eve, 'mia'],
	person: people,
	owner: people,
	deletedBy: [eve, 'mia'],
	deletedAt: ['2027-05-01T12:00:00Z'],
	on: ['task:mine', 'task:part', 'task:theirs', 'timeline:mine', 'timeline:theirs', 'task:nowhere'],
	at: ['2027-05-01T12:00:00Z'],
	date: ['2027-06-12', '2027-06-19'],
	timeZone: ['Europe/Berlin', 'Europe/Paris'],
	accent: ['#aabbcc', '#001122'],
	colour: ['#aabbcc', '#001122'],
	phase: ['planning', 'after'],
	outdoor: [true, false],
	deputy: [true, false],
	version: [1, 2],
	'tasks.status': ['done', 'todo'],
	'assignments.status': ['accepted', 'declined'],
	due: ['2027-06-12T09:00', '2027-06-13T09:00'],
	priority: ['low', 'high'],
	dependsOn: ['mine', 'part'],
	evidence: ['a'.repeat(64), 'b'.repeat(64)],
	mentions: people,
	anchor: ['-30@mine', '0@part'],
	kind: ['fixed', 'buffer'],
	start: ['2027-06-12T15:00', '2027-06-12T16:00'],
	minutes: [30, 60],
	minMinutes: [10, 20],
	actualStart: ['2027-06-12T15:01:00Z', null],
	actualEnd: ['2027-06-12T16:01:00Z', null],
	state: ['running', 'done'],
	visibility: ['team', 'guests'],
	after: ['mine', 'part'],
	order: [1, 2.5],
	rsvp: ['yes', 'no'],
	table: ['one', null],
	seats: [6, 10],
	amount: [100, 900.5],
	paid: [50, 100],
};
