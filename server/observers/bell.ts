/**
 * Who waits for events is woken in the process that stored them, right after each append, and never asks the disk whether there is
 * anything new. Guards: whoever is woken finds the events stored; a bell that was not heard costs time and no event, since everybody
 * who listens reads behind a cursor.
 */
import type { Cancel } from '../../shared/clock.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Store } from '../store/store.ts';

export interface Bell {
	/** The store's own, followed by the bell. */
	readonly append: Store['append'];
	/** Calls at each append that brought events of a wedding; the call must not throw. */
	listen(call: (wedding: WeddingId) => void): Cancel;
}

export function createBell(store: Pick<Store, 'append'>): Bell {
	const listeners = new Set<(wedding: WeddingId) => void>();
	return {
		async append(entries) {
			const stored = await store.append(entries);
			if (!stored.ok) return stored;
			const told = new Set(entries.flatMap(({ wedding, events }) => (events.length === 0 ? [] : [wedding])));
			for (const wedding of told) for (const call of listeners) call(wedding);
			return stored;
		},
		listen(call) {
			listeners.add(call);
			return () => listeners.delete(call);
		},
	};
}
