/**
 * What crosses the sync socket. Numbers 0–3 are those of y-protocols, so a stock client understands its part; those from 64 on
 * go only to clients that asked with `?receipts=1`. A number nobody knows is ignored in both directions.
 */
import { z } from 'zod';
import type { Refusal } from './refusal.ts';
import type { SignedHeader } from './signed.ts';

export const numbers = {
	sync: 0,
	awareness: 1,
	auth: 2,
	queryAwareness: 3,
	receipt: 64,
	refusal: 65,
	lease: 66,
	hello: 67,
	news: 68,
	signed: 69,
} as const;

/**
 * What there may be news of, and so where to fetch it: `…/suggestions`, `…/people` and devices, `…/emergency-access`,
 * `/api/me/notifications` (to that person's devices alone), `…/alerts`.
 */
export const newsTopics = ['suggestions', 'members', 'emergency', 'notifications', 'alerts'] as const;
export type NewsTopic = (typeof newsTopics)[number];

/** The second number of a sync message. */
export const syncNumbers = { step1: 0, step2: 1, update: 2 } as const;

export const hello = z.object({
	/** New after a restore from backup: offer kept frames again. */
	incarnation: z.string(),
	/** New after a re-base: take the document fresh. */
	epoch: z.int(),
	/** The relay's public keys, for what is signed by it. */
	keys: z.array(z.string()),
	/** The server's clock, ms since 1970: hybrid clocks of a device whose own is wrong are corrected by it. */
	now: z.number().optional(),
	grant: z.string().optional(),
});
export type Hello = z.infer<typeof hello>;

/** One device's presence entry as y-protocols frames it; `state` is JSON text, `null` says goodbye. */
export interface PresenceEntry {
	readonly client: number;
	readonly clock: number;
	readonly state: string;
}

export type Message =
	| { readonly kind: 'step1'; readonly stateVector: Uint8Array }
	| { readonly kind: 'step2'; readonly update: Uint8Array }
	| { readonly kind: 'update'; readonly update: Uint8Array }
	| { readonly kind: 'awareness'; readonly entries: readonly PresenceEntry[] }
	| { readonly kind: 'query-awareness' }
	/** Of this connection's update-bearing messages (counted from 1) all up to `n` are durable; the newest at `seq`. */
	| { readonly kind: 'receipt'; readonly n: number; readonly seq: number }
	| { readonly kind: 'refusal'; readonly n: number; readonly refusal: Refusal }
	/** The client id to write under, and the clock the server expects next from it. */
	| { readonly kind: 'lease'; readonly client: number; readonly nextClock: number }
	/** Client to server, also number 66: another lease for a tab; `client` 0 asks for a new id, else for that one. */
	| { readonly kind: 'lease-request'; readonly client: number; readonly tab: string }
	| { readonly kind: 'hello'; readonly hello: Hello }
	/** Something a page shows that is in no document has changed: fetch it again. A topic nobody knows is ignored. */
	| { readonly kind: 'news'; readonly topic: string }
	/** An update of whoever signed it, whoever brings it; it counts as an update-bearing message. */
	| { readonly kind: 'signed'; readonly header: SignedHeader; readonly update: Uint8Array }
	| { readonly kind: 'unknown'; readonly number: number };

/** Who sends a frame: number 66 means one thing up and another down. */
export type Direction = 'to-server' | 'to-client';
