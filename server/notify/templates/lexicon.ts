/** The single words that messages are made of, by language: what things, fields and states are called, how something is quoted. */
import type { Language } from '../../../shared/notices/channel.ts';

const fieldNames = [
	'title',
	'name',
	'start',
	'minutes',
	'place',
	'date',
	'due',
	'owner',
	'status',
	'state',
	'notes',
	'text',
	'order',
	'amount',
	'paid',
	'rsvp',
	'table',
	'diet',
] as const;
export type FieldName = (typeof fieldNames)[number];
export const isFieldName = (name: string): name is FieldName => fieldNames.some((one) => one === name);

export interface Lexicon {
	readonly theWedding: string;
	readonly somebody: string;
	readonly quoted: (words: string) => string;
	/** What has no name is called by what it is. */
	readonly thing: (kind: string) => string;
	readonly fields: Readonly<Record<FieldName, string>>;
	readonly values: Readonly<Record<string, string>>;
	readonly and: (most: readonly string[], last: string) => string;
	readonly more: (count: number) => string;
	/** Buttons, by the kind of record they lead to. */
	readonly open: Readonly<Record<string, string>>;
	readonly openApp: string;
	/** Leads to where one answers; opening it is no answer yet. */
	readonly acknowledge: string;
	readonly accept: string;
	readonly seePhoto: string;
	readonly photoOf: (thing: string) => string;
	readonly why: (wedding: string) => string;
	readonly settings: string;
	readonly unsubscribe: string;
	readonly sentBy: string;
	readonly callFor: (wedding: string) => string;
	readonly pressOne: string;
	/** Whoever has called for help is told that they come, and nobody else is called. */
	readonly pressOneToCome: string;
	readonly tapToAnswer: string;
}

const english: Lexicon = {
	theWedding: 'Your wedding',
	somebody: 'Somebody',
	quoted: (words) => `“${words}”`,
	thing: (kind) => things.en.get(kind) ?? 'something',
	fields: {
		title: 'the title',
		name: 'the name',
		start: 'the time',
		minutes: 'the length',
		place: 'the place',
		date: 'the date',
		due: 'the due date',
		owner: 'who does it',
		status: 'the state',
		state: 'the state',
		notes: 'the notes',
		text: 'the words',
		order: 'the order',
		amount: 'the amount',
		paid: 'what is paid',
		rsvp: 'the answer',
		table: 'the table',
		diet: 'the diet',
	},
	values: {
		todo: 'to do',
		doing: 'in progress',
		blocked: 'stuck',
		done: 'done',
		planned: 'planned',
		ready: 'ready',
		running: 'under way',
		skipped: 'skipped',
		asked: 'asked',
		accepted: 'accepted',
		declined: 'declined',
		open: 'open',
		yes: 'yes',
		no: 'no',
		maybe: 'perhaps',
	},
	and: (most, last) => (most.length === 0 ? last : `${most.join(', ')} and ${last}`),
	more: (count) => `${count} more`,
	open: {
		task: 'Open the task',
		timeline: 'Open the run sheet',
		assignment: 'Open the assignment',
		person: 'See who it is',
		guest: 'Open the guest list',
		table: 'Open the tables',
		budget: 'Open the budget',
		ceremony: 'Open the ceremony',
	},
	openApp: 'Open the plan',
	acknowledge: 'See it and answer',
	accept: 'Join the plan',
	seePhoto: 'See the photo',
	photoOf: (thing) => `Photo of ${thing}`,
	why: (wedding) => `You get this because you are part of ${wedding}.`,
	settings: 'Choose what you hear of',
	unsubscribe: 'No more e-mail like this',
	sentBy: 'Sent by WedSync',
	callFor: (wedding) => `Hello, this is WedSync, calling for ${wedding}.`,
	pressOne: 'Press 1 to say that you have heard this.',
	pressOneToCome: 'Press 1 if you are coming.',
	tapToAnswer: 'Answer here',
};

const german: Lexicon = {
	theWedding: 'Eure Hochzeit',
	somebody: 'Jemand',
	quoted: (words) => `„${words}“`,
	thing: (kind) => things.de.get(kind) ?? 'etwas',
	fields: {
		title: 'den Titel',
		name: 'den Namen',
		start: 'die Uhrzeit',
		minutes: 'die Dauer',
		place: 'den Ort',
		date: 'das Datum',
		due: 'die Frist',
		owner: 'die Zuständigkeit',
		status: 'den Stand',
		state: 'den Stand',
		notes: 'die Notizen',
		text: 'den Text',
		order: 'die Reihenfolge',
		amount: 'den Betrag',
		paid: 'die Zahlung',
		rsvp: 'die Antwort',
		table: 'den Tisch',
		diet: 'die Kost',
	},
	values: {
		todo: 'offen',
		doing: 'in Arbeit',
		blocked: 'stockt',
		done: 'erledigt',
		planned: 'geplant',
		ready: 'bereit',
		running: 'läuft',
		skipped: 'entfällt',
		asked: 'angefragt',
		accepted: 'zugesagt',
		declined: 'abgesagt',
		open: 'offen',
		yes: 'ja',
		no: 'nein',
		maybe: 'vielleicht',
	},
	and: (most, last) => (most.length === 0 ? last : `${most.join(', ')} und ${last}`),
	more: (count) => `${count} weitere`,
	open: {
		task: 'Aufgabe öffnen',
		timeline: 'Ablauf öffnen',
		assignment: 'Anfrage öffnen',
		person: 'Person ansehen',
		guest: 'Gästeliste öffnen',
		table: 'Tische öffnen',
		budget: 'Budget öffnen',
		ceremony: 'Trauung öffnen',
	},
	openApp: 'Plan öffnen',
	acknowledge: 'Ansehen und antworten',
	accept: 'Beim Plan dabei sein',
	seePhoto: 'Foto ansehen',
	photoOf: (thing) => `Foto von ${thing}`,
	why: (wedding) => `Du bekommst das, weil du bei ${wedding} dabei bist.`,
	settings: 'Auswählen, was du erfährst',
	unsubscribe: 'Keine solchen E-Mails mehr',
	sentBy: 'Gesendet von WedSync',
	callFor: (wedding) => `Hallo, hier ist WedSync, im Namen von ${wedding}.`,
	pressOne: 'Drücke die 1, wenn du das gehört hast.',
	pressOneToCome: 'Drücke die 1, wenn du kommst.',
	tapToAnswer: 'Hier antworten',
};

const things: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
	en: new Map(
		Object.entries({
			task: 'a task',
			timeline: 'an item of the run sheet',
			assignment: 'a part',
			person: 'somebody',
			guest: 'a guest',
			table: 'a table',
			budget: 'a line of the budget',
			ceremony: 'a part of the ceremony',
			comment: 'a comment',
			wedding: 'the wedding',
		}),
	),
	de: new Map(
		Object.entries({
			task: 'eine Aufgabe',
			timeline: 'ein Programmpunkt',
			assignment: 'ein Einsatz',
			person: 'jemand',
			guest: 'ein Gast',
			table: 'ein Tisch',
			budget: 'ein Budgetposten',
			ceremony: 'ein Teil der Trauung',
			comment: 'ein Kommentar',
			wedding: 'die Hochzeit',
		}),
	),
};

export const lexicons: Readonly<Record<Language, Lexicon>> = { en: english, de: german };
