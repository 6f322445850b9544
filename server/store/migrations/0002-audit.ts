/**
 * The audit, its heads, suggestions, and what a member needs besides: raised rights and the moment before which tokens are dead.
 *
 * A chain's head is kept beside it, so that a removed last row is found. Every wedding has one from its beginning (`n` 0), and
 * the chain of no wedding too, so that a chain removed with its head is found as well. `fact` is the canonical JSON that
 * the hash covers. The triggers stand against slips and shortcuts; who drops them is found by the chain.
 */
import type { Migration } from './migration.ts';

export const audit: Migration = {
	number: 2,
	reason: 'the audit chain, suggestions, and the ends of tokens and raised rights',
	sql: `
CREATE TABLE audit (
	wedding TEXT NOT NULL,
	n INTEGER NOT NULL,
	fact TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (wedding, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_heads (
	wedding TEXT PRIMARY KEY,
	n INTEGER NOT NULL,
	hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_heads SELECT id, 0, '' FROM weddings;
INSERT INTO audit_heads VALUES ('', 0, '');

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit
WHEN new.n IS NOT (SELECT n FROM audit_heads WHERE wedding = new.wedding) + 1
BEGIN SELECT raise(ABORT, 'the audit goes on at its end'); END;
CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_heads
WHEN new.n <= old.n OR new.wedding <> old.wedding
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_head_is_kept BEFORE DELETE ON audit_heads
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

CREATE TABLE suggestions (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	id TEXT NOT NULL,
	section TEXT NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	state TEXT NOT NULL,
	decided_by TEXT,
	decided_at INTEGER,
	PRIMARY KEY (wedding, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX suggestions_by_state ON suggestions (wedding, state, at, id);

ALTER TABLE members ADD COLUMN raised_until INTEGER;
ALTER TABLE members ADD COLUMN raised_by TEXT;
ALTER TABLE members ADD COLUMN raised_reason TEXT;
ALTER TABLE members ADD COLUMN tokens_from INTEGER;
`,
};
