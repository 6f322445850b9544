/**
 * Who may do what: ten roles by nine categories, the single table that the app, the HTTP routes and the gate judge by, and that
 * `GET /api/permissions` serves. A level contains the ones before it. Reading is granted by section, since a document cannot be
 * hidden in part: whoever reads one of `tasks timeline assignments people` reads all four (a test holds the table to it).
 */
import type { Root, Section } from '../document/schema.ts';
import type { Role } from './roles.ts';

export const categories = [
	'tasks',
	'timeline',
	'assignments',
	'people',
	'ceremony',
	'guests',
	'budget',
	'alerts',
	'settings',
] as const;
export type Category = (typeof categories)[number];

/**
 * - `none`: not one byte of it;
 * - `read`: sees it;
 * - `own`: also the listed fields (`ownFields`) of records that are one's own, and comments on them;
 * - `write`: also creates, changes, deletes and restores any record;
 * - `manage`: also decides about other people in it: roles, removal, others' comments, who may take emergency access.
 */
export const levels = ['none', 'read', 'own', 'write', 'manage'] as const;
export type Level = (typeof levels)[number];

type Row = Readonly<Record<Category, Level>>;
interface Granted {
	readonly why: string;
	readonly levels: Row;
}

const plan = <L extends Level>(level: L) =>
	({ tasks: level, timeline: level, assignments: level, people: level }) as const;
const sections = (ceremony: Level, guests: Level, budget: Level) => ({ ceremony, guests, budget }) as const;

export const permissions = {
	couple: {
		why: 'It is their wedding: everything, and the last word on who belongs to it.',
		levels: {
			...plan('manage'),
			...sections('manage', 'manage', 'manage'),
			alerts: 'manage',
			settings: 'manage',
		},
	},
	coordinator: {
		why: 'Runs the day for the couple: all of the plan and its people, and the private sections to work in, not to give away.',
		levels: {
			...plan('manage'),
			...sections('write', 'write', 'write'),
			alerts: 'manage',
			settings: 'write',
		},
	},
	family: {
		why: 'Helps to plan: tasks and the guest list; the run of the day and the money stay with those who run it.',
		levels: {
			tasks: 'write',
			timeline: 'own',
			assignments: 'own',
			people: 'own',
			...sections('read', 'write', 'none'),
			alerts: 'write',
			settings: 'read',
		},
	},
	party: {
		why: 'Stands beside the couple: own parts, and the words of the ceremony to stand at the right place.',
		levels: { ...plan('own'), ...sections('read', 'none', 'none'), alerts: 'write', settings: 'read' },
	},
	venue: {
		why: 'Sets the rooms: own parts, and seats and diets to lay the tables by.',
		levels: { ...plan('own'), ...sections('none', 'read', 'none'), alerts: 'write', settings: 'read' },
	},
	vendor: {
		why: 'Delivers one thing: sees the day, ticks and proves own parts, and nothing of guests or money.',
		levels: { ...plan('own'), ...sections('none', 'none', 'none'), alerts: 'write', settings: 'read' },
	},
	helper: {
		why: 'Lends a hand: sees the day and does own parts.',
		levels: { ...plan('own'), ...sections('none', 'none', 'none'), alerts: 'write', settings: 'read' },
	},
	guest: {
		why: 'Is invited, not at work: the public programme instead of the plan, and a way to call for help.',
		levels: { ...plan('none'), ...sections('none', 'none', 'none'), alerts: 'own', settings: 'none' },
	},
	service: {
		why: "A partner's software: writes what it was connected for, says nothing about people, sees no private section.",
		levels: {
			tasks: 'write',
			timeline: 'write',
			assignments: 'write',
			people: 'read',
			...sections('none', 'none', 'none'),
			alerts: 'write',
			settings: 'read',
		},
	},
	support: {
		why: 'WedSync itself, asked to look at something: sees the plan, changes nothing, sees no private section.',
		levels: { ...plan('read'), ...sections('none', 'none', 'none'), alerts: 'read', settings: 'read' },
	},
} as const satisfies Record<Role, Granted>;

/** Whom a role may make, change or remove as a person of the wedding: nobody hands out more than they have. */
export const appoints = {
	couple: ['couple', 'coordinator', 'family', 'party', 'venue', 'vendor', 'helper', 'guest', 'service'],
	coordinator: ['coordinator', 'family', 'party', 'venue', 'vendor', 'helper', 'guest'],
	family: [],
	party: [],
	venue: [],
	vendor: [],
	helper: [],
	guest: [],
	service: [],
	support: [],
} as const satisfies Record<Role, readonly Role[]>;

/** What `own` may write, in records that are one's own: owned, assigned to one, or one's own card. */
export const ownFields: Readonly<Record<Category, readonly string[]>> = {
	tasks: ['status', 'evidence'], // ticked off, and proved with a photo
	timeline: ['state', 'actualStart', 'actualEnd'], // "it has begun", "it is done"
	assignments: ['status', 'note'], // yes or no, and why
	people: ['name', 'colour'], // how one is shown
	ceremony: [],
	guests: [],
	budget: [],
	alerts: [],
	settings: [],
};

/** The category of each root; comments belong to the record they stand on. */
export const categoryOf = {
	meta: 'settings',
	people: 'people',
	tasks: 'tasks',
	timeline: 'timeline',
	assignments: 'assignments',
	comments: undefined,
	items: 'ceremony',
	guests: 'guests',
	tables: 'guests',
	lines: 'budget',
} as const satisfies Record<Root, Category | undefined>;

/** In emergency access one acts on the plan as the couple could, for a while; the private sections stay as they are. */
export const emergencyCategories: readonly Category[] = [
	'tasks',
	'timeline',
	'assignments',
	'alerts',
	'settings',
];

export function levelOf(who: { readonly role: Role; readonly raised?: boolean }, category: Category): Level {
	const level: Level = permissions[who.role].levels[category];
	const isRaised = who.raised === true && emergencyCategories.includes(category) && level !== 'none';
	return isRaised && !reaches(level, 'write') ? 'write' : level;
}

export function reaches(level: Level, wanted: Level): boolean {
	return levels.indexOf(level) >= levels.indexOf(wanted);
}

/** The sections of a wedding and the category whose `read` opens each. */
export const sectionCategory = {
	plan: 'tasks',
	ceremony: 'ceremony',
	guests: 'guests',
	budget: 'budget',
} as const satisfies Record<Section, Category>;

export function mayRead(who: { readonly role: Role }, section: Section): boolean {
	return reaches(permissions[who.role].levels[sectionCategory[section]], 'read');
}
