/**
 * The write half of the log, run in the writer thread: a batch is one transaction, each call in it a savepoint of its own.
 * Guards "all entries of a call or none" and sequence numbers without gaps; returns only after the commit's fsync.
 */
import type { Role } from '../../../shared/access/roles.ts';
import { EntryRejected } from '../store.ts';
import { type Database, sqliteCode } from './database.ts';
import { crcOf, hashOf } from '../digest.ts';

/** An entry as it travels: its update is a range of the batch's bytes, its events are JSON already. */
export interface PackedEntry {
	readonly wedding: string;
	readonly section: string;
	readonly end: number;
	readonly person: string;
	readonly role: Role;
	readonly device?: string | undefined;
	readonly at: number;
	readonly events?: readonly { readonly id: string; readonly body: string }[] | undefined;
	readonly bind?: readonly number[] | undefined;
	readonly answer?: { readonly key: string; readonly request: string; readonly body: string } | undefined;
	readonly card?: { readonly name: string; readonly date: string } | undefined;
}

/** What one call of `append` brought. */
export type PackedCall = readonly PackedEntry[];

/** The call's sequence numbers, or why nothing of it is stored. */
export type Stored =
	| { readonly seqs: readonly number[] }
	| { readonly unknownWedding: string }
	| { readonly rejected: string };

export function createAppend(db: Database) {
	const storeEntry = createStoreEntry(db);
	const savepoint = db.prepare('SAVEPOINT call');
	const release = db.prepare('RELEASE call');
	const undo = db.prepare('ROLLBACK TO call');

	function storeCall(call: PackedCall, bytes: Uint8Array, from: number): Stored {
		savepoint.run();
		try {
			let start = from;
			const seqs = call.map((entry) => {
				const update = bytes.subarray(start, entry.end);
				start = entry.end;
				return storeEntry(entry, update);
			});
			release.run();
			return { seqs };
		} catch (cause) {
			const own = failureOf(cause);
			// Anything else fails the whole batch: the transaction around rolls back.
			if (own === undefined) throw cause;
			undo.run();
			release.run();
			return own;
		}
	}

	const append = db.transaction((calls: readonly PackedCall[], bytes: Uint8Array): Stored[] => {
		let from = 0;
		return calls.map((call) => {
			const stored = storeCall(call, bytes, from);
			from = call.at(-1)?.end ?? from;
			return stored;
		});
	});
	return (calls: readonly PackedCall[], bytes: Uint8Array) => append.immediate(calls, bytes);
}

function createStoreEntry(db: Database) {
	const next = db.prepare('UPDATE weddings SET seq = seq + 1 WHERE id = ? RETURNING seq').pluck();
	const insert = db.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const insertEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
	const bind = db.prepare(
		`INSERT INTO leases VALUES (?, ?, ?, ?, ?, NULL)
		 ON CONFLICT DO UPDATE SET person = person WHERE person = excluded.person`,
	);
	const answer = db.prepare('INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)');
	const card = db.prepare('UPDATE weddings SET name = ?, date = ? WHERE id = ?');

	return (entry: PackedEntry, update: Uint8Array): number => {
		const { wedding, section, person, role, at } = entry;
		const device = entry.device ?? null;
		const seq = next.get(wedding);
		if (typeof seq !== 'number') throw new UnknownWedding(wedding);
		const hash = hashOf(update);
		const crc = crcOf([wedding, seq, section, person, role, device, at], hash);
		insert.run(wedding, seq, section, person, role, device, at, hash, crc, update);
		entry.events?.forEach(({ id, body }, place) => {
			insertEvent.run(wedding, seq, place, id, body, crcOf([wedding, seq, place, id, body]));
		});
		for (const client of entry.bind ?? []) {
			if (bind.run(wedding, section, client, person, device).changes === 1) continue;
			throw new EntryRejected(`client id ${client} is bound to somebody else`);
		}
		if (entry.answer) {
			answer.run(wedding, person, entry.answer.key, entry.answer.request, entry.answer.body, seq);
		}
		if (entry.card) card.run(entry.card.name, entry.card.date, wedding);
		return seq;
	};
}

class UnknownWedding extends Error {}

/** Failures that are one call's own fault and leave the others of the batch alone. */
function failureOf(cause: unknown): Stored | undefined {
	if (cause instanceof UnknownWedding) return { unknownWedding: cause.message };
	const code = sqliteCode(cause);
	const own =
		cause instanceof EntryRejected || code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_TOOBIG';
	return own && cause instanceof Error ? { rejected: cause.message } : undefined;
}
