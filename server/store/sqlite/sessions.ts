/**
 * Devices and invitations in SQLite. What two may try at once is one statement with its condition in the WHERE, in the
 * only thread that writes; an effect and its audit row are one transaction.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { DeviceId, PersonId, WeddingId } from '../../../shared/ids.ts';
import type { AuditFact } from '../audit.ts';
import type { Device, Invite, InviteUse, Turn } from '../sessions.ts';
import { createAddAudit } from './audit.ts';
import type { Database } from './database.ts';

export function createSessionWrites(db: Database) {
	const addAudit = createAddAudit(db);
	/** Runs `work` and, if it did something, notes it: together or not at all. */
	const noting = db.transaction((wedding: string, work: () => boolean, audit: AuditFact | undefined) => {
		const done = work();
		if (done && audit !== undefined) addAudit(wedding, [audit]);
		return done;
	});
	const device = db.prepare('INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const putDevice = (wedding: string, row: Device): boolean =>
		device.run(wedding, ...deviceColumns(row)).changes === 1;
	const turn = db.prepare(
		`UPDATE devices SET turn = ?, turned_at = ?, seen_at = ?, expires_at = ?
		 WHERE wedding = ? AND person = ? AND device = ? AND family = ? AND turn = ? AND revoked_at IS NULL`,
	);
	const see = db.prepare(
		'UPDATE devices SET seen_at = ? WHERE wedding = ? AND person = ? AND device = ? AND revoked_at IS NULL',
	);
	const revoke = db.prepare(
		`UPDATE devices SET revoked_at = ?
		 WHERE wedding = ? AND person = ? AND device = ? AND revoked_at IS NULL`,
	);
	const key = db.prepare(
		`UPDATE devices SET public_key = ?
		 WHERE wedding = ? AND person = ? AND device = ? AND revoked_at IS NULL`,
	);
	return {
		saveDevice(wedding: string, row: Device, audit?: AuditFact): void {
			noting.immediate(wedding, () => putDevice(wedding, row), audit);
		},
		turnDevice: (wedding: string, { person, device: id, family, from, to, at, expiresAt }: Turn): boolean =>
			turn.run(to, at, at, expiresAt, wedding, person, id, family, from).changes === 1,
		seeDevice(
			wedding: string,
			{ person, device: id, at }: { person: string; device: string; at: number },
		): void {
			see.run(at, wedding, person, id);
		},
		revokeDevice: (
			wedding: string,
			{ person, device: id, at }: { person: string; device: string; at: number },
			audit?: AuditFact,
		): boolean => noting.immediate(wedding, () => revoke.run(at, wedding, person, id).changes === 1, audit),
		setDeviceKey: (
			wedding: string,
			{ person, device: id, publicKey }: { person: string; device: string; publicKey: string },
			audit?: AuditFact,
		): boolean =>
			noting.immediate(wedding, () => key.run(publicKey, wedding, person, id).changes === 1, audit),
		...createInviteWrites(db, noting.immediate, putDevice),
	};
}

function createInviteWrites(
	db: Database,
	noting: (wedding: string, work: () => boolean, audit: AuditFact | undefined) => boolean,
	putDevice: (wedding: string, row: Device) => boolean,
) {
	const save = db.prepare('INSERT INTO invites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const take = db.prepare(
		`UPDATE invites SET used = used + 1
		 WHERE wedding = ? AND id = ? AND used = ? AND used < uses AND expires_at > ? AND revoked_at IS NULL`,
	);
	const use = db.prepare('INSERT INTO invite_uses VALUES (?, ?, ?, ?, ?, ?)');
	const revoke = db.prepare(
		'UPDATE invites SET revoked_at = ? WHERE wedding = ? AND id = ? AND revoked_at IS NULL',
	);
	return {
		saveInvite(wedding: string, row: Invite, audit?: AuditFact): void {
			noting(wedding, () => save.run(wedding, ...inviteColumns(row)).changes === 1, audit);
		},
		takeInvite: (
			wedding: string,
			id: string,
			taken: { readonly use: InviteUse; readonly device?: Device },
			audit?: AuditFact,
		): boolean =>
			noting(
				wedding,
				() => {
					const { slot, person, device, at } = taken.use;
					if (take.run(wedding, id, slot, at).changes === 0) return false;
					use.run(wedding, id, slot, person, device ?? null, at);
					if (taken.device !== undefined) putDevice(wedding, taken.device);
					return true;
				},
				audit,
			),
		revokeInvite: (wedding: string, id: string, at: number, audit?: AuditFact): boolean =>
			noting(wedding, () => revoke.run(at, wedding, id).changes === 1, audit),
	};
}

