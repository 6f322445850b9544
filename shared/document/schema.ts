/**
 * Every record and field of a wedding, declared once as data, and which of them share a document. Static types, the gate's value checks, the
 * REST bodies and the readers all come from this table; nothing else knows a field's name.
 *
 * A field is one of four kinds:
 * - `plain`: the key is the field, the last write (in Yjs's own order) wins;
 * - `register`: the key is `field~clientId`, concurrent writes all stand and a strategy chooses (see `fields.ts`);
 * - `text`: a nested `Y.Text`, created with its record;
 * - `set`: flat keys `field/<member>` whose value is `true` (two first writes to a nested map would lose one whole map).
 */
import { z } from 'zod';
import { role } from '../access/roles.ts';
import { isZone } from '../day/local-time.ts';
import { clientId, personId, recordId } from '../ids.ts';

export type Strategy = 'last-write' | 'role' | 'rule' | 'manual';

/** How a `rule` register chooses among concurrent values; each is a pure function of the candidates. */
export type Rule =
	| { readonly kind: 'earliest' }
	| { readonly kind: 'latest' }
	| { readonly kind: 'largest' }
	/** The value that stands furthest to the right in `order`. */
	| { readonly kind: 'furthest'; readonly order: readonly string[] };

export type PlainField = { kind: 'plain'; value: z.ZodType; optional: boolean };
export type RegisterField = {
	kind: 'register';
	value: z.ZodType;
	optional: boolean;
	strategy: Exclude<Strategy, 'last-write'>;
	rule?: Rule;
};
export type TextField = { kind: 'text' };
export type SetField = { kind: 'set'; member: z.ZodType };
export type Field = PlainField | RegisterField | TextField | SetField;

const line = (max: number) => z.string().max(max);
const title = z.string().trim().min(1).max(300);
/** `YYYY-MM-DDTHH:mm`, on the wedding's own clock; that the moment exists there is checked by the operations. */
export const localTime = z
	.string()
	.regex(
		/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/,
		'a local time is YYYY-MM-DDTHH:mm',
	)
	.refine(isCalendarDay, 'there is no such day');
export const localDate = z
	.string()
	.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date is YYYY-MM-DD')
	.refine(isCalendarDay, 'there is no such day');
export const instant = z.iso.datetime({ offset: true });
export const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'a colour is #rrggbb, in small letters');
/** `task:<id>` or `timeline:<id>`. */
export const subject = z
	.string()
	.regex(/^(task|timeline):[A-Za-z0-9_-]{1,64}$/, 'task:<id> or timeline:<id>');
/** Minutes from a timeline item's start, `-30@<timeline id>`: the moment a task hangs on. */
export const anchor = z
	.string()
	.regex(/^-?\d{1,5}@[A-Za-z0-9_-]{1,64}$/, 'an anchor is <minutes>@<timeline id>');
/** An amount in the wedding's own currency; negative for what comes back. */
export const money = z
	.number()
	.min(-1_000_000_000)
	.max(1_000_000_000)
	.refine((amount) => Math.round(amount * 100) / 100 === amount, 'an amount has at most two decimals');
/** See `order.ts`. */
export const orderKey = z.number().min(-1_000_000_000).max(1_000_000_000);
export const minutes = z.int().min(0).max(14_400);
export const blobHash = z.string().regex(/^[0-9a-f]{64}$/, 'a blob is named by its SHA-256 in hex');
export const timeZone = z
	.string()
	.regex(/^[A-Za-z0-9_+\-/]{1,64}$/, 'an IANA time zone')
	.refine(isZone, 'there is no such time zone; one is written as "Europe/Berlin"');

