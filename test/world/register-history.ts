/**
 * Histories of one register for properties, with no Yjs in them: what each replica knows is a set of messages, so the order of
 * delivery and duplicates cannot matter by construction, and what was known to whom is on record.
 */
import type { Role } from '../../shared/access/roles.ts';
import { type Entry, writeRegister } from '../../shared/document/fields.ts';
import type { RegisterField } from '../../shared/document/schema.ts';
import type { Scalar } from '../../shared/document/strategy.ts';
import { type ClientId, clientId } from '../../shared/ids.ts';

export type Step =
	| { readonly kind: 'write'; readonly who: number; readonly value: Scalar; readonly resolve: boolean }
	/** One replica gets everything another has. */
	| { readonly kind: 'sync'; readonly from: number; readonly to: number }
	/** One replica gets one message, whatever came before it. */
	| { readonly kind: 'deliver'; readonly message: number; readonly to: number };

export interface Message {
	readonly entry: Entry;
	readonly resolve: boolean;
	/** Every message its writer had. */
	readonly known: ReadonlySet<Message>;
	/** What stood at its writer's: what the writer had seen. */
	readonly standing: readonly Message[];
	/** Whose entries it took away: exactly those messages. */
	readonly removed: readonly Message[];
}

export interface Writer {
	readonly client: number;
	readonly role: Role;
	/** How far its clock is off. */
	readonly skew: number;
}

export function playHistory(
	field: RegisterField,
	writers: readonly Writer[],
	steps: readonly Step[],
): { readonly messages: readonly Message[]; readonly replicas: readonly ReadonlySet<Message>[] } {
	const messages: Message[] = [];
	const replicas = writers.map(() => new Set<Message>());
	for (const [now, step] of steps.entries()) {
		if (step.kind === 'write') {
			const writer = writers[step.who % writers.length];
			const known = replicas[step.who % writers.length];
			if (writer === undefined || known === undefined) continue;
			const message = write(field, { writer, known, now }, step);
			if (message === undefined) continue;
			messages.push(message);
			known.add(message);
		} else {
			const to = replicas[step.to % replicas.length];
			const one = step.kind === 'deliver' ? messages[step.message % Math.max(1, messages.length)] : undefined;
			const all = step.kind === 'sync' ? (replicas[step.from % replicas.length] ?? []) : [];
			for (const message of one === undefined ? all : [one]) to?.add(message);
		}
	}
	return { messages, replicas };
}

/** The messages whose entries stand, given what arrived: the newest of each client, unless somebody took it away. */
export function standingOf(known: Iterable<Message>): readonly Message[] {
	const all = [...known];
	const removed = new Set(all.flatMap((message) => message.removed));
	const newest = new Map<ClientId, Message>();
	for (const message of all) {
		const other = newest.get(message.entry.client);
		if (other === undefined || other.entry.hlc < message.entry.hlc) newest.set(message.entry.client, message);
	}
	return [...newest.values()].filter((message) => !removed.has(message));
}

interface Place {
	readonly writer: Writer;
	readonly known: ReadonlySet<Message>;
	readonly now: number;
}

function write(
	field: RegisterField,
	{ writer, known, now }: Place,
	{ value, resolve }: Extract<Step, { kind: 'write' }>,
): Message | undefined {
	const standing = standingOf(known);
	const entries = standing.map((message) => message.entry);
	const latest = Math.max(0, ...[...known].map((message) => message.entry.hlc));
	const client = clientId.parse(writer.client);
	const hlc = Math.max(now + writer.skew, latest + 1);
	const written = writeRegister({ field, entries, client, value, hlc, role: writer.role, resolve });
	if (written === undefined) return undefined;
	const removed = standing.filter(
		({ entry }) => entry.client === client || written.remove.includes(entry.client),
	);
	return { entry: written.entry, resolve, known: new Set(known), standing, removed };
}
