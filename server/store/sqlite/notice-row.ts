/** A notice as SQLite holds it, and as the port shows it. */
import type { PersonId, WeddingId } from '../../../shared/ids.ts';
import type { NewNotice, Notice } from '../notices.ts';

export interface NoticeRow {
	readonly wedding: string;
	readonly id: string;
	readonly person: string;
	readonly kind: Notice['kind'];
	readonly priority: Notice['priority'];
	readonly facts: string;
	readonly record: string | null;
	readonly event: string;
	readonly event_seq: number;
	readonly event_idx: number;
	readonly at: number;
	readonly settles_at: number;
	readonly supersede_key: string;
	readonly was: string | null;
	readonly visible_at: number;
	readonly unless_acked: string | null;
	readonly needs_ack: number;
	readonly state: Notice['state'];
	readonly seen_at: number | null;
	readonly read_at: number | null;
	readonly acked_at: number | null;
}

export function noticeOf(row: NoticeRow): Notice {
	return {
		id: row.id,
		wedding: row.wedding as WeddingId,
		person: row.person as PersonId,
		kind: row.kind,
		priority: row.priority,
		facts: JSON.parse(row.facts) as Notice['facts'],
		...(row.record !== null && { record: JSON.parse(row.record) as NonNullable<Notice['record']> }),
		event: { id: row.event, seq: row.event_seq, index: row.event_idx },
		at: row.at,
		settlesAt: row.settles_at,
		supersedeKey: row.supersede_key,
		...(row.was !== null && { was: row.was }),
		visibleAt: row.visible_at,
		...(row.unless_acked !== null && { unlessAcked: row.unless_acked }),
		needsAck: row.needs_ack === 1,
		state: row.state,
		...(row.seen_at !== null && { seenAt: row.seen_at }),
		...(row.read_at !== null && { readAt: row.read_at }),
		...(row.acked_at !== null && { ackedAt: row.acked_at }),
	};
}

export const noticeColumns = (notice: NewNotice) => ({
	wedding: notice.wedding,
	id: notice.id,
	person: notice.person,
	kind: notice.kind,
	priority: notice.priority,
	facts: JSON.stringify(notice.facts),
	record: notice.record === undefined ? null : JSON.stringify(notice.record),
	event: notice.event.id,
	eventSeq: notice.event.seq,
	eventIdx: notice.event.index,
	at: notice.at,
	settlesAt: notice.settlesAt,
	supersedeKey: notice.supersedeKey,
	was: notice.was ?? null,
	visibleAt: notice.visibleAt,
	unlessAcked: notice.unlessAcked ?? null,
	needsAck: notice.needsAck ? 1 : 0,
});
