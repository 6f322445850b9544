/** A notice as a line of somebody's inbox, said in their language as it would be said anywhere else. */
import type { Language, Priority } from '../../shared/notices/channel.ts';
import { noticeKinds } from '../../shared/notices/kind.ts';
import type { Policy } from '../../shared/notices/wishes.ts';
import type { Notice } from '../store/notices.ts';
import { linkOf } from './templates/link.ts';
import { render } from './templates/render.ts';

export interface Reader {
	readonly language: Language;
	/** Their own, if they chose one; else each wedding's. */
	readonly timeZone: string | undefined;
	readonly wording: Policy['wording'] | undefined;
	readonly now: number;
}

export interface InboxLine {
	readonly id: string;
	readonly kind: string;
	readonly category: string;
	readonly priority: Priority;
	readonly title: string;
	readonly body: string;
	readonly at: string;
	readonly record?: Notice['record'];
	/** A path of the app. */
	readonly link: string;
	readonly actor?: { readonly id: string; readonly name: string };
	readonly photo?: string;
	readonly needsAck: boolean;
	readonly seenAt?: string;
	readonly readAt?: string;
	readonly ackedAt?: string;
}

export function shownNotice(notice: Notice, { language, timeZone, wording, now }: Reader): InboxLine {
	const { id, kind, priority, facts, record, at, needsAck, wedding } = notice;
	const { title, body } = render(kind, facts, {
		channel: 'in-app',
		language,
		timeZone: timeZone ?? facts.wedding.timeZone,
		url: '',
		wedding,
		notice: id,
		needsAck,
		wording,
		now,
	});
	const { actor, photo } = facts;
	return {
		id,
		kind,
		category: noticeKinds[kind].category,
		priority,
		title,
		body,
		at: momentOf(at),
		...(record !== undefined && { record }),
		link: linkOf(facts, { url: '', wedding }),
		...(actor !== undefined && { actor: { id: actor.person, name: actor.name } }),
		...(photo !== undefined && { photo }),
		needsAck,
		...(notice.seenAt !== undefined && { seenAt: momentOf(notice.seenAt) }),
		...(notice.readAt !== undefined && { readAt: momentOf(notice.readAt) }),
		...(notice.ackedAt !== undefined && { ackedAt: momentOf(notice.ackedAt) }),
	};
}

const momentOf = (at: number): string => new Date(at).toISOString();
