/**
 * Reads a whole database file and says what is wrong with it, as data: structure, every checksum, gaps in the numbering, every
 * link of the audit, and whether each section can be rebuilt. Changes nothing (the file is opened read-only), so it may run beside a server.
 */
import type { Seq, WeddingId } from '../../shared/ids.ts';
import { type AuditCounted, checkAudit } from './sqlite/audit-check.ts';
import { type Database, openReadOnly, sqliteCode } from './sqlite/database.ts';
import type { Finding } from './sqlite/finding.ts';
import { createLoad } from './sqlite/load.ts';
import { unpackRows } from './sqlite/packing.ts';
import { type Counted, checkRows } from './sqlite/row-check.ts';
import { checkSnapshots } from './sqlite/snapshots.ts';
import { type Loaded, type Section, SectionLost, type Snapshot } from './store.ts';

export interface Verified extends Counted, AuditCounted {
	readonly ok: boolean;
	/** Absent if the file is no database of ours. */
	readonly incarnation?: string;
	readonly weddings: number;
	readonly sections: number;
	readonly snapshots: number;
	/** Rows put aside earlier, by the server: known, and no finding. */
	readonly quarantined: number;
	readonly findings: readonly Finding[];
}

/** `whyNotWhole` of `rebuild.ts`, or a test's own idea of a whole section. */
export type Rebuild = (loaded: Loaded) => string | undefined;

export function verify(path: string, rebuild: Rebuild): Verified {
	let db: Database | undefined;
	try {
		db = openReadOnly(path);
		return verifyOpen(db, rebuild);
	} catch (cause) {
		if (sqliteCode(cause) === '' && !(cause instanceof Error && cause.name === 'FileUnusable')) throw cause;
		return { ...nothing, findings: [{ kind: 'file', what: cause instanceof Error ? cause.message : '' }] };
	} finally {
		db?.close();
	}
}

function verifyOpen(db: Database, rebuild: Rebuild): Verified {
	const findings: Finding[] = [];
	const integrity = db.prepare('PRAGMA integrity_check(20)').pluck().all() as string[];
	for (const what of integrity) if (what !== 'ok') findings.push({ kind: 'file', what });
	const astray = db.prepare('PRAGMA foreign_key_check').all().length;
	if (astray > 0) findings.push({ kind: 'file', what: `${astray} rows belong to no wedding` });
	const counted = checkRows(db, findings);
	const snapshots = checkSnapshots(db, findings);
	const audited = checkAudit(db, findings);
	const sections = checkSections(db, rebuild, findings);
	const count = (sql: string) => Number(db.prepare(sql).pluck().get());
	return {
		ok: findings.length === 0,
		incarnation: String(db.prepare("SELECT value FROM meta WHERE name = 'incarnation'").pluck().get()),
		weddings: count('SELECT count(*) FROM weddings'),
		sections,
		snapshots,
		quarantined: count('SELECT count(*) FROM quarantine'),
		...counted,
		...audited,
		findings,
	};
}

function checkSections(db: Database, rebuild: Rebuild, findings: Finding[]): number {
	const sections = db
		.prepare(
			`SELECT wedding, section FROM log UNION SELECT wedding, section FROM tail
			 UNION SELECT wedding, section FROM snapshots`,
		)
		.all() as { wedding: WeddingId; section: Section }[];
	const load = createLoad(db);
	for (const { wedding, section } of sections) {
		const finding = (what: string) => findings.push({ kind: 'section', wedding, section, what });
		try {
			const packed = load(wedding, section);
			const wrong = rebuild({
				...(packed.snapshot && { snapshot: packed.snapshot as Snapshot }),
				rows: unpackRows(packed.rows, section),
				lost: packed.lost,
				seq: packed.seq as Seq,
			});
			if (wrong !== undefined) finding(wrong);
		} catch (cause) {
			if (!(cause instanceof SectionLost)) throw cause;
			finding(cause.message);
		}
	}
	return sections.length;
}

const nothing = {
	ok: false,
	weddings: 0,
	sections: 0,
	snapshots: 0,
	quarantined: 0,
	rows: 0,
	folded: 0,
	events: 0,
	auditRows: 0,
	auditHead: '',
} as const;
