/**
 * What is told of an event, as facts: taken when it is decided, from the event itself where it says so and from the plan for names and
 * titles. Guards: nothing private goes to whoever reads a veiled row, and of several moved items everybody hears of their own.
 */
import { minutesBetween, toLocal } from '../../shared/day/local-time.ts';
import type { NoticeFacts, NoticeItem } from '../../shared/notices/facts.ts';
import type { EventType } from '../../shared/events/event.ts';
import { assignmentOf, commentOf, disputeOf, subjectIn } from './audience.ts';
import { freedBy, itemOf, nameOf, numberOf, reachOf, subjectOf, taskOf, textOf, type View } from './scene.ts';

/** Before what is not there is left out. */
type Told = { readonly [F in keyof NoticeFacts]?: NoticeFacts[F] | undefined };

export function factsOf(view: View, { isVeiled = false } = {}): NoticeFacts {
	const { meta } = view.plan;
	const told = (tellers[view.event.type] ?? tellOfRecord)(view);
	const { record, person: _, ...rest } = told;
	return compact<NoticeFacts>({
		...(isVeiled ? rest : told),
		...(isVeiled && record !== undefined && { record: { ...record, title: '' } }),
		wedding: compact<NoticeFacts['wedding']>({
			name: meta.name,
			date: meta.date,
			timeZone: meta.timeZone,
		}),
		actor: actorOf(view),
	});
}

/** What has no row here is told with its record, and the first field that changed. */
const tellers: Readonly<Partial<Record<EventType, (view: View) => Told>>> = {
	'task.completed': (view) => {
		const { event } = view;
		const items = freedBy(view, event.record.id).map(({ id, title }) => ({
			title,
			record: { kind: 'task', id },
		}));
		return { ...tellOfRecord(view), photo: photoOf(view), ...(items.length > 0 && { items }) };
	},
	'task.updated': (view) => ({ ...tellOfRecord(view), photo: photoOf(view) }),
	'task.due-soon': (view) => ({ ...tellOfTask(view), at: dueOf(view), ...spanOf(view) }),
	'task.overdue': (view) => ({
		...tellOfTask(view),
		at: dueOf(view),
		level: numberOf(view.event.after['level']),
		...spanOf(view),
	}),
	'task.assigned': (view) => ({ ...tellOfTask(view), at: dueOf(view) }),
	'task.restored': (view) => ({ ...tellOfTask(view), at: dueOf(view) }),
	'timeline.moved': tellOfMove,
	'timeline.shifted': tellOfShift,
	'timeline.started': (view) => ({ ...tellOfRecord(view), at: itemOf(view, view.event.record.id)?.start }),
	// Whoever is asked is "you".
	'assignment.asked': (view) => ({ ...tellOfAssignment(view), person: undefined }),
	'assignment.restored': (view) => ({ ...tellOfAssignment(view), person: undefined }),
	'assignment.accepted': tellOfAssignment,
	'assignment.declined': tellOfAssignment,
	'assignment.done': tellOfAssignment,
	'wedding.date-changed': (view) => ({ ...tellOfWedding(view), ...valuesOf(view, 'date') }),
	'wedding.place-changed': (view) => ({ ...tellOfWedding(view), ...valuesOf(view, 'place') }),
	'person.device-added': ({ event, plan }) => ({
		at: toLocal(Date.parse(event.at), plan.meta.timeZone),
	}),
	'person.joined': (view) => ({ ...tellOfWedding(view), person: personIn(view, view.event.record.id) }),
	'comment.added': tellOfComment,
	'comment.mentioned': tellOfComment,
	'conflict.opened': tellOfConflict,
	'edit.refused': (view) => ({ ...tellOfRecord(view), text: textOf(view.event.after['reason']) }),
	'suggestion.made': (view) => ({ ...tellOfRecord(view), text: noteOf(view) }),
	'suggestion.decided': (view) => ({
		...tellOfRecord(view),
		field: 'status',
		after: textOf(view.event.after['state']),
		text: noteOf(view),
	}),
	'emergency.started': (view) => ({
		person: personIn(view, view.event.record.id),
		record: { kind: 'person', id: view.event.record.id, title: nameOf(view, view.event.record.id) ?? '' },
		text: textOf(view.event.after['reason']),
		after: textOf(view.event.after['until']),
	}),
	'alert.raised': ({ event }) => ({
		record: { kind: 'alert', id: event.record.id, title: '' },
		text: textOf(event.after['text']),
		place: textOf(event.after['place']),
	}),
	'presence.missing': tellOfMissing,
	'presence.low-battery': (view) => ({
		person: personIn(view, view.event.record.id),
		count: numberOf(view.event.after['percent'] ?? view.event.after['battery']),
	}),
	'weather.warning': (view) => ({ ...tellOfWedding(view), text: textOf(view.event.after['text']) }),
	'rsvp.changed': (view) => ({ ...tellOfGuest(view), ...valuesOf(view, 'rsvp') }),
	'seating.changed': (view) => ({
		...tellOfGuest(view),
		field: 'table',
		before: tableOf(view, view.event.before['table']),
		after: tableOf(view, view.event.after['table']),
	}),
	'payment.received': (view) => {
		const { before, after, record } = view.event;
		const line = view.budget?.lines.find(({ id }) => id === record.id);
		const paid = (numberOf(after['paid']) ?? 0) - (numberOf(before['paid']) ?? 0);
		return { record: { ...record, title: line?.title ?? '' }, amount: Math.round(paid * 100) / 100 };
	},
	'webhook.trouble': ({ event }) => ({
		record: { ...event.record, title: textOf(event.after['name']) ?? '' },
		count: numberOf(event.after['failures']),
		text: textOf(event.after['fault']),
	}),
	'milestone.reached': (view) => ({
		...tellOfWedding(view),
		text: textOf(view.event.after['text'] ?? view.event.after['milestone']),
		count: numberOf(view.event.after['count']),
	}),
};

