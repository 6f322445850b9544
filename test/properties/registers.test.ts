import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { z } from 'zod';
import { rank, roles } from '../../shared/access/roles.ts';
import { type Entry, rawEntry, readRegister, type Resolved } from '../../shared/document/fields.ts';
import { type RegisterField, registerKey } from '../../shared/document/schema.ts';
import { type Message, playHistory, type Step, standingOf, type Writer } from '../world/register-history.ts';

const letters = ['a', 'b', 'c', 'd'] as const;
const register = { kind: 'register', value: z.enum(letters), optional: true } as const;
const fields: Readonly<Record<string, RegisterField>> = {
	role: { ...register, strategy: 'role' },
	furthest: { ...register, strategy: 'rule', rule: { kind: 'furthest', order: letters } },
	manual: { ...register, strategy: 'manual' },
};

const writers: fc.Arbitrary<readonly Writer[]> = fc.uniqueArray(
	fc.record({
		client: fc.integer({ min: 1, max: 30 }),
		role: fc.constantFrom(...roles),
		skew: fc.integer({ min: -10, max: 10 }),
	}),
	{ minLength: 3, maxLength: 5, selector: ({ client }) => client },
);
const runs = 2_500;
const who = fc.nat({ max: 4 });
const writing: fc.Arbitrary<Step> = fc.record({
	kind: fc.constant('write'),
	who,
	value: fc.constantFrom(...letters, null),
	resolve: fc.boolean(),
});
const syncing: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('sync'), from: who, to: who });
const delivering: fc.Arbitrary<Step> = fc.record({
	kind: fc.constant('deliver'),
	message: fc.nat(40),
	to: who,
});
/** What arrives, arrives with everything its writer knew: as over the relay. */
const causal = fc.array(fc.oneof({ weight: 3, arbitrary: writing }, { weight: 2, arbitrary: syncing }), {
	maxLength: 30,
	size: 'max',
});
/** Anything arrives anywhere: as over a mesh. */
const anyOrder = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: writing },
		{ weight: 1, arbitrary: syncing },
		{ weight: 4, arbitrary: delivering },
	),
	{ maxLength: 30, size: 'max' },
);

describe.each(Object.entries(fields))('a register of strategy %s', (_, field) => {
	test('reads the same everywhere once everything has arrived, in whatever order its entries lie', () => {
		fc.assert(
			fc.property(writers, anyOrder, fc.infiniteStream(fc.nat()), (people, steps, chance) => {
				const { messages } = playHistory(field, people, steps);
				const entries = standingOf(messages).map(({ entry }) => entry);
				const once = readRegister(field, entries);
				const shuffled = entries
					.map((entry) => ({ entry, at: chance.next().value }))
					.sort((a, b) => a.at - b.at)
					.map(({ entry }) => entry);
				expect(readRegister(field, shuffled)).toEqual(once);
			}),
			{ numRuns: runs },
		);
	});

	test('loses no value: each was replaced by somebody who had seen it, or stands and shows', () => {
		fc.assert(
			fc.property(writers, anyOrder, (people, steps) => {
				const { messages } = playHistory(field, people, steps);
				const standing = standingOf(messages);
				const read = readRegister(
					field,
					standing.map(({ entry }) => entry),
				);
				for (const message of messages) {
					if (standing.includes(message)) expect(shows(read, message.entry)).toBe(true);
					else expect(messages.some((other) => hasReplaced(other, message))).toBe(true);
				}
			}),
			{ numRuns: runs },
		);
	});

	test('says what the history says: the best of the writes nobody has seen, and every conflict nobody settled', () => {
		fc.assert(
			fc.property(writers, causal, (people, steps) => {
				const { messages, replicas } = playHistory(field, people, steps);
				for (const known of [...replicas, new Set(messages)]) {
					const read = readRegister(
						field,
						standingOf(known).map(({ entry }) => entry),
					);
					expect(summary(read)).toEqual(judge(field, known));
				}
			}),
			{ numRuns: runs },
		);
	});
});

test('a shared map holds exactly the entries that the history says stand', () => {
	const field = fields['role'];
	if (field === undefined) throw new Error('no field');
	fc.assert(
		fc.property(writers, causal, fc.infiniteStream(fc.nat()), (people, steps, chance) => {
			const { messages } = playHistory(field, people, steps);
			const docs = new Map(people.map(({ client }) => [client, newDoc(client)]));
			const updates = new Map<Message, Uint8Array>();
			for (const message of messages) {
				const doc = docs.get(message.entry.client);
				if (doc === undefined) throw new Error('no such writer');
				for (const known of message.known) Y.applyUpdate(doc, updates.get(known) ?? new Uint8Array());
				expect(standingIn(doc)).toEqual(rawOf(message.standing));
				updates.set(message, put(doc, message));
			}
			const fresh = newDoc(1_000);
			const shuffled = [...updates.values()].map((update) => ({ update, at: chance.next().value }));
			for (const { update } of shuffled.sort((a, b) => a.at - b.at)) Y.applyUpdate(fresh, update);
			expect(standingIn(fresh)).toEqual(rawOf(standingOf(messages)));
		}),
		{ numRuns: 500 },
	);
});

