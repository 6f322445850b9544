/**
 * Alerts and who has seen or acknowledged them. `targets` is JSON, null for everybody. Names are kept as they were: whoever is removed later
 * was still the one who came.
 */
import type { Migration } from './migration.ts';

export const alerts: Migration = {
	number: 6,
	reason: 'calls for help and announcements, and who has seen them',
	sql: `
CREATE TABLE alerts (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	id TEXT NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	text TEXT NOT NULL,
	place TEXT,
	urgency TEXT NOT NULL,
	targets TEXT,
	at INTEGER NOT NULL,
	closed_at INTEGER,
	closed_by TEXT,
	PRIMARY KEY (wedding, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_by_time ON alerts (wedding, at, id);

CREATE TABLE alert_marks (
	wedding TEXT NOT NULL,
	alert TEXT NOT NULL,
	mark TEXT NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (wedding, alert, mark, person),
	FOREIGN KEY (wedding, alert) REFERENCES alerts (wedding, id)
) STRICT, WITHOUT ROWID;
`,
};
