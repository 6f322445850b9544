/**
 * The catalogue that is served: for each type of event a title, the kind of record it is about, and a JSON Schema of the
 * event as it is stored and delivered. Field values come from `document/schema.ts`, so the two cannot part. A receiver may
 * meet fields that it does not know: objects are open, and adding one is no new version.
 */
import { z } from 'zod';
import { role } from '../access/roles.ts';
import { type Field, instant, type Root, schema } from '../document/schema.ts';
import { personId, recordId, seq, weddingId } from '../ids.ts';
import { recordKindOf } from './draft.ts';
import { type EventType, eventTypes } from './event.ts';

export interface CatalogueEntry {
	readonly type: EventType;
	readonly title: string;
	/** What `record.kind` says. */
	readonly record: string;
	readonly schema: Readonly<Record<string, unknown>>;
}

export function eventCatalogue(): readonly CatalogueEntry[] {
	return eventTypes.map((type) => {
		const [record, title] = told[type];
		const { $schema: _, ...jsonSchema } = z.toJSONSchema(eventSchema(type), { io: 'input' });
		return { type, title, record, schema: jsonSchema };
	});
}

/** One type's event, as a parser. */
export function eventSchema(type: EventType) {
	const [record] = told[type];
	const values = valuesOf(type);
	return z.looseObject({
		id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
		seq,
		index: z.int().min(0),
		type: z.literal(type),
		at: instant,
		occurredAt: instant.optional(),
		wedding: weddingId,
		actor: z.looseObject({ person: personId, role, device: z.string().optional() }),
		record: z.looseObject({
			kind: record === 'any' ? z.string() : z.literal(record),
			id: z.union([recordId, z.literal('meta')]),
		}),
		before: values,
		after: values,
		fields: z.array(z.string()),
	});
}

/** What stands in `before` and `after`: the values of fields that changed; for a shift the list of what moved. */
function valuesOf(type: EventType): z.ZodType {
	if (type === 'emergency.started' || type === 'emergency.ended') return emergencyValues;
	const root = roots.find((name) => recordKindOf[name] === told[type][0]);
	if (root === undefined) return z.record(z.string(), z.unknown());
	if (type !== 'timeline.shifted') return z.looseObject(fieldValues(root));
	const { start, minutes } = fieldValues('timeline');
	return z.looseObject({ items: z.array(z.looseObject({ id: recordId, start, minutes })) });
}

function fieldValues(root: Root): Record<string, z.ZodType> {
	const fields: [string, Field][] = Object.entries(schema[root]);
	return Object.fromEntries(fields.flatMap(([name, field]) => valueOf(field).map((value) => [name, value])));
}

/** A text's value is never copied into an event; a set is the list of its members. */
function valueOf(field: Field): readonly z.ZodType[] {
	if (field.kind === 'text') return [];
	return [(field.kind === 'set' ? z.array(field.member) : field.value).optional()];
}

/** Of whom the event tells stands in `record`; nothing of it is a field of theirs. */
const emergencyValues = z.looseObject({
	until: instant.optional(),
	by: personId.optional(),
	reason: z.string().optional(),
	isEarly: z.boolean().optional(),
});

const roots = Object.keys(recordKindOf) as Root[];

