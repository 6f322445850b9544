/**
 * One person told of one event: the line in their inbox, what is sent and when, or which digest it joins, and why. Pure. Guards: consent
 * and suppression are over everything; preference, quiet hours, digest and caps are over everything but an emergency.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Priority } from '../../shared/notices/channel.ts';
import { noticeKinds } from '../../shared/notices/kind.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { DigestItem, Explanation, NewNotice } from '../store/notices.ts';
import type { Reach } from '../store/reach.ts';
import type { Chosen } from './choose.ts';
import { deliveryId, noticeId } from './derived-id.ts';
import { closingOf, digestId, isGathered } from './gathering.ts';
import { turnMs, type Way, waysTo } from './ladder.ts';
import { longestSettling, settlingMs, stalest, worthMs } from './patience.ts';
import { isAskedFor, quietUntil, wishOf } from './reader.ts';
import { textOf, type View } from './scene.ts';
import { type Span, written } from './supersede.ts';
import { factsOf } from './telling.ts';
import { turnOf } from './turn.ts';
import { isTheDay, type Urgency, urgencyOf } from './urgency.ts';

export interface Telling {
	readonly notice?: NewNotice;
	readonly deliveries: readonly NewDelivery[];
	readonly digestItem?: DigestItem;
	readonly explanation: Explanation;
}

export interface Tell {
	readonly reach: Reach;
	readonly chosen: Chosen;
	readonly key: string;
	readonly span: Span;
	/** What they are told already in the hour before the given moment, beside the inbox. */
	readonly toldBefore: (due: Millis) => number;
}

type Reason = Explanation['reasons'][number];

export function tell(view: View, { reach, chosen, key, span, toldBefore }: Tell): Telling {
	const { event, now, book, plan } = view;
	const { kind } = chosen.rule;
	const urgency = urgencyOf(kind, view);
	const { priority } = urgency;
	const isEmergency = priority === 'emergency';
	const isDay = isTheDay(view);
	const turn = inTurns.has(kind) ? turnOf(view, reach.person) : undefined;
	const visibleAt = now + (kind === 'person-missing' ? (turn ?? 0) * turnMs(book.policy) : 0);
	const settled = settledAt(visibleAt, settlingMs(kind, isDay), span.since);
	const climb = {
		kind,
		priority,
		policy: book.policy,
		isTheDay: isDay,
		...(turn !== undefined && { turn: kind === 'emergency' ? turn : 0 }),
	};
	const ways = waysTo(reach, climb);
	const sent = ways.map((way) => ({ way, dueAt: dueAt(view, reach, { way, settled, priority }) }));
	const first = Math.min(...sent.map((one) => one.dueAt));
	const why = waitsBecause();
	const closesAt =
		why === undefined
			? undefined
			: closingOf(reach, {
					now: settled,
					policy: book.policy,
					timeZone: plan.meta.timeZone,
					isSoon: why.code !== 'digest',
				});

	function waitsBecause(): Reason | undefined {
		if (ways.length === 0 || isEmergency) return undefined;
		const ageMs = now - heardAt(view);
		if (ageMs > stalest[priority]) return { code: 'stale', minutes: Math.round(ageMs / 60_000) };
		const isForced = ways.some(({ channel }) => isAskedFor(reach, kind, channel));
		if (priority === 'low' && isGathered(reach) && !isForced) return { code: 'digest' };
		const { perHour = usualCap } = book.policy;
		return !isDay && toldBefore(first) >= perHour ? { code: 'cap', perHour } : undefined;
	}

	const id = noticeId(event.id, kind, reach.person);
	const reasons: Reason[] = [
		{ code: `to-${chosen.because}` },
		{ code: 'priority', priority, ...(urgency.because && { because: urgency.because }) },
		...(why === undefined ? [] : [{ ...why, ...(closesAt !== undefined && { closesAt }) }]),
		...(why === undefined ? sent.map(({ way, dueAt: at }) => reasonOf(way, at, settled)) : []),
		...(ways.length === 0 ? [{ code: 'no-way' }] : []),
	];
	const isHidden = !isEmergency && wishOf(reach.preferences, kind, 'in-app') === false;
	if (isHidden && ways.length === 0) return notTold(event.id, reach, [...reasons, { code: 'preference' }]);
	const facts = factsOf(view, { isVeiled: chosen.rule.open === 'veiled' });
	const { record } = facts;
	const notice: NewNotice = {
		id,
		wedding: event.wedding,
		person: reach.person,
		kind,
		priority,
		facts,
		...(record !== undefined && { record: { kind: record.kind, id: record.id } }),
		event: { id: event.id, seq: event.seq, index: event.index },
		at: Date.parse(event.at),
		settlesAt: closesAt ?? (ways.length === 0 ? settled : first),
		supersedeKey: key,
		was: written(span),
		visibleAt: isHidden ? never : visibleAt,
		...(visibleAt > now && { unlessAcked: event.id }),
		needsAck: 'needsAck' in noticeKinds[kind],
	};
	const deliveries = why === undefined ? sent.map((one) => deliveryOf(notice, one)) : [];
	const outcome = ways.length === 0 ? 'inbox-only' : why === undefined ? 'told' : 'digest';
	const explanation: Explanation = { event: event.id, person: reach.person, notice: id, outcome, reasons };
	if (closesAt === undefined) return { notice, deliveries, explanation };
	const { wedding, person } = notice;
	return {
		notice,
		deliveries,
		digestItem: { wedding, person, digest: digestId(reach, closesAt), closesAt, notice: id },
		explanation,
	};
}

