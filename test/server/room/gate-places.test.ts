/** The gate: where something may stand and what it may be. */
import * as Y from 'yjs';
import {
	anyOf,
	binaryOf,
	type Forged,
	forge,
	forgeStructs,
	goneFor,
	type Id,
	textOf,
	typeOf,
} from '../../world/forge.ts';
import { noteOf } from '../../world/siege.ts';
import { field, honest, item, judged, many } from '../../world/verdicts.ts';
import { addTask, taskOf } from '../../world/wedding.ts';

judged('[G5] roots, records, fields and values are those of the schema', [
	['a new record', honest((doc) => addTask(doc, 'rings')), 'receipt'],
	['a root nobody declared', honest((doc) => doc.getMap('treasure').set('a', 1)), 'invalid-value'],
	['a root as a list', item(() => ({ parent: 'tasks', content: anyOf(1) })), 'malformed'],
	['a record that is a value', honest((doc) => doc.getMap('tasks').set('rings', 'gold')), 'invalid-value'],
	[
		'a record that is a text',
		honest((doc) => doc.getMap('tasks').set('rings', new Y.Text('gold'))),
		'invalid-value',
	],
	['a record whose id is no id', honest((doc) => addTask(doc, 'two rings')), 'invalid-value'],
	['a record replaced', honest((doc) => addTask(doc, 'cake')), 'invalid-value'],
	[
		'a record put behind another',
		item(({ idOf }) => ({ origin: idOf(), content: typeOf(1) })),
		'invalid-value',
	],
	[
		'a record put before another, where it would lose',
		() => forgeStructs(1, 0, { parent: 'tasks', key: 'cake', content: typeOf(1) }),
		'invalid-value',
	],
	[
		'a record replaced by something already deleted',
		item(({ idOf }) => ({ origin: idOf(), content: goneFor(1) })),
		'invalid-value',
	],
	['a record removed', honest((doc) => doc.getMap('tasks').delete('cake')), 'invalid-value'],
	[
		'a record made and removed',
		(_, me) =>
			forge({
				structs: [{ client: me, clock: 0, list: [{ parent: 'tasks', key: 'rings', content: typeOf(1) }] }],
				deletes: [{ client: me, ranges: [[0, 1]] }],
			}),
		'invalid-value',
	],
	[
		'a record made twice at once',
		(_, me) => {
			const list = many(2, (): Forged => ({ parent: 'tasks', key: 'rings', content: typeOf(1) }));
			return forgeStructs(me, 0, ...list);
		},
		'invalid-value',
	],
	['a list inside a record', item(({ idOf }) => ({ parent: idOf(), content: anyOf(1) })), 'malformed'],
	['a field nobody declared', field('colour', 'red'), 'invalid-value'],
	['a field of another kind of record', field('minutes~7', [1, 1, 'coordinator', [], []]), 'invalid-value'],
	['a field with a good value', field('priority', 'high'), 'receipt'],
	['a field with another value', field('priority', 'highest'), 'invalid-value'],
	['a field with a map', field('title', new Y.Map()), 'invalid-value'],
	['a field with an object', field('title', { text: 'x' }), 'invalid-value'],
	[
		'a field with bytes',
		item(({ idOf }) => ({ origin: idOf('title'), content: binaryOf(Uint8Array.of(1)) })),
		'invalid-value',
	],
	[
		'a field with a text',
		item(({ idOf }) => ({ origin: idOf('title'), content: textOf('x') })),
		'invalid-value',
	],
	[
		'a field with two values',
		item(({ idOf }) => ({ origin: idOf('title'), content: anyOf('x', 'y') })),
		'invalid-value',
	],
	[
		'a field with a bigint',
		item(({ idOf }) => ({ origin: idOf('title'), content: anyOf(1n) })),
		'invalid-value',
	],
	['a date', field('due', '2027-06-12T09:00'), 'receipt'],
	['no date', field('due', 'soon'), 'invalid-value'],
	['a member of a set', field('dependsOn/rings', true), 'receipt'],
	['a member that is not true', field('dependsOn/rings', 1), 'invalid-value'],
	['a member that is no id', field('dependsOn/two rings', true), 'invalid-value'],
	['the set itself', field('dependsOn', ['rings']), 'invalid-value'],
	["the wedding's own field", honest((doc) => doc.getMap('meta').set('accent', '#aabbcc')), 'receipt'],
	[
		"a map inside the wedding's own",
		honest((doc) => doc.getMap('meta').set('name', new Y.Map())),
		'invalid-value',
	],
	[
		'one bad value among good ones',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'cake').set('priority', 'high');
			taskOf(doc, 'cake').set('due', 'soon');
		}),
		'invalid-value',
	],
	[
		'a text between two notes',
		(siege, me) => {
			siege.ada.edit((doc) => addTask(doc, 'rings'));
			siege.ada.edit((doc) => noteOf(doc, 'rings').insert(0, 'gold'));
			const [left] = itemsOf(noteOf(siege.ada.doc));
			const [right] = itemsOf(noteOf(siege.ada.doc, 'rings'));
			return forgeStructs(me, 0, { origin: left as Id, right: right as Id, content: textOf('x') });
		},
		'malformed',
	],
	[
		'a field with a right neighbour',
		item(({ idOf }) => ({ right: idOf('title'), content: anyOf('x') })),
		'malformed',
	],
	[
		'something inside a value',
		item(({ idOf }) => ({ parent: idOf('title'), key: 'a', content: anyOf('x') })),
		'malformed',
	],
	[
		'something beside a collected struct: Yjs keeps its length and nothing else',
		(_, me) => forgeStructs(me, 0, { gc: 1 }, { origin: [me, 0], content: anyOf('x', { evil: 1 }) }),
		'receipt',
	],
]);

