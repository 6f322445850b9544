/**
 * What is made of events: cursors, notices, digests, timers, and the outbox that carries notices and webhooks away.
 *
 * What waits is found by seeks. `queues` has a row for each lane, wedding and slot with the moment its next delivery is due (`next_due`),
 * the moment it may be looked at (`wake`: nothing if it is held without end, full, or empty), and its place in the round (`turn`) once that
 * moment has come. A delivery is `ready` if it is the first of its `chain`. So a claim reads one queue's first due rows, however much
 * waits in others. Who observes begins, in weddings that are there already, behind what has happened by now: `cursor_starts`.
 */
import type { Migration } from './migration.ts';

export const outbox: Migration = {
	number: 4,
	reason: 'what observers make of events: cursors, notices, digests, timers, and the outbox of deliveries',
	sql: `
CREATE TABLE cursor_starts (
	wedding TEXT PRIMARY KEY,
	seq INTEGER NOT NULL,
	idx INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO cursor_starts
SELECT id, seq, coalesce((
	SELECT CASE WHEN json_valid(events) THEN json_array_length(events) - 1 ELSE 0 END
	FROM (
		SELECT events FROM log WHERE wedding = weddings.id AND seq = weddings.seq
		UNION ALL SELECT events FROM tail WHERE wedding = weddings.id AND seq = weddings.seq
	) LIMIT 1
), 0) FROM weddings;
CREATE TABLE cursors (
	observer TEXT NOT NULL,
	wedding TEXT NOT NULL,
	seq INTEGER NOT NULL,
	idx INTEGER NOT NULL,
	PRIMARY KEY (observer, wedding)
) STRICT, WITHOUT ROWID;
CREATE TABLE observer_letters (
	n INTEGER PRIMARY KEY,
	observer TEXT NOT NULL,
	wedding TEXT NOT NULL,
	event TEXT NOT NULL,
	seq INTEGER NOT NULL,
	idx INTEGER NOT NULL,
	fault TEXT NOT NULL,
	tries INTEGER NOT NULL,
	UNIQUE (observer, wedding, event)
) STRICT;

CREATE TABLE notices (
	n INTEGER PRIMARY KEY,
	wedding TEXT NOT NULL REFERENCES weddings (id),
	id TEXT NOT NULL,
	person TEXT NOT NULL,
	kind TEXT NOT NULL,
	priority TEXT NOT NULL,
	facts TEXT NOT NULL,
	record TEXT,
	event TEXT NOT NULL,
	event_seq INTEGER NOT NULL,
	event_idx INTEGER NOT NULL,
	at INTEGER NOT NULL,
	settles_at INTEGER NOT NULL,
	supersede_key TEXT NOT NULL,
	was TEXT,
	visible_at INTEGER NOT NULL,
	unless_acked TEXT,
	needs_ack INTEGER NOT NULL,
	state TEXT NOT NULL,
	seen_at INTEGER,
	read_at INTEGER,
	acked_at INTEGER,
	UNIQUE (wedding, id)
) STRICT;
CREATE INDEX notices_inbox ON notices (wedding, person, at, id);
CREATE INDEX notices_unread ON notices (wedding, person, visible_at) WHERE read_at IS NULL AND state = 'open';
CREATE INDEX notices_open ON notices (wedding, supersede_key) WHERE state = 'open';
CREATE INDEX notices_by_event ON notices (wedding, event);
CREATE INDEX notices_unless_acked ON notices (wedding, unless_acked) WHERE unless_acked IS NOT NULL;

CREATE TABLE digests (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	digest TEXT NOT NULL,
	person TEXT NOT NULL,
	closes_at INTEGER NOT NULL,
	closed_at INTEGER,
	PRIMARY KEY (wedding, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX digests_open ON digests (closes_at) WHERE closed_at IS NULL;
CREATE TABLE digest_items (
	n INTEGER PRIMARY KEY,
	wedding TEXT NOT NULL,
	digest TEXT NOT NULL,
	notice TEXT NOT NULL,
	UNIQUE (wedding, digest, notice)
) STRICT;

CREATE TABLE explanations (
	n INTEGER PRIMARY KEY,
	wedding TEXT NOT NULL,
	event TEXT NOT NULL,
	person TEXT,
	content TEXT NOT NULL
) STRICT;
CREATE INDEX explanations_by_event ON explanations (wedding, event);

CREATE TABLE timers (
	wedding TEXT NOT NULL REFERENCES weddings (id),
	key TEXT NOT NULL,
	due_at INTEGER NOT NULL,
	content TEXT NOT NULL,
	PRIMARY KEY (wedding, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE queues (
	id INTEGER PRIMARY KEY,
	lane TEXT NOT NULL,
	wedding TEXT NOT NULL REFERENCES weddings (id),
	slot TEXT NOT NULL,
	room INTEGER NOT NULL,
	in_flight INTEGER NOT NULL,
	next_due INTEGER,
	hold_until INTEGER NOT NULL,
	wake INTEGER,
	turn INTEGER,
	UNIQUE (lane, wedding, slot)
) STRICT;
CREATE INDEX queues_wake ON queues (lane, wake) WHERE wake IS NOT NULL AND turn IS NULL;
CREATE INDEX queues_turn ON queues (lane, turn) WHERE turn IS NOT NULL;
CREATE INDEX queues_by_slot ON queues (slot);
CREATE TABLE slots (
	slot TEXT PRIMARY KEY,
	until INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
	n INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	wedding TEXT NOT NULL,
	channel TEXT NOT NULL,
	lane TEXT NOT NULL,
	queue INTEGER NOT NULL REFERENCES queues (id),
	slot TEXT NOT NULL,
	to_kind TEXT NOT NULL,
	to_id TEXT NOT NULL,
	notice TEXT,
	event TEXT,
	event_type TEXT,
	body TEXT,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	expires_at INTEGER,
	unless TEXT,
	order_key TEXT,
	chain TEXT,
	is_replay INTEGER NOT NULL,
	state TEXT NOT NULL,
	ready INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	reason TEXT,
	provider TEXT,
	provider_id TEXT,
	ended_at INTEGER,
	lease_owner TEXT,
	lease_until INTEGER
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (queue, ready, due_at) WHERE state = 'pending';
CREATE INDEX deliveries_chain ON deliveries (chain, ready, n) WHERE chain IS NOT NULL AND state = 'pending';
CREATE INDEX deliveries_chain_leased ON deliveries (chain) WHERE chain IS NOT NULL AND lease_owner IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (lane, lease_until) WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (lane, wedding) WHERE state = 'dead';
CREATE INDEX deliveries_by_wedding ON deliveries (wedding, n);
CREATE INDEX deliveries_by_endpoint ON deliveries (wedding, to_id, n) WHERE to_kind = 'endpoint';
CREATE INDEX deliveries_outward ON deliveries (wedding, due_at) WHERE to_kind = 'person' AND notice IS NOT NULL;
CREATE INDEX deliveries_by_notice ON deliveries (notice) WHERE notice IS NOT NULL;

CREATE TABLE attempts (
	delivery TEXT NOT NULL,
	place INTEGER NOT NULL,
	n INTEGER NOT NULL,
	provider TEXT NOT NULL,
	at INTEGER NOT NULL,
	ms INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	detail TEXT NOT NULL,
	status INTEGER,
	request TEXT,
	response TEXT,
	cost INTEGER,
	PRIMARY KEY (delivery, place)
) STRICT;
CREATE TABLE sent_ids (
	provider TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	delivery TEXT NOT NULL,
	PRIMARY KEY (provider, provider_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE parked_reports (
	n INTEGER PRIMARY KEY,
	provider TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	content TEXT NOT NULL
) STRICT;
CREATE INDEX parked_reports_by_id ON parked_reports (provider, provider_id);
CREATE INDEX parked_reports_by_age ON parked_reports (at);

CREATE TABLE ledger (
	wedding TEXT NOT NULL,
	month TEXT NOT NULL,
	channel TEXT NOT NULL,
	count INTEGER NOT NULL,
	cost INTEGER NOT NULL,
	PRIMARY KEY (wedding, month, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE buckets (
	key TEXT PRIMARY KEY,
	full_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX buckets_full ON buckets (full_at);
CREATE TABLE breakers (
	key TEXT PRIMARY KEY,
	state TEXT NOT NULL,
	until INTEGER NOT NULL,
	openings INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
