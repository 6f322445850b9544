/** Notices and deliveries for tests of the outbox: small, distinct, valid. */
import type { Attempt, Delivery, NewDelivery, Report, Settlement } from '../../server/store/deliveries.ts';
import type { EventCursor, NewNotice, Observation } from '../../server/store/notices.ts';
import type { Store } from '../../server/store/store.ts';
import type { Channel, Priority } from '../../shared/notices/channel.ts';
import type { WeddingId } from '../../shared/ids.ts';
import { otherWedding, ourWedding, person } from './entry.ts';

export { otherWedding, ourWedding, person };
export const noon = 1_000_000;
export const owner = 'worker-1';

export function notice(id: string, given: Partial<NewNotice> = {}): NewNotice {
	return {
		id,
		wedding: ourWedding,
		person: person('mia'),
		kind: 'task-completed',
		priority: 'normal',
		facts: { wedding: { name: 'Ada & Noor', timeZone: 'Europe/London' }, text: id },
		record: { kind: 'task', id: 'flowers' },
		event: { id: `event-${id}`, seq: 1, index: 0 },
		at: noon,
		settlesAt: noon + 5_000,
		supersedeKey: `key-${id}`,
		visibleAt: noon,
		needsAck: false,
		...given,
	};
}

export function delivery(id: string, given: Partial<NewDelivery> = {}): NewDelivery {
	return {
		id,
		wedding: ourWedding,
		channel: 'sms',
		lane: 'normal',
		to: { kind: 'person', person: person('mia') },
		createdAt: noon,
		dueAt: noon,
		slot: 'sms',
		...given,
	};
}

export const hook = (id: string, endpoint: string, given: Partial<NewDelivery> = {}): NewDelivery =>
	delivery(id, {
		channel: 'webhook',
		to: { kind: 'endpoint', endpoint },
		slot: `webhook ${endpoint}`,
		event: `event-${id}`,
		eventType: 'task.created',
		body: `{"id":"${id}"}`,
		...given,
	});

export const attempt = (delivery: string, given: Partial<Attempt> = {}): Attempt => ({
	delivery,
	n: 1,
	provider: 'twilio-sms',
	at: noon,
	ms: 20,
	outcome: 'accepted',
	detail: '201',
	...given,
});

/** A delivery that was sent by its first provider, unless said otherwise. */
export const settlement = (id: string, given: Partial<Settlement> = {}): Settlement => ({
	delivery: id,
	wedding: ourWedding,
	owner,
	at: noon,
	tries: [attempt(id)],
	state: 'accepted',
	...given,
});

export const report = (providerId: string, state: Report['state'], given: Partial<Report> = {}): Report => ({
	provider: 'twilio-sms',
	providerId,
	state,
	at: noon + 10,
	...given,
});

export const observation = (
	from: EventCursor,
	to: EventCursor,
	given: Partial<Observation> = {},
): Observation => ({ observer: 'notify', wedding: ourWedding, from, to, at: noon, ...given });

/** An observation behind wherever the observer stands. */
export async function observed(store: Store, given: Partial<Observation>): Promise<void> {
	const wedding = given.wedding ?? ourWedding;
	const from = await store.cursor('notify', wedding);
	const to = { seq: from.seq + 1, index: 0 };
	if (!(await store.observe(observation(from, to, given)))) throw new Error('somebody else has been here');
}

export interface Claim {
	readonly lane?: Priority;
	readonly now?: number;
	readonly limit?: number;
	readonly owner?: string;
	readonly leaseUntil?: number;
}
/** The ids of what a worker gets. */
export async function claimed(store: Store, given: Claim = {}): Promise<string[]> {
	const { lane = 'normal', now = noon, limit = 100 } = given;
	const found = await store.claim({
		lane,
		owner: given.owner ?? owner,
		now,
		leaseUntil: given.leaseUntil ?? now + 60_000,
		limit,
	});
	return found.map(({ id }) => id);
}

/** How each stands: `state`, with its reason if it has one. */
export async function states(store: Store, ids: readonly string[], wedding: WeddingId = ourWedding) {
	const found = await Promise.all(ids.map((id) => store.delivery(wedding, id)));
	return Object.fromEntries(
		found.map((one, place) => [ids[place], one && [one.state, one.reason].filter(Boolean).join(' ')]),
	);
}

export type Stored = Delivery & { readonly tries: readonly Attempt[] };
export const channelOf = (channel: Channel): Partial<NewDelivery> => ({ channel, slot: channel });
