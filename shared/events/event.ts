/**
 * The catalogue of what can happen in a wedding, and the shape in which it is stored, served and delivered. `id` is
 * derived from what caused it, never random: a replayed log or another node gives the same one.
 */
import type { Role } from '../access/roles.ts';
import type { PersonId, RecordId, Seq, WeddingId } from '../ids.ts';

export const eventTypes = [
	'task.created',
	'task.assigned',
	'task.started',
	'task.completed',
	'task.reopened',
	'task.updated',
	'task.due-soon',
	'task.overdue',
	'task.deleted',
	'task.restored',
	'timeline.created',
	'timeline.moved',
	'timeline.shifted',
	'timeline.started',
	'timeline.finished',
	'timeline.updated',
	'timeline.deleted',
	'timeline.restored',
	'assignment.asked',
	'assignment.accepted',
	'assignment.declined',
	'assignment.done',
	'assignment.updated',
	'assignment.deleted',
	'assignment.restored',
	'wedding.created',
	'wedding.updated',
	'wedding.date-changed',
	'wedding.place-changed',
	'person.joined',
	'person.left',
	'person.updated',
	'person.device-added',
	'comment.added',
	'comment.mentioned',
	'comment.updated',
	'comment.deleted',
	'comment.restored',
	'conflict.opened',
	'conflict.resolved',
	'edit.refused',
	'suggestion.made',
	'suggestion.decided',
	'emergency.started',
	'emergency.ended',
	'alert.raised',
	'alert.acknowledged',
	'presence.missing',
	'presence.low-battery',
	'weather.warning',
	'rsvp.changed',
	'seating.changed',
	'payment.received',
	'milestone.reached',
	'webhook.trouble',
	'ceremony.created',
	'ceremony.updated',
	'ceremony.deleted',
	'ceremony.restored',
	'guest.created',
	'guest.updated',
	'guest.deleted',
	'guest.restored',
	'table.created',
	'table.updated',
	'table.deleted',
	'table.restored',
	'budget.created',
	'budget.updated',
	'budget.deleted',
	'budget.restored',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface Actor {
	readonly person: PersonId;
	readonly role: Role;
	readonly device?: string;
}

/** An event before it has its place in the log: everything but `seq`, `index`, `at` and `wedding`. */
export interface DerivedEvent {
	readonly id: string;
	readonly type: EventType;
	/** When it happened on the device (from its hybrid clock), if that differs from when the server heard. */
	readonly occurredAt?: string;
	readonly actor: Actor;
	readonly record: { readonly kind: string; readonly id: RecordId | 'meta' };
	/** The changed fields' values, by field name. */
	readonly before: Readonly<Record<string, unknown>>;
	readonly after: Readonly<Record<string, unknown>>;
	readonly fields: readonly string[];
}

export interface WeddingEvent extends DerivedEvent {
	readonly seq: Seq;
	readonly index: number;
	/** ISO 8601, UTC: the server's clock when it was stored. */
	readonly at: string;
	readonly wedding: WeddingId;
}