/** 30 February matches the pattern and is in no calendar; which days exist depends on nothing else. */
function isCalendarDay(text: string): boolean {
	const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
	return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

const plain = <T extends z.ZodType>(value: T) => ({ kind: 'plain', value, optional: false }) as const;
const optional = <T extends z.ZodType>(value: T) => ({ kind: 'plain', value, optional: true }) as const;
const byRole = <T extends z.ZodType>(value: T) =>
	({ kind: 'register', value, optional: true, strategy: 'role' }) as const;
const byRule = <T extends z.ZodType>(value: T, rule: Rule) =>
	({ kind: 'register', value, optional: true, strategy: 'rule', rule }) as const;
const byHand = <T extends z.ZodType>(value: T) =>
	({ kind: 'register', value, optional: true, strategy: 'manual' }) as const;
const text = { kind: 'text' } as const;
const set = <T extends z.ZodType>(member: T) => ({ kind: 'set', member }) as const;

export const taskStatuses = ['todo', 'doing', 'blocked', 'done'] as const;
export const priorities = ['low', 'normal', 'high'] as const;
export const timelineKinds = ['fixed', 'flexible', 'buffer'] as const;
export const timelineStates = ['planned', 'ready', 'skipped', 'running', 'done'] as const;
export const assignmentStatuses = ['asked', 'accepted', 'declined', 'done'] as const;
export const answers = ['open', 'yes', 'maybe', 'no'] as const;
export const phases = ['planning', 'final-week', 'wedding-day', 'after'] as const;

/** Soft deletion: both are written together and removed together by a restore. */
const deletion = { deletedAt: optional(instant), deletedBy: optional(personId) } as const;

export const schema = {
	/** One record under the root itself: its keys are the root map's keys. */
	meta: {
		name: plain(title),
		// People quarrel about the date and the place: the higher role wins, the other stays visible.
		date: byRole(localDate),
		timeZone: plain(timeZone),
		place: byRole(line(300)),
		accent: optional(colour),
		phase: optional(z.enum(phases)),
		outdoor: optional(z.boolean()),
		/** The document's schema version, written by the server (see `migrate.ts`). */
		version: optional(z.int().min(1).max(1_000)),
	},
	people: {
		name: plain(title),
		role: plain(role),
		trade: optional(line(100)),
		colour: optional(colour),
		/** Named by the couple: may take emergency access on the day. */
		deputy: optional(z.boolean()),
		...deletion,
	},
	tasks: {
		title: plain(title),
		notes: text,
		// Two people tick at once: the task is as far along as the further of them says.
		status: byRule(z.enum(taskStatuses), { kind: 'furthest', order: taskStatuses }),
		due: optional(localTime),
		owner: byRole(personId.nullable()),
		priority: optional(z.enum(priorities)),
		category: optional(line(100)),
		dependsOn: set(recordId),
		evidence: set(blobHash),
		anchor: optional(anchor),
		...deletion,
	},
	timeline: {
		title: plain(title),
		notes: text,
		kind: plain(z.enum(timelineKinds)),
		start: byRole(localTime),
		minutes: byRole(minutes),
		minMinutes: optional(minutes),
		place: byRole(line(300)),
		group: optional(line(100)),
		owner: byRole(personId.nullable()),
		// Two people tap start: the first real moment is when it started; the end is when the last one saw it end.
		actualStart: byRule(instant.nullable(), { kind: 'earliest' }),
		actualEnd: byRule(instant.nullable(), { kind: 'latest' }),
		state: byRule(z.enum(timelineStates), { kind: 'furthest', order: timelineStates }),
		visibility: optional(z.enum(['team', 'guests'])),
		after: optional(recordId),
		...deletion,
	},
	assignments: {
		on: plain(subject),
		person: plain(personId),
		part: optional(line(200)),
		// A "no" that crosses a "yes" must be noticed, so declined stands further than accepted.
		status: byRule(z.enum(assignmentStatuses), { kind: 'furthest', order: assignmentStatuses }),
		note: optional(line(1_000)),
		...deletion,
	},
	comments: {
		/** The record it stands on: `task:<id>`, `timeline:<id>`. */
		on: plain(subject),
		by: plain(personId),
		text: plain(z.string().trim().min(1).max(4_000)),
		mentions: set(personId),
		at: plain(instant),
		...deletion,
	},
	/** The ceremony, step by step: what is said or played, and by whom. */
	items: {
		title: plain(title),
		text,
		// Two people put the vows at two places: nobody's order counts before somebody has decided.
		order: byHand(orderKey),
		/** In words: readers and singers need not be people of the plan. */
		who: optional(line(200)),
		...deletion,
	},
	guests: {
		name: plain(title),
		/** The household or group that is invited together. */
		party: optional(line(200)),
		rsvp: byRole(z.enum(answers)),
		diet: optional(line(300)),
		table: byRole(recordId.nullable()),
		...deletion,
	},
	tables: {
		name: plain(title),
		seats: optional(z.int().min(1, 'a table has at least one seat').max(1_000)),
		...deletion,
	},
	lines: {
		title: plain(title),
		category: optional(line(100)),
		/** In words, or the id of one of the plan's people; another document cannot be asked which. */
		vendor: optional(line(200)),
		amount: byHand(money),
		// Two people note a payment at once: the one who knows of more money is right.
		paid: byRule(money, { kind: 'largest' }),
		/** A day, or a moment of it. */
		due: optional(z.union([localDate, localTime])),
		...deletion,
	},
} as const satisfies Record<string, Record<string, Field>>;

export type Schema = typeof schema;
export type Root = keyof Schema;
/** The roots that hold records under ids; `meta` is a record itself. */
export type RecordKind = Exclude<Root, 'meta'>;

/** The documents of a wedding and the roots of each: what one may not read is not in a document one is sent. */
export const sections = {
	plan: ['meta', 'people', 'tasks', 'timeline', 'assignments', 'comments'],
	ceremony: ['items'],
	guests: ['guests', 'tables'],
	budget: ['lines'],
} as const satisfies Record<string, readonly Root[]>;
export type Section = keyof typeof sections;
export const sectionNames = Object.keys(sections) as readonly Section[];

export const isSection = (name: string): name is Section => Object.hasOwn(sections, name);
export const rootsOf = (section: Section): readonly Root[] => sections[section];
export const kindsOf = (section: Section): readonly RecordKind[] => rootsOf(section).filter(isKind);

export function sectionOf(root: Root): Section {
	const section = sectionNames.find((name) => rootsOf(name).includes(root));
	if (section === undefined) throw new Error(`${root} belongs to no section`);
	return section;
}

const isKind = (root: Root): root is RecordKind => root !== 'meta';
export const recordKinds = sectionNames.flatMap(kindsOf);

type ValueOf<F> = F extends { value: infer V extends z.ZodType }
	? z.infer<V>
	: F extends { member: infer M extends z.ZodType }
		? readonly z.infer<M>[]
		: string;
type Always<K extends Root> = {
	[F in keyof Schema[K]]: Schema[K][F] extends { optional: true } ? never : F;
}[keyof Schema[K]];

/** A record as `/plan` shows it: registers as their resolved values, text as strings, sets as sorted arrays. */
export type FieldsOf<K extends Root> = { readonly [F in Always<K>]: ValueOf<Schema[K][F]> } & {
	readonly [F in Exclude<keyof Schema[K], Always<K>>]?: ValueOf<Schema[K][F]>;
};
export type RecordOf<K extends RecordKind> = { readonly id: z.infer<typeof recordId> } & FieldsOf<K>;
export type Meta = FieldsOf<'meta'>;
export type Task = RecordOf<'tasks'>;
export type TimelineItem = RecordOf<'timeline'>;
export type Assignment = RecordOf<'assignments'>;
export type Person = RecordOf<'people'>;
export type Comment = RecordOf<'comments'>;
export type CeremonyItem = RecordOf<'items'>;
export type Guest = RecordOf<'guests'>;
export type Table = RecordOf<'tables'>;
export type BudgetLine = RecordOf<'lines'>;

/** A field by name, or undefined for a name the schema does not know (never through a prototype). */
export function fieldOf(root: Root, name: string): Field | undefined {
	return Object.hasOwn(schema[root], name) ? (schema[root] as Record<string, Field>)[name] : undefined;
}

export function isRoot(name: string): name is Root {
	return Object.hasOwn(schema, name);
}

/** What a key of a record's map means; undefined for keys the schema has no place for. */
export type Key =
	| { readonly kind: 'plain'; readonly name: string; readonly field: PlainField }
	| { readonly kind: 'text'; readonly name: string; readonly field: TextField }
	| {
			readonly kind: 'register';
			readonly name: string;
			readonly field: RegisterField;
			readonly client: z.infer<typeof clientId>;
	  }
	| { readonly kind: 'set'; readonly name: string; readonly field: SetField; readonly member: string };

export function parseKey(root: Root, key: string): Key | undefined {
	const tilde = key.indexOf('~');
	const slash = key.indexOf('/');
	const cut = tilde !== -1 ? tilde : slash;
	const name = cut === -1 ? key : key.slice(0, cut);
	const rest = cut === -1 ? undefined : key.slice(cut + 1);
	const field = fieldOf(root, name);
	if (field === undefined) return undefined;
	if (field.kind === 'register') {
		if (tilde === -1 || !/^[1-9]\d{0,9}$/.test(rest ?? '')) return undefined;
		const client = clientId.safeParse(Number(rest));
		return client.success ? { kind: 'register', name, field, client: client.data } : undefined;
	}
	if (field.kind === 'set') {
		if (slash === -1 || tilde !== -1 || !field.member.safeParse(rest).success) return undefined;
		return { kind: 'set', name, field, member: rest ?? '' };
	}
	return rest === undefined ? ({ kind: field.kind, name, field } as Key) : undefined;
}

export const registerKey = (name: string, client: number): string => `${name}~${client}`;
export const setKey = (name: string, member: string): string => `${name}/${member}`;
