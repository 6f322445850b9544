/**
 * Who is meant by an event, by the part they have in it. Pure look-ups in the scene, one for each word that rules use; whether
 * somebody may hear of it at all, and whether they did it themselves, is asked afterwards and of everybody alike.
 */
import type { Role } from '../../shared/access/roles.ts';
import { categoryOf, levelOf, reaches } from '../../shared/access/permissions.ts';
import { recordKindOf } from '../../shared/events/draft.ts';
import type { Root } from '../../shared/document/schema.ts';
import {
	assignedTo,
	commentersOn,
	dependentsOf,
	freedBy,
	holdersOf,
	nameOf,
	type Scene,
	textOf,
	type View,
} from './scene.ts';

export const audiences = {
	couple: (view) => withRole(view, 'couple'),
	coordinator: (view) => withRole(view, 'coordinator'),
	venue: (view) => withRole(view, 'venue'),
	caterer: ({ book }) => book.people.filter(({ trade }) => /cater/i.test(trade ?? '')).map(personOf),
	everybody: ({ book, event }) => meantBy(book.people, event.after['to']).map(personOf),
	owner: (view) => named(ownerIn(view)),
	asked: (view) => named(assignmentOf(view)?.person ?? view.event.after['person']),
	/** Of the record that the event, or the assignment or comment in it, is about. */
	holder: (view) => holdersOfSubject(view),
	follower: (view) => [...holdersOfSubject(view), ...commentersOn(view, subjectIn(view))],
	/** Who was named in a comment is told of that instead. */
	listener: (view) => {
		const named: readonly string[] = commentOf(view)?.mentions ?? listed(view.event.after['mentions']);
		return [...holdersOfSubject(view), ...commentersOn(view, subjectIn(view))].filter(
			(person) => !named.includes(person),
		);
	},
	/** Whose items moved, and whose tasks hang on one of them. */
	concerned: (view) => movedIn(view).flatMap((id) => concernedWith(view, id)),
	next: (view) => nextItems(view).flatMap((id) => holdersOf(view, 'timeline', id)),
	freed: (view) => freedBy(view, view.event.record.id).flatMap(({ id }) => holdersOf(view, 'task', id)),
	waiting: (view) => waitingFor(view, view.event.record.id),
	mentioned: ({ event }) => listed(event.after['mentions']),
	payee: (view) => payeesOf(view),
	author: ({ event }) => [event.actor.person],
	loser: (view) => losersOf(view),
	decider: (view) => decidersOf(view),
	suggester: ({ event, suggestions }) => named(suggestions?.get(String(event.after['suggestion']))?.by),
	/** Whom the event is about, where its record is a person. */
	themselves: ({ event }) => [event.record.id],
	contact: ({ book }) => book.policy.contacts ?? [],
} as const satisfies Record<string, (view: View) => readonly string[]>;
export type AudienceName = keyof typeof audiences;

/** Owner, helpers, and those whose task or item hangs on this item. */
export function concernedWith(scene: Scene, item: string): readonly string[] {
	const { tasks, timeline } = scene.plan;
	const hanging = tasks.filter(({ anchor, status }) => anchor?.endsWith(`@${item}`) && status !== 'done');
	const following = timeline.filter(({ after }) => after === item);
	return [
		...holdersOf(scene, 'timeline', item),
		...hanging.flatMap(({ id }) => holdersOf(scene, 'task', id)),
		...following.flatMap(({ id }) => holdersOf(scene, 'timeline', id)),
	];
}

/** Whose a task is by this event: what is back is whose it was. */
export function ownerIn({ plan, event }: View): unknown {
	if (event.type !== 'task.restored') return event.after['owner'];
	return plan.tasks.find(({ id }) => id === event.record.id)?.owner;
}

/** The items that an event about times is about. */
export function movedIn({ event }: Pick<View, 'event'>): readonly string[] {
	const items = event.after['items'];
	if (!Array.isArray(items)) return [event.record.id];
	return items.flatMap((item: unknown) =>
		typeof item === 'object' && item !== null && 'id' in item ? [String(item.id)] : [],
	);
}

/** `task:<id>` or `timeline:<id>` of what the event is about in the end. */
export function subjectIn(view: View): string {
	const { record, after } = view.event;
	if (record.kind === 'assignment') return assignmentOf(view)?.on ?? String(after['on'] ?? '');
	if (record.kind === 'comment') return commentOf(view)?.on ?? String(after['on'] ?? '');
	return `${record.kind}:${record.id}`;
}

