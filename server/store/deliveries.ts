/**
 * The part of the store's port about the outbox: what is to be sent to somebody or somewhere, tried until it is taken, given up with its
 * whole story, or not needed any more. Guards: every delivery at least once; at most one worker has it; what is due in one lane,
 * wedding or endpoint is found without looking past what waits in another; receipts in any order end in one state.
 */
import type { Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Channel, Priority } from '../../shared/notices/channel.ts';

export type Recipient =
	| { readonly kind: 'person'; readonly person: PersonId }
	| { readonly kind: 'endpoint'; readonly endpoint: string };

export interface NewDelivery {
	/** Derived (notice + channel + recipient, or event + endpoint): stored once; it goes to providers as idempotency key and is the `webhook-id`. */
	readonly id: string;
	readonly wedding: WeddingId;
	readonly channel: Channel;
	readonly lane: Priority;
	readonly to: Recipient;
	/** What it tells; its words are made when it is sent. */
	readonly notice?: string;
	/** For endpoints: the event it carries, and that event's JSON as it stood. */
	readonly event?: string;
	readonly eventType?: string;
	readonly body?: string;
	readonly createdAt: Millis;
	readonly dueAt: Millis;
	/** Not worth sending after. */
	readonly expiresAt?: Millis;
	/** Not sent if by then its notice is so far, or (`acked`) anybody has acknowledged what it is about. */
	readonly unless?: 'seen' | 'read' | 'acked';
	/** Those of one endpoint (or person) with the same key go one after the other, in the order they were stored. */
	readonly order?: string;
	/** What is limited and can break together: `webhook <endpoint>`, `sms`, … At most a few of one are sent at a time. */
	readonly slot: string;
	/** Sent again on purpose. */
	readonly isReplay?: true;
}

