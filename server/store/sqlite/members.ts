/**
 * The members of weddings in SQLite: replaced as a whole, raised for a while, or brought in step with a people record. Guards
 * that the last of these never brings a dead token to life, and never keeps raised rights behind a removal.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { AuditFact } from '../audit.ts';
import { EntryRejected, type Member, type MemberRecord, type Raised } from '../store.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

/** Brings a member in step with their people record; call inside the transaction of the row that changed it. */
export function createFollow(db: Database) {
	const upsert = db.prepare(
		`INSERT INTO members (wedding, person, name, role, trade, removed_at, tokens_from)
		 VALUES (@wedding, @person, @name, @role, @trade, @removedAt, @removedAt)
		 ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, trade = excluded.trade,
			removed_at = iif(excluded.removed_at IS NULL, NULL, coalesce(removed_at, excluded.removed_at)),
			tokens_from = iif(removed_at IS NULL, coalesce(excluded.removed_at, tokens_from), tokens_from),
			raised_until = iif(excluded.removed_at IS NULL, raised_until, NULL),
			raised_by = iif(excluded.removed_at IS NULL, raised_by, NULL),
			raised_reason = iif(excluded.removed_at IS NULL, raised_reason, NULL)`,
	);
	return (wedding: string, { person, name, role, trade = null, removedAt = null }: FollowedMember): void =>
		void upsert.run({ wedding, person, name, role, trade, removedAt });
}
type FollowedMember = {
	[K in keyof MemberRecord]: MemberRecord[K] | (K extends 'trade' | 'removedAt' ? null : never);
};

export function createMemberWrites(db: Database) {
	const replace = db.prepare('INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const raise = db.prepare(
		`UPDATE members SET raised_until = ?, raised_by = ?, raised_reason = ?
		 WHERE wedding = ? AND person = ? AND removed_at IS NULL`,
	);
	const known = db.prepare('SELECT 1 FROM weddings WHERE id = ?').pluck();
	const addAudit = createAddAudit(db);
	const saveMember = db.transaction((wedding: string, row: Member, audit: AuditFact | undefined) => {
		if (known.get(wedding) === undefined) throw new EntryRejected(`there is no wedding ${wedding}`);
		const { person, name, role, trade, removedAt, raised, tokensFrom } = row;
		const columns = [wedding, person, name, role, trade, removedAt, ...columnsOf(raised), tokensFrom];
		replace.run(...columns.map((value) => value ?? null));
		if (audit !== undefined) addAudit(wedding, [audit]);
	});
	const raiseMember = db.transaction(
		(wedding: string, person: string, raised: Raised | undefined, audit: AuditFact | undefined) => {
			const { changes } = raise.run(...columnsOf(raised).map((value) => value ?? null), wedding, person);
			if (changes === 0) return false;
			if (audit !== undefined) addAudit(wedding, [audit]);
			return true;
		},
	);
	return {
		saveMember: (wedding: string, row: Member, audit?: AuditFact): void =>
			saveMember.immediate(wedding, row, audit),
		raiseMember: (wedding: string, person: string, raised: Raised | undefined, audit?: AuditFact): boolean =>
			raiseMember.immediate(wedding, person, raised, audit),
	};
}

export function createMemberReads(db: Database) {
	const members = db
		.prepare(
			`SELECT person, name, role, trade, removed_at, raised_until, raised_by, raised_reason, tokens_from
			 FROM members WHERE wedding = ? ORDER BY person`,
		)
		.raw();
	return { members: (wedding: string) => (members.all(wedding) as MemberColumns[]).map(memberOf) };
}

const columnsOf = (raised: Raised | undefined) => [raised?.until, raised?.by, raised?.reason];

type MemberColumns = [
	person: string,
	name: string,
	role: string,
	trade: string | null,
	removedAt: number | null,
	raisedUntil: number | null,
	raisedBy: string | null,
	raisedReason: string | null,
	tokensFrom: number | null,
];

function memberOf([
	person,
	name,
	role,
	trade,
	removedAt,
	until,
	by,
	reason,
	tokensFrom,
]: MemberColumns): Member {
	return {
		person: person as PersonId,
		name,
		role: role as Role,
		...(trade !== null && { trade }),
		...(removedAt !== null && { removedAt }),
		...(until !== null && { raised: { until, by: (by ?? '') as PersonId, reason: reason ?? '' } }),
		...(tokensFrom !== null && { tokensFrom }),
	};
}
