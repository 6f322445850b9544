/** From a real document: operations, the changes they make, and the events those mean. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Change } from '../../../shared/document/change.ts';
import { changesOf } from '../../../shared/document/changes.ts';
import { run } from '../../../shared/document/operations/operations.ts';
import { derive } from '../../../shared/events/derive.ts';
import { personId, weddingId } from '../../../shared/ids.ts';

const ana = { person: personId.parse('ana'), role: 'couple' as const };

function world() {
	const doc = new Y.Doc();
	doc.clientID = 7;
	let changes: readonly Change[] = [];
	doc.on('afterTransaction', (transaction: Y.Transaction) => {
		changes = changesOf(transaction);
	});
	let edits = 0;
	return (name: string, input: unknown) => {
		changes = [];
		const result = run(doc, { ...ana, now: Date.UTC(2027, 5, 1) }, { name, input });
		expect(result).toMatchObject({ ok: true });
		edits++;
		return derive({ wedding: weddingId.parse('w1'), cause: `7:${edits}`, actor: ana, changes });
	};
}
const inShort = (events: ReturnType<typeof derive>) =>
	events.map(({ type, record, fields }) => `${type} ${record.kind}:${record.id} ${fields.join(',')}`);

test('what operations do to a document becomes the events that people would name', () => {
	const act = world();
	const told = [
		act('meta.change', { name: 'Ana & Ben', date: '2027-06-12', timeZone: 'Europe/London' }),
		act('people.create', { id: 'ana', name: 'Ana', role: 'couple' }),
		act('people.create', { id: 'ben', name: 'Ben', role: 'couple' }),
		act('tasks.create', { id: 'cake', title: 'Order the cake', owner: 'ben', notes: 'Lemon.' }),
		act('tasks.change', { id: 'cake', status: 'done', title: 'Order the big cake' }),
		act('tasks.change', { id: 'cake', status: 'done' }),
		act('tasks.setNotes', { id: 'cake', text: 'Lemon and almond.' }),
		act('timeline.create', { id: 'meal', title: 'Meal', start: '2027-06-12T18:00', minutes: 90 }),
		act('timeline.create', {
			id: 'dance',
			title: 'Dance',
			start: '2027-06-12T19:30',
			minutes: 10,
			after: 'meal',
		}),
		act('timeline.shift', { id: 'meal', minutes: 15 }),
		act('timeline.shift', { id: 'dance', minutes: 5 }),
		act('comments.create', { id: 'note', on: 'task:cake', text: 'Yum', mentions: ['ben'] }),
		act('assignments.create', { id: 'part', on: 'timeline:dance', person: 'ben' }),
		act('assignments.change', { id: 'part', status: 'accepted' }),
		act('meta.change', { place: 'The barn' }),
		act('tasks.delete', { id: 'cake' }),
		act('tasks.restore', { id: 'cake' }),
		act('people.delete', { id: 'ben' }),
	];
	expect(told.map(inShort)).toEqual([
		['wedding.created wedding:meta date,name,timeZone'],
		['person.joined person:ana name,role'],
		['person.joined person:ben name,role'],
		['task.created task:cake notes,owner,status,title', 'task.assigned task:cake owner'],
		['task.completed task:cake status', 'task.updated task:cake title'],
		[],
		['task.updated task:cake notes'],
		['timeline.created timeline:meal kind,minutes,start,state,title'],
		['timeline.created timeline:dance after,kind,minutes,start,state,title'],
		['timeline.shifted timeline:meal start'],
		['timeline.moved timeline:dance start'],
		['comment.added comment:note at,by,mentions,on,text', 'comment.mentioned comment:note mentions'],
		['assignment.asked assignment:part on,person,status'],
		['assignment.accepted assignment:part status'],
		['wedding.place-changed wedding:meta place'],
		['task.deleted task:cake deletedAt,deletedBy'],
		['task.restored task:cake deletedAt,deletedBy'],
		['person.left person:ben deletedAt,deletedBy'],
	]);
	const ids = told.flat().map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
});
