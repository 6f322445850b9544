/** What is told of alerts, as events: derived ids, so that a repetition is known; whom it is for stands in it, for whoever reads it later. */
import { eventId } from '../../shared/events/event-id.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import type { RecordId, WeddingId } from '../../shared/ids.ts';
import type { Principal } from '../auth/principal.ts';
import type { NewAlert } from '../store/alerts.ts';
import type { Member } from '../store/store.ts';
import { isMeant } from './alert-rights.ts';

/** Derived, so that whoever knows the alert knows what people were told of. */
export const raisedId = (wedding: WeddingId, id: string): string =>
	eventId({ wedding, type: 'alert.raised', record: `alert:${id}`, cause: id });

/** Trades are told by name too: who reads the event later knows people and roles only. */
export function raisedEvent(
	{ wedding, person, role }: Principal,
	{ id, text, place, urgency, to }: NewAlert,
	members: readonly Member[],
): DerivedEvent {
	const ofTrades = members
		.filter((one) => isMeant({ trades: to?.trades ?? [] }, one))
		.map((one) => one.person);
	const people = [...new Set([...(to?.people ?? []), ...ofTrades])];
	const after = {
		text,
		...(place !== undefined && { place }),
		urgency,
		...(to !== undefined && { to: { ...to, ...(people.length > 0 && { people }) } }),
	};
	return {
		id: raisedId(wedding, id),
		type: 'alert.raised',
		actor: { person, role },
		record: { kind: 'alert', id },
		before: {},
		after,
		fields: Object.keys(after),
	};
}

export function ackedEvent({ wedding, person, role }: Principal, id: RecordId): DerivedEvent {
	const type = 'alert.acknowledged';
	return {
		id: eventId({ wedding, type, record: `alert:${id}`, cause: id, part: person }),
		type,
		actor: { person, role },
		record: { kind: 'alert', id },
		before: {},
		after: { person },
		fields: ['person'],
	};
}