function tellOfRecord(view: View): Told {
	const { event } = view;
	const [field] = event.fields;
	const record = { kind: event.record.kind, id: event.record.id, title: titleOf(view) };
	return { record, ...(field !== undefined && valuesOf(view, field)) };
}

function tellOfTask(view: View): Told {
	const { record } = view.event;
	return { record: { ...record, title: taskOf(view, record.id)?.title ?? '' } };
}

const tellOfWedding = ({ plan }: View): Told => ({
	record: { kind: 'wedding', id: 'meta', title: plan.meta.name },
});

function tellOfMove(view: View): Told {
	const { event } = view;
	const field = event.fields.includes('start') ? 'start' : 'minutes';
	const item = itemOf(view, event.record.id);
	const [before, after] = [textOf(event.before['start']), textOf(event.after['start'])];
	return {
		record: { ...event.record, title: item?.title ?? '' },
		...valuesOf(view, field),
		at: item?.start,
		place: item?.place,
		minutes: before === undefined || after === undefined ? undefined : minutesBetween(before, after),
	};
}

function tellOfShift(view: View): Told {
	const items = movesOf(view);
	const minutes = new Set(items.map((one) => minutesOf(one)));
	const [first] = items;
	return {
		record: { ...view.event.record, title: first?.title ?? '' },
		items,
		count: items.length,
		minutes: minutes.size === 1 ? [...minutes][0] : undefined,
	};
}

function movesOf(view: View): readonly NoticeItem[] {
	const { before, after } = view.event;
	const former = new Map(startsIn(before['items']));
	return startsIn(after['items']).map(([id, start]) =>
		compact<NoticeItem>({
			title: itemOf(view, id)?.title ?? '',
			record: { kind: 'timeline', id },
			before: former.get(id),
			after: start,
		}),
	);
}

function startsIn(items: unknown): readonly (readonly [string, string | undefined])[] {
	if (!Array.isArray(items)) return [];
	return items.map((item) => [String(item?.id), textOf(item?.start)]);
}

const minutesOf = ({ before, after }: NoticeItem): number | undefined =>
	before === undefined || after === undefined ? undefined : minutesBetween(before, after);

function tellOfAssignment(view: View): Told {
	const { event } = view;
	const assignment = assignmentOf(view);
	const subject = subjectOf(view, subjectIn(view));
	const person = assignment?.person ?? textOf(event.after['person']);
	const at =
		subject?.kind === 'task' ? taskOf(view, subject.id)?.due : itemOf(view, subject?.id ?? '')?.start;
	return {
		record: subject ?? { ...event.record, title: '' },
		person: person === undefined ? undefined : personIn(view, person),
		after: textOf(event.after['status']),
		text: assignment?.note ?? assignment?.part,
		at,
	};
}

function tellOfComment(view: View): Told {
	const subject = subjectOf(view, subjectIn(view));
	return {
		record: subject ?? { ...view.event.record, title: '' },
		text: commentOf(view)?.text ?? textOf(view.event.after['text']),
	};
}

