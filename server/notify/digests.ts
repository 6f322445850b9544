/**
 * Digests that close: what has been gathered for somebody is said in one message. Guards: a digest is closed once, together with what
 * carries it; what was read, undone or overtaken meanwhile is not in it; one that is alone is said as itself.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { type Priority, priorities } from '../../shared/notices/channel.ts';
import type { NoticeItem } from '../../shared/notices/facts.ts';
import type { OutwardChannel } from '../../shared/notices/usual.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { NewNotice, Notice, NoticeStore } from '../store/notices.ts';
import type { Reach } from '../store/reach.ts';
import type { Store } from '../store/store.ts';
import { noticeId } from './derived-id.ts';
import { closedTo } from './reader.ts';
import { deliveryOf, never } from './tell.ts';

export interface Digests {
	/** Closes what is due, and from then on what becomes due. */
	start(): void;
	/** There may be a new one. */
	wake(): void;
	close(): Promise<void>;
}
export interface DigestDeps {
	readonly store: Pick<Store, 'dueDigests' | 'closeDigest' | 'nextDigest' | 'reachBook'>;
	readonly clock: Clock;
	/** The queue has something to look at. */
	readonly wake: () => void;
	readonly fatal: (fault: unknown) => void;
}
export type DueDigest = Awaited<ReturnType<NoticeStore['dueDigests']>>[number];

export function createDigests({ store, clock, wake, fatal }: DigestDeps): Digests {
	let stop: Cancel | undefined;
	let running: Promise<void> | undefined;
	let isAsked = false;
	let isClosed = false;

	function run(): void {
		stop?.();
		isAsked = true;
		if (isClosed || running !== undefined) return;
		running = work()
			.catch(fatal)
			.finally(() => {
				running = undefined;
				if (isAsked) run();
			});
	}

	async function work(): Promise<void> {
		while (isAsked && !isClosed) {
			isAsked = false;
			while (!isClosed && (await closeSome()) > 0) continue;
			const next = await store.nextDigest();
			if (next === undefined || isAsked || isClosed) continue;
			stop?.();
			stop = clock.after(Math.min(longestWaitMs, Math.max(shortestWaitMs, next - clock.now())), run);
		}
	}

	async function closeSome(): Promise<number> {
		const now = clock.now();
		const due = await store.dueDigests(now, atOnce);
		for (const digest of due) {
			const { people } = await store.reachBook(digest.wedding);
			const reach = people.find(({ person }) => person === digest.person);
			const made = reach === undefined ? { deliveries: [] } : closingWords(digest, reach, now);
			// What joins it or is taken back in this moment is looked at once more.
			const of = digest.notices.map(({ id }) => id);
			await store.closeDigest(digest.digest, digest.wedding, { ...made, of, at: now });
		}
		if (due.length > 0) wake();
		return due.length;
	}

	return {
		start: run,
		wake: run,
		async close() {
			isClosed = true;
			stop?.();
			await running;
		},
	};
}

/** What a digest becomes: nothing, the one thing in it, or all of it in one message. */
export function closingWords(
	{ digest, wedding, person, notices }: DueDigest,
	reach: Reach,
	now: Millis,
): { readonly notice?: NewNotice; readonly deliveries: readonly NewDelivery[] } {
	const unread = notices
		.filter(({ state, readAt }) => state === 'open' && readAt === undefined)
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
	const [first, ...others] = unread;
	const last = unread.at(-1);
	if (first === undefined || last === undefined) return { deliveries: [] };
	const priority = highest(unread);
	const kind = others.length === 0 ? first.kind : 'digest';
	const channel = waysOf(priority).find(
		(one) => closedTo(reach, one, { kind, isEmergency: false }) === undefined,
	);
	if (channel === undefined) return { deliveries: [] };
	const way = { way: { channel, unless: 'read' }, dueAt: now } as const;
	if (others.length === 0) return { deliveries: [deliveryOf(first, way)] };
	const id = noticeId(`${wedding} ${digest}`, 'digest', person);
	const notice: NewNotice = {
		id,
		wedding,
		person,
		kind: 'digest',
		priority,
		facts: { wedding: first.facts.wedding, items: unread.map(itemOf), count: unread.length },
		event: { ...last.event, id },
		at: now,
		settlesAt: now,
		supersedeKey: `digest:${digest}`,
		// Its parts are in the inbox already.
		visibleAt: never,
		needsAck: false,
	};
	return { notice, deliveries: [deliveryOf(notice, way)] };
}

function itemOf({ id, kind, facts }: Notice): NoticeItem {
	const { record } = facts;
	return {
		title: record?.title ?? '',
		...(record !== undefined && { record: { kind: record.kind, id: record.id } }),
		notice: { id, kind, facts },
	};
}

/** What could not be said at once because there was so much of it is still as urgent as it was. */
const highest = (notices: readonly Notice[]): Priority =>
	priorities.find((one) => notices.some(({ priority }) => priority === one)) ?? 'low';

const waysOf = (priority: Priority): readonly OutwardChannel[] =>
	priority === 'low' ? ['email', 'push'] : ['push', 'email', 'sms', 'whatsapp'];

const atOnce = 50;
const shortestWaitMs = 100;
/** Clocks are set: it is looked again before long, whatever was worked out. */
const longestWaitMs = 60_000;
