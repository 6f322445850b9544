/**
 * Who has written to us on WhatsApp in the last 24 hours, and may therefore be answered in free words. Kept in memory alone: after a
 * restart everybody gets the template, which is always allowed. Guards: it holds a bounded number of people, and hashes of numbers.
 */
import type { Clock, Millis } from '../../../shared/clock.ts';
import { sha256 } from '../../auth/secret.ts';

export interface WhatsappWindow {
	heard(from: string): void;
	isOpen(to: string): boolean;
	/** The provider says that it is over. */
	shut(to: string): void;
}

export function createWhatsappWindow(clock: Clock): WhatsappWindow {
	const heardAt = new Map<string, Millis>();
	return {
		heard(from) {
			const key = sha256(from);
			heardAt.delete(key);
			heardAt.set(key, clock.now());
			const [oldest] = heardAt.keys();
			if (heardAt.size > mostPeople && oldest !== undefined) heardAt.delete(oldest);
		},
		isOpen: (to) => clock.now() - (heardAt.get(sha256(to)) ?? Number.NEGATIVE_INFINITY) < openMs,
		shut: (to) => void heardAt.delete(sha256(to)),
	};
}

/** A little less than theirs: the message is still to travel. */
const openMs = 24 * 60 * 60_000 - 5 * 60_000;
const mostPeople = 10_000;
