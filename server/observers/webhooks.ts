/**
 * What events mean for outbound endpoints: a delivery for each endpoint that hears of one, with the event as it stood. Guards: an event goes to an
 * endpoint once, under an id derived from the two; what is about one record is sent in order.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId } from '../../shared/ids.ts';
import { deliveryId } from '../notify/derived-id.ts';
import { rules } from '../notify/rules.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { Endpoint, EndpointStore } from '../store/endpoints.ts';
import type { Member, Store } from '../store/store.ts';
import { channelOf, slotOf } from '../webhooks/slots.ts';
import { hears } from '../webhooks/subscription.ts';
import type { Observer } from './observer.ts';

export interface WebhookObserverDeps {
	readonly store: Pick<EndpointStore, 'endpoints'> & Pick<Store, 'members'>;
	/** These are to be sent. */
	readonly wake: (deliveries: readonly NewDelivery[]) => void;
}

export function createWebhookObserver({ store, wake }: WebhookObserverDeps): Observer {
	return {
		name: 'webhooks',
		async observe(events, now) {
			const [first] = events;
			const endpoints = first === undefined ? [] : await store.endpoints(first.wedding);
			if (first === undefined || endpoints.length === 0) return {};
			const roles = rolesOf(await store.members(first.wedding));
			const deliveries = events.flatMap((event) =>
				endpoints
					.filter((endpoint) => hears(endpoint, event, roles.get(endpoint.by)) && hasWords(endpoint, event))
					.map((endpoint) => deliveryOf(event, endpoint, now)),
			);
			return deliveries.length === 0 ? {} : { deliveries };
		},
		stored({ deliveries }) {
			if (deliveries !== undefined) wake(deliveries);
		},
	};
}

/** A room where people talk is told what people are told of. */
const hasWords = ({ format }: Endpoint, { type }: WeddingEvent): boolean =>
	format === 'standard' || Object.hasOwn(rules, type);

export function deliveryOf(event: WeddingEvent, endpoint: Endpoint, now: Millis): NewDelivery {
	const to = { kind: 'endpoint', endpoint: endpoint.id } as const;
	const channel = channelOf(endpoint);
	return {
		id: deliveryId(event.id, channel, to),
		wedding: event.wedding,
		channel,
		lane: event.type === 'alert.raised' ? 'high' : 'normal',
		to,
		event: event.id,
		eventType: event.type,
		body: JSON.stringify(event),
		createdAt: now,
		dueAt: now,
		order: orderOf(event),
		slot: slotOf(endpoint),
	};
}

/** A removed member reads nothing. */
export function rolesOf(members: readonly Member[]): ReadonlyMap<PersonId, Role> {
	const present = members.filter(({ removedAt }) => removedAt === undefined);
	return new Map(present.map(({ person, role }) => [person, role]));
}

/** What is about one record waits for what came before it. */
export const orderOf = ({ record }: WeddingEvent): string => `${record.kind}:${record.id}`;
