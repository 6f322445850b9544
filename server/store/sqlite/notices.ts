/**
 * Notices, digests, letters and timers in SQLite, written in the only thread that writes. Guards "each event's notices exactly once": the
 * cursor's compare-and-set and all that comes of the events are one transaction.
 */
import type { DigestItem, DigestMade, NewNotice, Observation, TimerChange } from '../notices.ts';
import type { Database } from './database.ts';
import type { DeliveryCore } from './deliveries.ts';
import type { DeliveryRow } from './delivery-row.ts';
import { createCursorOf } from './notice-reads.ts';
import { noticeColumns, type NoticeRow } from './notice-row.ts';

type Mark = 'seen' | 'read' | 'acked';
export interface Marks {
	readonly ids: readonly string[] | 'all';
	readonly mark: Mark;
	readonly at: number;
}

export function createNoticeWrites(db: Database, core: DeliveryCore) {
	const addNotice = createAddNotice(db);
	const ending = createEnding(db, core);
	const addItem = createAddItem(db);
	const setTimers = createSetTimers(db);
	const letters = createLetters(db);
	const moveCursor = createMoveCursor(db);
	const explain = db.prepare('INSERT INTO explanations VALUES (NULL, ?, ?, ?, ?)');
	const close = db.prepare(
		'UPDATE digests SET closed_at = ? WHERE wedding = ? AND digest = ? AND closed_at IS NULL',
	);

	const gathered = db
		.prepare(
			`SELECT id FROM digest_items JOIN notices
			 ON notices.wedding = digest_items.wedding AND notices.id = digest_items.notice
			 WHERE digest_items.wedding = ? AND digest = ? AND state = 'open'`,
		)
		.pluck();

	const observe = db.transaction((given: Observation): boolean => {
		const { observer, wedding, at } = given;
		if (!moveCursor(given)) return false;
		for (const { notice, state } of given.ended ?? []) ending.end(wedding, notice, { state, at });
		for (const notice of given.notices ?? []) addNotice(notice);
		core.add(given.deliveries ?? []);
		for (const item of given.digestItems ?? []) addItem(item);
		for (const one of given.explanations ?? [])
			explain.run(wedding, one.event, one.person ?? null, JSON.stringify(one));
		for (const letter of given.letters ?? []) letters.put(observer, wedding, letter);
		if (given.timers !== undefined) setTimers(wedding, given.timers);
		return true;
	});

	return {
		observe: (given: Observation): boolean => observe.immediate(given),
		takeLetter: letters.take,
		markNotices: createMarkNotices(db, ending.marked),
		closeDigest: db.transaction((digest: string, wedding: string, made: DigestMade): boolean => {
			const present = gathered.all(wedding, digest);
			if (present.length !== made.of.length || !made.of.every((id) => present.includes(id))) return false;
			if (close.run(made.at, wedding, digest).changes === 0) return false;
			if (made.notice !== undefined) addNotice(made.notice);
			core.add(made.deliveries);
			return true;
		}).immediate,
		setTimers: db.transaction(setTimers).immediate,
		/** What a provider reports of a delivery, said of its notice. */
		mark: createMark(db, ending.marked),
	};
}

function createMoveCursor(db: Database) {
	const cursorOf = createCursorOf(db);
	const put = db.prepare('INSERT OR REPLACE INTO cursors VALUES (?, ?, ?, ?)');
	return ({ observer, wedding, from, to }: Observation): boolean => {
		const stands = cursorOf(observer, wedding);
		if (stands.seq !== from.seq || stands.index !== from.index) return false;
		put.run(observer, wedding, to.seq, to.index);
		return true;
	};
}

function createAddNotice(db: Database) {
	const insert = db.prepare(
		`INSERT INTO notices VALUES (NULL, @wedding, @id, @person, @kind, @priority, @facts, @record, @event, @eventSeq,
			@eventIdx, @at, @settlesAt, @supersedeKey, @was, @visibleAt, @unlessAcked, @needsAck, @state, NULL, NULL, NULL)
		 ON CONFLICT DO NOTHING`,
	);
	const acked = db
		.prepare(
			`SELECT 1 FROM notices WHERE wedding = @wedding AND id = @subject AND acked_at IS NOT NULL
			 UNION ALL SELECT 1 FROM notices WHERE wedding = @wedding AND event = @subject AND acked_at IS NOT NULL LIMIT 1`,
		)
		.pluck();
	return (notice: NewNotice): void => {
		const { wedding, unlessAcked: subject } = notice;
		const isNeedless = subject !== undefined && acked.get({ wedding, subject }) !== undefined;
		insert.run({ ...noticeColumns(notice), state: isNeedless ? 'withdrawn' : 'open' });
	};
}

