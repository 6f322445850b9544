import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { deedsOf, mayRun } from '../../../shared/access/deeds.ts';
import type { Who } from '../../../shared/access/may.ts';
import { personId } from '../../../shared/ids.ts';
import { sampleWedding } from '../../world/replica.ts';

function wedding() {
	const made = sampleWedding();
	made.must('tasks.create', { id: 'arch', title: 'Build the arch', owner: 'flora' });
	made.must('timeline.create', { id: 'drinks', title: 'Drinks', start: '2027-06-12T15:30', minutes: 60 });
	return made.doc;
}
const flora: Who = { person: personId.parse('flora'), role: 'vendor' };
const mia: Who = { person: personId.parse('mia'), role: 'couple' };

test.each([
	['ticks her own task', 'tasks.change', { id: 'arch', status: 'done' }, 'yes'],
	['ticks and renames it', 'tasks.change', { id: 'arch', status: 'done', title: 'Arch' }, 'no'],
	['ticks another', 'tasks.change', { id: 'flowers', status: 'done' }, 'no'],
	['says something on hers', 'comments.create', { id: 'c', on: 'task:arch', text: 'Windy!' }, 'yes'],
	['says something elsewhere', 'comments.create', { id: 'c', on: 'task:flowers', text: 'No.' }, 'no'],
	['adds a task', 'tasks.create', { id: 'new', title: 'New' }, 'no'],
	['deletes her own task', 'tasks.delete', { id: 'arch' }, 'no'],
	['shifts the day', 'timeline.shift', { id: 'drinks', minutes: 15 }, 'no'],
	['takes another role', 'people.change', { id: 'flora', role: 'couple' }, 'no'],
	['takes another colour', 'people.change', { id: 'flora', colour: '#aabbcc' }, 'yes'],
	[
		'renames another task to what it is called',
		'tasks.change',
		{ id: 'arch', title: 'Build the arch' },
		'yes',
	],
	['changes what is not there: running it says so', 'tasks.change', { id: 'nowhere', title: 'x' }, 'yes'],
	['does what no operation does: running it says so', 'tasks.burn', {}, 'yes'],
])('a florist %s', (_, name, input, answer) => {
	const doc = wedding();
	const before = Y.encodeStateAsUpdate(doc);
	expect(mayRun(flora, { name, input }, doc).may ? 'yes' : 'no').toBe(answer);
	expect(mayRun(mia, { name, input }, doc)).toEqual({ may: true });
	expect(Buffer.compare(Y.encodeStateAsUpdate(doc), before)).toBe(0);
});

test('the first no says why', () => {
	const operation = { name: 'tasks.change', input: { id: 'arch', status: 'done', title: 'Arch' } };
	expect(mayRun(flora, operation, wedding())).toEqual({
		may: false,
		reason:
			'In tasks that are yours you may change the status and the proof; the rest is for those who plan.',
	});
});

test('an operation is one deed for each record it makes and one for each field it changes', () => {
	const record = 'arch' as never;
	expect(
		deedsOf({ kind: 'create', root: 'tasks', record, values: { title: 'Arch', owner: 'flora' } }),
	).toEqual([{ root: 'tasks', record, field: '', after: { title: 'Arch', owner: 'flora' } }]);
	expect(deedsOf({ kind: 'change', root: 'tasks', record, values: { due: null, title: 'Arch' } })).toEqual([
		{ root: 'tasks', record, field: 'due' },
		{ root: 'tasks', record, field: 'title', after: 'Arch' },
	]);
});
