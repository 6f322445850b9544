/**
 * What follows when a provider refuses an address at once: the same as when it says so later, in a callback. Guards: whoever has told one
 * provider to stop is asked by no other. A number that is none today is tried again: a provider's word for it is cheap, and a call for
 * help that is not even tried is dear.
 */
import type { PersonChannel } from '../../shared/notices/channel.ts';
import { addressOf, type ReachStore } from '../store/reach.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Outcome } from './channel.ts';
import type { Consenting } from './consent.ts';
import type { Dispatcher, Dispatchers } from './dispatch.ts';

export interface RefusedDeps {
	readonly store: Pick<ReachStore, 'address'>;
	readonly consenting: Pick<Consenting, 'refuse'>;
}

/** These dispatchers, each minding what becomes of the addresses it sends to. */
export function minding(dispatchers: Dispatchers, deps: RefusedDeps): Dispatchers {
	return Object.fromEntries(
		Object.entries(dispatchers).map(([channel, dispatcher]) => [channel, mindful(dispatcher, deps)]),
	);
}

function mindful(dispatcher: Dispatcher, deps: RefusedDeps): Dispatcher {
	return {
		...dispatcher,
		async settled(delivery, attempt, outcome) {
			await dispatcher.settled?.(delivery, attempt, outcome);
			await mind(delivery, outcome, deps);
		},
	};
}

async function mind(
	{ wedding, to, channel }: Delivery,
	{ kind, isOptOut }: Outcome,
	{ store, consenting }: RefusedDeps,
): Promise<void> {
	const source = isOptOut ? 'stop' : channel === 'email' ? 'bounce' : undefined;
	if (kind !== 'rejected-address' || source === undefined) return;
	if (to.kind !== 'person' || !hasAddress(channel)) return;
	const [address] = await store.address(wedding, to.person, channel);
	if (address !== undefined) await consenting.refuse({ channel, address, source });
}

/** Browsers that took push are forgotten one by one where they are found out. */
const hasAddress = (channel: string): channel is PersonChannel =>
	Object.entries(addressOf).some(([name, kind]) => name === channel && kind !== undefined);
