/**
 * What a run of changes is about, as a table: by type of event the key that its notices share, and what several of them mean when they
 * are told as one. Events without a row are told each by itself. Beside it, what an event puts an end to.
 */
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import { type Scene, taskOf } from './scene.ts';
import { isNone, type Span, type Topic } from './supersede.ts';

export function topicOf(event: WeddingEvent, scene: Scene): Topic {
	return topics[event.type]?.(event, scene) ?? { key: `event:${event.id}`, isAlways: true };
}

/** Keys of what is over with this event: nobody needs to hear of it any more. */
export const endedBy = (event: WeddingEvent): readonly string[] => enders[event.type]?.(event) ?? [];

const topics: Readonly<Partial<Record<EventType, (event: WeddingEvent, scene: Scene) => Topic | undefined>>> =
	{
		'task.started': ofTaskStatus,
		'task.completed': ofTaskStatus,
		'task.reopened': ofTaskStatus,
		'task.updated': (event, scene) => (isOfStatus(event, scene) ? ofTaskStatus(event) : ofFields(event)),
		'task.assigned': ({ record }) => ({ key: `task-owner:${record.id}` }),
		'task.restored': ({ record }) => ({ key: `task-owner:${record.id}`, isAlways: true }),
		'task.due-soon': ofDue,
		'task.overdue': ofDue,
		'timeline.moved': () => times,
		'timeline.shifted': () => times,
		'timeline.deleted': () => times,
		'timeline.started': ofTimelineState,
		'timeline.finished': ofTimelineState,
		'timeline.updated': (event) =>
			event.fields.includes('place')
				? { key: `timeline-place:${event.record.id}` }
				: event.fields.some((field) => field === 'state' || field.startsWith('actual'))
					? ofTimelineState(event)
					: undefined,
		'assignment.asked': ofAssignment,
		'assignment.restored': ({ record }) => ({ key: `assignment:${record.id}`, isAlways: true }),
		'assignment.accepted': ofAssignment,
		'assignment.declined': ofAssignment,
		'assignment.done': ofAssignment,
		'wedding.date-changed': () => ({ key: 'wedding-date' }),
		'wedding.place-changed': () => ({ key: 'wedding-place' }),
		'comment.added': ofComment,
		'comment.updated': ofComment,
		'comment.mentioned': ({ record }) => ({ key: `mention:${record.id}`, isEachTheirOwn: true }),
		'rsvp.changed': ({ record }) => ({ key: `rsvp:${record.id}` }),
		'seating.changed': ({ record }) => ({ key: `table:${record.id}` }),
		'payment.received': ({ record }) => ({ key: `paid:${record.id}`, type: ofMoney }),
		'conflict.opened': (event) => ({
			key: conflictKey(event),
			isEachTheirOwn: true,
			isAlways: true,
		}),
		'suggestion.made': ({ after }) => ({ key: `suggestion:${String(after['suggestion'])}`, isAlways: true }),
		'person.joined': ({ record }) => ({ key: `joined:${record.id}`, isAlways: true }),
		'presence.missing': ({ record }) => ({ key: `missing:${record.id}`, isAlways: true }),
		'presence.low-battery': ({ record }) => ({ key: `battery:${record.id}`, isAlways: true }),
		'weather.warning': () => ({ key: 'weather', isAlways: true }),
		'alert.raised': ({ record }) => ({ key: `alert:${record.id}`, isAlways: true }),
	};

const enders: Readonly<Partial<Record<EventType, (event: WeddingEvent) => readonly string[]>>> = {
	'task.completed': ({ record }) => [`task-due:${record.id}`],
	'task.updated': ({ record, fields }) => (fields.includes('due') ? [`task-due:${record.id}`] : []),
	'task.deleted': ({ record: { id } }) => [
		`task-status:${id}`,
		`task-owner:${id}`,
		`task-due:${id}`,
		`task-fields:${id}`,
	],
	'timeline.deleted': ({ record: { id } }) => [`timeline-state:${id}`, `timeline-place:${id}`],
	'assignment.deleted': ({ record }) => [`assignment:${record.id}`],
	'comment.deleted': ({ record: { id } }) => [`comment:${id}`, `mention:${id}`],
	'conflict.resolved': (event) => [conflictKey(event)],
	'suggestion.decided': ({ after }) => [`suggestion:${String(after['suggestion'])}`],
	'guest.deleted': ({ record: { id } }) => [`rsvp:${id}`, `table:${id}`],
	'budget.deleted': ({ record }) => [`paid:${record.id}`],
	'person.left': ({ record: { id } }) => [`joined:${id}`, `missing:${id}`, `battery:${id}`],
};

/** A photo that comes a moment after the tick belongs to it. */
function isOfStatus({ fields, record }: WeddingEvent, scene: Scene): boolean {
	const isProof = fields.includes('evidence') && taskOf(scene, record.id)?.status === 'done';
	return fields.includes('status') || isProof;
}

function ofTaskStatus({ record }: WeddingEvent): Topic {
	return {
		key: `task-status:${record.id}`,
		type({ before, after }) {
			const [was = 'todo', is = 'todo'] = [before['status'], after['status']];
			if (was === is) return 'task.updated';
			if (is === 'done') return 'task.completed';
			if (was === 'done') return 'task.reopened';
			return is === 'doing' ? 'task.started' : is === 'blocked' ? 'task.updated' : undefined;
		},
	};
}

function ofFields({ record }: WeddingEvent): Topic {
	return { key: `task-fields:${record.id}` };
}

function ofDue({ record }: WeddingEvent): Topic {
	return { key: `task-due:${record.id}`, isAlways: true };
}

/** One for the whole run sheet: of ten items that are moved one by one people hear together. */
const times: Topic = { key: 'times', isOfTimes: true };

function ofTimelineState({ record }: WeddingEvent): Topic {
	return {
		key: `timeline-state:${record.id}`,
		type({ before, after }, { type }) {
			const hasBegun = (values: Span['before']) =>
				values['state'] === 'running' || values['state'] === 'done' || !isNone(values['actualStart']);
			if (type === 'timeline.finished') return type;
			return hasBegun(after) && !hasBegun(before) ? 'timeline.started' : undefined;
		},
	};
}

function ofAssignment({ record }: WeddingEvent): Topic {
	return {
		key: `assignment:${record.id}`,
		type: ({ before, after }, { type }) => (before['status'] === after['status'] ? undefined : type),
	};
}

/** What was added and changed before anybody heard of it was added. */
function ofComment({ record }: WeddingEvent): Topic {
	return {
		key: `comment:${record.id}`,
		type: ({ before }) => (before['text'] === undefined ? 'comment.added' : 'comment.updated'),
	};
}

function ofMoney({ before, after }: Span, { type }: WeddingEvent): EventType {
	return Number(after['paid'] ?? 0) > Number(before['paid'] ?? 0) ? type : 'budget.updated';
}

function conflictKey({ record, fields }: WeddingEvent): string {
	return `conflict:${record.kind}:${record.id}:${fields[0] ?? ''}`;
}
