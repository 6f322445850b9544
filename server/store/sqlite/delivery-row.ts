/** A delivery and its attempts as SQLite holds them, and as the port shows them. */
import type { PersonId, WeddingId } from '../../../shared/ids.ts';
import type { Attempt, Delivery, NewDelivery, Recipient } from '../deliveries.ts';

export interface DeliveryRow {
	readonly n: number;
	readonly id: string;
	readonly wedding: string;
	readonly channel: Delivery['channel'];
	readonly lane: Delivery['lane'];
	readonly queue: number;
	readonly slot: string;
	readonly to_kind: Recipient['kind'];
	readonly to_id: string;
	readonly notice: string | null;
	readonly event: string | null;
	readonly event_type: string | null;
	readonly body: string | null;
	readonly created_at: number;
	readonly due_at: number;
	readonly expires_at: number | null;
	readonly unless: NonNullable<NewDelivery['unless']> | null;
	readonly order_key: string | null;
	readonly chain: string | null;
	readonly is_replay: number;
	readonly state: Delivery['state'];
	readonly attempts: number;
	readonly reason: string | null;
	readonly provider: string | null;
	readonly provider_id: string | null;
	readonly ended_at: number | null;
	readonly lease_owner: string | null;
}

export function deliveryOf(row: DeliveryRow): Delivery {
	return {
		id: row.id,
		wedding: row.wedding as WeddingId,
		channel: row.channel,
		lane: row.lane,
		to:
			row.to_kind === 'person'
				? { kind: 'person', person: row.to_id as PersonId }
				: { kind: 'endpoint', endpoint: row.to_id },
		...(row.notice !== null && { notice: row.notice }),
		...(row.event !== null && { event: row.event }),
		...(row.event_type !== null && { eventType: row.event_type }),
		...(row.body !== null && { body: row.body }),
		createdAt: row.created_at,
		dueAt: row.due_at,
		...(row.expires_at !== null && { expiresAt: row.expires_at }),
		...(row.unless !== null && { unless: row.unless }),
		...(row.order_key !== null && { order: row.order_key }),
		slot: row.slot,
		...(row.is_replay === 1 && { isReplay: true as const }),
		state: row.state,
		attempts: row.attempts,
		...(row.reason !== null && { reason: row.reason }),
		...(row.provider !== null && { provider: row.provider }),
		...(row.provider_id !== null && { providerId: row.provider_id }),
		...(row.ended_at !== null && { endedAt: row.ended_at }),
	};
}

export interface AttemptRow {
	readonly delivery: string;
	readonly n: number;
	readonly provider: string;
	readonly at: number;
	readonly ms: number;
	readonly outcome: Attempt['outcome'];
	readonly detail: string;
	readonly status: number | null;
	readonly request: string | null;
	readonly response: string | null;
	readonly cost: number | null;
}

export function attemptOf(row: AttemptRow): Attempt {
	const { delivery, n, provider, at, ms, outcome, detail } = row;
	return {
		delivery,
		n,
		provider,
		at,
		ms,
		outcome,
		detail,
		...(row.status !== null && { status: row.status }),
		...(row.request !== null && { request: row.request }),
		...(row.response !== null && { response: row.response }),
		...(row.cost !== null && { cost: row.cost }),
	};
}
