/**
 * Checks the audit for `verify`: each chain from its name to its head, row by row. A row that was removed, swapped, edited,
 * inserted or taken from another wedding does not fit its hash or its place; a missing last one does not fit the head.
 */
import { createHash } from 'node:crypto';
import { type AuditChain, genesisOf, linked } from '../audit.ts';
import type { Database } from './database.ts';
import type { Finding } from './finding.ts';

export interface AuditCounted {
	readonly auditRows: number;
	/**
	 * A fingerprint of all heads. Whoever writes it down elsewhere finds out even what nobody can tell from the file alone: that
	 * a chain was made anew as a whole.
	 */
	readonly auditHead: string;
}

export function checkAudit(db: Database, findings: Finding[]): AuditCounted {
	// A backup from before there was an audit is whole without one.
	const step = db.prepare('SELECT coalesce(max(number), 0) FROM migrations').pluck().get();
	if (Number(step) < firstStep) return { auditRows: 0, auditHead: '' };
	const heads = db.prepare('SELECT wedding, n, hash FROM audit_heads ORDER BY wedding').all() as Head[];
	const rows = db.prepare('SELECT n, fact, hash FROM audit WHERE wedding = ? ORDER BY n');
	let auditRows = 0;
	for (const head of heads) {
		auditRows += checkChain(head, rows.iterate(head.wedding) as Iterable<Row>, findings);
	}
	for (const wedding of headless(db)) {
		findings.push({ kind: 'audit', wedding, what: 'the audit of this wedding has lost its head' });
	}
	const auditHead = createHash('sha256')
		.update(JSON.stringify(heads.map(Object.values)))
		.digest('hex');
	return { auditRows, auditHead };
}

function checkChain({ wedding, n: last, hash: end }: Head, rows: Iterable<Row>, findings: Finding[]): number {
	let [n, previous, count] = [0, genesisOf(wedding), 0];
	const found = (at: number, what: string) => void findings.push({ kind: 'audit', wedding, seq: at, what });
	for (const row of rows) {
		count += 1;
		for (n += 1; n < row.n; n++) found(n, 'the row is missing');
		if (row.n > last) found(row.n, `the audit ends at ${last}`);
		else if (linked(previous, row.fact, row.n) !== row.hash)
			found(row.n, 'it is not the row that was written here, or not behind the one before it');
		previous = row.hash;
		n = row.n;
	}
	for (n += 1; n <= last; n++) found(n, 'the row is missing');
	if (count === last && end !== (last === 0 ? '' : previous))
		found(last, 'it is not the row that was written last');
	return count;
}

/** Chains that are there, or must be, without their head. */
function headless(db: Database): readonly string[] {
	return db
		.prepare(
			`SELECT wedding FROM (SELECT id AS wedding FROM weddings UNION SELECT wedding FROM audit UNION SELECT '')
			 WHERE wedding NOT IN (SELECT wedding FROM audit_heads)`,
		)
		.pluck()
		.all() as string[];
}

interface Head {
	readonly wedding: AuditChain;
	readonly n: number;
	readonly hash: string;
}
interface Row {
	readonly n: number;
	readonly fact: string;
	readonly hash: string;
}

/** The migration that made the audit. */
const firstStep = 2;
