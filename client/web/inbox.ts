/**
 * What this person was told, as a store of its own: the last known list lies on the device and is there without a network. Guards:
 * what was read here counts as read at once and is told to the relay when it can be had, none of it twice; an acknowledgement is a
 * promise to others and is never shown before the relay has it; another person's list is never shown, and none is written down
 * for somebody who has signed out, whatever was on its way.
 */
import { z } from 'zod';
import type { Clock, Millis } from '../../shared/clock.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Unsubscribe } from '../sdk/handle.ts';
import {
	ackNotification,
	askNotifications,
	type Notification,
	type NotificationPage,
	notificationShape,
	readNotifications,
} from './relay/notifications.ts';
import type { Fault, Relay } from './relay/relay.ts';

export interface InboxState {
	/** The newest first. */
	readonly list: readonly Notification[];
	readonly unread: number;
	/** Older ones can be had. */
	readonly next: string | undefined;
	/** As of when; undefined until the relay has answered once on this device. */
	readonly at: Millis | undefined;
	/** Of the last attempt. */
	readonly fault: Fault | undefined;
}

export interface Inbox {
	/** The same object until it changes. */
	state(): InboxState;
	look(): Promise<void>;
	older(): Promise<void>;
	read(which: readonly string[] | 'all'): void;
	ack(id: string): Promise<Result<unknown, Fault>>;
	subscribe(listener: () => void): Unsubscribe;
}

export interface InboxDeps {
	readonly wedding: string;
	readonly person: string;
	readonly relay: Relay;
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly clock: Pick<Clock, 'now'>;
	/** Here and now, whichever tab they signed out in. */
	readonly isSignedIn: () => boolean;
}

export function createInbox(deps: InboxDeps): Inbox {
	const { wedding, person, relay, storage, clock, isSignedIn } = deps;
	const listeners = new Set<() => void>();
	const kept = parse(storage.getItem(keyOf(wedding)), person);
	/** Read here, not yet told. */
	const untold = new Set(kept?.untold ?? []);
	let state: InboxState = {
		list: kept?.list ?? [],
		unread: kept?.unread ?? 0,
		next: undefined,
		at: kept?.at,
		fault: undefined,
	};
	let turn = 0;

	function show(change: Partial<InboxState>): void {
		state = { ...state, ...change };
		const { list, unread, at } = state;
		const content = { person, list: list.slice(0, KEPT), unread, at, untold: [...untold] };
		if (isSignedIn()) storage.setItem(keyOf(wedding), JSON.stringify(content));
		for (const listener of listeners) listener();
	}

	async function look(): Promise<void> {
		turn += 1;
		const own = turn;
		await tell();
		const answer = await askNotifications(relay, wedding, { limit: PAGE });
		// A later question is on its way, or something was read meanwhile and is not in this answer.
		if (own !== turn) return;
		if (!answer.ok) return show({ fault: answer.error });
		show({ ...merged(state, answer.value), at: clock.now(), fault: undefined });
	}

	async function older(): Promise<void> {
		if (state.next === undefined) return;
		const answer = await askNotifications(relay, wedding, { before: state.next, limit: PAGE });
		if (!answer.ok) return show({ fault: answer.error });
		const known = new Set(state.list.map(({ id }) => id));
		const more = answer.value.notifications.filter(({ id }) => !known.has(id));
		show({ list: [...state.list, ...more], next: answer.value.next, fault: undefined });
	}

	function read(which: readonly string[] | 'all'): void {
		const isMeant = (id: string) => which === 'all' || which.includes(id);
		const news = state.list.filter(({ id, readAt }) => readAt === undefined && isMeant(id));
		const hasUnlisted = which === 'all' && state.unread > news.length;
		// Tapped outside before this device has heard of it.
		const unheard = which === 'all' ? [] : which.filter((id) => !state.list.some((one) => one.id === id));
		const ids = [...news.map(({ id }) => id), ...unheard];
		if (ids.length === 0 && !hasUnlisted) return;
		for (const id of ids) untold.add(id);
		show({
			list: marked(state.list, new Set(ids), { readAt: clock.now() }),
			unread: hasUnlisted ? 0 : Math.max(0, state.unread - ids.length),
		});
		turn += 1;
		void tell(hasUnlisted);
	}

	/** What the relay will not take as a mark is none any more; what could not reach it waits. */
	async function tell(isAll = false): Promise<void> {
		if (untold.size === 0 && !isAll) return;
		const ids = [...untold].slice(0, MOST_MARKS);
		const answer = await readNotifications(relay, wedding, isAll ? undefined : ids);
		if (!answer.ok && waits.includes(answer.error.code)) return show({ fault: answer.error });
		for (const id of ids) untold.delete(id);
		show(answer.ok && untold.size === 0 ? { unread: answer.value.unread, fault: undefined } : {});
	}

	return {
		state: () => state,
		look,
		older,
		read,
		async ack(id) {
			const answer = await ackNotification(relay, wedding, id);
			if (!answer.ok) return answer;
			const wasUnread = state.list.some((one) => one.id === id && one.readAt === undefined);
			const now = clock.now();
			show({
				list: marked(state.list, new Set([id]), { readAt: now, ackedAt: now }),
				unread: Math.max(0, state.unread - (wasUnread ? 1 : 0)),
			});
			void look();
			return ok(answer.value);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

export function forgetInbox(storage: Pick<Storage, 'removeItem'>, wedding: string): void {
	storage.removeItem(keyOf(wedding));
}

/** The newest page over what was there; of older pages what lies behind it stays. */
function merged(
	{ list, next }: InboxState,
	page: NotificationPage,
): Pick<InboxState, 'list' | 'unread' | 'next'> {
	const { notifications, unread } = page;
	const last = notifications.at(-1);
	const known = new Set(notifications.map(({ id }) => id));
	const behind =
		page.next === undefined || last === undefined
			? []
			: list.filter(({ id, at }) => at <= last.at && !known.has(id));
	return {
		list: [...notifications, ...behind],
		unread,
		next: behind.length > 0 && next !== undefined ? next : page.next,
	};
}

function marked(
	list: readonly Notification[],
	ids: ReadonlySet<string>,
	marks: Partial<Pick<Notification, 'readAt' | 'ackedAt'>>,
): readonly Notification[] {
	return list.map((one) => (ids.has(one.id) ? { ...marks, ...one } : one));
}

const keptShape = z.object({
	person: z.string(),
	list: z.array(notificationShape),
	unread: z.number(),
	at: z.number().optional(),
	untold: z.array(z.string()),
});

function parse(text: string | null, person: string): z.infer<typeof keptShape> | undefined {
	try {
		const kept = keptShape.safeParse(JSON.parse(text ?? 'null'));
		return kept.success && kept.data.person === person ? kept.data : undefined;
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return undefined;
	}
}

const keyOf = (wedding: string): string => `wedsync.inbox.${wedding}`;
/** Tried again with the next look. */
const waits: readonly string[] = ['unreachable', 'too-many', 'closing', 'fault'];
const PAGE = 50;
/** In one call; the rest goes with the next. */
const MOST_MARKS = 500;
/** Enough for a look at the day without a network. */
const KEPT = 60;
