/** A delivery as its endpoint's log shows it: what happened, what was sent, what came back. */
import type { Millis } from '../../shared/clock.ts';
import type { Attempt, Delivery } from '../store/deliveries.ts';
import { webhookIdOf } from '../webhooks/slots.ts';

export function shownDelivery(delivery: Delivery & { readonly tries: readonly Attempt[] }) {
	const { id, event, eventType, state, attempts, reason, createdAt, dueAt, endedAt, isReplay, body } =
		delivery;
	return {
		id,
		/** As its receiver knows it. */
		webhookId: webhookIdOf(id),
		event,
		type: eventType,
		state,
		attempts,
		reason,
		createdAt: iso(createdAt),
		...(endedAt === undefined ? { dueAt: iso(dueAt) } : { endedAt: iso(endedAt) }),
		isReplay: isReplay === true,
		body,
		tries: delivery.tries.map(({ n, at, ms, outcome, status, detail, request, response }) => ({
			n,
			at: iso(at),
			ms,
			outcome,
			status,
			detail,
			request,
			response,
		})),
	};
}

const iso = (at: Millis): string => new Date(at).toISOString();
