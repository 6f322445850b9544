/**
 * Everything between a stored event and whoever carries it, put together once: observers behind their cursors, digests, the queue with its
 * answerers, webhooks, and what follows from what providers report. Guards the order of beginning and ending: what was left
 * comes first, and nobody makes anything more for a queue that takes nothing more.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import { newId } from '../../shared/ids.ts';
import type { Priority } from '../../shared/notices/channel.ts';
import type { Random } from '../../shared/random.ts';
import type { AuthParts } from '../auth/parts.ts';
import type { Secret } from '../auth/secret.ts';
import { goAhead, isCall } from '../observers/ahead.ts';
import type { Bell } from '../observers/bell.ts';
import type { LoopStep } from '../observers/loop.ts';
import { createNotifyObserver } from '../observers/notify.ts';
import type { Observer } from '../observers/observer.ts';
import { createRunner, type Runner } from '../observers/runner.ts';
import type { Log } from '../ops/log.ts';
import type { Alerting } from '../room/alerting.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Store } from '../store/store.ts';
import type { Egress } from '../webhooks/egress.ts';
import { createWebhooks, type WebhookParts } from '../webhooks/parts.ts';
import { createPosting } from '../webhooks/posting.ts';
import { createPump, type PumpStep, type PumpWatch } from './deliver.ts';
import { createDigests } from './digests.ts';
import type { Dispatchers } from './dispatch.ts';
import { createHeard, type Heard } from './heard.ts';
import type { Providers } from './providers.ts';
import { minding } from './refused.ts';
import { createReported } from './reported.ts';
import { toPerson } from './to-person.ts';

export interface NotifyParts {
	readonly observers: readonly Observer[];
	readonly runner: Runner;
	readonly webhooks: WebhookParts;
	readonly heard: Heard;
	/** There is something to send: these, or who knows what. */
	wake(deliveries?: readonly { readonly lane: Priority; readonly dueAt: Millis }[]): void;
	/** Somebody's breaker is open. */
	isAnyOpen(): boolean;
	start(): void;
	/** In order; each is waited for. */
	readonly ends: readonly (() => Promise<void> | void)[];
}

export interface NotifyPartsDeps {
	readonly store: Store;
	readonly rooms: Rooms;
	readonly bell: Bell;
	readonly alerting: Alerting;
	readonly auth: Pick<AuthParts, 'consenting' | 'limiter' | 'unsubscribeLinks' | 'photoLinks'>;
	readonly providers: Providers;
	readonly egress: Egress;
	readonly secret: Secret;
	/** Observers beside those made here, such as the schedule's. */
	readonly others: readonly Observer[];
	readonly watch: PumpWatch;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly fatal: (fault: unknown) => void;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
	/** Crash drills. */
	readonly pass?: (step: LoopStep | PumpStep) => void;
}

export function createNotify(deps: NotifyPartsDeps): NotifyParts {
	const { store, rooms, auth, clock, random, fatal } = deps;
	const digests = createDigests({ store, clock, wake: () => pump.wake(), fatal });
	const wake: NotifyParts['wake'] = (deliveries) => {
		digests.wake();
		pump.wake(deliveries);
	};
	const webhooks = createWebhooks({ ...deps, wake });
	const observers = [
		...goAhead(createNotifyObserver({ store, rooms, clock, wake, fatal }), 'calls', isCall),
		webhooks.observer,
		...deps.others,
	];
	const dispatchers = dispatchersOf(deps, webhooks);
	const pump = createPump({ ...deps, dispatchers, owner: newId(random) });
	const runner = createRunner({ ...deps, observers });
	const { announce } = rooms;
	const changed = createReported({ ...deps, announce, dispatchers, wake: () => pump.wake() });
	const { consenting, limiter } = auth;
	return {
		observers,
		runner,
		webhooks,
		heard: createHeard({ store, consenting, limiter, random, changed }),
		wake,
		isAnyOpen: () => pump.isAnyOpen(),
		start() {
			pump.start().catch(fatal);
			runner.start().catch(fatal);
			digests.start();
		},
		ends: [runner.close, digests.close, pump.close, webhooks.probing.close],
	};
}

/** Who answers for which channel. */
function dispatchersOf(deps: NotifyPartsDeps, { dispatcher: webhook }: WebhookParts): Dispatchers {
	const { store, auth, egress } = deps;
	const { consenting, photoLinks } = auth;
	const people = toPerson({ ...deps, ...auth });
	const rooms = createPosting({
		...deps,
		outbound: webhook,
		endpoints: store,
		photoLinks,
		fetch: egress.fetch,
	});
	return { ...minding(people, { store, consenting }), webhook, ...rooms };
}
