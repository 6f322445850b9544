/**
 * A notice as one channel says it: pure, of plain facts, as late as it is sent. Guards: each target's escaping is done here and nowhere
 * else, so that an adapter hands on what it gets; whatever people call themselves, a message keeps its shape and its limits.
 */
import type { Millis } from '../../../shared/clock.ts';
import type { Channel, Language } from '../../../shared/notices/channel.ts';
import type { NoticeFacts } from '../../../shared/notices/facts.ts';
import { type NoticeKind, noticeKinds } from '../../../shared/notices/kind.ts';
import type { Policy } from '../../../shared/notices/wishes.ts';
import type { Content, ContentOf } from '../channel.ts';
import { emailOf } from './email.ts';
import { linkOf } from './link.ts';
import { clipped } from './plain.ts';
import { bodyOf, type Said, say } from './said.ts';
import { slackOf } from './slack.ts';
import { smsOf } from './sms.ts';
import { teamsOf } from './teams.ts';
import { voiceOf } from './voice.ts';
import { whatsappOf } from './whatsapp.ts';

/** Everything but webhooks, which carry the event itself. */
export const toldChannels = [
	'in-app',
	'push',
	'email',
	'sms',
	'whatsapp',
	'voice',
	'slack',
	'teams',
] as const satisfies readonly Channel[];
export type ToldChannel = (typeof toldChannels)[number];

export interface Rendering<C extends ToldChannel = ToldChannel> {
	readonly channel: C;
	readonly language: Language;
	/** The reader's; a room's is the wedding's. */
	readonly timeZone: string;
	/** The address people open, without a slash at its end. */
	readonly url: string;
	readonly wedding: string;
	/** The notice's id; for an endpoint the event's. */
	readonly notice: string;
	/** What it tells of; a later word about that takes its place where only one is shown. */
	readonly subject?: string | undefined;
	readonly needsAck: boolean;
	readonly wording?: Policy['wording'] | undefined;
	/** For "today" and "tomorrow"; without it every day has its date. */
	readonly now?: Millis | undefined;
	/** The page that stops such mail with one press. */
	readonly unsubscribe?: string | undefined;
	/** An address that shows the photo without signing in, if there is one. */
	readonly photoUrl?: string | undefined;
}

/** What a channel's file sets. */
export interface Setting extends Omit<Rendering, 'channel'> {
	readonly said: Said;
	readonly link: string;
	/** Somebody waits for help: it may be longer, and louder. */
	readonly isUrgent: boolean;
}

export function render<C extends ToldChannel>(
	kind: NoticeKind,
	facts: NoticeFacts,
	options: Rendering<C>,
): ContentOf<C> {
	const [only, ...others] = kind === 'digest' ? (facts.items ?? []) : [];
	if (only?.notice !== undefined && others.length === 0)
		return render(only.notice.kind, only.notice.facts, options);
	const { channel, language, timeZone, now } = options;
	const clocks = { language, timeZone, wedding: facts.wedding, now };
	const said = say(kind, facts, {
		clocks,
		isYou: !rooms.has(channel),
		wording: options.wording,
		isPhotoShown: channel === 'in-app' || (options.photoUrl !== undefined && pictured.has(channel)),
	});
	const setting: Setting = {
		...options,
		said,
		link: linkOf(facts, options),
		isUrgent: noticeKinds[kind].priority === 'emergency',
	};
	return setters[channel](setting) as ContentOf<C>;
}

/** The headline alone, for a list or a log. */
export function headline(
	kind: NoticeKind,
	facts: NoticeFacts,
	{ language, timeZone, now }: Pick<Rendering, 'language' | 'timeZone' | 'now'>,
): string {
	return say(kind, facts, { clocks: { language, timeZone, wedding: facts.wedding, now }, isYou: true }).title;
}

const setters: { readonly [C in ToldChannel]: (setting: Setting) => ContentOf<C> } = {
	'in-app': ({ said, language }) => ({ channel: 'in-app', title: said.title, body: bodyOf(said, language) }),
	push: pushOf,
	email: emailOf,
	sms: smsOf,
	whatsapp: whatsappOf,
	voice: voiceOf,
	slack: slackOf,
	teams: teamsOf,
};

/** A lock screen shows two lines or so, and a push service takes 3 kB. */
function pushOf({
	said,
	language,
	link,
	notice,
	subject,
	photoUrl,
}: Setting): Extract<Content, { channel: 'push' }> {
	return {
		channel: 'push',
		title: clipped(said.title, 90),
		body: clipped(bodyOf(said, language) || said.wedding, 240),
		link,
		tag: subject ?? notice,
		id: notice,
		...(photoUrl === undefined ? {} : { image: photoUrl }),
	};
}

const rooms: ReadonlySet<ToldChannel> = new Set(['slack', 'teams']);
/** Where a photo is seen with the words, if it can be seen without signing in; the inbox shows it by itself. */
const pictured: ReadonlySet<ToldChannel> = new Set(['push', 'email', 'slack', 'teams']);