function newDoc(client: number): Y.Doc {
	const doc = new Y.Doc();
	doc.clientID = client;
	return doc;
}

/** The update that writes the message's entry and takes away what it replaces, as `operations/write.ts` does. */
function put(doc: Y.Doc, { entry, removed }: Message): Uint8Array {
	const updates: Uint8Array[] = [];
	const listen = (update: Uint8Array) => updates.push(update);
	doc.on('update', listen);
	doc.transact(() => {
		const meta = doc.getMap('meta');
		meta.set(registerKey('place', entry.client), rawEntry(entry));
		for (const other of removed) {
			if (other.entry.client !== entry.client) meta.delete(registerKey('place', other.entry.client));
		}
	});
	doc.off('update', listen);
	const [update] = updates;
	if (update === undefined || updates.length > 1) throw new Error('one write is one update');
	return update;
}

const standingIn = (doc: Y.Doc): unknown => doc.getMap('meta').toJSON();

const rawOf = (standing: readonly Message[]): unknown =>
	Object.fromEntries(standing.map(({ entry }) => [registerKey('place', entry.client), rawEntry(entry)]));

function shows({ value, winner, conflicts }: Resolved, entry: Entry): boolean {
	return winner === entry || conflicts.includes(entry) || (winner !== undefined && entry.value === value);
}

/** `other` took it away, and whoever wrote `other` had it before them; or its own client had gone on from it. */
const hasReplaced = (other: Message, message: Message): boolean =>
	(other.removed.includes(message) && other.standing.includes(message)) ||
	(other.entry.client === message.entry.client && other.known.has(message));

interface Judgement {
	readonly value: unknown;
	readonly winner: string | undefined;
	readonly conflicts: readonly string[];
}

const nameOf = ({ client, hlc }: Entry): string => `${client}@${hlc}`;

const summary = ({ value, winner, conflicts }: Resolved): Judgement => ({
	value,
	winner: winner && nameOf(winner),
	conflicts: conflicts.map(nameOf).sort(),
});

/**
 * The rules of `conflicts.md` told from who knew what, without looking at `seen`, `open` or what was removed. Knowledge is
 * transitive here, so "nobody has seen it" is "no write's author knew it".
 */
function judge(field: RegisterField, known: ReadonlySet<Message>): Judgement {
	const { value, winner, conflicts } = verdictOf(field, known);
	return {
		value,
		winner: winner && nameOf(winner.entry),
		conflicts: conflicts.map(({ entry }) => nameOf(entry)).sort(),
	};
}

interface Verdict {
	readonly value: unknown;
	readonly winner: Message | undefined;
	readonly conflicts: readonly Message[];
	readonly unseen: readonly Message[];
}

function verdictOf(field: RegisterField, known: ReadonlySet<Message>): Verdict {
	const all = [...known];
	const unseen = all.filter((message) => !all.some((other) => other.known.has(message)));
	const [best] = [...unseen].sort((a, b) => better(field, a.entry, b.entry));
	if (best === undefined) return { value: undefined, winner: undefined, conflicts: [], unseen };
	const open = all.filter(
		(message) =>
			!unseen.includes(message) &&
			all.every((other) => !other.known.has(message) || leavesOpen(field, other, message)),
	);
	const candidates = [...unseen, ...open];
	const disputed =
		field.strategy === 'manual' && unseen.some(({ entry }) => entry.value !== best.entry.value);
	if (disputed) {
		const value = agreedAmong(field, unseen)?.entry.value;
		return { value, winner: undefined, conflicts: candidates, unseen };
	}
	return {
		value: best.entry.value,
		winner: best,
		conflicts: candidates.filter(({ entry }) => entry.value !== best.entry.value),
		unseen,
	};
}

/** Knowing an open conflict, writing something else, and not settling it. */
function leavesOpen(field: RegisterField, other: Message, message: Message): boolean {
	return (
		!other.resolve &&
		other.entry.client !== message.entry.client &&
		other.entry.value !== message.entry.value &&
		verdictOf(field, other.known).conflicts.includes(message)
	);
}

/** What all of them knew as settled: the oldest of what each had before it; of equally old ones, the better writer's. */
function agreedAmong(field: RegisterField, unseen: readonly Message[]): Message | undefined {
	return [...unseen]
		.sort((a, b) => better(field, a.entry, b.entry))
		.flatMap(({ known }) => {
			const { winner, unseen: before } = verdictOf(field, known);
			return winner ?? agreedAmong(field, before) ?? [];
		})
		.sort((a, b) => a.entry.hlc - b.entry.hlc)[0];
}

function better(field: RegisterField, a: Entry, b: Entry): number {
	const age = b.hlc - a.hlc || b.client - a.client;
	if (field.strategy === 'role') return rank(a.role) - rank(b.role) || age;
	if (field.strategy === 'manual') return age;
	const place = ({ value }: Entry) => letters.findIndex((letter) => letter === value);
	return place(b) - place(a) || age;
}
