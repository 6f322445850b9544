/**
 * An observer that has never looked at a wedding begins at its present end: what was made as a demonstration is no news to anybody, but
 * for a few examples. Guards: whoever has begun to read is left where they are.
 */
import type { Clock } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Store } from '../store/store.ts';
import type { Observer } from './observer.ts';

export interface SkipDeps {
	readonly store: Pick<Store, 'cursor' | 'observe' | 'events'>;
	readonly clock: Clock;
}

/** Before the observers run. `isExample` says what they see all the same. */
export async function skipHistory(
	{ store, clock }: SkipDeps,
	{ wedding, observers }: { readonly wedding: WeddingId; readonly observers: readonly Observer[] },
	isExample: (event: WeddingEvent) => boolean,
): Promise<void> {
	for (const observer of observers) {
		const from = await store.cursor(observer.name, wedding);
		if (from.seq !== 0 || from.index !== 0) continue;
		const events = await allOf(store, wedding);
		const last = events.at(-1);
		if (last === undefined) continue;
		const at = clock.now();
		const effects = await observer.observe(events.filter(isExample), at);
		const to = { seq: last.seq, index: last.index };
		await store.observe({ ...effects, observer: observer.name, wedding, from, to, at });
	}
}

async function allOf(store: SkipDeps['store'], wedding: WeddingId): Promise<readonly WeddingEvent[]> {
	const events: WeddingEvent[] = [];
	for (;;) {
		const page = await store.events(wedding, events.at(-1) ?? { seq: 0, index: 0 }, pageSize);
		if (page.length === 0) return events;
		events.push(...page);
	}
}

const pageSize = 1_000;
