/**
 * Made-up facts for each kind, for whoever wants to see how a message will look before there is one: the people of nobody's wedding, the
 * wedding's own name and date. Shaped as `telling.ts` makes them.
 */
import type { Language } from '../../../shared/notices/channel.ts';
import type { NoticeFacts } from '../../../shared/notices/facts.ts';
import type { NoticeKind } from '../../../shared/notices/kind.ts';
import { type ExampleWords, exampleWords } from './example-words.ts';

export function exampleFacts(
	kind: NoticeKind,
	wedding: NoticeFacts['wedding'],
	language: Language,
): NoticeFacts {
	const day = wedding.date ?? '2027-06-12';
	return { wedding, ...examples[kind]({ day, wedding, words: exampleWords[language] }) };
}

/** For a room, where nobody is "you": whoever would be told is somebody. */
export const exampleInRoom = (facts: NoticeFacts): NoticeFacts => ({
	person: { id: 'theo', name: 'Theo' },
	...facts,
});

type Facts = Omit<NoticeFacts, 'wedding'>;
interface Scene {
	readonly day: string;
	readonly wedding: NoticeFacts['wedding'];
	readonly words: ExampleWords;
}

const wren = { person: 'wren', name: 'Wren', role: 'vendor' } as const;
const priya = { person: 'priya', name: 'Priya', role: 'coordinator' } as const;
const amara = { person: 'amara', name: 'Amara', role: 'couple' } as const;
const archOf = ({ arch }: ExampleWords) => ({ kind: 'task', id: 'arch', title: arch });
const chairsOf = ({ chairs }: ExampleWords) => ({ kind: 'task', id: 'chairs', title: chairs });
const ceremonyOf = ({ ceremony }: ExampleWords) => ({ kind: 'timeline', id: 'ceremony', title: ceremony });
const marcusOf = ({ photographer }: ExampleWords) => ({ id: 'marcus', name: 'Marcus', trade: photographer });
const wrenOf = ({ florist }: ExampleWords) => ({ id: 'wren', name: 'Wren', trade: florist });
const photo = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const examples: Readonly<Record<NoticeKind, (scene: Scene) => Facts>> = {
	'task-assigned': ({ day, words }) => ({
		actor: priya,
		record: archOf(words),
		at: `${day}T11:00`,
		place: words.garden,
	}),
	'assignment-asked': ({ day, words }) => ({
		actor: priya,
		record: ceremonyOf(words),
		after: 'asked',
		text: words.rings,
		at: `${day}T14:30`,
	}),
	'assignment-accepted': ({ day, words }) => ({
		actor: wren,
		person: wrenOf(words),
		record: archOf(words),
		after: 'accepted',
		at: `${day}T11:00`,
	}),
	'assignment-declined': ({ day, words }) => ({
		actor: wren,
		person: wrenOf(words),
		record: archOf(words),
		after: 'declined',
		text: words.sorry,
		at: `${day}T11:00`,
	}),
	'task-started': ({ day, words }) => ({ actor: wren, record: archOf(words), at: `${day}T11:00` }),
	'task-progress': ({ words }) => ({
		actor: wren,
		record: archOf(words),
		field: 'due',
		before: '2027-06-11T18:00',
		after: '2027-06-12T11:00',
	}),
	'task-blocked': ({ day, words }) => ({
		actor: wren,
		record: archOf(words),
		text: words.gate,
		at: `${day}T11:00`,
	}),
	'task-completed': ({ words }) => ({
		actor: wren,
		record: archOf(words),
		photo,
		items: [{ title: words.chairs, record: chairsOf(words) }],
	}),
	'task-unblocked': ({ words }) => ({
		actor: wren,
		record: archOf(words),
		items: [{ title: words.chairs, record: chairsOf(words) }],
	}),
	'task-reopened': ({ day, words }) => ({
		actor: priya,
		record: archOf(words),
		text: words.wind,
		at: `${day}T11:00`,
	}),
	'task-due-soon': ({ day, words }) => ({ record: archOf(words), at: `${day}T11:00`, minutes: 30 }),
	'task-overdue': ({ day, words }) => ({ record: archOf(words), at: `${day}T11:00` }),
	'task-escalated': ({ day, words }) => ({
		record: archOf(words),
		person: wrenOf(words),
		at: `${day}T11:00`,
		level: 2,
	}),
	'timeline-moved': ({ day, words }) => ({
		actor: priya,
		record: ceremonyOf(words),
		field: 'start',
		before: `${day}T14:30`,
		after: `${day}T15:00`,
		place: words.garden,
	}),
	'timeline-shifted': ({ day, words }) => ({
		actor: priya,
		record: ceremonyOf(words),
		count: 3,
		minutes: 15,
		items: [
			{ title: words.groups, record: ceremonyOf(words), before: `${day}T15:30`, after: `${day}T15:45` },
			{ title: words.dinner, record: ceremonyOf(words), before: `${day}T17:30`, after: `${day}T17:45` },
			{ title: words.dance, record: ceremonyOf(words), before: `${day}T20:00`, after: `${day}T20:15` },
		],
	}),
	'timeline-started': ({ day, words }) => ({
		actor: priya,
		record: ceremonyOf(words),
		at: `${day}T14:30`,
		place: words.garden,
	}),
	'date-changed': ({ day, words }) => ({ actor: amara, field: 'date', before: day, after: weekLater(day) }),
	'place-changed': ({ words }) => ({
		actor: amara,
		field: 'place',
		before: words.barn,
		after: words.orangery,
	}),
	'comment-added': ({ words }) => ({ actor: priya, record: archOf(words), text: words.blush }),
	mentioned: ({ words }) => ({ actor: priya, record: archOf(words), text: words.van }),
	'conflict-lost': ({ day, words }) => ({
		actor: priya,
		person: { id: 'priya', name: 'Priya' },
		record: ceremonyOf(words),
		field: 'start',
		before: `${day}T14:30`,
		after: `${day}T15:00`,
		text: 'coordinator',
	}),
	'edit-refused': ({ words }) => ({
		actor: wren,
		record: ceremonyOf(words),
		text: words.own,
	}),
	'suggestion-made': ({ words }) => ({ actor: wren, record: ceremonyOf(words), text: words.quarter }),
	'suggestion-decided': ({ words }) => ({
		actor: priya,
		record: ceremonyOf(words),
		field: 'status',
		after: 'accepted',
	}),
	emergency: ({ words }) => ({
		actor: wren,
		record: { kind: 'alert', id: 'alert', title: '' },
		place: words.garden,
		text: words.help,
	}),
	announcement: ({ words }) => ({
		actor: priya,
		record: { kind: 'alert', id: 'alert', title: '' },
		text: words.rain,
	}),
	'emergency-access': ({ day, words }) => ({
		actor: priya,
		person: { id: 'priya', name: 'Priya' },
		record: { kind: 'person', id: 'priya', title: 'Priya' },
		text: words.reason,
		after: `${day}T22:00`,
	}),
	'person-missing': ({ day, words }) => ({
		person: marcusOf(words),
		record: ceremonyOf(words),
		at: `${day}T14:30`,
		minutes: 30,
		place: words.garden,
	}),
	'low-battery': ({ words }) => ({ person: marcusOf(words), count: 8 }),
	weather: ({ wedding: { name }, words }) => ({
		record: { kind: 'wedding', id: 'meta', title: name },
		text: words.weather,
	}),
	rsvp: ({ words }) => ({
		record: { kind: 'guest', id: 'nia', title: 'Nia Okafor' },
		person: { id: 'nia', name: 'Nia Okafor' },
		field: 'rsvp',
		before: 'maybe',
		after: 'yes',
	}),
	seating: ({ words }) => ({
		record: { kind: 'guest', id: 'nia', title: 'Nia Okafor' },
		person: { id: 'nia', name: 'Nia Okafor' },
		field: 'table',
		before: words.oak,
		after: words.ash,
	}),
	payment: ({ words }) => ({
		actor: amara,
		record: { kind: 'budget', id: 'barn', title: words.second },
		amount: 2_400,
	}),
	milestone: ({ wedding: { name }, words }) => ({
		record: { kind: 'wedding', id: 'meta', title: name },
		text: 'days-to-go',
		count: 30,
	}),
	'person-joined': ({ wedding: { name }, words }) => ({
		actor: priya,
		person: marcusOf(words),
		record: { kind: 'wedding', id: 'meta', title: name },
	}),
	invitation: ({ words }) => ({ actor: amara, text: words.love, place: words.barn }),
	'new-device': ({ day, words }) => ({ text: words.device, at: `${day}T08:12` }),
	'webhook-trouble': ({ words }) => ({
		record: { kind: 'webhook', id: 'studio', title: words.studio },
		count: 4,
	}),
	digest: ({ day, wedding, words }) => ({
		count: 3,
		items: (['task-completed', 'comment-added', 'rsvp'] as const).map((kind) => {
			const facts = { wedding, ...examples[kind]({ day, wedding, words }) };
			return { title: facts.record?.title ?? '', notice: { kind, facts } };
		}),
	}),
};

const weekLater = (day: string): string =>
	new Date(Date.parse(`${day}T12:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);
