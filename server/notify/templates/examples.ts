/**
 * Made-up facts for each kind, for whoever wants to see how a message will look before there is one: the people of nobody's wedding, the
 * wedding's own name and date. Shaped as `telling.ts` makes them.
 */
import type { NoticeFacts } from '../../../shared/notices/facts.ts';
import type { NoticeKind } from '../../../shared/notices/kind.ts';

export function exampleFacts(kind: NoticeKind, wedding: NoticeFacts['wedding']): NoticeFacts {
	const day = wedding.date ?? '2027-06-12';
	return { wedding, ...examples[kind](day, wedding) };
}

type Facts = Omit<NoticeFacts, 'wedding'>;

const wren = { person: 'wren', name: 'Wren', role: 'vendor' } as const;
const priya = { person: 'priya', name: 'Priya', role: 'coordinator' } as const;
const amara = { person: 'amara', name: 'Amara', role: 'couple' } as const;
const arch = { kind: 'task', id: 'arch', title: 'Set up the flower arch' };
const chairs = { kind: 'task', id: 'chairs', title: 'Set out the chairs' };
const ceremony = { kind: 'timeline', id: 'ceremony', title: 'Ceremony' };
const marcus = { id: 'marcus', name: 'Marcus', trade: 'photographer' };
const photo = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const examples: Readonly<Record<NoticeKind, (day: string, wedding: NoticeFacts['wedding']) => Facts>> = {
	'task-assigned': (day) => ({ actor: priya, record: arch, at: `${day}T11:00`, place: 'Walled garden' }),
	'assignment-asked': (day) => ({
		actor: priya,
		record: ceremony,
		after: 'asked',
		text: 'Would you bring the rings forward?',
		at: `${day}T14:30`,
	}),
	'assignment-accepted': (day) => ({
		actor: wren,
		person: { id: 'wren', name: 'Wren', trade: 'florist' },
		record: arch,
		after: 'accepted',
		at: `${day}T11:00`,
	}),
	'assignment-declined': (day) => ({
		actor: wren,
		person: { id: 'wren', name: 'Wren', trade: 'florist' },
		record: arch,
		after: 'declined',
		text: 'Sorry, I am at another wedding until noon.',
		at: `${day}T11:00`,
	}),
	'task-started': (day) => ({ actor: wren, record: arch, at: `${day}T11:00` }),
	'task-progress': () => ({
		actor: wren,
		record: arch,
		field: 'due',
		before: '2027-06-11T18:00',
		after: '2027-06-12T11:00',
	}),
	'task-blocked': (day) => ({
		actor: wren,
		record: arch,
		text: 'The lower gate is locked and nobody picks up.',
		at: `${day}T11:00`,
	}),
	'task-completed': () => ({
		actor: wren,
		record: arch,
		photo,
		items: [{ title: chairs.title, record: chairs }],
	}),
	'task-unblocked': () => ({ actor: wren, record: arch, items: [{ title: chairs.title, record: chairs }] }),
	'task-reopened': (day) => ({
		actor: priya,
		record: arch,
		text: 'The wind has taken half of it.',
		at: `${day}T11:00`,
	}),
	'task-due-soon': (day) => ({ record: arch, at: `${day}T11:00`, minutes: 30 }),
	'task-overdue': (day) => ({ record: arch, at: `${day}T11:00` }),
	'task-escalated': (day) => ({
		record: arch,
		person: { id: 'wren', name: 'Wren', trade: 'florist' },
		at: `${day}T11:00`,
		level: 2,
	}),
	'timeline-moved': (day) => ({
		actor: priya,
		record: ceremony,
		field: 'start',
		before: `${day}T14:30`,
		after: `${day}T15:00`,
		place: 'Walled garden',
	}),
	'timeline-shifted': (day) => ({
		actor: priya,
		record: ceremony,
		count: 3,
		minutes: 15,
		items: [
			{ title: 'Group photographs', record: ceremony, before: `${day}T15:30`, after: `${day}T15:45` },
			{ title: 'Dinner', record: ceremony, before: `${day}T17:30`, after: `${day}T17:45` },
			{ title: 'First dance', record: ceremony, before: `${day}T20:00`, after: `${day}T20:15` },
		],
	}),
	'timeline-started': (day) => ({
		actor: priya,
		record: ceremony,
		at: `${day}T14:30`,
		place: 'Walled garden',
	}),
	'date-changed': (day) => ({ actor: amara, field: 'date', before: day, after: weekLater(day) }),
	'place-changed': () => ({
		actor: amara,
		field: 'place',
		before: 'Larkfield Barn',
		after: 'the Orangery at Holm House',
	}),
	'comment-added': () => ({ actor: priya, record: arch, text: 'White or blush? I have both in the van.' }),
	mentioned: () => ({ actor: priya, record: arch, text: '@Theo, will your uncle’s van be back by ten?' }),
	'conflict-lost': (day) => ({
		actor: priya,
		person: { id: 'priya', name: 'Priya' },
		record: ceremony,
		field: 'start',
		before: `${day}T14:30`,
		after: `${day}T15:00`,
		text: 'coordinator',
	}),
	'edit-refused': () => ({
		actor: wren,
		record: ceremony,
		text: 'As vendor you may change your own items only',
	}),
	'suggestion-made': () => ({ actor: wren, record: ceremony, text: 'Could we begin a quarter later?' }),
	'suggestion-decided': () => ({ actor: priya, record: ceremony, field: 'status', after: 'accepted' }),
	emergency: () => ({
		actor: wren,
		record: { kind: 'alert', id: 'alert', title: '' },
		place: 'Walled garden',
		text: 'The arch is about to fall, I need two strong people.',
	}),
	announcement: () => ({
		actor: priya,
		record: { kind: 'alert', id: 'alert', title: '' },
		text: 'Rain in ten minutes: everybody into the barn, please.',
	}),
	'emergency-access': (day) => ({
		actor: priya,
		person: { id: 'priya', name: 'Priya' },
		record: { kind: 'person', id: 'priya', title: 'Priya' },
		text: 'The couple cannot be reached',
		after: `${day}T22:00`,
	}),
	'person-missing': (day) => ({
		person: marcus,
		record: ceremony,
		at: `${day}T14:30`,
		minutes: 30,
		place: 'Walled garden',
	}),
	'low-battery': () => ({ person: marcus, count: 8 }),
	weather: (_, { name }) => ({
		record: { kind: 'wedding', id: 'meta', title: name },
		text: 'Rain is likely between 14:00 and 17:00, with gusts of 50 km/h',
	}),
	rsvp: () => ({
		record: { kind: 'guest', id: 'nia', title: 'Nia Okafor' },
		person: { id: 'nia', name: 'Nia Okafor' },
		field: 'rsvp',
		before: 'maybe',
		after: 'yes',
	}),
	seating: () => ({
		record: { kind: 'guest', id: 'nia', title: 'Nia Okafor' },
		person: { id: 'nia', name: 'Nia Okafor' },
		field: 'table',
		before: 'Oak',
		after: 'Ash',
	}),
	payment: () => ({
		actor: amara,
		record: { kind: 'budget', id: 'barn', title: 'Barn, second half' },
		amount: 2_400,
	}),
	milestone: (_, { name }) => ({
		record: { kind: 'wedding', id: 'meta', title: name },
		text: 'Every task of the last month is done',
		count: 21,
	}),
	'person-joined': (_, { name }) => ({
		actor: priya,
		person: marcus,
		record: { kind: 'wedding', id: 'meta', title: name },
	}),
	invitation: () => ({ actor: amara, text: 'We would love to have you with us.', place: 'Larkfield Barn' }),
	'new-device': (day) => ({ text: 'Firefox on Android', at: `${day}T08:12` }),
	'webhook-trouble': () => ({
		record: { kind: 'webhook', id: 'studio', title: 'Studio software' },
		count: 4,
	}),
	digest: (day, wedding) => ({
		count: 3,
		items: (['task-completed', 'comment-added', 'rsvp'] as const).map((kind) => {
			const facts = { wedding, ...examples[kind](day, wedding) };
			return { title: facts.record?.title ?? '', notice: { kind, facts } };
		}),
	}),
};

const weekLater = (day: string): string =>
	new Date(Date.parse(`${day}T12:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);
