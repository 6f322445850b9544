/**
 * One round of asking: the providers in order until one has taken the message, or may have. Guards: nobody is asked whose breaker is open
 * or whose tokens are used up, except for help when nobody else is left; what may have been taken goes to no second provider.
 */
import { type Clock, deadline, type Millis } from '../../shared/clock.ts';
import { type EndpointChannel, endpointChannels } from '../../shared/notices/channel.ts';
import type { Log } from '../ops/log.ts';
import type { Attempt, Delivery, OutcomeKind, TokenBucket } from '../store/deliveries.ts';
import { longestAskedMs } from './back-off.ts';
import type { Breakers } from './breaker.ts';
import type { Message, Outcome, Provider } from './channel.ts';
import type { Prepared } from './dispatch.ts';

export interface RoundDeps {
	readonly breakers: Breakers;
	readonly clock: Clock;
	readonly log: Log;
	/** When the next token is there; absent if one of each was taken. */
	readonly takeTokens: (buckets: readonly TokenBucket[]) => Promise<Millis | undefined>;
	/** Everything of a slot waits until then. */
	readonly hold: (slot: string, reason: string, until: Millis) => void;
	/** A request is about to go out, and how it went. */
	readonly watch?: {
		asking(delivery: Delivery): void;
		asked(delivery: Delivery, attempt: Attempt): void;
	};
}

export interface Asked {
	readonly kind: 'asked';
	readonly tries: readonly Attempt[];
	/** The last one's. */
	readonly outcome: Outcome;
	readonly knowsRepeats: boolean;
	/** When all who were asked want to be left alone until then at least. */
	readonly retryAt?: Millis;
}
export type Round = Asked | { readonly kind: 'waits'; readonly until: Millis; readonly reason: string };
export type Sendable = Extract<Prepared, { kind: 'send' }>;

interface Barrier {
	readonly until: Millis;
	readonly reason: 'breaker' | 'limit';
	/** It stands before all of the slot, and not this delivery alone. */
	readonly isCommon: boolean;
}
interface Try {
	readonly attempt: Attempt;
	readonly outcome: Outcome;
	readonly provider: Provider;
}

export function createRound(deps: RoundDeps): (delivery: Delivery, prepared: Sendable) => Promise<Round> {
	const { clock, hold } = deps;
	const barrierTo = createBarrier(deps);
	const ask = createAsk(deps);

	return async (delivery, { message, providers, limits = [] }) => {
		if (providers.length === 0)
			return { kind: 'waits', until: clock.now() + unbuiltMs, reason: 'no-provider' };
		const tries: Try[] = [];
		const barriers: Barrier[] = [];
		const isEmergency = delivery.lane === 'emergency';
		for (const isLastHope of isEmergency ? [false, true] : [false]) {
			for (const provider of tries.length === 0 ? providers : []) {
				const own = tries.length === 0 ? limits : [];
				const barrier = isLastHope ? undefined : await barrierTo(delivery, provider, own);
				if (barrier !== undefined) {
					barriers.push(barrier);
					continue;
				}
				const tried = await ask(delivery, provider, message);
				tries.push(tried);
				if (!failsOver.has(tried.outcome.kind)) break;
			}
		}
		const last = tries.at(-1);
		if (last !== undefined) return askedOf(tries, last);
		const [first] = [...barriers].sort((a, b) => a.until - b.until);
		const { until, reason } = first ?? { until: clock.now() + unbuiltMs, reason: 'no-provider' };
		if (barriers.every(({ isCommon }) => isCommon)) hold(delivery.slot, reason, until);
		return { kind: 'waits', until, reason };
	};
}

function askedOf(tries: readonly Try[], { outcome, provider }: Try): Asked {
	const wishes = tries.flatMap((one) => one.outcome.retryAt ?? []);
	return {
		kind: 'asked',
		tries: tries.map(({ attempt }) => attempt),
		outcome,
		knowsRepeats: provider.knowsRepeats,
		...(wishes.length === tries.length && { retryAt: Math.min(...wishes) }),
	};
}

