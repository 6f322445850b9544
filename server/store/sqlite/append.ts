/**
 * The write half of the log, run in the writer thread: a batch is one transaction, each call in it a savepoint of its own.
 * Guards "all entries of a call or none" and sequence numbers without gaps; returns only after the commit's fsync.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { AlertAck, NewAlert } from '../alerts.ts';
import type { AuditFact } from '../audit.ts';
import { hashOf } from '../digest.ts';
import { EntryRejected, type MemberRecord } from '../store.ts';
import type { Decision, Suggestion } from '../suggestions.ts';
import { createStoreAlert } from './alerts.ts';
import { createAddAudit } from './audit.ts';
import { type Database, sqliteCode } from './database.ts';
import { createFollow } from './members.ts';
import { crcOfRow, type StoredRow } from './row.ts';
import { createStoreSuggestion } from './suggestions.ts';
import type { Tail, TailRow } from './tail.ts';

/** An entry as it travels: its update is a range of the batch's bytes, its events are JSON already. */
export interface PackedEntry {
	readonly wedding: string;
	readonly section: string;
	readonly end: number;
	readonly person: string;
	readonly role: Role;
	readonly device?: string | undefined;
	readonly at: number;
	readonly events?: { readonly ids: readonly string[]; readonly json: string } | undefined;
	readonly bind?: readonly number[] | undefined;
	readonly answer?: { readonly key: string; readonly request: string; readonly body: string } | undefined;
	readonly card?: { readonly name: string; readonly date: string } | undefined;
	/** What few entries have. */
	readonly beside?:
		| {
				readonly members?: readonly MemberRecord[] | undefined;
				readonly audit?: readonly AuditFact[] | undefined;
				readonly suggestion?: Suggestion | undefined;
				readonly decides?: Decision | undefined;
				readonly alert?: NewAlert | undefined;
				readonly acknowledges?: AlertAck | undefined;
		  }
		| undefined;
}

/** What one call of `append` brought. */
export type PackedCall = readonly PackedEntry[];

/** The call's sequence numbers, or why nothing of it is stored. */
export type Stored =
	| { readonly seqs: readonly number[] }
	| { readonly unknownWedding: string }
	| { readonly rejected: string };

/** `pass` is told of the steps of a batch: inserted but not committed, committed but not told to anybody. */
export function createAppend(db: Database, tail: Tail, pass: (step: 'inserted' | 'committed') => void) {
	const storeEntry = createStoreEntry(db);
	const savepoint = db.prepare('SAVEPOINT call');
	const release = db.prepare('RELEASE call');
	const undo = db.prepare('ROLLBACK TO call');

	function storeCall(call: PackedCall, bytes: Uint8Array, from: number): { stored: Stored; rows: TailRow[] } {
		const rows: TailRow[] = [];
		savepoint.run();
		try {
			let start = from;
			for (const entry of call) {
				tail.claim(entry.wedding, entry.events?.ids);
				rows.push(storeEntry(entry, bytes.subarray(start, entry.end)));
				start = entry.end;
			}
			release.run();
			return { stored: { seqs: rows.map(({ seq }) => seq) }, rows };
		} catch (cause) {
			const stored = ownFailure(cause);
			// Anything else fails the whole batch: the transaction around rolls back.
			if (stored === undefined) throw cause;
			undo.run();
			release.run();
			tail.dropClaims();
			return { stored, rows: [] };
		}
	}

	const transaction = db.transaction((calls: readonly PackedCall[], bytes: Uint8Array) => {
		let from = 0;
		const stored = calls.map((call) => {
			const done = storeCall(call, bytes, from);
			from = call.at(-1)?.end ?? from;
			tail.keepClaims(done.rows);
			return done.stored;
		});
		pass('inserted');
		return stored;
	});
	return (calls: readonly PackedCall[], bytes: Uint8Array): Stored[] => {
		try {
			const stored = transaction.immediate(calls, bytes);
			pass('committed');
			tail.committed();
			return stored;
		} catch (cause) {
			tail.rolledBack();
			throw cause;
		}
	};
}

function createStoreEntry(db: Database) {
	const next = db.prepare('UPDATE weddings SET seq = seq + 1 WHERE id = ? RETURNING seq').pluck();
	const insert = db.prepare('INSERT INTO tail VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const bind = db.prepare(
		`INSERT INTO leases VALUES (?, ?, ?, ?, ?, NULL)
		 ON CONFLICT DO UPDATE SET person = person WHERE person = excluded.person`,
	);
	const answer = db.prepare('INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)');
	const card = db.prepare('UPDATE weddings SET name = ?, date = ? WHERE id = ?');
	const storeBeside = createStoreBeside(db);

	return (entry: PackedEntry, update: Uint8Array): TailRow => {
		const { wedding, section, person, role, at } = entry;
		const device = entry.device ?? null;
		const seq = next.get(wedding);
		if (typeof seq !== 'number') throw new UnknownWedding(wedding);
		const json = entry.events?.json ?? null;
		const row: StoredRow = [seq, section, person, role, device, at, hashOf(update), 0, json, update];
		row[7] = crcOfRow(wedding, row);
		const id = Number(insert.run(wedding, ...row).lastInsertRowid);
		for (const client of entry.bind ?? []) {
			if (bind.run(wedding, section, client, person, device).changes === 1) continue;
			throw new EntryRejected(`client id ${client} is bound to somebody else`);
		}
		if (entry.answer) {
			answer.run(wedding, person, entry.answer.key, entry.answer.request, entry.answer.body, seq);
		}
		if (entry.card) card.run(entry.card.name, entry.card.date, wedding);
		if (entry.beside) storeBeside(wedding, entry.beside);
		return { id, wedding, seq };
	};
}

function createStoreBeside(db: Database) {
	const follow = createFollow(db);
	const addAudit = createAddAudit(db);
	const storeSuggestion = createStoreSuggestion(db);
	const storeAlert = createStoreAlert(db);
	return (wedding: string, beside: NonNullable<PackedEntry['beside']>): void => {
		for (const member of beside.members ?? []) follow(wedding, member);
		storeSuggestion(wedding, beside);
		storeAlert(wedding, beside);
		addAudit(wedding, beside.audit ?? []);
	};
}

class UnknownWedding extends Error {}

/** Failures that are one call's own fault and leave the others of the batch alone. */
function ownFailure(cause: unknown): Stored | undefined {
	if (cause instanceof UnknownWedding) return { unknownWedding: cause.message };
	const code = sqliteCode(cause);
	const own =
		cause instanceof EntryRejected || code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_TOOBIG';
	return own && cause instanceof Error ? { rejected: cause.message } : undefined;
}
