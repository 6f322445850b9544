/**
 * A small wedding to decide about, as plain values: a plan of four tasks and three items, nine people who can be reached in their own ways, and
 * events made as the room would make them. What a test does not name is usual.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Plan } from '../../shared/document/document.ts';
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';
import { personId, recordId, seq, weddingId } from '../../shared/ids.ts';
import type { PersonChannel } from '../../shared/notices/channel.ts';
import type { Policy, Preferences } from '../../shared/notices/wishes.ts';
import { decide } from '../../server/notify/decide.ts';
import type { Decided, Told } from '../../server/notify/draft.ts';
import type { Scene } from '../../server/notify/scene.ts';
import type { Notice } from '../../server/store/notices.ts';
import type { Reach, ReachBook } from '../../server/store/reach.ts';

export const wedding = weddingId.parse('w');
/** A Wednesday in March, at noon in Berlin; the wedding is on a Saturday in June. */
export const noon = Date.parse('2027-03-10T11:00:00Z');
export const everyWay: readonly PersonChannel[] = ['in-app', 'push', 'email', 'sms', 'voice'];

export const cast = {
	amara: { role: 'couple' },
	theo: { role: 'couple' },
	priya: { role: 'coordinator' },
	ruth: { role: 'family' },
	hazel: { role: 'venue' },
	wren: { role: 'vendor', trade: 'florist' },
	marcus: { role: 'vendor', trade: 'photographer' },
	lucia: { role: 'vendor', trade: 'caterer' },
	edith: { role: 'guest' },
	robot: { role: 'service' },
} as const satisfies Record<string, { readonly role: Role; readonly trade?: string }>;
export type Name = keyof typeof cast;
export const names = Object.keys(cast) as readonly Name[];

export const person = (name: string) => personId.parse(name);

export function reach(name: Name, given: Partial<Reach> = {}): Reach {
	return {
		person: person(name),
		name: name[0]?.toUpperCase() + name.slice(1),
		...cast[name],
		has: everyWay,
		agreed: everyWay,
		suppressed: [],
		preferences: {},
		...given,
	};
}

export interface Given {
	readonly now?: number;
	readonly policy?: Policy;
	readonly reach?: Partial<Record<Name, Partial<Reach>>>;
	readonly wishes?: Partial<Record<Name, Preferences>>;
	readonly plan?: Partial<Plan>;
	readonly rest?: Partial<Scene>;
}

export function sceneWith({ now = noon, policy = {}, plan, rest, ...given }: Given = {}): Scene {
	const people = names.map((name) => {
		const wishes = given.wishes?.[name];
		return reach(name, { ...given.reach?.[name], ...(wishes !== undefined && { preferences: wishes }) });
	});
	const book: ReachBook = { people, policy };
	return { now, plan: { ...usualPlan(), ...plan }, book, ...rest };
}

/** Order the arch → put it up → take the photographs; the music stands by itself. */
export function usualPlan(): Plan {
	const task = (id: string, owner: Name | undefined, more: Partial<Plan['tasks'][number]> = {}) => ({
		id: recordId.parse(id),
		title: `The ${id}`,
		notes: '',
		dependsOn: [],
		evidence: [],
		status: 'todo' as const,
		...(owner !== undefined && { owner: person(owner) }),
		...more,
	});
	const item = (id: string, start: string, owner: Name) => ({
		id: recordId.parse(id),
		title: `The ${id}`,
		notes: '',
		kind: 'fixed' as const,
		start,
		minutes: 60,
		owner: person(owner),
	});
	return {
		meta: { name: 'Amara & Theo', date: '2027-06-12', timeZone: 'Europe/Berlin' },
		people: names.map((name) => ({
			id: recordId.parse(name),
			name: name[0]?.toUpperCase() + name.slice(1),
			...cast[name],
		})),
		tasks: [
			task('arch', 'wren'),
			task('setting', 'hazel', { dependsOn: [recordId.parse('arch')] }),
			task('pictures', 'marcus', { dependsOn: [recordId.parse('setting')] }),
			task('music', undefined),
		],
		timeline: [
			item('ceremony', '2027-06-12T15:00', 'priya'),
			item('portraits', '2027-06-12T16:00', 'marcus'),
			item('dinner', '2027-06-12T18:00', 'lucia'),
		],
		assignments: [],
		comments: [],
		conflicts: [],
	};
}

let count = 0;

/** `id` tells events apart; without it each is another one. */
export interface Happening {
	readonly type: EventType;
	readonly by: Name | 'wedsync';
	readonly on: readonly [kind: string, id: string];
	readonly before?: Readonly<Record<string, unknown>>;
	readonly after?: Readonly<Record<string, unknown>>;
	readonly fields?: readonly string[];
	readonly at?: number;
	readonly occurredAt?: number;
	readonly id?: string;
}

export function event({ type, by, on: [kind, id], at = noon, ...given }: Happening): WeddingEvent {
	const { before = {}, after = {}, occurredAt } = given;
	count += 1;
	return {
		id: given.id ?? `event-${count}`,
		seq: seq.parse(count),
		index: 0,
		type,
		at: new Date(at).toISOString(),
		...(occurredAt !== undefined && { occurredAt: new Date(occurredAt).toISOString() }),
		wedding,
		actor: { person: person(by), role: by === 'wedsync' ? 'service' : cast[by].role },
		record: { kind, id: recordId.parse(id) },
		before,
		after,
		fields: given.fields ?? [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(),
	};
}

/** A task's status as somebody sets it. */
export const status = (
	by: Name,
	before: string,
	after: string,
	more: Partial<Happening> = {},
): WeddingEvent =>
	event({
		type:
			after === 'done'
				? 'task.completed'
				: before === 'done'
					? 'task.reopened'
					: after === 'doing'
						? 'task.started'
						: 'task.updated',
		by,
		on: ['task', 'arch'],
		before: { status: before },
		after: { status: after },
		...more,
	});

export const moved = (by: Name, item: string, before: string, after: string, more: Partial<Happening> = {}) =>
	event({
		type: 'timeline.moved',
		by,
		on: ['timeline', item],
		before: { start: before },
		after: { start: after },
		...more,
	});

/** What is decided of it, and what tests look at: who hears what, which ways it takes to somebody, and why. */
const nothing: Told = { open: [], outward: [] };
export const decided = (
	events: readonly WeddingEvent[] | WeddingEvent,
	given: Given = {},
	told = nothing,
): Decided => decide(Array.isArray(events) ? events : [events as WeddingEvent], sceneWith(given), told);
export const told = ({ notices }: Decided) => notices.map(({ person: who, kind }) => `${who} ${kind}`).sort();
export const ways = ({ deliveries }: Decided, who: string) =>
	deliveries
		.filter(({ to }) => to.kind === 'person' && to.person === who)
		.map(({ channel, dueAt, unless }) => [channel, dueAt, ...(unless === undefined ? [] : [unless])]);
export const opened = (one: Decided): readonly Notice[] =>
	one.notices.map((notice) => ({ ...notice, state: 'open' }));
export const whyOf = ({ explanations }: Decided, who: string) =>
	explanations
		.filter((one) => one.person === who)
		.map(({ outcome, reasons }) => [outcome, ...reasons.map(({ code }) => code)]);
