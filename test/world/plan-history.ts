/** Random lives of one wedding: several people edit the same few records, hear of each other late or never, undo and resolve. */
import fc from 'fast-check';
import * as Y from 'yjs';
import { type Role, roles } from '../../shared/access/roles.ts';
import { assignmentStatuses, taskStatuses, timelineStates } from '../../shared/document/schema.ts';
import { noon, type Replica, replica, sampleWedding } from './replica.ts';

/** Edits of the same few records by everybody, and records of one's own: ids come in from outside and are never made twice. */
const place = fc.constantFrom('Barn', 'Church', 'Garden');
const task = fc.constantFrom('flowers', 'ring', 'cake');
const item = fc.constantFrom('ceremony', 'drinks', 'dinner');
const person = fc.constantFrom('mia', 'flora', 'jon');
const start = fc.constantFrom('2027-06-12T14:45', '2027-06-12T15:00', '2027-06-12T15:30', null);
const status = fc.constantFrom(...taskStatuses);
const word = fc.constantFrom('Peonies', 'no lilies', '🌸', '', 'Peonies, no lilies. 🌸🌺');
const edit = (name: string, input: Record<string, fc.Arbitrary<unknown>>) =>
	fc.record({ name: fc.constant(name), input: fc.record(input) });
/** What people quarrel about. */
const quarrels = fc.oneof(
	edit('tasks.change', { id: task, status }),
	edit('tasks.change', { id: task, owner: fc.option(person) }),
	edit('timeline.change', { id: item, start }),
	edit('timeline.change', { id: item, place, state: fc.constantFrom(...timelineStates) }),
	edit('meta.change', { place, date: fc.constantFrom('2027-06-05', '2027-06-12', '2027-06-19') }),
	edit('assignments.change', { id: fc.constant('a1'), status: fc.constantFrom(...assignmentStatuses) }),
);
const others = fc.oneof(
	edit('tasks.change', {
		id: task,
		title: word,
		due: start,
		dependsOn: fc.subarray(['flowers', 'ring', 'cake']),
	}),
	edit('tasks.setNotes', { id: task, text: word }),
	edit('tasks.resolve', { id: task, field: fc.constant('status'), value: status }),
	edit('tasks.delete', { id: task }),
	edit('tasks.restore', { id: task }),
	edit('timeline.shift', { id: item, minutes: fc.constantFrom(-15, 10, 45) }),
	edit('timeline.resolve', { id: item, field: fc.constant('start'), value: start }),
	edit('timeline.delete', { id: item }),
	edit('timeline.restore', { id: item }),
	edit('comments.change', { id: fc.constant('c1'), text: word, mentions: fc.subarray(['mia', 'flora']) }),
	edit('people.change', { id: person, name: word, trade: fc.option(place) }),
	edit('meta.resolve', { field: fc.constant('place'), value: place }),
	fc.record({ name: fc.constant('create'), input: fc.record({ title: place }) }),
	fc.record({ name: fc.constant('undo'), input: fc.constant({}) }),
);
const edits = fc.oneof(quarrels, others);

const who = fc.nat({ max: 4 });
const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('edit' as const), who, edit: edits }) },
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('deliver' as const), to: who, update: fc.nat(200) }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('sync' as const), to: who, from: who }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('wait' as const), who, ms: fc.integer({ min: -5, max: 50 }) }),
	},
);
const crowd = fc.uniqueArray(
	fc.record({ client: fc.integer({ min: 2, max: 0xffff_ffff }), role: fc.constantFrom(...roles) }),
	{ minLength: 3, maxLength: 5, selector: ({ client }) => client },
);
export const histories = fc.record({
	crowd,
	steps: fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
	/** In which order, and how often, everything is delivered in the end. */
	shuffle: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
});
export type History = typeof histories extends fc.Arbitrary<infer H> ? H : never;

function founding(): Uint8Array {
	const made = sampleWedding(1);
	made.must('people.create', { id: 'jon', name: 'Jon', role: 'couple' });
	for (const id of ['ring', 'cake']) made.must('tasks.create', { id, title: id });
	made.must('timeline.create', {
		id: 'drinks',
		title: 'Drinks',
		start: '2027-06-12T15:30',
		minutes: 60,
		after: 'ceremony',
	});
	made.must('timeline.create', { id: 'dinner', title: 'Dinner', start: '2027-06-12T17:00', minutes: 90 });
	made.must('assignments.create', { id: 'a1', on: 'task:cake', person: 'flora' });
	made.must('comments.create', { id: 'c1', on: 'task:cake', text: 'Lemon?' });
	return Y.encodeStateAsUpdate(made.doc);
}

/** The wedding that everybody begins with. */
export const founded = founding();

export interface Made {
	readonly update: Uint8Array;
	readonly role: Role;
}

/** Plays a history: everybody's updates in the order they were made, and everybody as they are then. */
export function play({ crowd: people, steps }: History): {
	readonly made: readonly Made[];
	readonly all: readonly Replica[];
} {
	const made: Made[] = [];
	const all = people.map(({ client, role }) => {
		const one = replica(client, { role, now: noon + 1_000 });
		Y.applyUpdate(one.doc, founded, 'remote');
		one.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'remote') made.push({ update, role });
		});
		return { ...one, undos: [] as Undo[] };
	});
	for (const [at, one] of steps.entries()) {
		const acting = all[('who' in one ? one.who : one.to) % all.length];
		if (acting === undefined) continue;
		if (one.kind === 'edit') act(acting, acting.undos, one.edit, `own${at}`);
		if (one.kind === 'wait') acting.advance(one.ms);
		const heard = one.kind === 'deliver' ? made[one.update % Math.max(1, made.length)] : undefined;
		if (heard !== undefined) Y.applyUpdate(acting.doc, heard.update, 'remote');
		const from = one.kind === 'sync' ? all[one.from % all.length] : undefined;
		if (from !== undefined) Y.applyUpdate(acting.doc, Y.encodeStateAsUpdate(from.doc), 'remote');
	}
	return { made, all };
}

type Undo = { readonly name: string; readonly input: unknown };

function act(
	acting: Replica,
	undo: Undo[],
	{ name, input }: { readonly name: string; readonly input: object },
	id: string,
): void {
	if (name === 'undo') {
		const last = undo.pop();
		if (last !== undefined) acting.run(last.name, last.input);
		return;
	}
	const [what, given] = name === 'create' ? ['tasks.create', { id, ...input }] : [name, input];
	// Declined ones are part of it: they must leave nothing behind.
	const result = acting.run(what, given);
	if (result.ok) undo.push(...result.value.undo);
}
