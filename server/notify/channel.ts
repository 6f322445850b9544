/**
 * The port to whoever carries messages: one adapter for each provider and channel under `channels/`, against the contract in the provider's
 * own documentation. Guards: every answer and every silence of theirs is one of six outcomes; an adapter never retries by itself
 * and never throws for what the world did.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Result } from '../../shared/result.ts';
import type { Channel, Language, PersonChannel, Priority } from '../../shared/notices/channel.ts';
import type { OutcomeKind, Report } from '../store/deliveries.ts';

/** What is said, each in the shape its channel takes; already escaped for where it goes. */
export type Content =
	| { readonly channel: 'in-app'; readonly title: string; readonly body: string }
	| {
			readonly channel: 'push';
			readonly title: string;
			readonly body: string;
			readonly link: string;
			/** Of two messages with the same one the later stands on the screen. */
			readonly tag: string;
			/** The notice, to mark it as read. */
			readonly id: string;
			readonly image?: string;
	  }
	| { readonly channel: 'email'; readonly subject: string; readonly text: string; readonly html: string }
	| { readonly channel: 'sms'; readonly text: string }
	/** `text` inside the 24 hours after their last word to us; outside of them only the approved template. */
	| {
			readonly channel: 'whatsapp';
			readonly text: string;
			readonly template: { readonly name: string; readonly parameters: readonly string[] };
	  }
	/** `ask` is set when a key press acknowledges it. */
	| { readonly channel: 'voice'; readonly say: string; readonly ask?: string }
	| { readonly channel: 'slack'; readonly text: string; readonly blocks: readonly unknown[] }
	| { readonly channel: 'teams'; readonly card: Readonly<Record<string, unknown>> }
	| { readonly channel: 'webhook'; readonly body: string };
/** Looked up, so that what takes one channel is also something that takes a channel. */
export type ContentOf<C extends Channel> = {
	readonly [K in Channel]: Extract<Content, { readonly channel: K }>;
}[C];

export interface Message<C extends Channel = Channel> {
	/** The delivery's id: idempotency key, Message-ID, `webhook-id`. */
	readonly id: string;
	readonly wedding: string;
	/** E-mail address, E.164 number, push subscription as JSON, URL. */
	readonly to: string;
	readonly content: ContentOf<C>;
	readonly priority: Priority;
	readonly language: Language;
	readonly expiresAt?: Millis;
	/** For mail that one can stop: the address that does it with one POST (RFC 8058). */
	readonly unsubscribe?: string;
	/** What the adapter needs beside: an endpoint's secrets, a sealed address. Never logged. */
	readonly secrets?: readonly string[];
	readonly isReplay?: true;
	readonly attempt: number;
}

export interface Outcome {
	readonly kind: OutcomeKind;
	/** The provider's own word, without secrets and addresses; at most 4 kB. */
	readonly detail: string;
	readonly status?: number;
	readonly providerId?: string;
	/** `throttled`, and `transient` where the provider says so: not before. */
	readonly retryAt?: Millis;
	/** `rejected-address`: the person has told the provider to stop. */
	readonly isOptOut?: true;
	/** In millionths of the ledger's currency. */
	readonly cost?: number;
	/** Endpoints: what was sent and came back, for their own log. */
	readonly request?: string;
	readonly response?: string;
}

export interface Provider<C extends Channel = Channel> {
	/** `twilio-sms`, `resend`, `smtp`, … */
	readonly name: string;
	readonly channel: C;
	/** It knows a repetition by our id: what may have been taken can be sent again without harm. */
	readonly knowsRepeats: boolean;
	/** The furthest state its reports can show. */
	readonly best: 'accepted' | 'delivered' | 'seen' | 'acked';
	/** How much its account may send: beyond that the next provider, or the next token. */
	readonly limit?: { readonly count: number; readonly perMs: Millis };
	/** What sending this would cost, in millionths of the ledger's currency; for the cheapest that works. */
	price(content: ContentOf<C>, to: string): number;
	send(message: Message<C>): Promise<Outcome>;
	/** Its callback, if it has one; proved to be its own before anything of it is believed. */
	readonly report?: (request: CallbackRequest) => Promise<Result<Callback, CallbackFault>>;
	/** A call that does no harm and says whether the credentials are good: a sentence either way. */
	readonly check?: () => Promise<Result<string, string>>;
	close?(): Promise<void>;
}

/** What a callback told us; every part of it may come twice, late, or in another order. */
export interface Callback {
	readonly reports: readonly Report[];
	/** What people wrote to our number. */
	readonly words?: readonly InboundWord[];
	/** Addresses that are to get nothing any more. */
	readonly refusals?: readonly AddressRefusal[];
	/** What the provider wants to hear; nothing but 200 if absent. */
	readonly answer?: CallbackAnswer;
}
export interface InboundWord {
	/** The provider's own id of it: what comes again under the same is no new word. */
	readonly id: string;
	readonly channel: 'sms' | 'whatsapp';
	/** E.164. */
	readonly from: string;
	readonly text: string;
	/** The provider has understood and answered it by itself. */
	readonly isAnswered?: true;
	/** How to answer within the callback's own answer; absent: a message of its own is sent. */
	readonly reply?: (text: string) => CallbackAnswer;
}
export interface AddressRefusal {
	readonly channel: PersonChannel;
	readonly address: string;
	readonly source: 'bounce' | 'complaint' | 'stop';
}
export interface CallbackAnswer {
	readonly type: 'text/plain' | 'text/xml' | 'application/json';
	readonly body: string;
}

/** A provider's callback as it came; `url` is made from the configured public address, never from its Host header. */
export interface CallbackRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	readonly now: Millis;
}
export type CallbackFault = { readonly code: 'bad-signature' | 'malformed'; readonly reason: string };
