/**
 * What the queue asks right before it sends: may this still go, to where, in which words, by whom? Each channel has one answerer;
 * the queue knows nothing of people, templates or endpoints.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Channel } from '../../shared/notices/channel.ts';
import type { Attempt, Delivery, NewDelivery, TokenBucket } from '../store/deliveries.ts';
import type { Message, Outcome, Provider } from './channel.ts';

export type Prepared =
	/** The providers in the order to try them; the queue passes over those that are broken. */
	| {
			readonly kind: 'send';
			readonly message: Omit<Message, 'attempt'>;
			readonly providers: readonly Provider[];
			/** A token of each is taken before it is sent; without one it waits for the next, and no try is used up. Emergencies never wait. */
			readonly limits?: readonly TokenBucket[];
	  }
	/** No attempt is used: quiet hours, a cap, an endpoint's limit. */
	| { readonly kind: 'wait'; readonly until: Millis; readonly reason: string }
	| {
			readonly kind: 'drop';
			readonly state: 'suppressed' | 'superseded' | 'expired';
			readonly reason: string;
	  };

export interface Dispatcher {
	prepare(delivery: Delivery, now: Millis): Promise<Prepared>;
	/** Another way after this outcome, stored together with it: the next channel, the next contact. Pure of effects. */
	instead?(delivery: Delivery, outcome: Outcome, now: Millis): Promise<readonly NewDelivery[]>;
	/** After it is stored: an endpoint's health, an address that is none. Lost if the process dies right before. */
	settled?(delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void>;
}
export type Dispatchers = Readonly<Partial<Record<Channel, Dispatcher>>>;
