/**
 * How late the day runs, as the person calling the show asks it: one number for the front of the day, not a sum over the
 * past, since a delay caught up is no delay. People forget to tap, so what should have begun before something that did begin
 * counts as having happened. The caller leaves out what is deleted.
 */
import type { Millis } from '../clock.ts';
import { addMinutes, toInstant } from './local-time.ts';

export interface LiveItem {
	readonly id: string;
	readonly kind: 'fixed' | 'flexible' | 'buffer';
	readonly start: string;
	readonly minutes: number;
	readonly state?: string | undefined;
	readonly actualStart?: string | null | undefined;
	readonly actualEnd?: string | null | undefined;
}

export interface Lateness {
	/** Whole minutes late; negative when early; 0 also when nothing has begun that should have. */
	readonly minutes: number;
	/** The item that says so. */
	readonly because?: string;
}

export function runningLate(items: readonly LiveItem[], at: { now: Millis; zone: string }): Lateness {
	const planned = items.flatMap((item) => spanOf(item, at.zone)).sort((a, b) => a.from - b.from);
	const begun = planned.findLastIndex((span) => span.began !== undefined);
	const front = planned[begun];
	const waiting = planned.slice(begun + 1).find((span) => span.from < at.now && span.item.state !== 'done');
	const latest = [
		...(front === undefined ? [] : [{ id: front.item.id, late: lateOf(front, at.now) }]),
		...(waiting === undefined ? [] : [{ id: waiting.item.id, late: at.now - waiting.from }]),
	].sort((a, b) => b.late - a.late)[0];
	if (latest === undefined) return { minutes: 0 };
	return { minutes: Math.trunc(latest.late / MINUTE_MS) + 0, because: latest.id };
}

/** Planned and actual times as instants. */
interface Span {
	readonly item: LiveItem;
	readonly from: Millis;
	readonly until: Millis;
	readonly began: Millis | undefined;
	readonly ended: Millis | undefined;
}

/** Nothing for buffers and skipped items, which nobody starts, and for times that this zone's clock does not show. */
function spanOf(item: LiveItem, zone: string): readonly Span[] {
	const from = toInstant(item.start, zone);
	if (from === undefined || item.kind === 'buffer' || item.state === 'skipped') return [];
	const until = toInstant(addMinutes(item.start, item.minutes), zone) ?? from + item.minutes * MINUTE_MS;
	const ended = instantOf(item.actualEnd);
	return [{ item, from, until, began: instantOf(item.actualStart) ?? ended, ended }];
}

function instantOf(text: string | null | undefined): Millis | undefined {
	const instant = Date.parse(text ?? '');
	return Number.isNaN(instant) ? undefined : instant;
}

/** Ended: by its end. Going on: by its start, or by how far it has overrun if that is more. */
function lateOf(span: Span, now: Millis): Millis {
	if (span.ended !== undefined) return span.ended - span.until;
	return Math.max((span.began ?? span.from) - span.from, now - span.until);
}

const MINUTE_MS = 60_000;
