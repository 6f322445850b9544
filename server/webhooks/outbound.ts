/**
 * What the queue asks right before a delivery goes to an endpoint, and what it is told afterwards. Guards: the endpoint as it is now decides (its
 * URL, its secrets, its mapping, what its maker may read), not as it was when the event happened.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Dispatcher, Prepared } from '../notify/dispatch.ts';
import type { Provider } from '../notify/channel.ts';
import { rolesOf } from '../observers/webhooks.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Endpoint, EndpointStore } from '../store/endpoints.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { Store } from '../store/store.ts';
import { contentsOf } from './endpoint.ts';
import { bodyOf, type Carried } from './envelope.ts';
import type { Sealing } from './sealing.ts';
import { inForce } from './signature.ts';
import { isTest, webhookIdOf } from './slots.ts';
import { mayHear } from './subscription.ts';
import type { Troubles } from './trouble.ts';

export interface OutboundDeps {
	readonly store: Pick<EndpointStore, 'endpoint'> & Pick<Store, 'members'>;
	readonly sealing: Sealing;
	readonly sender: Provider<'webhook'>;
	readonly troubles: Troubles;
}

export function createOutbound({ store, sealing, sender, troubles }: OutboundDeps): Dispatcher {
	async function refusal(endpoint: Endpoint, delivery: Delivery, now: Millis): Promise<Prepared | undefined> {
		if (isTest(delivery)) return undefined;
		if (endpoint.health.disabled !== undefined)
			return { kind: 'wait', until: now + disabledMs, reason: 'endpoint-disabled' };
		const role = rolesOf(await store.members(delivery.wedding)).get(endpoint.by);
		const event = JSON.parse(delivery.body ?? '{}') as WeddingEvent;
		return mayHear(endpoint, event, role) ? undefined : drop('not-readable');
	}
	return {
		async prepare(delivery, now) {
			const { wedding, to, body, id, lane, expiresAt, isReplay } = delivery;
			const endpoint = to.kind === 'endpoint' ? await store.endpoint(wedding, to.endpoint) : undefined;
			if (endpoint === undefined || body === undefined) return drop('endpoint-removed');
			const event = JSON.parse(body) as Carried;
			const refused = await refusal(endpoint, delivery, now);
			if (refused !== undefined) return refused;
			const contents = contentsOf(sealing, endpoint);
			if (contents === undefined) return drop('sealed-under-another-secret');
			return {
				kind: 'send',
				providers: [sender as Provider],
				message: {
					id: webhookIdOf(id),
					wedding,
					to: contents.url,
					content: { channel: 'webhook', body: bodyOf(event, endpoint) },
					priority: lane,
					language: 'en',
					secrets: inForce(contents.secrets, now),
					...(expiresAt !== undefined && { expiresAt }),
					...(isReplay && { isReplay }),
				},
			};
		},
		async settled({ wedding, to }, { at, ms }, { kind, status, detail }) {
			if (to.kind !== 'endpoint') return;
			const isGone = kind === 'rejected-address';
			await troubles.tried(
				{ wedding, id: to.endpoint },
				{
					at: at + ms,
					isTaken: kind === 'accepted',
					fault: status === undefined ? detail : `HTTP ${status}`,
					...(isGone && { isGone }),
				},
			);
		},
	};
}

const drop = (reason: string): Prepared => ({ kind: 'drop', state: 'suppressed', reason });
/** Its slot is held, so this is for what was on its way in that moment. */
const disabledMs: Millis = 60 * 60 * 1_000;