/** Up to `acked` each implies those before it; behind them, ways to end without arriving. */
export const deliveryStates = [
	'pending',
	'sending',
	'accepted',
	'sent',
	'delivered',
	'seen',
	'acked',
	'rejected',
	'expired',
	'suppressed',
	'superseded',
	'dead',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface Delivery extends NewDelivery {
	readonly state: DeliveryState;
	readonly attempts: number;
	/** Why it waits or ended, as a code. */
	readonly reason?: string;
	readonly provider?: string;
	readonly providerId?: string;
	readonly endedAt?: Millis;
}

/** The six ways an attempt can end, for every provider alike. */
export const outcomeKinds = [
	'accepted',
	'rejected-address',
	'rejected-content',
	'throttled',
	'transient',
	'ambiguous',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface Attempt {
	readonly delivery: string;
	/** Which round of trying it belongs to, from 1; a round that failed over has several. */
	readonly n: number;
	readonly provider: string;
	readonly at: Millis;
	readonly ms: Millis;
	readonly outcome: OutcomeKind;
	/** The provider's own word: a status, a code; at most 4 kB, no secrets and no addresses. */
	readonly detail: string;
	readonly status?: number;
	/** What was sent and what came back, for endpoints' own log. */
	readonly request?: string;
	readonly response?: string;
	/** In millionths of the ledger's currency. */
	readonly cost?: number;
}

/** What became of an attempt, stored in one transaction. */
export interface Settlement {
	readonly delivery: string;
	readonly wedding: WeddingId;
	readonly owner: string;
	readonly at: Millis;
	/** One round, a row for each provider that was asked; empty when nothing was sent, and then no try is used up. */
	readonly tries: readonly Attempt[];
	/** `pending` comes with `dueAt`. */
	readonly state: DeliveryState;
	readonly dueAt?: Millis;
	readonly reason?: string;
	readonly providerId?: string;
	/** Another way instead: the next channel when an address is none. */
	readonly instead?: readonly NewDelivery[];
}

/** What a provider says later of something it took. */
export interface Report {
	readonly provider: string;
	readonly providerId: string;
	/** Known when the provider gives our own id back. */
	readonly delivery?: string;
	readonly state: 'accepted' | 'sent' | 'delivered' | 'seen' | 'acked' | 'rejected';
	readonly at: Millis;
	readonly detail?: string;
}

export interface ClaimWish {
	readonly lane: Priority;
	readonly owner: string;
	readonly now: Millis;
	/** Whose lease has not been settled by then may be claimed by another, as one attempt more. */
	readonly leaseUntil: Millis;
	readonly limit: number;
}

/** A bucket that fills steadily: `count` in `perMs`, as many at once. */
export interface TokenBucket {
	/** `provider twilio-sms`, `endpoint <id>`, `person <wedding> <person>`: whose share it is. */
	readonly key: string;
	readonly count: number;
	readonly perMs: Millis;
}

/** What is known of somebody's failing, kept over a restart. */
export interface Breaker {
	/** A provider's name, or an endpoint's slot. */
	readonly key: string;
	readonly state: 'closed' | 'open' | 'half-open';
	/** While open: when it is tried again. */
	readonly until: Millis;
	/** How often it has opened without a success between. */
	readonly openings: number;
}

export interface DeliveryStore {
	/** Outside of an observation: a test, a replay. Those that exist already are left alone; answers how many are new. */
	addDeliveries(deliveries: readonly NewDelivery[]): Promise<number>;
	/** Due ones of this lane, weddings in turn, at most a few of one slot in flight, of one `order` the first only. */
	claim(wish: ClaimWish): Promise<readonly Delivery[]>;
	/** At a start: whoever else had a lease is dead, there is one server to a file. Answers how many come back, one try used up each. */
	recoverLeases(owner: string, now: Millis): Promise<number>;
	/** All or none; one whose lease another has taken meanwhile changes nothing but its attempts' rows and the ledger. */
	settle(settlements: readonly Settlement[]): Promise<void>;
	/** The next moment that something of this lane is due, or a lease ends. */
	nextDelivery(lane: Priority): Promise<Millis | undefined>;
	/**
	 * Merged by maximum into the delivery; parked if the provider's id is not known yet. What was seen or acknowledged marks its notice.
	 * Answers what it changed.
	 */
	report(reports: readonly Report[]): Promise<readonly Delivery[]>;
	/**
	 * Everything of a slot waits; nothing of it is claimed or counted as tried. Without `until` (a disabled endpoint) until it is
	 * released, nobody excepted. With it (an open breaker, a used-up limit) until then, emergencies excepted; it never shortens another hold.
	 */
	holdSlot(slot: string, reason: string, until?: Millis): Promise<void>;
	releaseSlot(slot: string, dueAt: Millis): Promise<void>;
	/**
	 * A token of every bucket of each wish, or of none of them: `undefined` if it may go, otherwise when the next token is there.
	 * In order, in one transaction.
	 */
	takeTokens(
		wishes: readonly (readonly TokenBucket[])[],
		now: Millis,
	): Promise<readonly (Millis | undefined)[]>;
	breakers(): Promise<readonly Breaker[]>;
	saveBreaker(breaker: Breaker): Promise<void>;

	delivery(
		wedding: WeddingId,
		id: string,
	): Promise<(Delivery & { readonly tries: readonly Attempt[] }) | undefined>;
	/** The newest first. */
	deliveries(
		wedding: WeddingId,
		query: {
			readonly endpoint?: string;
			readonly notice?: string;
			readonly state?: DeliveryState;
			readonly before?: string;
			readonly limit: number;
		},
	): Promise<readonly (Delivery & { readonly tries: readonly Attempt[] })[]>;
	/** Dead ones back to pending, with fresh tries; answers how many. */
	redrive(
		query: {
			readonly wedding?: WeddingId;
			readonly channel?: Channel;
			readonly endpoint?: string;
			readonly ids?: readonly string[];
		},
		dueAt: Millis,
	): Promise<number>;
	/** What goes or went to people, due behind `since` and not called off: how much somebody is told at a time. */
	outward(wedding: WeddingId, since: Millis): Promise<readonly Outward[]>;
	/** For the watch: per lane, how many are pending, held and dead, and since when the oldest due one has been. */
	lanes(now: Millis): Promise<readonly LaneFigures[]>;
	/** Messages of a wedding's month (`2027-06`) by channel: how many, and what they cost. */
	spent(
		wedding: WeddingId,
		month: string,
	): Promise<readonly { readonly channel: Channel; readonly count: number; readonly cost: number }[]>;
}

export interface Outward {
	readonly person: PersonId;
	readonly notice: string;
	readonly dueAt: Millis;
}

export interface LaneFigures {
	readonly lane: Priority;
	readonly pending: number;
	readonly held: number;
	readonly dead: number;
	readonly oldestDueAt?: Millis;
}