export function createSessionReads(db: Database) {
	const devices = db.prepare('SELECT * FROM devices WHERE wedding = ? ORDER BY person, device');
	const invites = db.prepare(
		"SELECT * FROM invites WHERE wedding = ? AND kind = 'invite' ORDER BY created_at DESC, id",
	);
	const byCode = db.prepare('SELECT * FROM invites WHERE code_hash = ?');
	const uses = db.prepare('SELECT * FROM invite_uses WHERE wedding = ? AND invite = ? ORDER BY slot');
	return {
		devices: (wedding: string) => (devices.all(wedding) as DeviceRow[]).map(deviceOf),
		invites: (wedding: string) => (invites.all(wedding) as InviteRow[]).map(inviteOf),
		findInvite(codeHash: string) {
			const row = byCode.get(codeHash) as InviteRow | undefined;
			return row && { wedding: row.wedding as WeddingId, invite: inviteOf(row) };
		},
		inviteUses: (wedding: string, invite: string) => (uses.all(wedding, invite) as UseRow[]).map(useOf),
	};
}

interface DeviceRow {
	wedding: string;
	person: string;
	device: string;
	name: string | null;
	public_key: string | null;
	since: number;
	seen_at: number;
	family: string;
	turn: number;
	turned_at: number;
	expires_at: number;
	revoked_at: number | null;
}
interface InviteRow {
	wedding: string;
	id: string;
	kind: Invite['kind'];
	code_hash: string;
	role: Role;
	trade: string | null;
	name: string | null;
	person: string | null;
	uses: number;
	used: number;
	expires_at: number;
	by: string;
	created_at: number;
	revoked_at: number | null;
}
interface UseRow {
	slot: number;
	person: string;
	device: string | null;
	at: number;
}

/** In the order of the table, behind the wedding. */
const deviceColumns = (row: Device) => [
	row.person,
	row.device,
	row.name ?? null,
	row.publicKey ?? null,
	row.since,
	row.seenAt,
	row.family,
	row.turn,
	row.turnedAt,
	row.expiresAt,
	row.revokedAt ?? null,
];
const inviteColumns = (row: Invite) => [
	row.id,
	row.kind,
	row.codeHash,
	row.role,
	row.trade ?? null,
	row.name ?? null,
	row.person ?? null,
	row.uses,
	row.used,
	row.expiresAt,
	row.by,
	row.createdAt,
	row.revokedAt ?? null,
];

function deviceOf(row: DeviceRow): Device {
	return {
		person: row.person as PersonId,
		device: row.device as DeviceId,
		...(row.name !== null && { name: row.name }),
		...(row.public_key !== null && { publicKey: row.public_key }),
		since: row.since,
		seenAt: row.seen_at,
		family: row.family,
		turn: row.turn,
		turnedAt: row.turned_at,
		expiresAt: row.expires_at,
		...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
	};
}

function inviteOf(row: InviteRow): Invite {
	return {
		id: row.id,
		kind: row.kind,
		codeHash: row.code_hash,
		role: row.role,
		...(row.trade !== null && { trade: row.trade }),
		...(row.name !== null && { name: row.name }),
		...(row.person !== null && { person: row.person as PersonId }),
		uses: row.uses,
		used: row.used,
		expiresAt: row.expires_at,
		by: row.by as PersonId,
		createdAt: row.created_at,
		...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
	};
}

function useOf({ slot, person, device, at }: UseRow): InviteUse {
	return {
		slot,
		person: person as PersonId,
		...(device !== null && { device: device as DeviceId }),
		at,
	};
}
