/**
 * Sessions: devices, invitations with their uses, and addresses. Codes lie here as hashes, of refresh tokens there is only a
 * number, so that a copied file lets nobody in; addresses lie in the clear, because mail has to go to them, and are looked up by a keyed hash.
 */
import type { Migration } from './migration.ts';

export const sessions: Migration = {
	number: 3,
	reason: 'devices that are signed in, invitations, and the addresses of people',
	sql: `
CREATE TABLE devices (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	device TEXT NOT NULL,
	name TEXT,
	public_key TEXT,
	since INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	family TEXT NOT NULL,
	turn INTEGER NOT NULL,
	turned_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	revoked_at INTEGER,
	PRIMARY KEY (wedding, person, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	code_hash TEXT NOT NULL UNIQUE,
	role TEXT NOT NULL,
	trade TEXT,
	name TEXT,
	person TEXT,
	uses INTEGER NOT NULL,
	used INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	by TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	revoked_at INTEGER,
	PRIMARY KEY (wedding, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invite_uses (
	wedding TEXT NOT NULL,
	invite TEXT NOT NULL,
	slot INTEGER NOT NULL,
	person TEXT NOT NULL,
	device TEXT,
	at INTEGER NOT NULL,
	PRIMARY KEY (wedding, invite, slot),
	FOREIGN KEY (wedding, invite) REFERENCES invites (wedding, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	email TEXT NOT NULL,
	email_hash TEXT NOT NULL,
	PRIMARY KEY (wedding, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_by_email ON contacts (email_hash);
`,
};
