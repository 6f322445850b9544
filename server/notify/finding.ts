/**
 * A finding of the schedule as an event of the wedding: nobody did it, so it is the server's own act. Guards: its id is derived from what
 * it is about and the moment it stands for; a second process, a restart or a clock that was set back arrives at the same one.
 */
import type { Millis } from '../../shared/clock.ts';
import { MINUTE_MS, type Reminder } from '../../shared/day/reminder.ts';
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import { type PersonId, personId, recordId, type WeddingId } from '../../shared/ids.ts';
import type { Entry } from '../store/store.ts';

export const nobody = { person: personId.parse('wedsync'), role: 'service' } as const;

export const nameOf = (wedding: WeddingId, { type, record, cause }: Reminder): string =>
	eventId({ wedding, type, record: `${record.kind}:${record.id}`, cause });

export function findingOf(wedding: WeddingId, reminder: Reminder, now: Millis): DerivedEvent {
	const { type, record, from, towards } = reminder;
	const left = towards === undefined ? {} : { minutes: Math.max(0, Math.round((towards - now) / MINUTE_MS)) };
	const isLate = from > 0 && now - from >= MINUTE_MS;
	return eventOf({
		id: nameOf(wedding, reminder),
		type,
		record,
		after: { ...reminder.after, ...left },
		...(isLate && { occurredAt: new Date(from).toISOString() }),
	});
}

/** Of somebody with a part in the day, once a day. */
export function batteryFinding(
	wedding: WeddingId,
	{ person, day, percent }: { readonly person: PersonId; readonly day: string; readonly percent: number },
): DerivedEvent {
	const record = { kind: 'person', id: recordId.parse(person) } as const;
	const type = 'presence.low-battery';
	const id = eventId({ wedding, type, record: `person:${person}`, cause: day });
	return eventOf({ id, type, record, after: { battery: percent } });
}

/** A row that only tells. */
export const rowOf = (wedding: WeddingId, event: DerivedEvent, at: Millis): Entry => ({
	wedding,
	section: 'plan',
	update: new Uint8Array(),
	writer: nobody,
	at,
	events: [event],
	bind: [],
});

const eventOf = (
	event: Pick<DerivedEvent, 'id' | 'type' | 'record' | 'after' | 'occurredAt'>,
): DerivedEvent => ({ ...event, actor: nobody, before: {}, fields: Object.keys(event.after) });
