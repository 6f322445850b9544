/** Entries and names for tests of the log: small, distinct, valid. */
import type { Role } from '../../shared/access/roles.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import {
	clientId,
	deviceId,
	personId,
	recordId,
	seq as seqOf,
	tabId,
	weddingId,
	type WeddingId,
} from '../../shared/ids.ts';
import type { Entry, Section, Snapshot, WeddingRow, Writer } from '../../server/store/store.ts';

export const wedding = (name: string) => weddingId.parse(name);
export const person = (name: string) => personId.parse(name);
export const device = (name: string) => deviceId.parse(name);
export const tab = (name: string) => tabId.parse(name);
export const client = (id: number) => clientId.parse(id);
export const seq = (number: number) => seqOf.parse(number);

export const ourWedding = wedding('our-wedding');
export const otherWedding = wedding('other-wedding');

export function weddingRow(id: WeddingId, createdAt = 1_000): WeddingRow {
	return { id, name: `Wedding ${id}`, date: '2027-06-12', createdAt };
}

export function writer(name = 'mia', role: Role = 'couple'): Writer {
	return { person: person(name), role, device: device(`${name}-phone`) };
}

/** An entry whose update says `text`; all else can be given. */
export function entry(text: string, given: Partial<Entry> = {}): Entry {
	return {
		wedding: ourWedding,
		section: 'plan',
		update: new TextEncoder().encode(text),
		writer: writer(),
		at: 5_000,
		events: [],
		bind: [],
		...given,
	};
}

export function event(id: string, after: Readonly<Record<string, unknown>> = { title: id }): DerivedEvent {
	return {
		id,
		type: 'task.created',
		actor: { person: person('mia'), role: 'couple' },
		record: { kind: 'task', id: recordId.parse('flowers') },
		before: {},
		after,
		fields: Object.keys(after),
	};
}

export function snapshot(at: number, text = `state at ${at}`): Snapshot {
	return {
		seq: seq(at),
		state: new TextEncoder().encode(text),
		stateVector: Uint8Array.of(1, at % 256, 3),
		hash: text.length.toString(16).padStart(64, '0'),
	};
}

export const textOf = (update: Uint8Array): string => new TextDecoder().decode(update);

export const sections: readonly Section[] = ['plan', 'ceremony', 'guests', 'budget'];
