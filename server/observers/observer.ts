/**
 * The port of an observer: somebody who reads the stored events of every wedding behind a cursor of their own and makes something of them.
 * Guards: an observer sees each event once as far as its effects go (they are stored together with its cursor), in order per wedding;
 * a slow one holds up nobody, and an event that it throws at is put aside after a few tries.
 */
import type { Millis } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { Observation } from '../store/notices.ts';

export type Effects = Omit<Observation, 'observer' | 'wedding' | 'from' | 'to' | 'at' | 'letters'>;

/**
 * Answered for events that mean nothing to an observer: the cursor behind them is stored with what it makes next, or after a while. After
 * a crash it looks at them once more, and must find nothing again.
 */
export const nothing: Effects = {};

export interface Observer {
	/** Its cursor's name, for good. */
	readonly name: string;
	/**
	 * What comes of these events, which follow each other in one wedding; nothing of it is done before it is stored. Called again with
	 * the same events if that fails; a throw makes the runner try them one by one.
	 */
	observe(events: readonly WeddingEvent[], now: Millis): Promise<Effects>;
	/** After the effects are stored: wake a queue, tell a page. Lost if the process dies right before. */
	stored?(effects: Effects, events: readonly WeddingEvent[]): void;
}
