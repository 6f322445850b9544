/**
 * Sending to an endpoint on purpose: a test, and again what it missed. Guards: what is sent again carries the id it had, so that a receiver who has it
 * passes over it; it goes behind what is new; nothing goes out by it that would not have gone by itself.
 */
import type { Clock } from '../../shared/clock.ts';
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import { newId, type PersonId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { deliveryOf, rolesOf } from '../observers/webhooks.ts';
import type { DeliveryStore, NewDelivery } from '../store/deliveries.ts';
import type { Endpoint, EndpointStore } from '../store/endpoints.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { channelOf, replayIdOf, testSlotOf, testType, webhookIdOf } from './slots.ts';
import { mayHear } from './subscription.ts';

export interface ReplayWish {
	/** Behind this place, or from this moment on. */
	readonly after?: EventCursor | { readonly at: string };
	readonly types?: readonly EventType[];
	/** Single deliveries, as their receiver knows them. */
	readonly ids?: readonly string[];
}
export interface Resent {
	readonly count: number;
	/** There is more behind this place: ask again. */
	readonly next?: EventCursor;
}
export interface Resending {
	/** Answers the delivery's id. */
	test(endpoint: Endpoint, by: PersonId): Promise<string>;
	replay(endpoint: Endpoint, wish: ReplayWish): Promise<Resent>;
}

export interface ResendingDeps {
	readonly store: Pick<Store, 'events' | 'members'> &
		Pick<DeliveryStore, 'addDeliveries' | 'delivery'> &
		Pick<EndpointStore, 'saveEndpoint'>;
	readonly clock: Clock;
	readonly random: Random;
	/** There is something to send. */
	readonly wake: () => void;
}

export function createResending({ store, clock, random, wake }: ResendingDeps): Resending {
	async function add(deliveries: readonly NewDelivery[]): Promise<number> {
		if (deliveries.length === 0) return 0;
		const count = await store.addDeliveries(deliveries);
		wake();
		return count;
	}

	/** Under a name of its own in the queue, and the same one for its receiver. */
	function again(event: WeddingEvent, endpoint: Endpoint, replay: string): NewDelivery {
		const made = deliveryOf(event, endpoint, clock.now());
		const { order, ...rest } = made;
		return {
			...rest,
			id: replayIdOf(made.id, replay),
			lane: 'low',
			isReplay: true,
			...(order !== undefined && { order: `again ${order}` }),
		};
	}

	async function single(endpoint: Endpoint, ids: readonly string[], replay: string): Promise<Resent> {
		const found: NewDelivery[] = [];
		for (const id of ids) {
			const delivery = await store.delivery(endpoint.wedding, id);
			const isTheirs = delivery?.to.kind === 'endpoint' && delivery.to.endpoint === endpoint.id;
			if (!isTheirs || delivery.body === undefined || delivery.eventType === testType) continue;
			const event = JSON.parse(delivery.body) as WeddingEvent;
			found.push({ ...again(event, endpoint, replay), id: replayIdOf(webhookIdOf(id), replay) });
		}
		return { count: await add(found) };
	}

	/** What it missed is offered no more. If it changed in this moment it is offered once more, and that does no harm. */
	async function caughtUp(endpoint: Endpoint): Promise<void> {
		const { missedSince, ...health } = endpoint.health;
		if (missedSince === undefined || health.disabled !== undefined) return;
		await store.saveEndpoint({ ...endpoint, version: endpoint.version + 1, health });
	}

	return {
		async test(endpoint, by) {
			const delivery = testOf(endpoint, { id: newId(random), by, at: clock.now() });
			await add([delivery]);
			return delivery.id;
		},
		async replay(endpoint, { after, types, ids }) {
			const replay = newId(random);
			if (ids !== undefined) return single(endpoint, ids, replay);
			const role = rolesOf(await store.members(endpoint.wedding)).get(endpoint.by);
			const wanted = types ?? endpoint.events;
			const from = after !== undefined && 'at' in after ? Date.parse(after.at) : undefined;
			let cursor: EventCursor = after !== undefined && 'seq' in after ? after : start;
			let count = 0;
			for (let page = 0; page < pagesAtOnce; page++) {
				const events = await store.events(endpoint.wedding, cursor, pageSize);
				const meant = events.filter(
					(event) =>
						(wanted === undefined ? !event.type.startsWith('webhook.') : wanted.includes(event.type)) &&
						(from === undefined || Date.parse(event.at) >= from) &&
						mayHear(endpoint, event, role),
				);
				count += await add(meant.map((event) => again(event, endpoint, replay)));
				const last = events.at(-1);
				if (last === undefined || events.length < pageSize) {
					await caughtUp(endpoint);
					return { count };
				}
				cursor = { seq: last.seq, index: last.index };
			}
			return { count, next: cursor };
		},
	};
}

/** An event that is none: shows that what is sent arrives and is verified. */
export function testOf(
	endpoint: Endpoint,
	{ id, by, at }: { readonly id: string; readonly by: PersonId; readonly at: number },
): NewDelivery {
	const moment = new Date(at).toISOString();
	const { wedding } = endpoint;
	const event = {
		id,
		type: testType,
		at: moment,
		wedding,
		actor: { person: by },
		record: { kind: 'webhook', id: endpoint.id },
		before: {},
		after: { message: 'This is a test: what is sent here arrives.' },
		fields: ['message'],
	};
	return {
		id,
		wedding,
		channel: channelOf(endpoint),
		lane: 'high',
		to: { kind: 'endpoint', endpoint: endpoint.id },
		event: id,
		eventType: testType,
		body: JSON.stringify(event),
		createdAt: at,
		dueAt: at,
		expiresAt: at + testWorthMs,
		slot: testSlotOf(endpoint),
	};
}

const start: EventCursor = { seq: 0, index: 0 };
const pageSize = 500;
/** Ten thousand events to a call. */
const pagesAtOnce = 20;
/** Somebody waits before the page. */
const testWorthMs = 10 * 60_000;
