/**
 * The audit in SQLite: rows added behind the chain's head, in the transaction of whoever calls, so that no effect stands without
 * its row and no row without its effect.
 */
import {
	type AuditChain,
	type AuditFact,
	type AuditRow,
	canonicalFact,
	extended,
	genesisOf,
} from '../audit.ts';
import { EntryRejected } from '../store.ts';
import type { Database } from './database.ts';

export type AddAudit = (chain: string, facts: readonly AuditFact[]) => void;

/** Call inside a transaction. */
export function createAddAudit(db: Database): AddAudit {
	const head = db.prepare('SELECT n, hash FROM audit_heads WHERE wedding = ?');
	const insert = db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?)');
	const advance = db.prepare('UPDATE audit_heads SET n = ?, hash = ? WHERE wedding = ?');
	return (chain, facts) => {
		if (facts.length === 0) return;
		const at = head.get(chain) as { n: number; hash: string } | undefined;
		if (at === undefined) throw new EntryRejected(`there is no audit of ${chain}`);
		const rows = extended(at.n === 0 ? { n: 0, hash: genesisOf(chain as AuditChain) } : at, facts);
		for (const { n, hash, ...fact } of rows) {
			insert.run(chain, n, canonicalFact(fact), hash);
			advance.run(n, hash, chain);
		}
	};
}

export function createNote(db: Database) {
	const add = createAddAudit(db);
	const transaction = db.transaction(add);
	return (chain: string, facts: readonly AuditFact[]): void => transaction.immediate(chain, facts);
}

/** A file from before there was an audit has none; a damaged one may have lost it. */
export function hasAudit(db: Database): boolean {
	const tables = db
		.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('audit', 'audit_heads')")
		.pluck();
	if (tables.get() !== 2) return false;
	return db.prepare("SELECT 1 FROM audit_heads WHERE wedding = ''").get() !== undefined;
}

export function createAuditReads(db: Database) {
	const select = db
		.prepare('SELECT n, fact, hash FROM audit WHERE wedding = ? AND n > ? ORDER BY n LIMIT ?')
		.raw();
	return {
		audit: (chain: string, after: number, limit: number): AuditRow[] =>
			(select.all(chain, after, limit) as [number, string, string][]).map(([n, fact, hash]) => ({
				...(JSON.parse(fact) as AuditFact),
				n,
				hash,
			})),
	};
}
