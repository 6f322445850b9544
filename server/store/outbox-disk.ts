/** What the store in memory keeps of notices and deliveries over a restart. Used by `memory.ts` and its parts only. */
import type { Millis } from '../../shared/clock.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Attempt, Breaker, Delivery, Report } from './deliveries.ts';
import type { DigestItem, EventCursor, Explanation, Notice, ObserverLetter, Timer } from './notices.ts';

export interface DeliveryRow {
	/** The order they were stored in. */
	readonly n: number;
	delivery: Delivery;
	lease?: { readonly owner: string; readonly until: Millis };
}

export interface OutboxDisk {
	/** By id. */
	readonly deliveries: Map<string, DeliveryRow>;
	readonly attempts: Attempt[];
	/** `provider id` → delivery. */
	readonly sent: Map<string, string>;
	parked: Report[];
	readonly holds: Map<string, { readonly reason: string; readonly until?: Millis }>;
	/** Whose turn it is: by lane, wedding and slot, and how far each wedding has come. */
	readonly turns: Map<string, number>;
	readonly buckets: Map<string, Millis>;
	readonly breakers: Map<string, Breaker>;
	readonly ledger: Map<string, { count: number; cost: number }>;
	/** By wedding and id. */
	readonly notices: Map<string, Notice>;
	readonly cursors: Map<string, EventCursor>;
	letters: (ObserverLetter & { readonly wedding: WeddingId; readonly observer: string })[];
	readonly digests: Map<string, DigestRow>;
	readonly explanations: (Explanation & { readonly wedding: WeddingId })[];
	timers: Timer[];
}

export interface DigestRow {
	readonly items: DigestItem[];
	isClosed: boolean;
}

export const outboxDisk = (): OutboxDisk => ({
	deliveries: new Map(),
	attempts: [],
	sent: new Map(),
	parked: [],
	holds: new Map(),
	turns: new Map(),
	buckets: new Map(),
	breakers: new Map(),
	ledger: new Map(),
	notices: new Map(),
	cursors: new Map(),
	letters: [],
	digests: new Map(),
	explanations: [],
	timers: [],
});

/** A key of several parts, whatever stands in them. */
export const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