judged('[G6] a note is created with its record and never replaced or removed', [
	['typing', honest((doc) => noteOf(doc).insert(3, 'x')), 'receipt'],
	['erasing', honest((doc) => noteOf(doc).delete(0, 5)), 'receipt'],
	['formatting', honest((doc) => noteOf(doc).format(0, 5, { bold: true })), 'receipt'],
	['an embed', honest((doc) => noteOf(doc).insertEmbed(0, { image: 'x' })), 'invalid-value'],
	['a map in a note', honest((doc) => noteOf(doc).insertEmbed(0, new Y.Map())), 'invalid-value'],
	['a value in a note', item(({ idOf }) => ({ parent: idOf('notes'), content: anyOf(1) })), 'invalid-value'],
	['a key in a note', honest((doc) => noteOf(doc).setAttribute('a', 1)), 'malformed'],
	[
		'a note written twice while its record is made',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', new Y.Text('gold'));
		}),
		'receipt',
	],
	[
		'a note written twice while its record is made, and both left standing',
		(_, me) =>
			forgeStructs(
				me,
				0,
				{ parent: 'tasks', key: 'rings', content: typeOf(1) },
				{ parent: [me, 0], key: 'notes', content: typeOf(2) },
				{ origin: [me, 1], content: typeOf(2) },
			),
		'invalid-value',
	],
	[
		'a note of an older record',
		honest((doc) => taskOf(doc, 'cake').set('notes', new Y.Text())),
		'invalid-value',
	],
	[
		'a note that is a map',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', new Y.Map());
		}),
		'invalid-value',
	],
	[
		'a note that is a value',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').set('notes', 'gold');
		}),
		'invalid-value',
	],
	['a note removed', honest((doc) => taskOf(doc, 'cake').delete('notes')), 'invalid-value'],
	[
		'a note that is made and removed',
		honest((doc) => {
			addTask(doc, 'rings');
			taskOf(doc, 'rings').delete('notes');
		}),
		'invalid-value',
	],
	[
		'[G13] something already deleted put behind a note',
		item(({ idOf }) => ({ origin: idOf('notes'), content: goneFor(1) })),
		'invalid-value',
	],
	[
		'[G13] the same with a higher id and no origin',
		(siege) => forgeStructs(2 ** 32 - 1, 0, { parent: siege.idOf(), key: 'notes', content: goneFor(1) }),
		'invalid-value',
	],
]);

/** Where the pieces of a text stand. */
function itemsOf(text: Y.Text): Id[] {
	const ids: Id[] = [];
	for (let at = text._start; at !== null; at = at.right) ids.push([at.id.client, at.id.clock]);
	return ids;
}
