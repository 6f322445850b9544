/**
 * `may(who, deed, facts)`: the one judgement of rights, over plain values. The gate asks it for every field an update touches,
 * the app for what to offer, and whoever is told no is told why. Everything is read as it stands before the deed.
 */
import type { PersonId } from '../ids.ts';
import type { Root } from '../document/schema.ts';
import { appoints, type Category, categoryOf, levelOf, ownFields, reaches } from './permissions.ts';
import { type Role, roles } from './roles.ts';

export interface Who {
	readonly person: PersonId;
	readonly role: Role;
	/** In emergency access, now. */
	readonly raised?: boolean;
}

/** One field of one record about to change. */
export interface Deed {
	readonly root: Root;
	readonly record: string;
	/** A field's name; `''` when the record itself is created, with all its fields: they need no judging of their own then. */
	readonly field: string;
	/** The value it gets: of a plain field, where it matters (`role`, `by`, `deletedBy`); of a creation, all plain fields by name. */
	readonly after?: unknown;
}

/** What the judgement needs to know of the document; see `facts.ts`. */
export interface Facts {
	/** A field as it is resolved now; undefined where there is none. */
	value(root: Root, record: string, field: string): unknown;
	/** Is there a standing assignment of this person on `task:<id>` or `timeline:<id>`? */
	isAssigned(subject: string, person: PersonId): boolean;
}

export type Answer = { readonly may: true } | { readonly may: false; readonly reason: string };

export function may(who: Who, deed: Deed, facts: Facts): Answer {
	if (deed.root === 'comments') return mayComment(who, deed, facts);
	const category: Category = categoryOf[deed.root];
	const level = levelOf(who, category);
	if (deed.root === 'meta' && deed.field === 'version')
		return no('The version of a wedding is kept by WedSync.');
	if (isTheDay(deed) && !reaches(levelOf({ role: who.role }, category), 'write') && who.raised === true)
		return no('Emergency access belongs to the day: when that is, is for those who plan.');
	if (reaches(level, 'write')) {
		return deed.root === 'people' ? mayManagePerson(who, deed, facts) : signs(who, deed);
	}
	if (level !== 'own') return no(sentences[level](category, who.role));
	if (deed.field === '') return no(`As ${named(who.role)} you add nothing to ${category}.`);
	if (!isOwn(who, deed, facts)) return no(`As ${named(who.role)} you change only ${ownWords[category]}.`);
	return ownFields[category].includes(deed.field)
		? yes
		: no(
				`In ${ownWords[category]} you may change ${listed(ownFields[category])}; the rest is for those who plan.`,
			);
}

/** Is there anything at all under these roots that somebody of this role may write? */
export function mayWriteIn(who: Pick<Who, 'role' | 'raised'>, roots: readonly Root[]): boolean {
	return roots.some((root) => {
		const category: Category | undefined = categoryOf[root];
		return category !== undefined && reaches(levelOf(who, category), 'own');
	});
}

/** By these it is known until when rights may be raised: whoever could move them would keep theirs. */
function isTheDay({ root, field }: Deed): boolean {
	return root === 'meta' && (field === 'date' || field === 'timeZone');
}

/** Whatever a write level may do to people, it may not do to those above itself, nor to its own role. */
function mayManagePerson(who: Who, deed: Deed, facts: Facts): Answer {
	const { record, field, after } = deed;
	const isSelf = record === who.person;
	if (isSelf && ownFields.people.includes(field)) return yes;
	if (!reaches(levelOf(who, 'people'), 'manage'))
		return no('Only the couple and the coordinator say who belongs to the wedding.');
	if (field === '') {
		// The relay writes under these: whoever came in as one of them would own its client ids.
		if (record.startsWith('wedsync')) return no('Ids that begin with "wedsync" are kept for WedSync itself.');
		if (fieldIn(after, 'deputy') !== undefined && who.role !== 'couple') return onlyTheCouple;
		const given = mayGive(who, fieldIn(after, 'role'));
		return given.may ? signs(who, deed) : given;
	}
	const standing = mayGive(who, facts.value('people', record, 'role'));
	if (!standing.may) return standing;
	if (isSelf && (field === 'role' || field === 'deletedAt' || field === 'deletedBy'))
		return no('Nobody changes their own role or removes themselves: ask somebody else of the couple.');
	if (field === 'deputy' && who.role !== 'couple') return onlyTheCouple;
	if (field === 'role') return mayGive(who, after);
	return signs(who, deed);
}

function mayGive(who: Who, role: unknown): Answer {
	const given: readonly unknown[] = appoints[who.role];
	if (role === undefined || given.includes(role)) return yes;
	return no(
		`As ${named(who.role)} you cannot make, change or remove ${isRole(role) ? named(role) : 'this'}.`,
	);
}