export const assignmentOf = ({ plan, event }: View) =>
	plan.assignments.find(({ id }) => id === event.record.id);
export const commentOf = ({ plan, event }: View) => plan.comments.find(({ id }) => id === event.record.id);

/** Whoever wrote a value that stands and does not count. With nobody's word counting they are all told. */
export function disputeOf(view: View) {
	const { event } = view;
	const [field] = event.fields;
	const root = rootOfKind(event.record.kind);
	const views = [view.plan, view.guests, view.budget, view.ceremony];
	return views
		.flatMap((one) => one?.conflicts ?? [])
		.find((one) => one.root === root && one.record === event.record.id && one.field === field);
}

function losersOf(view: View): readonly string[] {
	const lost = disputeOf(view)?.candidates.filter(({ winning }) => !winning) ?? [];
	return lost.flatMap(({ client }) => named(view.writers?.get(client)));
}

function decidersOf({ book, event }: View): readonly string[] {
	const root = rootOfKind(event.record.kind) ?? 'tasks';
	const category = categoryOf[root] ?? 'tasks';
	return book.people.filter(({ role }) => reaches(levelOf({ role }, category), 'write')).map(personOf);
}

/** Chosen by the couple; of a line that names one of the plan's people, only that one. */
function payeesOf(view: View): readonly string[] {
	const { book, budget, event } = view;
	const payees = book.policy.payees ?? [];
	const vendor = budget?.lines.find(({ id }) => id === event.record.id)?.vendor;
	const isOneOfUs = vendor !== undefined && nameOf(view, vendor) !== undefined;
	return isOneOfUs ? payees.filter((person) => person === vendor) : payees;
}

/** Along the chain: what waits for what waits for it is late as well. */
function waitingFor(scene: Scene, first: string): readonly string[] {
	const seen = new Set<string>([first]);
	const people: string[] = [];
	for (const id of seen) {
		for (const task of dependentsOf(scene, id)) {
			if (task.status === 'done' || seen.has(task.id)) continue;
			seen.add(task.id);
			people.push(...holdersOf(scene, 'task', task.id));
		}
	}
	return people;
}

/** What follows by name, or else what begins next. */
function nextItems({ plan, event }: View): readonly string[] {
	const open = plan.timeline.filter(({ state }) => state === undefined || state === 'planned');
	const named = open.filter(({ after }) => after === event.record.id);
	if (named.length > 0) return named.map(({ id }) => id);
	const start = plan.timeline.find(({ id }) => id === event.record.id)?.start;
	const later = open.filter((item) => start !== undefined && (item.start ?? '') > start);
	return later.filter((item) => item.start === later[0]?.start).map(({ id }) => id);
}

function holdersOfSubject(view: View): readonly string[] {
	const subject = subjectIn(view);
	const [kind, id = ''] = subject.split(':');
	if (kind === 'task' || kind === 'timeline') return holdersOf(view, kind, id);
	return assignedTo(view, subject);
}

interface Addressees {
	readonly roles?: unknown;
	readonly trades?: unknown;
	readonly people?: unknown;
}

/** Everybody, unless it is said who. */
function meantBy<P extends { readonly person: string; readonly role: Role; readonly trade?: string }>(
	people: readonly P[],
	to: unknown,
): readonly P[] {
	if (typeof to !== 'object' || to === null) return people;
	const { roles, trades, people: persons }: Addressees = to;
	if (roles === undefined && trades === undefined && persons === undefined) return people;
	return people.filter(
		({ person, role, trade }) =>
			listed(roles).includes(role) ||
			listed(persons).includes(person) ||
			(trade !== undefined && listed(trades).includes(trade)),
	);
}

const rootOfKind = (kind: string): Root | undefined =>
	(Object.entries(recordKindOf) as [Root, string][]).find(([, name]) => name === kind)?.[0];
const withRole = ({ book }: Scene, wanted: Role): readonly string[] =>
	book.people.filter(({ role }) => role === wanted).map(personOf);
const personOf = ({ person }: { readonly person: string }): string => person;
const named = (value: unknown): readonly string[] => {
	const name = textOf(value);
	return name === undefined ? [] : [name];
};
const listed = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
