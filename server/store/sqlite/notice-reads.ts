/** What is read of notices, digests, letters and timers; in the reader thread, so that no receipt waits for it. */
import type { PersonId, WeddingId } from '../../../shared/ids.ts';
import type { EventCursor, Explanation, Notice, ObserverLetter, Timer } from '../notices.ts';
import type { Database } from './database.ts';
import { noticeOf, type NoticeRow } from './notice-row.ts';

export function createNoticeReads(db: Database) {
	const keyed = db.prepare(
		`SELECT * FROM notices WHERE wedding = ? AND supersede_key IN (SELECT value FROM json_each(?))
		 AND state = 'open' ORDER BY n`,
	);
	const one = db.prepare('SELECT * FROM notices WHERE wedding = ? AND id = ?');
	const explained = db
		.prepare(
			'SELECT content FROM explanations WHERE wedding = ? AND event = ? AND coalesce(person, @p) = @p ORDER BY n',
		)
		.pluck();
	return {
		behind: createBehind(db),
		cursor: createCursorOf(db),
		letters: createLetterReads(db),
		openNotices: (wedding: string, keys: readonly string[]): Notice[] =>
			(keyed.all(wedding, JSON.stringify(keys)) as NoticeRow[]).map(noticeOf),
		notice(wedding: string, id: string): Notice | undefined {
			const row = one.get(wedding, id) as NoticeRow | undefined;
			return row && noticeOf(row);
		},
		...createInboxReads(db),
		explanations: (wedding: string, person: string, event: string): Explanation[] =>
			(explained.all(wedding, event, { p: person }) as string[]).map((content) => JSON.parse(content)),
		...createDigestReads(db),
		...createTimerReads(db),
	};
}

export function createCursorOf(db: Database) {
	const cursor = db.prepare('SELECT seq, idx FROM cursors WHERE observer = ? AND wedding = ?').raw();
	const start = db.prepare('SELECT seq, idx FROM cursor_starts WHERE wedding = ?').raw();
	return (observer: string, wedding: string): EventCursor => {
		const [seq, index] = (cursor.get(observer, wedding) ?? start.get(wedding) ?? [0, 0]) as [number, number];
		return { seq, index };
	};
}

/** Rows of the tail are few, and looked through once; of the log only those behind the cursor are. */
function createBehind(db: Database) {
	const isNews = `(seq > @seq OR json_valid(events) AND json_array_length(events) > @index + 1)`;
	const weddings = db.prepare('SELECT id FROM weddings WHERE seq > 0 ORDER BY created_at, id').pluck();
	const settled = db
		.prepare(
			`SELECT 1 FROM log WHERE wedding = @wedding AND seq >= @seq AND events IS NOT NULL AND ${isNews} LIMIT 1`,
		)
		.pluck();
	const landed = db
		.prepare('SELECT wedding, seq, events FROM tail WHERE events IS NOT NULL ORDER BY id DESC')
		.raw();
	const cursorOf = createCursorOf(db);
	return db.transaction((observer: string): { wedding: WeddingId; cursor: EventCursor }[] => {
		const last = new Map<string, { readonly seq: number; readonly count: number }>();
		for (const [wedding, seq, events] of landed.iterate() as Iterable<[string, number, string]>)
			if (!last.has(wedding)) last.set(wedding, { seq, count: countOf(events) });
		return (weddings.all() as WeddingId[]).flatMap((wedding) => {
			const cursor = cursorOf(observer, wedding);
			const end = last.get(wedding);
			const isBehind =
				end !== undefined &&
				(end.seq > cursor.seq || (end.seq === cursor.seq && end.count > cursor.index + 1));
			return isBehind || settled.get({ wedding, ...cursor }) !== undefined ? [{ wedding, cursor }] : [];
		});
	});
}

/** A rotten list counts as one: whoever reads it finds out. */
function countOf(events: string): number {
	try {
		const list: unknown = JSON.parse(events);
		return Array.isArray(list) ? list.length : 1;
	} catch (cause) {
		if (cause instanceof SyntaxError) return 1;
		throw cause;
	}
}

function createLetterReads(db: Database) {
	const select = db.prepare(
		`SELECT wedding, event, seq, idx AS "index", fault, tries FROM observer_letters
		 WHERE observer = @observer AND (@wedding IS NULL OR wedding = @wedding) ORDER BY n`,
	);
	return (observer: string, wedding?: string) =>
		select.all({ observer, wedding: wedding ?? null }) as (ObserverLetter & { wedding: WeddingId })[];
}

function createInboxReads(db: Database) {
	const inbox = db.prepare(
		`SELECT * FROM notices WHERE wedding = @wedding AND person = @person AND (at, id) < (@at, @id)
		 AND visible_at <= @now AND (state = 'open' OR read_at IS NOT NULL) ORDER BY at DESC, id DESC LIMIT @limit`,
	);
	const unread = db
		.prepare(
			`SELECT count(*) FROM notices WHERE wedding = ? AND person = ? AND visible_at <= ?
			 AND read_at IS NULL AND state = 'open'`,
		)
		.pluck();
	return {
		inbox(
			wedding: string,
			person: string,
			page: {
				readonly now: number;
				readonly before?: { readonly at: number; readonly id: string };
				readonly limit: number;
			},
		): Notice[] {
			const { at, id } = page.before ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
			const { now, limit } = page;
			return (inbox.all({ wedding, person, at, id, now, limit }) as NoticeRow[]).map(noticeOf);
		},
		unread: (wedding: string, person: string, now: number): number =>
			Number(unread.get(wedding, person, now)),
	};
}

function createDigestReads(db: Database) {
	const due = db.prepare(
		`SELECT digest, wedding, person, closes_at FROM digests
		 WHERE closed_at IS NULL AND closes_at <= ? ORDER BY closes_at, wedding, digest LIMIT ?`,
	);
	const gathered = db.prepare(
		`SELECT notices.* FROM digest_items JOIN notices
		 ON notices.wedding = digest_items.wedding AND notices.id = digest_items.notice
		 WHERE digest_items.wedding = ? AND digest = ? AND state = 'open' ORDER BY digest_items.n`,
	);
	const next = db.prepare('SELECT min(closes_at) FROM digests WHERE closed_at IS NULL').pluck();
	return {
		dueDigests: db.transaction((now: number, limit: number) =>
			(
				due.all(now, limit) as { digest: string; wedding: WeddingId; person: PersonId; closes_at: number }[]
			).map(({ closes_at: closesAt, ...digest }) => ({
				...digest,
				closesAt,
				notices: (gathered.all(digest.wedding, digest.digest) as NoticeRow[]).map(noticeOf),
			})),
		),
		nextDigest: () => (next.get() as number | null) ?? undefined,
	};
}

function createTimerReads(db: Database) {
	const columns = 'SELECT wedding, key, due_at AS dueAt, content FROM timers';
	const ofWedding = db.prepare(
		`${columns} WHERE wedding = @wedding AND key >= @prefix AND substr(key, 1, length(@prefix)) = @prefix
		 ORDER BY due_at, key`,
	);
	const due = db.prepare(`${columns} WHERE due_at <= ? ORDER BY due_at, key LIMIT ?`);
	const next = db.prepare('SELECT min(due_at) FROM timers').pluck();
	return {
		timers: (wedding: string, prefix: string) => ofWedding.all({ wedding, prefix }) as Timer[],
		dueTimers: (now: number, limit: number) => due.all(now, limit) as Timer[],
		nextTimer: () => (next.get() as number | null) ?? undefined,
	};
}