function mayComment(who: Who, deed: Deed, facts: Facts): Answer {
	const on = deed.field === '' ? fieldIn(deed.after, 'on') : facts.value('comments', deed.record, 'on');
	const subject = subjectOf(on);
	if (subject === undefined) return no('A comment stands on a task or on an item of the timeline.');
	const level = levelOf(who, subject.root);
	if (!reaches(level, 'write') && !(level === 'own' && isOwn(who, subject, facts))) {
		return no(
			level === 'own'
				? `As ${named(who.role)} you comment on ${ownWords[subject.root]}.`
				: sentences[level](subject.root, who.role),
		);
	}
	if (deed.field === '') {
		return fieldIn(deed.after, 'by') === who.person
			? signs(who, deed)
			: no('A comment is written in your own name.');
	}
	const isAuthor = facts.value('comments', deed.record, 'by') === who.person;
	const isDeletion = deed.field === 'deletedAt' || deed.field === 'deletedBy';
	if (['on', 'by', 'at'].includes(deed.field))
		return no('Who wrote a comment, where and when, stays as it is.');
	if (!isAuthor && !(isDeletion && reaches(level, 'manage'))) return no('Only its author changes a comment.');
	const deletedBy = facts.value('comments', deed.record, 'deletedBy');
	const isOthersWord = deletedBy !== undefined && deletedBy !== who.person;
	if (isDeletion && isOthersWord && !reaches(level, 'manage'))
		return no('Somebody who manages comments has deleted it; they restore it.');
	return signs(who, deed);
}

/** Deleting is done in one's own name, also of what one creates. */
function signs({ person }: Who, { field, after }: Pick<Deed, 'field' | 'after'>): Answer {
	const by = field === '' ? fieldIn(after, 'deletedBy') : field === 'deletedBy' ? after : undefined;
	return by === undefined || by === person ? yes : no('Deleting is done in your own name.');
}

function isOwn({ person }: Who, { root, record }: Pick<Deed, 'root' | 'record'>, facts: Facts): boolean {
	switch (root) {
		case 'tasks':
			return facts.value(root, record, 'owner') === person || facts.isAssigned(`task:${record}`, person);
		case 'timeline':
			return facts.value(root, record, 'owner') === person || facts.isAssigned(`timeline:${record}`, person);
		case 'assignments':
			return facts.value(root, record, 'person') === person;
		case 'people':
			return record === person;
		default:
			return false;
	}
}

function subjectOf(
	on: unknown,
): { readonly root: 'tasks' | 'timeline'; readonly record: string } | undefined {
	if (typeof on !== 'string') return undefined;
	const [kind, record = ''] = on.split(':');
	if (kind === 'task') return { root: 'tasks', record };
	return kind === 'timeline' ? { root: 'timeline', record } : undefined;
}

function fieldIn(values: unknown, field: string): unknown {
	return typeof values === 'object' && values !== null && Object.hasOwn(values, field)
		? (values as Record<string, unknown>)[field]
		: undefined;
}

const yes: Answer = { may: true };
const no = (reason: string): Answer => ({ may: false, reason });
const isRole = (value: unknown): value is Role => (roles as readonly unknown[]).includes(value);
const named = (role: Role): string => roleWords[role];
const onlyTheCouple = no('The couple names who may take emergency access.');
const listed = (fields: readonly string[]): string =>
	fields
		.map((field) => fieldWords[field] ?? field)
		.join(', ')
		.replace(/, ([^,]*)$/, ' and $1');

const fieldWords: Readonly<Record<string, string>> = {
	actualStart: 'when it began',
	actualEnd: 'when it ended',
	status: 'the status',
	state: 'the state',
	evidence: 'the proof',
	note: 'the note',
	name: 'the name',
	colour: 'the colour',
};

const roleWords: Readonly<Record<Role, string>> = {
	couple: 'one of the couple',
	coordinator: 'coordinator',
	family: 'family',
	party: 'one of the wedding party',
	venue: 'the venue',
	vendor: 'a vendor',
	helper: 'a helper',
	guest: 'a guest',
	service: 'a connected service',
	support: 'support',
};

const ownWords: Readonly<Record<Category, string>> = {
	tasks: 'tasks that are yours',
	timeline: 'items of the day that are yours',
	assignments: 'what you were asked to do',
	people: 'your own card',
	ceremony: 'your own words',
	guests: 'your own answer',
	budget: 'your own lines',
	alerts: 'your own alerts',
	settings: 'your own settings',
};

const sentences: Readonly<
	Record<'none' | 'read' | 'own' | 'write' | 'manage', (category: Category, role: Role) => string>
> = {
	none: (category, role) => `As ${named(role)} you do not see ${category}.`,
	read: (category, role) => `As ${named(role)} you see ${category} and do not change them.`,
	own: (category) => `You change only ${ownWords[category]}.`,
	write: (category) => `You may write ${category}.`,
	manage: (category) => `You manage ${category}.`,
};
