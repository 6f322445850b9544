/**
 * What is looked at when it is decided who is told of an event: the wedding as it stands, and what is known of its people. Plain
 * values, gathered once for a run of events; the look-ups below read them and know no clock and no store.
 */
import { mayRead } from '../../shared/access/permissions.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Plan } from '../../shared/document/document.ts';
import type { Budget, Ceremony, GuestList } from '../../shared/document/private-sections.ts';
import type { Task, TimelineItem } from '../../shared/document/schema.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { Reach, ReachBook } from '../store/reach.ts';

export interface Scene {
	readonly now: Millis;
	readonly plan: Plan;
	readonly book: ReachBook;
	/** The private sections, as far as the events ask for them. */
	readonly guests?: GuestList;
	readonly budget?: Budget;
	readonly ceremony?: Ceremony;
	/** Who writes under which client id, where an event is about who wrote what. */
	readonly writers?: ReadonlyMap<number, PersonId>;
	/** Who made the suggestions that events name, and what they say. */
	readonly suggestions?: ReadonlyMap<string, Suggested>;
}

export interface Suggested {
	readonly by: PersonId;
	readonly note?: string;
}

/** One event in its scene. */
export interface View extends Scene {
	readonly event: WeddingEvent;
}

/** Deleted ones are not in the plan: nobody is told of those. */
export const taskOf = ({ plan }: Scene, id: string): Task | undefined =>
	plan.tasks.find((task) => task.id === id);
export const itemOf = ({ plan }: Scene, id: string): TimelineItem | undefined =>
	plan.timeline.find((item) => item.id === id);

/** `task:<id>` or `timeline:<id>`. */
export function subjectOf(
	scene: Scene,
	on: unknown,
): { readonly kind: 'task' | 'timeline'; readonly id: string; readonly title: string } | undefined {
	const [kind, id = ''] = typeof on === 'string' ? on.split(':') : [];
	if (kind === 'task') return titled(kind, taskOf(scene, id));
	return kind === 'timeline' ? titled(kind, itemOf(scene, id)) : undefined;
}

function titled<K extends string>(
	kind: K,
	record: { readonly id: string; readonly title: string } | undefined,
) {
	return record === undefined ? undefined : { kind, id: record.id, title: record.title };
}

export const reachOf = ({ book }: Scene, person: string): Reach | undefined =>
	book.people.find((one) => one.person === person);

export function nameOf({ plan, book }: Scene, person: string): string | undefined {
	return (
		plan.people.find(({ id }) => id === person)?.name ??
		book.people.find((one) => one.person === person)?.name
	);
}

/** Owner and those who were asked and have not declined. */
export function holdersOf(scene: Scene, kind: 'task' | 'timeline', id: string): readonly string[] {
	const record = kind === 'task' ? taskOf(scene, id) : itemOf(scene, id);
	const owner = record?.owner;
	return [...(owner === undefined || owner === null ? [] : [owner]), ...assignedTo(scene, `${kind}:${id}`)];
}

export const assignedTo = ({ plan }: Scene, subject: string): readonly string[] =>
	plan.assignments
		.filter(({ on, status }) => on === subject && status !== 'declined')
		.map(({ person }) => person);

export const commentersOn = ({ plan }: Scene, subject: string): readonly string[] =>
	plan.comments.filter(({ on }) => on === subject).map(({ by }) => by);

/** Tasks that wait for this one and can begin, now that nothing else holds them. */
export function freedBy(scene: Scene, task: string): readonly Task[] {
	return dependentsOf(scene, task).filter(
		({ status, dependsOn }) =>
			status !== 'done' && dependsOn.every((id) => id === task || taskOf(scene, id)?.status === 'done'),
	);
}

export const dependentsOf = ({ plan }: Scene, task: string): readonly Task[] =>
	plan.tasks.filter(({ dependsOn }) => dependsOn.some((id) => id === task));

export function mayHear({ role }: Pick<Reach, 'role'>, kind: string): boolean {
	return mayRead({ role }, sectionOfKind(kind));
}

export const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;
export const numberOf = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isFinite(value) ? value : undefined;
