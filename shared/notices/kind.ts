/**
 * What people are told of: the kinds of notices, gathered by what somebody would turn off together. Which event makes which kind,
 * for whom and how urgently, is decided on the server; here stand the names that preferences and pages know as well.
 */
import type { Priority } from './channel.ts';

export const categories = [
	'tasks',
	'assignments',
	'timeline',
	'comments',
	'guests',
	'money',
	'safety',
	'account',
	'digest',
] as const;
export type NoticeCategory = (typeof categories)[number];

interface Kind {
	readonly category: NoticeCategory;
	readonly priority: Priority;
	/** Asks for more than reading: somebody has to say that they have it. */
	readonly needsAck?: true;
	readonly why: string;
}

export const noticeKinds = {
	'task-assigned': { category: 'assignments', priority: 'high', why: 'it is theirs now' },
	'assignment-asked': { category: 'assignments', priority: 'high', why: 'somebody waits for their answer' },
	'assignment-accepted': {
		category: 'assignments',
		priority: 'normal',
		why: 'whoever asked can stop worrying',
	},
	'assignment-declined': { category: 'assignments', priority: 'high', why: 'somebody else must be found' },
	'task-started': { category: 'tasks', priority: 'low', why: 'good to know, nothing to do' },
	'task-progress': { category: 'tasks', priority: 'low', why: 'a change to what they follow' },
	'task-blocked': { category: 'tasks', priority: 'high', why: 'it goes no further without help' },
	'task-completed': {
		category: 'tasks',
		priority: 'normal',
		why: 'one thing less, and others waited for it',
	},
	'task-unblocked': { category: 'tasks', priority: 'normal', why: 'what theirs waited for is done' },
	'task-reopened': { category: 'tasks', priority: 'high', why: 'what was believed done is not' },
	'task-due-soon': { category: 'tasks', priority: 'normal', why: 'there is still time' },
	'task-overdue': { category: 'tasks', priority: 'high', why: 'there was time' },
	'task-escalated': { category: 'tasks', priority: 'critical', why: 'nobody reacted: the next person hears' },
	'timeline-moved': { category: 'timeline', priority: 'high', why: 'they would come at the wrong time' },
	'timeline-shifted': { category: 'timeline', priority: 'high', why: 'several of their times are others' },
	'timeline-started': { category: 'timeline', priority: 'normal', why: 'their cue comes closer' },
	'date-changed': { category: 'timeline', priority: 'critical', why: 'everything hangs on it' },
	'place-changed': { category: 'timeline', priority: 'critical', why: 'they would go to the wrong place' },
	'comment-added': { category: 'comments', priority: 'normal', why: 'a word about what is theirs' },
	mentioned: { category: 'comments', priority: 'high', why: 'they were asked by name' },
	'conflict-lost': { category: 'tasks', priority: 'normal', why: 'what they wrote does not stand' },
	'edit-refused': { category: 'tasks', priority: 'normal', why: 'what they did had no effect' },
	'suggestion-made': { category: 'tasks', priority: 'normal', why: 'they may decide it' },
	'suggestion-decided': { category: 'tasks', priority: 'normal', why: 'they had suggested it' },
	emergency: { category: 'safety', priority: 'emergency', needsAck: true, why: 'somebody needs help now' },
	announcement: { category: 'safety', priority: 'high', needsAck: true, why: 'said to everybody at once' },
	'emergency-access': { category: 'safety', priority: 'high', why: 'somebody has the rights of the day' },
	'person-missing': {
		category: 'safety',
		priority: 'critical',
		needsAck: true,
		why: 'the day waits for them',
	},
	'low-battery': { category: 'safety', priority: 'normal', why: 'soon they cannot be reached' },
	weather: { category: 'safety', priority: 'high', why: 'outdoors, it calls for a decision' },
	rsvp: { category: 'guests', priority: 'low', why: 'heads are counted' },
	seating: { category: 'guests', priority: 'low', why: 'tables are laid by it' },
	payment: { category: 'money', priority: 'normal', why: 'somebody waited for the money' },
	milestone: { category: 'tasks', priority: 'normal', why: 'worth a moment' },
	'person-joined': { category: 'account', priority: 'low', why: 'somebody new reads along' },
	invitation: { category: 'account', priority: 'high', why: 'somebody wants them there' },
	'new-device': { category: 'account', priority: 'high', why: 'if it was not them, they must know' },
	'webhook-trouble': { category: 'account', priority: 'high', why: 'their software hears nothing' },
	digest: { category: 'digest', priority: 'low', why: 'what can wait, together' },
} as const satisfies Record<string, Kind>;

export type NoticeKind = keyof typeof noticeKinds;
export const noticeKindNames = Object.keys(noticeKinds) as readonly NoticeKind[];
export const isNoticeKind = (name: string): name is NoticeKind => Object.hasOwn(noticeKinds, name);
