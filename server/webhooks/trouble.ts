/**
 * What becomes of an endpoint's tries: its health as it is kept, the queue's hold on it, and a word to those who connected it. That word is an event like
 * any other, stored with its row in the log, so that it is told once and by the usual ways.
 */
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import { personId, recordId } from '../../shared/ids.ts';
import type { Clock } from '../../shared/clock.ts';
import type { DeliveryStore } from '../store/deliveries.ts';
import type { Endpoint, EndpointHealth, EndpointStore } from '../store/endpoints.ts';
import { EntryRejected, type Store } from '../store/store.ts';
import { afterTry, type Trouble, type Try } from './health.ts';
import { slotOf } from './slots.ts';

export interface Troubles {
	/** After a try. Resolves when it is kept. */
	tried(at: Pick<Endpoint, 'wedding' | 'id'>, tried: Try): Promise<void>;
}

export interface TroubleDeps {
	readonly store: EndpointStore & Pick<Store, 'append'> & Pick<DeliveryStore, 'holdSlot' | 'releaseSlot'>;
	readonly clock: Clock;
	/** Something held is free. */
	readonly wake: () => void;
}

export function createTroubles({ store, clock, wake }: TroubleDeps): Troubles {
	async function tell(endpoint: Endpoint, trouble: Trouble): Promise<void> {
		const at = clock.now();
		const entry = {
			wedding: endpoint.wedding,
			section: 'plan',
			update: new Uint8Array(),
			writer: { person: house.person, role: house.role },
			at,
			events: [troubleEvent(endpoint, trouble)],
			bind: [],
		} as const;
		try {
			// On a full disk it shows in the list of endpoints all the same.
			await store.append([entry]);
		} catch (fault) {
			// Said before, by whoever died right behind it.
			if (!(fault instanceof EntryRejected)) throw fault;
		}
	}

	return {
		async tried({ wedding, id }, tried) {
			for (let tries = 0; tries < mostTries; tries++) {
				const endpoint = await store.endpoint(wedding, id);
				if (endpoint === undefined || isNoNews(endpoint.health, tried)) return;
				const { health, trouble } = afterTry(endpoint.health, tried);
				const next = { ...endpoint, version: endpoint.version + 1, health };
				if (!(await store.saveEndpoint(next))) continue;
				if (trouble === 'gone' || trouble === 'failing') await store.holdSlot(slotOf(endpoint), trouble);
				if (trouble === 'recovered' && endpoint.health.disabled !== undefined) {
					await store.releaseSlot(slotOf(endpoint), clock.now());
					wake();
				}
				if (trouble !== undefined) await tell(trouble === 'recovered' ? endpoint : next, trouble);
				return;
			}
		},
	};
}

/** One that is well is not written down at each delivery. */
function isNoNews({ failures, lastSuccessAt }: EndpointHealth, { at, isTaken }: Try): boolean {
	return isTaken && failures === 0 && at - (lastSuccessAt ?? Number.NEGATIVE_INFINITY) < stampEveryMs;
}

function troubleEvent({ id, wedding, name, health }: Endpoint, trouble: Trouble): DerivedEvent {
	const type = 'webhook.trouble';
	const { failures, failingSince, lastFault } = health;
	const after = {
		trouble,
		failures,
		...(name !== undefined && { name }),
		...(lastFault !== undefined && { fault: lastFault }),
		...(failingSince !== undefined && { since: new Date(failingSince).toISOString() }),
	};
	// Once for each stage of one failing, whoever notices it.
	const cause = `${trouble} ${failingSince}`;
	return {
		id: eventId({ wedding, type, record: `webhook:${id}`, cause }),
		type,
		actor: house,
		record: { kind: 'webhook', id: recordId.parse(id) },
		before: {},
		after,
		fields: Object.keys(after),
	};
}

const house = { person: personId.parse('wedsync'), role: 'service' } as const;
const mostTries = 5;
const stampEveryMs = 60_000;
