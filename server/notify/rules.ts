/**
 * Who hears of what: for each type of event its rows, in the order in which they are tried. Somebody is told of one event once, by the
 * first row that means them. Guards: nobody hears of their own act, or of what they may not read, unless a row says why.
 */
import type { EventType } from '../../shared/events/event.ts';
import type { NoticeKind } from '../../shared/notices/kind.ts';
import { type AudienceName, assignmentOf } from './audience.ts';
import { type View, textOf } from './scene.ts';

export interface Rule {
	readonly kind: NoticeKind;
	readonly to: readonly AudienceName[];
	readonly when?: (view: View) => boolean;
	/**
	 * What opens it to somebody who may not read the record's section: `programme`, guests are shown it as well; `alert`, it is said to
	 * everybody; `chosen`, the couple has chosen them; `veiled`, what is private in it is left out.
	 */
	readonly open?: 'programme' | 'alert' | 'chosen' | 'veiled';
	/** Whoever did it is told as well. */
	readonly toActor?: true;
	readonly why: string;
}

export const rules: Readonly<Partial<Record<EventType, readonly Rule[]>>> = {
	'task.assigned': [{ kind: 'task-assigned', to: ['owner'], why: 'it is theirs now' }],
	'task.restored': [
		{
			kind: 'task-assigned',
			when: isToDo,
			to: ['owner'],
			why: 'when it was deleted, what told them that it is theirs was taken back',
		},
	],
	'task.started': [
		{ kind: 'task-started', to: ['couple', 'coordinator', 'follower'], why: 'nobody else needs to begin it' },
	],
	'task.completed': [
		{ kind: 'task-completed', to: ['couple', 'coordinator', 'follower'], why: 'they wait for it, or asked' },
		{ kind: 'task-unblocked', to: ['freed'], why: 'theirs can begin' },
	],
	'task.reopened': [
		{
			kind: 'task-reopened',
			to: ['couple', 'coordinator', 'follower', 'freed', 'waiting'],
			why: 'they believed it done',
		},
	],
	'task.updated': [
		{
			kind: 'task-blocked',
			when: ({ event }) => event.after['status'] === 'blocked',
			to: ['couple', 'coordinator', 'follower', 'waiting'],
			why: 'somebody has to help, and what waits for it is late',
		},
		{ kind: 'task-progress', to: ['follower'], why: 'they follow it' },
	],
	'task.due-soon': [
		{ kind: 'task-due-soon', to: ['holder'], toActor: true, why: 'it is theirs to do' },
		{ kind: 'task-due-soon', when: isNobodys, to: ['coordinator'], toActor: true, why: 'nobody has it' },
	],
	'task.overdue': [
		{
			kind: 'task-escalated',
			when: isAgain,
			to: ['coordinator', 'couple', 'contact'],
			toActor: true,
			why: 'nobody reacted',
		},
		{ kind: 'task-overdue', to: ['holder', 'coordinator'], toActor: true, why: 'it is late' },
		{ kind: 'task-overdue', when: isNobodys, to: ['couple'], toActor: true, why: 'nobody has it' },
	],
	'timeline.moved': [
		{
			kind: 'timeline-moved',
			to: ['couple', 'coordinator', 'concerned'],
			why: 'they would come at the wrong time',
		},
	],
	'timeline.shifted': [
		{ kind: 'timeline-shifted', to: ['couple', 'coordinator', 'concerned'], why: 'several of theirs moved' },
	],
	'timeline.started': [
		{ kind: 'timeline-started', to: ['next', 'coordinator'], why: 'their cue comes closer' },
	],
	'timeline.updated': [
		{
			kind: 'place-changed',
			when: ({ event }) => event.fields.includes('place'),
			to: ['couple', 'coordinator', 'concerned'],
			why: 'they would go to the wrong place',
		},
	],
	'assignment.asked': [{ kind: 'assignment-asked', to: ['asked'], why: 'their answer is waited for' }],
	'assignment.restored': [
		{
			kind: 'assignment-asked',
			when: (view) => assignmentOf(view)?.status === 'asked',
			to: ['asked'],
			why: 'the question was taken back when it was deleted, and stands again',
		},
	],
	'assignment.accepted': [
		{
			kind: 'assignment-accepted',
			to: ['couple', 'coordinator', 'holder'],
			why: 'whoever asked can stop worrying',
		},
	],
	'assignment.declined': [
		{
			kind: 'assignment-declined',
			to: ['couple', 'coordinator', 'holder'],
			why: 'somebody else must be found',
		},
	],
	'assignment.done': [{ kind: 'task-progress', to: ['coordinator', 'holder'], why: 'a part is played' }],
	'wedding.date-changed': [
		{ kind: 'date-changed', to: ['everybody'], open: 'programme', why: 'everything hangs on it' },
	],
	'wedding.place-changed': [
		{ kind: 'place-changed', to: ['everybody'], open: 'programme', why: 'everybody travels there' },
	],
	'person.device-added': [
		{ kind: 'new-device', to: ['themselves'], open: 'alert', why: 'if it was not them, they must know' },
	],
	'person.joined': [
		{ kind: 'person-joined', to: ['couple', 'coordinator'], why: 'somebody new reads along' },
	],
	'comment.added': [
		{
			kind: 'comment-added',
			to: ['listener'],
			why: 'a word about what is theirs, or that they spoke of',
		},
	],
	'comment.mentioned': [{ kind: 'mentioned', to: ['mentioned'], why: 'they were asked by name' }],
	'conflict.opened': [
		{
			kind: 'conflict-lost',
			to: ['loser'],
			toActor: true,
			why: 'what they wrote does not stand, also if they wrote it just now',
		},
	],
	'edit.refused': [
		{
			kind: 'edit-refused',
			when: ({ event }) => event.after['isLooking'] !== true,
			to: ['author'],
			toActor: true,
			why: 'they were not there to see it',
		},
	],
	'suggestion.made': [{ kind: 'suggestion-made', to: ['decider'], why: 'they may decide it' }],
	'suggestion.decided': [{ kind: 'suggestion-decided', to: ['suggester'], why: 'they had suggested it' }],
	'emergency.started': [
		{
			kind: 'emergency-access',
			to: ['couple', 'coordinator', 'themselves'],
			why: 'the rights of the day are nobody’s secret',
		},
	],
	'alert.raised': [
		{
			kind: 'emergency',
			when: ({ event }) => isEmergency(event.after['urgency']),
			to: ['everybody', 'contact'],
			open: 'alert',
			why: 'somebody needs help now',
		},
		{ kind: 'announcement', to: ['everybody'], open: 'alert', why: 'it is said to them' },
	],
	'presence.missing': [
		{
			kind: 'person-missing',
			to: ['coordinator', 'couple', 'contact', 'themselves'],
			toActor: true,
			why: 'the day waits for them',
		},
	],
	'presence.low-battery': [
		{
			kind: 'low-battery',
			to: ['coordinator', 'themselves'],
			toActor: true,
			why: 'soon they are out of reach',
		},
	],
	'weather.warning': [
		{ kind: 'weather', to: ['couple', 'coordinator', 'venue'], why: 'they decide about indoors' },
	],
	'rsvp.changed': [{ kind: 'rsvp', to: ['couple', 'coordinator'], why: 'they count heads' }],
	'seating.changed': [
		{ kind: 'seating', to: ['venue'], why: 'they lay the tables' },
		{ kind: 'seating', to: ['caterer'], open: 'veiled', why: 'they serve by table, and see no guests' },
	],
	'payment.received': [
		{ kind: 'payment', to: ['couple'], why: 'their money' },
		{
			kind: 'payment',
			to: ['payee'],
			open: 'chosen',
			why: 'they wait for it, and the couple lets them know',
		},
	],
	'webhook.trouble': [
		{
			kind: 'webhook-trouble',
			when: ({ event }) => event.after['trouble'] !== 'recovered',
			to: ['couple', 'coordinator'],
			toActor: true,
			why: 'they connected it, and nobody else can mend it',
		},
	],
	'milestone.reached': [
		{ kind: 'milestone', to: ['couple', 'coordinator'], toActor: true, why: 'worth a moment' },
	],
};