/** The kind of record, and a title for people who choose what to subscribe to. */
const told = {
	'task.created': ['task', 'A task was added'],
	'task.assigned': ['task', 'A task was given to somebody'],
	'task.started': ['task', 'Work on a task began'],
	'task.completed': ['task', 'A task was completed'],
	'task.reopened': ['task', 'A completed task was opened again'],
	'task.updated': ['task', 'A task was changed'],
	'task.due-soon': ['task', 'A task is due soon'],
	'task.overdue': ['task', 'A task is overdue'],
	'task.deleted': ['task', 'A task was deleted'],
	'task.restored': ['task', 'A deleted task was restored'],
	'timeline.created': ['timeline', 'An item was added to the run sheet'],
	'timeline.moved': ['timeline', 'An item of the run sheet was moved or got another length'],
	'timeline.shifted': ['timeline', 'Several items of the run sheet were moved together'],
	'timeline.started': ['timeline', 'An item of the run sheet began'],
	'timeline.finished': ['timeline', 'An item of the run sheet ended'],
	'timeline.updated': ['timeline', 'An item of the run sheet was changed'],
	'timeline.deleted': ['timeline', 'An item of the run sheet was deleted'],
	'timeline.restored': ['timeline', 'A deleted item of the run sheet was restored'],
	'assignment.asked': ['assignment', 'Somebody was asked to take something on'],
	'assignment.accepted': ['assignment', 'Somebody accepted what they were asked'],
	'assignment.declined': ['assignment', 'Somebody declined what they were asked'],
	'assignment.done': ['assignment', 'Somebody did what they had accepted'],
	'assignment.updated': ['assignment', 'An assignment was changed'],
	'assignment.deleted': ['assignment', 'An assignment was deleted'],
	'assignment.restored': ['assignment', 'A deleted assignment was restored'],
	'wedding.created': ['wedding', 'The wedding was created'],
	'wedding.updated': ['wedding', 'Something about the wedding as a whole was changed'],
	'wedding.date-changed': ['wedding', 'The wedding has another date'],
	'wedding.place-changed': ['wedding', 'The wedding has another place'],
	'person.joined': ['person', 'Somebody joined the wedding, for the first time or again'],
	'person.left': ['person', 'Somebody was removed from the wedding'],
	'person.device-added': [
		'person',
		'Somebody was signed in on another device by a link that somebody else made',
	],
	'person.updated': ['person', 'Something about a person was changed'],
	'comment.added': ['comment', 'A comment was added'],
	'comment.mentioned': ['comment', 'Somebody was mentioned in a comment'],
	'comment.updated': ['comment', 'A comment was changed'],
	'comment.deleted': ['comment', 'A comment was deleted'],
	'comment.restored': ['comment', 'A deleted comment was restored'],
	'conflict.opened': ['any', 'Two people wrote the same field without having seen each other'],
	'conflict.resolved': ['any', 'A conflict was decided'],
	'edit.refused': ['any', 'An edit was refused'],
	'suggestion.made': ['any', 'Somebody suggested an edit'],
	'suggestion.decided': ['any', 'A suggestion was accepted or declined'],
	'emergency.started': ['person', 'Somebody has the rights of the day for a while'],
	'emergency.ended': ['person', 'The rights of the day that somebody had have ended'],
	'alert.raised': ['alert', 'Somebody called for help or announced something'],
	'alert.acknowledged': ['alert', 'Somebody has seen an alert'],
	'presence.missing': ['person', 'Somebody who should be there is not'],
	'presence.low-battery': ['person', 'Somebody with a part to play is running out of battery'],
	'weather.warning': ['wedding', 'The weather at the wedding calls for a decision'],
	'rsvp.changed': ['guest', 'A guest answered, or answered otherwise'],
	'seating.changed': ['guest', 'A guest sits at another table'],
	'payment.received': ['budget', 'A payment arrived'],
	'milestone.reached': ['wedding', 'The wedding reached a milestone'],
	'webhook.trouble': ['webhook', 'Connected software cannot be reached, or can be again'],
	'ceremony.created': ['ceremony', 'A part of the ceremony was added'],
	'ceremony.updated': ['ceremony', 'A part of the ceremony was changed or put elsewhere'],
	'ceremony.deleted': ['ceremony', 'A part of the ceremony was deleted'],
	'ceremony.restored': ['ceremony', 'A deleted part of the ceremony was restored'],
	'guest.created': ['guest', 'Somebody was put on the guest list'],
	'guest.updated': ['guest', 'Something about a guest was changed'],
	'guest.deleted': ['guest', 'Somebody was taken off the guest list'],
	'guest.restored': ['guest', 'Somebody is on the guest list again'],
	'table.created': ['table', 'A table was added'],
	'table.updated': ['table', 'A table was renamed or has other seats'],
	'table.deleted': ['table', 'A table was deleted'],
	'table.restored': ['table', 'A deleted table was restored'],
	'budget.created': ['budget', 'A line was added to the budget'],
	'budget.updated': ['budget', 'A line of the budget was changed'],
	'budget.deleted': ['budget', 'A line of the budget was deleted'],
	'budget.restored': ['budget', 'A deleted line of the budget was restored'],
} as const satisfies Record<EventType, readonly [record: string, title: string]>;
