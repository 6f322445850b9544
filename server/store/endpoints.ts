/**
 * The part of the store's port about outbound endpoints: where a wedding's events are sent beside its people. What would let somebody speak
 * in our name (the URL and the secrets) lies here sealed. Guards: two changes of one endpoint never mix, since each names the
 * version it comes of; a change and its audit row stand together or not at all.
 */
import type { Millis } from '../../shared/clock.ts';
import type { EventType } from '../../shared/events/event.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { AuditFact } from './audit.ts';
import type { Section } from './store.ts';

export const endpointFormats = ['standard', 'slack', 'teams'] as const;
export type EndpointFormat = (typeof endpointFormats)[number];

export interface Endpoint {
	readonly id: string;
	readonly wedding: WeddingId;
	/** From 1, one more with each change. */
	readonly version: number;
	readonly format: EndpointFormat;
	readonly name?: string;
	/** URL and secrets, for whoever has the installation's key. */
	readonly sealed: string;
	/** Absent: every type. */
	readonly events?: readonly EventType[];
	/** Whose events it may hear; beside the plan those that its maker asked for and may read. */
	readonly sections: readonly Section[];
	/** Types that carry also what people said of people; `true` for all. */
	readonly full: boolean | readonly EventType[];
	/** As JSON; whoever set it reads it. */
	readonly mapping?: string;
	readonly by: PersonId;
	readonly createdAt: Millis;
	/** What it was made of, under a key: the same request again has the same answer, as long as the secret is the first. */
	readonly request?: string;
	readonly health: EndpointHealth;
}

export interface EndpointHealth {
	/** Tries that failed since the last that did not. */
	readonly failures: number;
	readonly failingSince?: Millis;
	readonly lastSuccessAt?: Millis;
	readonly lastFailureAt?: Millis;
	/** The last failure as a status or a code. */
	readonly lastFault?: string;
	/** How far its people have been warned of this failing. */
	readonly warned?: 'attempts' | 'day';
	readonly disabled?: { readonly at: Millis; readonly why: 'gone' | 'failing'; readonly since: Millis };
	/** It was given up and is back: what it missed from here on has not been sent again. */
	readonly missedSince?: Millis;
	/** When it is tried whether it is back. */
	readonly probeAt?: Millis;
}

export interface EndpointStore {
	/** The oldest first. */
	endpoints(wedding: WeddingId): Promise<readonly Endpoint[]>;
	endpoint(wedding: WeddingId, id: string): Promise<Endpoint | undefined>;
	/** Version 1 is new; another takes the place of the one before it. False if that is not what stands there. */
	saveEndpoint(endpoint: Endpoint, audit?: AuditFact): Promise<boolean>;
	removeEndpoint(wedding: WeddingId, id: string, audit?: AuditFact): Promise<boolean>;
	/** Those to be tried by now, the soonest first. */
	endpointsToProbe(now: Millis, limit: number): Promise<readonly Endpoint[]>;
}
