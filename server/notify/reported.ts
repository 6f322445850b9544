/**
 * What follows from what a provider has reported: a pressed key says "I have it" where a tap in the app would, pages look again, and
 * what did not arrive goes another way. Guards: each of these may be done again without harm, since reports come again.
 */
import { memberOf } from '../auth/asker.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Alerting } from '../room/alerting.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import type { Dispatchers } from './dispatch.ts';

export interface ReportedDeps {
	readonly store: Pick<Store, 'notice' | 'members' | 'addDeliveries'>;
	readonly announce: Rooms['announce'];
	readonly alerting: Pick<Alerting, 'acknowledge'>;
	readonly dispatchers: Dispatchers;
	readonly clock: Clock;
	/** There is something new to send. */
	readonly wake: () => void;
}

export function createReported(deps: ReportedDeps): (deliveries: readonly Delivery[]) => Promise<void> {
	return async (deliveries) => {
		for (const delivery of deliveries) {
			const { state, to, wedding } = delivery;
			if (state === 'rejected') await elsewhere(delivery, deps);
			if (to.kind !== 'person' || (state !== 'acked' && state !== 'seen')) continue;
			if (state === 'acked') await acknowledge(delivery, deps);
			deps.announce(wedding, 'notifications', ({ person }) => person === to.person);
		}
	};
}

/** The notice is marked together with the report; the alert it is about is told here. */
async function acknowledge(
	{ wedding, notice: id, to }: Delivery,
	{ store, alerting, clock }: ReportedDeps,
): Promise<void> {
	const notice = id === undefined ? undefined : await store.notice(wedding, id);
	if (to.kind !== 'person' || notice?.record?.kind !== 'alert') return;
	const who = await memberOf(store, wedding, to.person, clock.now());
	if (who !== undefined) await alerting.acknowledge(who, notice.record.id);
}

/** Taken, and then not delivered: the same that is done when it is refused at once. */
async function elsewhere(
	delivery: Delivery,
	{ dispatchers, store, clock, wake }: ReportedDeps,
): Promise<void> {
	const outcome = { kind: 'rejected-content', detail: delivery.reason ?? 'rejected' } as const;
	const instead = await dispatchers[delivery.channel]?.instead?.(delivery, outcome, clock.now());
	if (instead !== undefined && instead.length > 0 && (await store.addDeliveries(instead)) > 0) wake();
}