/** What ends with a notice, and with its marks. */
function createEnding(db: Database, core: DeliveryCore) {
	const endNotice = db.prepare(
		"UPDATE notices SET state = ? WHERE wedding = ? AND id = ? AND state = 'open'",
	);
	const waiting = db.prepare(
		"SELECT * FROM deliveries WHERE notice = ? AND wedding = ? AND state = 'pending'",
	);
	const ofEvent = db.prepare('SELECT id FROM notices WHERE wedding = ? AND event = ?').pluck();
	const fallbacks = db
		.prepare(
			"SELECT id FROM notices WHERE wedding = ? AND unless_acked IN (?, ?) AND visible_at > ? AND state = 'open'",
		)
		.pluck();
	const waitingOf = (wedding: string, notice: string) => waiting.all(notice, wedding) as DeliveryRow[];

	function end(
		wedding: string,
		id: string,
		{ state, at }: { readonly state: 'replaced' | 'withdrawn'; readonly at: number },
	): void {
		if (endNotice.run(state, wedding, id).changes === 0) return;
		core.endPending(waitingOf(wedding, id), { state: 'superseded', reason: state, at });
	}

	return {
		end,
		/** Deliveries that wait for such a mark end; an acknowledgement ends the asking of everybody else. */
		marked(
			{ wedding, id, event }: Pick<NoticeRow, 'wedding' | 'id' | 'event'>,
			mark: Mark,
			at: number,
		): void {
			const own = waitingOf(wedding, id).filter(
				({ unless }) => unless !== null && implied[mark].includes(unless),
			);
			core.endPending(own, { state: 'superseded', reason: mark, at });
			if (mark !== 'acked') return;
			for (const other of ofEvent.all(wedding, event) as string[]) {
				const asking = waitingOf(wedding, other).filter(({ unless }) => unless === 'acked');
				core.endPending(asking, { state: 'superseded', reason: mark, at });
			}
			for (const fallback of fallbacks.all(wedding, id, event, at) as string[])
				end(wedding, fallback, { state: 'withdrawn', at });
		},
	};
}

type Marked = ReturnType<typeof createEnding>['marked'];

/** Later marks imply earlier ones; the first moment stays. */
function createMarkOne(db: Database, marked: Marked) {
	const set = db.prepare(
		`UPDATE notices SET seen_at = coalesce(seen_at, @at),
			read_at = iif(@mark = 'seen', read_at, coalesce(read_at, @at)),
			acked_at = iif(@mark = 'acked', coalesce(acked_at, @at), acked_at)
		 WHERE wedding = @wedding AND id = @id
			AND (CASE @mark WHEN 'seen' THEN seen_at WHEN 'read' THEN read_at ELSE acked_at END) IS NULL`,
	);
	return (row: Pick<NoticeRow, 'wedding' | 'id' | 'event'>, mark: Mark, at: number): boolean => {
		if (set.run({ wedding: row.wedding, id: row.id, mark, at }).changes === 0) return false;
		marked(row, mark, at);
		return true;
	};
}

function createMark(db: Database, marked: Marked) {
	const markOne = createMarkOne(db, marked);
	const find = db.prepare('SELECT wedding, id, event FROM notices WHERE wedding = ? AND id = ?');
	return ({ wedding, notice }: Pick<DeliveryRow, 'wedding' | 'notice'>, mark: Mark, at: number): void => {
		const row = notice === null ? undefined : (find.get(wedding, notice) as NoticeRow | undefined);
		if (row !== undefined) markOne(row, mark, at);
	};
}

function createMarkNotices(db: Database, marked: Marked) {
	const markOne = createMarkOne(db, marked);
	const columns = 'SELECT wedding, id, event FROM notices WHERE wedding = @wedding AND person = @person';
	const named = db.prepare(`${columns} AND id IN (SELECT value FROM json_each(@ids))`);
	const all = db.prepare(
		`${columns} AND visible_at <= @at AND (state = 'open' OR read_at IS NOT NULL)
		 AND (CASE @mark WHEN 'seen' THEN seen_at WHEN 'read' THEN read_at ELSE acked_at END) IS NULL`,
	);
	return db.transaction((wedding: string, person: string, { ids, mark, at }: Marks): string[] => {
		const rows =
			ids === 'all'
				? all.all({ wedding, person, at, mark })
				: named.all({ wedding, person, ids: JSON.stringify(ids) });
		return (rows as NoticeRow[])
			.filter((row) => markOne(row, mark, at))
			.map(({ id }) => id)
			.sort();
	}).immediate;
}

function createAddItem(db: Database) {
	const closed = db
		.prepare('SELECT 1 FROM digests WHERE wedding = ? AND digest = ? AND closed_at IS NOT NULL')
		.pluck();
	const open = db.prepare('INSERT INTO digests VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING');
	const put = db.prepare('INSERT INTO digest_items VALUES (NULL, ?, ?, ?) ON CONFLICT DO NOTHING');
	/** What comes too late for its digest goes into the next of that name. */
	return ({ wedding, person, digest: name, closesAt, notice }: DigestItem): void => {
		let digest = name;
		while (closed.get(wedding, digest) !== undefined) digest += '+';
		open.run(wedding, digest, person, closesAt);
		put.run(wedding, digest, notice);
	};
}

function createSetTimers(db: Database) {
	const clear = db.prepare(
		'DELETE FROM timers WHERE wedding = @wedding AND key >= @prefix AND substr(key, 1, length(@prefix)) = @prefix',
	);
	const put = db.prepare('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)');
	return (wedding: string, { prefix, timers }: TimerChange): void => {
		clear.run({ wedding, prefix });
		for (const { key, dueAt, content } of timers) put.run(wedding, key, dueAt, content);
	};
}

function createLetters(db: Database) {
	const put = db.prepare('INSERT OR REPLACE INTO observer_letters VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
	const take = db.prepare('DELETE FROM observer_letters WHERE observer = ? AND wedding = ? AND event = ?');
	return {
		put(observer: string, wedding: string, letter: NonNullable<Observation['letters']>[number]): void {
			const { event, seq, index, fault, tries } = letter;
			put.run(observer, wedding, event, seq, index, fault, tries);
		},
		take: (observer: string, wedding: string, event: string): boolean =>
			take.run(observer, wedding, event).changes === 1,
	};
}

const implied: Record<Mark, readonly Mark[]> = {
	seen: ['seen'],
	read: ['seen', 'read'],
	acked: ['seen', 'read', 'acked'],
};
