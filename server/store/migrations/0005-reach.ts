/**
 * How people are reached. Addresses become rows of their own, so that a number lies beside the e-mail address and under the same rules;
 * consent is a history that only grows; what must not be written to any more is bound to a keyed hash, since it outlives the address.
 */
import type { Migration } from './migration.ts';

export const reach: Migration = {
	number: 5,
	reason: 'phone numbers, consent with its history, wishes, policy and push subscriptions',
	sql: `
CREATE TABLE addresses (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	kind TEXT NOT NULL,
	address TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (wedding, person, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_hash ON addresses (hash, kind);
INSERT INTO addresses SELECT wedding, person, 'email', email, email_hash FROM contacts;
DROP TABLE contacts;

CREATE TABLE consents (
	id INTEGER PRIMARY KEY,
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	at INTEGER NOT NULL,
	source TEXT NOT NULL,
	text TEXT,
	address_hash TEXT
) STRICT;
CREATE INDEX consents_by_person ON consents (wedding, person, id);
CREATE TRIGGER consents_stay BEFORE UPDATE ON consents
BEGIN SELECT raise(ABORT, 'what somebody agreed to is only added to'); END;

CREATE TABLE suppressions (
	hash TEXT NOT NULL,
	channel TEXT NOT NULL,
	wedding TEXT NOT NULL,
	source TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (hash, channel, wedding)
) STRICT, WITHOUT ROWID;

CREATE TABLE preferences (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (wedding, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
	wedding TEXT PRIMARY KEY REFERENCES weddings (id),
	body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE push_subscriptions (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	target TEXT NOT NULL,
	device TEXT,
	at INTEGER NOT NULL,
	PRIMARY KEY (wedding, person, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX push_subscriptions_by_id ON push_subscriptions (id);
`,
};
