/**
 * Weddings, links, client ids and answers: small rows, read and written one at a time. Guards that a client id, once
 * bound, stays with its person.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { ClientId, DeviceId, PersonId, TabId, WeddingId } from '../../../shared/ids.ts';
import type { AuditFact } from '../audit.ts';
import { EntryRejected, type Lease, type WeddingRow } from '../store.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

export function createPeopleWrites(db: Database) {
	const wedding = db.prepare(
		'INSERT OR IGNORE INTO weddings (id, name, date, created_at) VALUES (?, ?, ?, ?)',
	);
	const head = db.prepare("INSERT INTO audit_heads VALUES (?, 0, '')");
	const link = db.prepare('INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?)');
	const lease = db.prepare('INSERT OR IGNORE INTO leases VALUES (?, ?, ?, ?, ?, ?)');
	const sameLease = db
		.prepare(
			`SELECT 1 FROM leases WHERE wedding = ? AND section = ? AND client = ?
			 AND person = ? AND device IS ? AND tab IS ?`,
		)
		.pluck();
	const known = db.prepare('SELECT 1 FROM weddings WHERE id = ?').pluck();
	const inWedding = (id: string) => {
		if (known.get(id) === undefined) throw new EntryRejected(`there is no wedding ${id}`);
	};
	const addAudit = createAddAudit(db);
	const createWedding = db.transaction((row: WeddingRow, audit: AuditFact | undefined): boolean => {
		if (wedding.run(row.id, row.name, row.date, row.createdAt).changes === 0) return false;
		head.run(row.id);
		if (audit !== undefined) addAudit(row.id, [audit]);
		return true;
	});
	const saveLink = db.transaction((row: LinkRow, audit: AuditFact | undefined): void => {
		inWedding(row.wedding);
		link.run(row.codeHash, row.wedding, row.person, row.expiresAt ?? null);
		if (audit !== undefined) addAudit(row.wedding, [audit]);
	});
	return {
		createWedding: (row: WeddingRow, audit?: AuditFact): boolean => createWedding.immediate(row, audit),
		saveLink: (row: LinkRow, audit?: AuditFact): void => saveLink.immediate(row, audit),
		saveLease(id: string, section: string, row: Lease): boolean {
			inWedding(id);
			const values = [id, section, row.client, row.person, row.device ?? null, row.tab ?? null];
			return lease.run(...values).changes === 1 || sameLease.get(...values) !== undefined;
		},
	};
}

export function createPeopleReads(db: Database) {
	const weddings = db
		.prepare('SELECT id, name, date, created_at FROM weddings ORDER BY created_at, id')
		.raw();
	const weddingsOf = db
		.prepare(
			`SELECT id, weddings.name, date, created_at, role FROM members JOIN weddings ON id = wedding
			 WHERE person = ? AND removed_at IS NULL ORDER BY created_at, id`,
		)
		.raw();
	const link = db.prepare('SELECT wedding, person, expires_at FROM links WHERE code_hash = ?').raw();
	const leases = db
		.prepare(
			'SELECT client, person, device, tab FROM leases WHERE wedding = ? AND section = ? ORDER BY client',
		)
		.raw();
	const answer = db
		.prepare('SELECT request, body, seq FROM answers WHERE wedding = ? AND person = ? AND key = ?')
		.raw();
	return {
		weddings: () => (weddings.all() as WeddingColumns[]).map(weddingOf),
		weddingsOf: (person: string) =>
			(weddingsOf.all(person) as [...WeddingColumns, Role][]).map(([id, name, date, createdAt, role]) => ({
				...weddingOf([id, name, date, createdAt]),
				role,
			})),
		leases: (wedding: string, section: string) =>
			(leases.all(wedding, section) as LeaseColumns[]).map(leaseOf),
		findLink(codeHash: string) {
			const found = link.get(codeHash) as [string, string, number | null] | undefined;
			if (found === undefined) return undefined;
			const [wedding, person, expiresAt] = found;
			return {
				wedding: wedding as WeddingId,
				person: person as PersonId,
				...(expiresAt !== null && { expiresAt }),
			};
		},
		recallAnswer(wedding: string, person: string, key: string) {
			const found = answer.get(wedding, person, key) as [string, string, number] | undefined;
			return found && { request: found[0], body: found[1], seq: found[2] };
		},
	};
}

type WeddingColumns = [id: string, name: string, date: string, createdAt: number];
interface LinkRow {
	readonly codeHash: string;
	readonly wedding: string;
	readonly person: string;
	readonly expiresAt?: number | undefined;
}
type LeaseColumns = [client: number, person: string, device: string | null, tab: string | null];

function weddingOf([id, name, date, createdAt]: WeddingColumns): WeddingRow {
	return { id: id as WeddingId, name, date, createdAt };
}

function leaseOf([client, person, device, tab]: LeaseColumns): Lease {
	return {
		client: client as ClientId,
		person: person as PersonId,
		...(device !== null && { device: device as DeviceId }),
		...(tab !== null && { tab: tab as TabId }),
	};
}
