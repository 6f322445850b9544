/** One device's copy of a wedding, its person and its clock, for tests: operations run, updates handed over by hand. */
import * as Y from 'yjs';
import type { Role } from '../../shared/access/roles.ts';
import type { Declined, Done } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import { personId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';

export interface Replica {
	readonly doc: Y.Doc;
	/** Every update this replica made or took in, in order. */
	readonly sent: readonly Uint8Array[];
	run(name: string, input: unknown): Result<Done, Declined>;
	/** Runs, and fails the test if it was declined. */
	must(name: string, input: unknown): Done;
	advance(ms: number): void;
}

export interface As {
	readonly person?: string;
	readonly role?: Role;
	readonly now?: number;
}

export const noon = Date.UTC(2027, 4, 1, 12, 0);

export function replica(client: number, { person = 'mia', role = 'couple', now = noon }: As = {}): Replica {
	const doc = new Y.Doc();
	doc.clientID = client;
	const sent: Uint8Array[] = [];
	let at = now;
	doc.on('update', (update: Uint8Array) => sent.push(update));
	const act: Replica['run'] = (name, input) =>
		run(doc, { person: personId.parse(person), role, now: at }, { name, input });
	return {
		doc,
		sent,
		run: act,
		must(name, input) {
			const result = act(name, input);
			if (!result.ok) throw new Error(`${name} was declined: ${JSON.stringify(result.error)}`);
			return result.value;
		},
		advance(ms) {
			at += ms;
		},
	};
}

/** Everything each has reaches the others. */
export function exchange(...replicas: readonly { readonly doc: Y.Doc }[]): void {
	for (const from of replicas) {
		for (const to of replicas) {
			if (from === to) continue;
			Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'exchange');
		}
	}
}

/** A wedding in Berlin with two people, a task and a ceremony. */
export function sampleWedding(client = 1): Replica {
	const made = replica(client);
	made.must('meta.change', { name: 'Mia & Jon', date: '2027-06-12', timeZone: 'Europe/Berlin' });
	made.must('people.create', { id: 'mia', name: 'Mia', role: 'couple' });
	made.must('people.create', { id: 'flora', name: 'Flora', role: 'vendor', trade: 'florist' });
	made.must('tasks.create', { id: 'flowers', title: 'Order the flowers', notes: 'Peonies, no lilies.' });
	made.must('timeline.create', {
		id: 'ceremony',
		title: 'Ceremony',
		kind: 'fixed',
		start: '2027-06-12T15:00',
		minutes: 30,
	});
	return made;
}
