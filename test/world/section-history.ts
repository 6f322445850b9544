/** Random edits of the private sections: a few records each, quarrelled over by everybody, made, deleted, restored and undone. */
import fc from 'fast-check';
import * as Y from 'yjs';
import { answers, type Section } from '../../shared/document/schema.ts';
import { type Replica, replica } from './replica.ts';

export type PrivateSection = Exclude<Section, 'plan'>;
export interface SectionEdit {
	/** `create` and `undo` are given an id and a way back by whoever plays. */
	readonly name: string;
	readonly input: object;
}

const edit = (name: string, input: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<SectionEdit> =>
	fc.record({ name: fc.constant(name), input: fc.record(input, { noNullPrototype: true }) });
const word = fc.constantFrom('Vows', 'Rings', '🌸', 'A song');
const item = fc.constantFrom('entrance', 'vows', 'rings');
const order = fc.constantFrom(0, 1.5, 2, 3);
const guest = fc.constantFrom('ada', 'bo', 'cy');
const table = fc.option(fc.constantFrom('oak', 'elm'));
const answer = fc.constantFrom(...answers);
const line = fc.constantFrom('cake', 'band');
const money = fc.constantFrom(0, 99.5, 400, 450);
const undo = fc.constant({ name: 'undo', input: {} });

export const sectionEdits: Readonly<Record<PrivateSection, fc.Arbitrary<SectionEdit>>> = {
	ceremony: fc.oneof(
		{ weight: 3, arbitrary: edit('items.change', { id: item, order }) },
		edit('items.change', { id: item, title: word, who: fc.option(word) }),
		{ weight: 2, arbitrary: edit('items.move', { id: item, after: fc.option(item) }) },
		edit('items.setText', { id: item, text: word }),
		edit('items.resolve', { id: item, field: fc.constant('order'), value: order }),
		edit('items.delete', { id: item }),
		edit('items.restore', { id: item }),
		edit('create', { title: word }),
		undo,
	),
	guests: fc.oneof(
		{ weight: 3, arbitrary: edit('guests.change', { id: guest, table }) },
		{ weight: 2, arbitrary: edit('guests.change', { id: guest, rsvp: answer }) },
		edit('guests.change', { id: guest, diet: fc.option(word) }),
		edit('guests.resolve', { id: guest, field: fc.constant('table'), value: table }),
		edit('guests.delete', { id: guest }),
		edit('guests.restore', { id: guest }),
		edit('tables.change', { id: fc.constant('oak'), seats: fc.constantFrom(2, 8) }),
		edit('tables.delete', { id: fc.constant('elm') }),
		edit('tables.restore', { id: fc.constant('elm') }),
		edit('create', { name: word }),
		undo,
	),
	budget: fc.oneof(
		{ weight: 3, arbitrary: edit('lines.change', { id: line, amount: money }) },
		{ weight: 3, arbitrary: edit('lines.change', { id: line, paid: money }) },
		edit('lines.resolve', { id: line, field: fc.constant('amount'), value: money }),
		edit('lines.change', { id: line, due: fc.constantFrom('2027-05-01', '2027-05-02', null) }),
		edit('lines.delete', { id: line }),
		edit('lines.restore', { id: line }),
		edit('create', { title: word }),
		undo,
	),
};

/** What everybody begins with, made by one founder. */
export const foundings: Readonly<Record<PrivateSection, readonly SectionEdit[]>> = {
	ceremony: ['entrance', 'vows', 'rings'].map((id) => ({ name: 'items.create', input: { id, title: id } })),
	guests: [
		...['oak', 'elm'].map((id) => ({ name: 'tables.create', input: { id, name: id, seats: 8 } })),
		...['ada', 'bo', 'cy'].map((id) => ({ name: 'guests.create', input: { id, name: id } })),
	],
	budget: ['cake', 'band'].map((id) => ({ name: 'lines.create', input: { id, title: id, amount: 300 } })),
};

export function foundedSection(section: PrivateSection): Uint8Array {
	const made = replica(1);
	for (const { name, input } of foundings[section]) made.must(name, input);
	return Y.encodeStateAsUpdate(made.doc);
}

const created: Readonly<Record<PrivateSection, string>> = {
	ceremony: 'items.create',
	guests: 'guests.create',
	budget: 'lines.create',
};

/** Declined ones are part of it: they must leave nothing behind. */
export function actIn(
	section: PrivateSection,
	{ run }: Pick<Replica, 'run'>,
	{ edit: { name, input }, undos, id }: { edit: SectionEdit; undos: SectionEdit[]; id: string },
): void {
	const last = name === 'undo' ? undos.pop() : undefined;
	if (last !== undefined) run(last.name, last.input);
	if (name === 'undo') return;
	const done = name === 'create' ? run(created[section], { id, ...input }) : run(name, input);
	if (done.ok) undos.push(...(done.value.undo as readonly SectionEdit[]));
}
