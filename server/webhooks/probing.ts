/**
 * Endpoints that were given up are tried once a day with a test, so that one that is back is used again without anybody having to remember it. Guards:
 * one try a day and endpoint, whoever restarts.
 */
import { type Clock, every } from '../../shared/clock.ts';
import { newId, personId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { DeliveryStore } from '../store/deliveries.ts';
import type { EndpointStore } from '../store/endpoints.ts';
import { StorageFull } from '../store/store.ts';
import { probed } from './health.ts';
import { testOf } from './resending.ts';

export interface Probing {
	/** Looks once; also called by itself. */
	look(): Promise<void>;
	close(): Promise<void>;
}

export interface ProbingDeps {
	readonly store: Pick<EndpointStore, 'endpointsToProbe' | 'saveEndpoint'> &
		Pick<DeliveryStore, 'addDeliveries'>;
	readonly clock: Clock;
	readonly random: Random;
	readonly wake: () => void;
	readonly fatal: (fault: unknown) => void;
}

export function createProbing({ store, clock, random, wake, fatal }: ProbingDeps): Probing {
	async function look(): Promise<void> {
		const now = clock.now();
		for (const endpoint of await store.endpointsToProbe(now, atOnce)) {
			const health = probed(endpoint.health, now);
			// Somebody changed it in this moment: it is found again.
			if (!(await store.saveEndpoint({ ...endpoint, version: endpoint.version + 1, health }))) continue;
			await store.addDeliveries([testOf(endpoint, { id: newId(random), by: house, at: now })]);
			wake();
		}
	}
	let looking = Promise.resolve();
	const stop = every(clock, lookEveryMs, () => {
		looking = looking.then(look).catch((fault: unknown) => {
			if (!(fault instanceof StorageFull)) fatal(fault);
		});
	});
	return {
		look,
		async close() {
			stop();
			await looking;
		},
	};
}

const house = personId.parse('wedsync');
const lookEveryMs = 60_000;
const atOnce = 100;
