/**
 * Which changes are told as one. A topic is what a run of changes is about (the state of a task, the times of the run sheet); a notice
 * that nobody has got yet is joined with what comes after it, and told as one change from what was before the first to what is after the
 * last. Guards: what is undone before it is told is told to nobody; nothing is told that is no longer so.
 */
import type { EventType, WeddingEvent } from '../../shared/events/event.ts';

/** What changed, from the first of several changes to the last; by field, of times by item and field. */
export interface Span {
	/** When the first of them was heard of. */
	readonly since: number;
	readonly before: Readonly<Record<string, unknown>>;
	readonly after: Readonly<Record<string, unknown>>;
	/** Changed without a value that could be compared (a note). */
	readonly also: readonly string[];
}

export interface Topic {
	readonly key: string;
	/** What the joined change means; undefined: nothing that is told. */
	readonly type?: (span: Span, event: WeddingEvent) => EventType | undefined;
	/** It is about the person who is told of it: another's is no news of this one. */
	readonly isEachTheirOwn?: true;
	/** It is news whatever the values are: they stand as they stood. */
	readonly isAlways?: true;
	/** Several records at once, under `<id> <field>`. */
	readonly isOfTimes?: true;
}

export function spanOf(event: WeddingEvent, { isOfTimes }: Topic, since: number): Span {
	if (isOfTimes === true)
		return { since, before: timesIn(event, 'before'), after: timesIn(event, 'after'), also: [] };
	const { before, after, fields } = event;
	const also = fields.filter((field) => !Object.hasOwn(before, field) && !Object.hasOwn(after, field));
	return { since, before, after, also };
}

export function joined(first: Span, then: Span): Span {
	return {
		since: first.since,
		before: { ...then.before, ...first.before, ...appeared(first, then) },
		after: { ...kept(first.after, then), ...then.after },
		also: [...new Set([...first.also, ...then.also])],
	};
}

/** The event that this span would have been, had it happened in one step; undefined: nothing is left of it. */
export function retold(event: WeddingEvent, topic: Topic, span: Span): WeddingEvent | undefined {
	if (topic.isAlways === true) return event;
	const changed = changedIn(span);
	if (changed.length === 0 && span.also.length === 0) return undefined;
	if (topic.isOfTimes === true) return movedAs(event, changed, span);
	const type = topic.type === undefined ? event.type : topic.type(span, event);
	if (type === undefined) return undefined;
	return {
		...event,
		type,
		before: picked(span.before, changed),
		after: picked(span.after, changed),
		fields: [...changed, ...span.also].sort(),
	};
}

/** Only what concerns these records. */
export function restricted(span: Span, isMeant: (record: string) => boolean): Span {
	const own = (values: Span['before']) =>
		Object.fromEntries(Object.entries(values).filter(([key]) => isMeant(recordIn(key))));
	return { ...span, before: own(span.before), after: own(span.after) };
}

export const written = (span: Span): string => JSON.stringify(span);
export const read = (was: string): Span => JSON.parse(was) as Span;

export const changedIn = ({ before, after }: Span): readonly string[] =>
	[...new Set([...Object.keys(before), ...Object.keys(after)])]
		.filter((field) => !isSame(before[field] ?? unsaid[field], after[field] ?? unsaid[field]))
		.sort();

/** The items whose times changed. */
export const recordsIn = (span: Span): ReadonlySet<string> => new Set(changedIn(span).map(recordIn));

function timesIn(event: WeddingEvent, side: 'before' | 'after'): Record<string, unknown> {
	const given = event[side]['items'];
	const items: readonly unknown[] = Array.isArray(given) ? given : [{ ...event[side], id: event.record.id }];
	return Object.fromEntries(
		items.flatMap((item) => {
			if (typeof item !== 'object' || item === null || !('id' in item)) return [];
			const { id, ...values } = item;
			return Object.entries(values).map(([field, value]) => [`${String(id)} ${field}`, value]);
		}),
	);
}

/** One item is moved, several are shifted. */
function movedAs(event: WeddingEvent, changed: readonly string[], span: Span): WeddingEvent | undefined {
	const ids = [...new Set(changed.map(recordIn))];
	const [only] = ids;
	if (only === undefined) return undefined;
	const fields = [...new Set(changed.map((key) => key.slice(recordIn(key).length + 1)))].sort();
	const of = (values: Span['before'], id: string) =>
		Object.fromEntries(
			changed
				.filter((key) => recordIn(key) === id && values[key] !== undefined)
				.map((key) => [key.slice(id.length + 1), values[key]]),
		);
	const startOf = (id: string) => String(span.before[`${id} start`] ?? '~');
	ids.sort((a, b) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : a < b ? -1 : 1));
	const record = { kind: 'timeline', id: (ids[0] ?? only) as WeddingEvent['record']['id'] };
	if (ids.length === 1)
		return {
			...event,
			type: 'timeline.moved',
			record,
			fields,
			before: of(span.before, only),
			after: of(span.after, only),
		};
	const list = (values: Span['before']) => ({ items: ids.map((id) => ({ id, ...of(values, id) })) });
	return {
		...event,
		type: 'timeline.shifted',
		record,
		fields,
		before: list(span.before),
		after: list(span.after),
	};
}

/** A field that was empty before the first change has no former value, whatever the second one replaced. */
function appeared(first: Span, then: Span): Record<string, undefined> {
	const names = Object.keys(then.before).filter(
		(field) => Object.hasOwn(first.after, field) && !Object.hasOwn(first.before, field),
	);
	return Object.fromEntries(names.map((field) => [field, undefined]));
}

/** A field that the second change emptied has no value after it. */
function kept(after: Span['after'], then: Span): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(after).filter(
			([field]) => !(Object.hasOwn(then.before, field) && !Object.hasOwn(then.after, field)),
		),
	);
}

const picked = (values: Span['before'], names: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
const recordIn = (key: string): string => key.slice(0, Math.max(0, key.indexOf(' ')));
export const isNone = (value: unknown): boolean =>
	value === undefined || value === null || (Array.isArray(value) && value.length === 0);
const isSame = (a: unknown, b: unknown): boolean =>
	isNone(a) && isNone(b) ? true : JSON.stringify(a) === JSON.stringify(b);
/** What a field that nobody ever wrote means. */
const unsaid: Readonly<Record<string, unknown>> = { status: 'todo', rsvp: 'open', state: 'planned' };
