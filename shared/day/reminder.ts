/** One thing that time itself has to say about a plan: what about, from when until when, and under which name it is said once. */
import type { Millis } from '../clock.ts';
import type { EventType } from '../events/event.ts';
import type { PersonId, RecordId } from '../ids.ts';

export interface Reminder {
	readonly type: Extract<
		EventType,
		'task.due-soon' | 'task.overdue' | 'presence.missing' | 'milestone.reached'
	>;
	readonly record: { readonly kind: 'task' | 'person' | 'wedding'; readonly id: RecordId | 'meta' };
	/** Its name among those of its record and type: what it is about and the moment it stands for. */
	readonly cause: string;
	/** To be said from then on, */
	readonly from: Millis;
	/** and not worth saying any more from then on, if nobody was there to say it. */
	readonly until: Millis;
	/** What it counts down to. */
	readonly towards?: Millis;
	/** Said only if they are not here when it is time. */
	readonly unlessHere?: PersonId;
	/** What the event says. */
	readonly after: Readonly<Record<string, unknown>>;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