export const notTold = (
	event: string,
	{ person }: Pick<Reach, 'person'>,
	reasons: readonly Reason[],
): Telling => ({ deliveries: [], explanation: { event, person, outcome: 'not-told', reasons } });

/** A notice's way to somebody, as the queue keeps it. */
export function deliveryOf(
	notice: Pick<NewNotice, 'id' | 'wedding' | 'person' | 'priority' | 'at' | 'settlesAt'>,
	{ way, dueAt: due }: { readonly way: Pick<Way, 'channel' | 'unless'>; readonly dueAt: Millis },
): NewDelivery {
	const { id, wedding, person, priority, at } = notice;
	const to = { kind: 'person', person } as const;
	return {
		id: deliveryId(id, way.channel, to),
		wedding,
		channel: way.channel,
		lane: priority,
		to,
		notice: id,
		createdAt: at,
		dueAt: due,
		expiresAt: due + worthMs[priority],
		...(way.unless && { unless: way.unless }),
		slot: way.channel,
	};
}

/** On the day what is high goes through the night: it is the day that is waited for. */
export const mayDisturb = (priority: Priority, isDay: boolean): boolean =>
	priority === 'emergency' || (isDay && (priority === 'critical' || priority === 'high'));

function dueAt(
	view: View,
	reach: Reach,
	{
		way,
		settled,
		priority,
	}: { readonly way: Way; readonly settled: Millis; readonly priority: Urgency['priority'] },
): Millis {
	const due = settled + way.afterMs;
	if (mayDisturb(priority, isTheDay(view))) return due;
	const { policy } = view.book;
	return quietUntil(reach, { now: due, policy, timeZone: view.plan.meta.timeZone }) ?? due;
}

/** As long again with every change, though not for ever. */
function settledAt(from: Millis, ms: Millis, since: Millis): Millis {
	return Math.max(from, Math.min(from + ms, since + longestSettling * ms));
}

/** When it happened, as far as that is known: on a device that was away, or when the server heard of it. */
function heardAt({ event, now }: View): Millis {
	// A comment says itself when it was written.
	const said = event.type === 'comment.added' ? textOf(event.after['at']) : undefined;
	const moments = [event.occurredAt, event.at, said].flatMap((moment) => {
		const ms = moment === undefined ? Number.NaN : Date.parse(moment);
		return Number.isNaN(ms) ? [] : [ms];
	});
	return Math.min(now, ...moments);
}

function reasonOf({ channel, afterMs, unless }: Way, due: Millis, settled: Millis): Reason {
	const isDeferred = due > settled + afterMs;
	return {
		code: 'way',
		channel,
		dueAt: due,
		...(unless !== undefined && { unless }),
		...(isDeferred && { because: 'quiet-hours' }),
	};
}

/** They are asked one after the other. */
const inTurns: ReadonlySet<string> = new Set(['emergency', 'person-missing', 'task-escalated']);
const usualCap = 10;
/** No inbox shows it: it was not wanted there. */
export const never: Millis = Number.MAX_SAFE_INTEGER;