export const isEmergency = (urgency: unknown): boolean => urgency === 'emergency' || urgency === 'help';

function isNobodys({ plan, event }: View): boolean {
	const task = plan.tasks.find(({ id }) => id === event.record.id);
	return textOf(task?.owner) === undefined;
}

function isToDo({ plan, event }: View): boolean {
	const task = plan.tasks.find(({ id }) => id === event.record.id);
	return task !== undefined && task.status !== 'done' && textOf(task.owner) !== undefined;
}

/** The scheduler says how often it was said before. */
function isAgain({ event }: View): boolean {
	return Number(event.after['level'] ?? 0) > 0;
}

/** These tell nobody, each for a reason; the activity of the wedding shows them all the same. */
export const silent: Readonly<Partial<Record<EventType, string>>> = {
	'task.created': 'who gets it is told by task.assigned',
	'task.deleted': 'it takes back what was to be told of it',
	'timeline.created': 'whoever gets a part in it is asked',
	'timeline.finished': 'the start of the next one tells more',
	'timeline.deleted': 'it takes back what was to be told of it',
	'timeline.restored': 'it is where it was',
	'assignment.updated': 'whoever is asked sees the words of it',
	'assignment.deleted': 'it takes back the question',
	'wedding.created': 'nobody is there yet',
	'wedding.updated': 'a name or a colour can be seen',
	'person.left': 'the one who knows is the one who did it',
	'person.updated': 'a name or a trade can be seen',
	'comment.updated': 'who has read it has read it',
	'comment.deleted': 'it takes back what was to be told of it',
	'comment.restored': 'it was told of',
	'conflict.resolved': 'it takes back what was to be told of it',
	'emergency.ended': 'everybody has their own rights again',
	'alert.acknowledged': 'the alert itself shows who has seen it',
	'ceremony.created': 'those who write it see it',
	'ceremony.updated': 'those who write it see it',
	'ceremony.deleted': 'those who write it see it',
	'ceremony.restored': 'those who write it see it',
	'guest.created': 'the list shows it',
	'guest.updated': 'the list shows it',
	'guest.deleted': 'the list shows it',
	'guest.restored': 'the list shows it',
	'table.created': 'who sits there tells more',
	'table.updated': 'who sits there tells more',
	'table.deleted': 'who sits there tells more',
	'table.restored': 'who sits there tells more',
	'budget.created': 'money that moved is told of, not money that is planned',
	'budget.updated': 'money that moved is told of, not money that is planned',
	'budget.deleted': 'money that moved is told of, not money that is planned',
	'budget.restored': 'money that moved is told of, not money that is planned',
};
