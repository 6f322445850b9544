/**
 * The states of a delivery as a ladder: what is reported of it only ever moves it up, so that reports in any order, doubled or late,
 * end in one state. Guards that "delivered" after "failed" counts (it did arrive), and that nothing takes a receipt back.
 */
import type { DeliveryState } from './deliveries.ts';

/** The higher of the two; the order of merging does not matter. */
export const merged = (one: DeliveryState, other: DeliveryState): DeliveryState =>
	rank[other] > rank[one] ? other : one;

/** It still waits to be sent, or is being sent. */
export const isUnsent = (state: DeliveryState): boolean => state === 'pending' || state === 'sending';

const rank: Record<DeliveryState, number> = {
	pending: 0,
	sending: 1,
	accepted: 2,
	sent: 3,
	// Ends without arriving stand above what a provider promised and below what a person got.
	superseded: 4,
	suppressed: 5,
	expired: 6,
	dead: 7,
	rejected: 8,
	delivered: 9,
	seen: 10,
	acked: 11,
};
