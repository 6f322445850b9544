/**
 * The first shape: weddings, their log with its events, snapshots, client ids, answers, members and links.
 *
 * A row of the log lands in `tail`, in the order of commits, and is settled into `log` later, many at a time: a commit that
 * carries rows of sixty weddings then writes five pages, not three hundred. `log` is clustered by wedding, so a wedding's
 * rows lie together on the disk. A folded row has `bytes` NULL and keeps everything else. `crc` covers every column of its
 * row but `bytes`, which `hash` (SHA-256) covers; `events` is a JSON array.
 */
import type { Migration } from './migration.ts';

export const log: Migration = {
	number: 1,
	reason: 'the log, its events, snapshots, client ids, answers, people and links',
	sql: `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE weddings (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	date TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	seq INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE tail (
	id INTEGER PRIMARY KEY,
	wedding TEXT NOT NULL,
	seq INTEGER NOT NULL,
	section TEXT NOT NULL,
	person TEXT NOT NULL,
	role TEXT NOT NULL,
	device TEXT,
	at INTEGER NOT NULL,
	hash BLOB NOT NULL,
	crc INTEGER NOT NULL,
	events TEXT,
	bytes BLOB NOT NULL
) STRICT;

CREATE TABLE log (
	wedding TEXT NOT NULL,
	seq INTEGER NOT NULL,
	section TEXT NOT NULL,
	person TEXT NOT NULL,
	role TEXT NOT NULL,
	device TEXT,
	at INTEGER NOT NULL,
	hash BLOB NOT NULL,
	crc INTEGER NOT NULL,
	events TEXT,
	bytes BLOB,
	PRIMARY KEY (wedding, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_by_hash ON log (wedding, hash);
CREATE TABLE event_ids (
	wedding TEXT NOT NULL,
	id TEXT NOT NULL,
	PRIMARY KEY (wedding, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
	wedding TEXT NOT NULL,
	seq INTEGER NOT NULL,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	rotten INTEGER NOT NULL,
	PRIMARY KEY (wedding, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	section TEXT NOT NULL,
	seq INTEGER NOT NULL,
	state_vector BLOB NOT NULL,
	hash TEXT NOT NULL,
	zstd BLOB NOT NULL,
	checksum BLOB NOT NULL,
	PRIMARY KEY (wedding, section, seq)
) STRICT;
CREATE TABLE folds (
	wedding TEXT NOT NULL,
	section TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (wedding, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	section TEXT NOT NULL,
	client INTEGER NOT NULL,
	person TEXT NOT NULL,
	device TEXT,
	tab TEXT,
	PRIMARY KEY (wedding, section, client)
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	key TEXT NOT NULL,
	request TEXT NOT NULL,
	body TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (wedding, person, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	trade TEXT,
	removed_at INTEGER,
	PRIMARY KEY (wedding, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_person ON members (person);

CREATE TABLE links (
	code_hash TEXT PRIMARY KEY,
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
`,
};
