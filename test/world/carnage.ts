/**
 * Writers under load against a server that is killed again and again, and the book of what was promised: every edit has an id,
 * and the book says whether it was issued, receipted, or seen by somebody else. Guards nothing itself; tests read the book.
 */
import * as Y from 'yjs';
import type { Random } from '../../shared/random.ts';
import { fraction } from '../../shared/random.ts';
import { type LightClient, lightClient } from './light-client.ts';

/** By task: the highest edit number known. Edits of one task have one author and ascending numbers, so a later one implies all before. */
export type Book = Map<string, number>;

export interface Writer {
	readonly client: LightClient;
	readonly issued: Book;
	readonly receipted: Book;
	/** Of other writers' tasks. */
	readonly seen: Book;
}

export function createWriter(name: string, token: string, path: string): Writer {
	const client = lightClient({ token, path });
	const writer: Writer = { client, issued: new Map(), receipted: new Map(), seen: new Map() };
	client.onNews(() => {
		for (const [task, number] of readTasks(client.doc)) {
			if (!task.startsWith(`${name}-`)) note(writer.seen, task, number);
		}
	});
	return writer;
}

/** One edit: a task of the writer's own gets the next number as its title, or is made. */
export function editOnce(writer: Writer, name: string, random: Random, edit: number): void {
	const task = `${name}-${Math.floor(fraction(random) * tasksEach)}`;
	note(writer.issued, task, edit);
	writer.client.edit(
		(doc) => {
			const present = doc.getMap('tasks').get(task);
			if (present instanceof Y.Map) return present.set('title', `edit ${edit}`);
			doc.getMap('tasks').set(
				task,
				new Y.Map<unknown>([
					['title', `edit ${edit}`],
					['notes', new Y.Text()],
				]),
			);
		},
		() => note(writer.receipted, task, edit),
	);
}

export function readTasks(doc: Y.Doc): Book {
	const book: Book = new Map();
	for (const [task, record] of doc.getMap('tasks')) {
		const title = record instanceof Y.Map ? record.get('title') : undefined;
		if (typeof title === 'string') book.set(task, Number(title.slice('edit '.length)));
	}
	return book;
}

/** How many entries of a book the document falls short of. */
export function lost(book: Book, present: Book): number {
	let count = 0;
	for (const [task, number] of book) if ((present.get(task) ?? -1) < number) count += 1;
	return count;
}

function note(book: Book, task: string, number: number): void {
	book.set(task, Math.max(number, book.get(task) ?? -1));
}

const tasksEach = 12;
