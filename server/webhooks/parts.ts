/** Everything about what goes out to others' software, put together once: for the server, and for tests that run all of it in one process. */
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { Secret } from '../auth/secret.ts';
import type { Dispatcher } from '../notify/dispatch.ts';
import type { Observer } from '../observers/observer.ts';
import { createWebhookObserver } from '../observers/webhooks.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import type { Egress } from './egress.ts';
import { createEndpoints, type Endpoints } from './endpoints.ts';
import { createOutbound } from './outbound.ts';
import { createProbing, type Probing } from './probing.ts';
import { createResending, type Resending } from './resending.ts';
import { createSealing } from './sealing.ts';
import { createWebhookSender } from './sender.ts';
import { createTroubles } from './trouble.ts';

export interface WebhookParts {
	readonly endpoints: Endpoints;
	readonly resending: Resending;
	readonly observer: Observer;
	/** For the queue, under `webhook`. */
	readonly dispatcher: Dispatcher;
	readonly probing: Probing;
}

export interface WebhookPartsDeps {
	readonly store: Store;
	readonly secret: Secret;
	readonly egress: Egress;
	readonly clock: Clock;
	readonly random: Random;
	/** There is something to send: these, or who knows what. */
	readonly wake: (deliveries?: readonly NewDelivery[]) => void;
	readonly fatal: (fault: unknown) => void;
}

export function createWebhooks(deps: WebhookPartsDeps): WebhookParts {
	const { store, secret, egress, clock, random } = deps;
	const sealing = createSealing(secret.keyFor('endpoint-1'), random);
	const sender = createWebhookSender({ fetch: egress.fetch, clock });
	const troubles = createTroubles(deps);
	return {
		endpoints: createEndpoints({ ...deps, sealing }),
		resending: createResending(deps),
		observer: createWebhookObserver(deps),
		dispatcher: createOutbound({ store, sealing, sender, troubles }),
		probing: createProbing(deps),
	};
}