/** What stands between a delivery and a provider, if anything; otherwise the tokens are taken and the breaker waits for a `note`. */
function createBarrier({ breakers, clock, takeTokens }: RoundDeps) {
	return async (
		delivery: Delivery,
		provider: Provider,
		limits: readonly TokenBucket[],
	): Promise<Barrier | undefined> => {
		const key = breakerKey(delivery, provider);
		if (!breakers.mayTry(key)) {
			const until = Math.max(breakers.opensAt(key), clock.now() + probeMs);
			return { until, reason: 'breaker', isCommon: true };
		}
		const buckets = [...limits, ...ownLimits(delivery, provider)];
		const nextAt = buckets.length === 0 ? undefined : await takeTokens(buckets);
		// Help does not wait for tokens, but it takes them.
		if (nextAt === undefined || delivery.lane === 'emergency') return undefined;
		breakers.note(key, 'not-asked');
		return { until: nextAt, reason: 'limit', isCommon: limits.length === 0 };
	};
}

function createAsk({ breakers, clock, log, hold, watch }: RoundDeps) {
	/** An adapter never throws for what the world did: what it throws is our bug, and nothing was sent. */
	async function outcomeOf(provider: Provider, message: Message): Promise<Outcome> {
		const asked = provider.send(message).catch((fault: unknown): Outcome => {
			log.error('provider-threw', { operation: provider.name, error: fault });
			return { kind: 'transient', detail: fault instanceof Error ? fault.name : 'unknown' };
		});
		const late = (): Outcome => ({ kind: 'ambiguous', detail: 'no answer' });
		return deadline(clock, patienceMs, asked).catch(late);
	}

	function noted(delivery: Delivery, provider: Provider, { kind, retryAt }: Outcome): void {
		const key = breakerKey(delivery, provider);
		const isEndpoint = isToEndpoint(delivery);
		const openUntil = breakers.note(key, isFailure.has(kind) ? 'failed' : 'answered');
		if (openUntil !== undefined && isEndpoint) hold(delivery.slot, 'breaker', openUntil);
		if (kind !== 'throttled' || retryAt === undefined) return;
		const until = Math.min(retryAt, clock.now() + longestAskedMs);
		breakers.pause(key, until);
		if (isEndpoint) hold(delivery.slot, 'throttled', until);
	}

	return async (delivery: Delivery, provider: Provider, words: Omit<Message, 'attempt'>): Promise<Try> => {
		const at = clock.now();
		watch?.asking(delivery);
		const outcome = await outcomeOf(provider, { ...words, attempt: delivery.attempts + 1 });
		const attempt = attemptOf(delivery, provider.name, { at, ms: clock.now() - at, outcome });
		watch?.asked(delivery, attempt);
		noted(delivery, provider, outcome);
		return { attempt, outcome, provider };
	};
}

export const attemptOf = (
	delivery: Delivery,
	provider: string,
	{ at, ms, outcome }: { readonly at: Millis; readonly ms: Millis; readonly outcome: Outcome },
): Attempt => ({
	delivery: delivery.id,
	n: delivery.attempts + 1,
	provider,
	at,
	ms,
	outcome: outcome.kind,
	detail: outcome.detail.slice(0, longestDetail),
	...(outcome.status !== undefined && { status: outcome.status }),
	...(outcome.request !== undefined && { request: outcome.request }),
	...(outcome.response !== undefined && { response: outcome.response }),
	...(outcome.cost !== undefined && { cost: outcome.cost }),
});

const isToEndpoint = ({ channel }: Delivery): boolean =>
	endpointChannels.includes(channel as EndpointChannel);

/** An endpoint breaks by itself; a provider for everybody. */
const breakerKey = (delivery: Delivery, { name }: Provider): string =>
	isToEndpoint(delivery) ? delivery.slot : name;

const ownLimits = (delivery: Delivery, { name, limit }: Provider): readonly TokenBucket[] => [
	...(isToEndpoint(delivery) ? [{ key: delivery.slot, ...perEndpoint }] : []),
	...(limit === undefined ? [] : [{ key: `provider ${name}`, ...limit }]),
];

/** Not taken, and another may take it. What may have been taken, or is refused for the address, goes to nobody else. */
const failsOver: ReadonlySet<OutcomeKind> = new Set(['transient', 'throttled', 'rejected-content']);
/** Who answers, if only to refuse, is not broken. */
const isFailure: ReadonlySet<OutcomeKind> = new Set(['transient', 'ambiguous']);
const perEndpoint = { count: 100, perMs: 60_000 };
/** Beyond every adapter's own ten seconds. */
const patienceMs: Millis = 20_000;
/** While one request finds out whether somebody is back, the others wait this long. */
const probeMs: Millis = 500;
/** Nobody to send with: it may be configured at the next start. */
const unbuiltMs: Millis = 60_000;
const longestDetail = 4_096;