/** What they wrote, what counts instead, and who wrote that. */
function tellOfConflict(view: View): Told {
	const dispute = disputeOf(view);
	const winner = dispute?.by === undefined ? undefined : view.writers?.get(dispute.by.client);
	const lost = dispute?.candidates.find(({ winning }) => !winning);
	const [field] = view.event.fields;
	return {
		record: { ...view.event.record, title: titleOf(view) },
		field,
		before: shown(view, field, lost?.value),
		after: shown(view, field, dispute?.value),
		person: winner === undefined ? undefined : personIn(view, winner),
		text: dispute?.by === undefined ? 'manual' : winner === undefined ? undefined : dispute.by.role,
	};
}

function tellOfMissing(view: View): Told {
	const { event } = view;
	const item = itemOf(view, textOf(event.after['item'] ?? event.after['timeline']) ?? '');
	return {
		person: personIn(view, event.record.id),
		record: item === undefined ? undefined : { kind: 'timeline', id: item.id, title: item.title },
		at: item?.start ?? textOf(event.after['at'] ?? event.after['start']),
		minutes: numberOf(event.after['minutes']),
		place: item?.place,
		level: numberOf(event.after['level']),
	};
}

function tellOfGuest(view: View): Told {
	const { record } = view.event;
	const name = view.guests?.guests.find(({ id }) => id === record.id)?.name ?? '';
	return { record: { ...record, title: name }, person: { id: record.id, name } };
}

function personIn(view: View, person: string): NoticeFacts['person'] {
	const trade = reachOf(view, person)?.trade ?? view.plan.people.find(({ id }) => id === person)?.trade;
	return compact<NonNullable<NoticeFacts['person']>>({ id: person, name: nameOf(view, person) ?? '', trade });
}

/** Nobody stands for a time that came. */
function actorOf(view: View): NoticeFacts['actor'] {
	const { person, role } = view.event.actor;
	const name = nameOf(view, person);
	return name === undefined || role === 'service' ? undefined : { person, name, role };
}

function titleOf(view: View): string {
	const { kind, id } = view.event.record;
	const titled: Readonly<Record<string, string | undefined>> = {
		task: taskOf(view, id)?.title,
		timeline: itemOf(view, id)?.title,
		wedding: view.plan.meta.name,
		person: nameOf(view, id),
		assignment: subjectOf(view, subjectIn(view))?.title,
		comment: subjectOf(view, subjectIn(view))?.title,
		guest: view.guests?.guests.find((guest) => guest.id === id)?.name,
		table: view.guests?.tables.find((table) => table.id === id)?.name,
		budget: view.budget?.lines.find((line) => line.id === id)?.title,
		ceremony: view.ceremony?.items.find((item) => item.id === id)?.title,
	};
	return titled[kind] ?? '';
}

function valuesOf(view: View, field: string): Told {
	const { before, after } = view.event;
	return { field, before: shown(view, field, before[field]), after: shown(view, field, after[field]) };
}

/** As people say it: names for ids, plain words for the rest. */
function shown(view: View, field: string | undefined, value: unknown): string | undefined {
	if (value === undefined || value === null || Array.isArray(value)) return undefined;
	if (field === 'owner' || field === 'person') return nameOf(view, String(value));
	if (field === 'table') return tableOf(view, value);
	return typeof value === 'object' ? undefined : String(value);
}

const tableOf = ({ guests }: View, table: unknown): string | undefined =>
	guests?.tables.find(({ id }) => id === table)?.name;
const noteOf = ({ suggestions, event }: View): string | undefined =>
	suggestions?.get(String(event.after['suggestion']))?.note;
const dueOf = (view: View): string | undefined =>
	textOf(view.event.after['due']) ?? taskOf(view, view.event.record.id)?.due;
const spanOf = ({ event }: View): Told => ({ minutes: numberOf(event.after['minutes']) });

/** The newest proof: of an event that brings some, that; else what the task has. */
function photoOf(view: View): string | undefined {
	const brought = view.event.after['evidence'];
	const all: readonly unknown[] = Array.isArray(brought)
		? brought
		: view.event.type === 'task.completed'
			? (taskOf(view, view.event.record.id)?.evidence ?? [])
			: [];
	return textOf(all.at(-1));
}

/** Without the names of what is not there: facts are stored, compared and read by others. */
function compact<T extends object>(given: { readonly [K in keyof T]: T[K] | undefined }): T {
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
