/** Outbound endpoints: what is looked for is a column, the rest is read whole. */
import type { Migration } from './migration.ts';

export const endpoints: Migration = {
	number: 8,
	reason: 'where a wedding sends its events: webhooks, Slack, Teams',
	sql: `
CREATE TABLE endpoints (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	probe_at INTEGER,
	body TEXT NOT NULL,
	PRIMARY KEY (wedding, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX endpoints_to_probe ON endpoints (probe_at) WHERE probe_at IS NOT NULL;
`,
};
