/** Photos: who brought which to which wedding. The bytes lie in files beside the database. */
import type { Migration } from './migration.ts';

export const blobs: Migration = {
	number: 9,
	reason: 'photos that prove what was done',
	sql: `
CREATE TABLE blobs (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	sha256 TEXT NOT NULL,
	person TEXT NOT NULL,
	kept TEXT NOT NULL,
	type TEXT NOT NULL,
	size INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (wedding, sha256, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_by_kept ON blobs (wedding, kept);
`,
};
