/**
 * What goes to a room in Slack or Teams: the same endpoint, checked the same way as any webhook's, but in words instead of JSON. Guards: a
 * room is told what people are told, as it stands when it is sent; what nobody would be told of is no news for a room either.
 */
import type { Language } from '../../shared/notices/channel.ts';
import type { NoticeFacts } from '../../shared/notices/facts.ts';
import { type NoticeKind, noticeKinds } from '../../shared/notices/kind.ts';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { createSlack } from '../notify/channels/slack.ts';
import { createTeams } from '../notify/channels/teams.ts';
import type { Provider } from '../notify/channel.ts';
import type { Dispatcher, Prepared } from '../notify/dispatch.ts';
import { rules } from '../notify/rules.ts';
import { assignmentOf, ownerIn } from '../notify/audience.ts';
import { nameOf, textOf, type View } from '../notify/scene.ts';
import { factsOf } from '../notify/telling.ts';
import { render } from '../notify/templates/render.ts';
import { type SceneDeps, sceneOf } from '../observers/notify.ts';
import type { PhotoLinks } from '../photos/photo-links.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { EndpointStore } from '../store/endpoints.ts';
import type { GuardedFetch } from './egress.ts';
import { isTest } from './slots.ts';

export interface PostingDeps extends SceneDeps {
	/** Who looks at the endpoint: is it there, is it well, may its maker read this? */
	readonly outbound: Dispatcher;
	readonly endpoints: Pick<EndpointStore, 'endpoint'>;
	readonly photoLinks: Pick<PhotoLinks, 'link'>;
	readonly fetch: GuardedFetch;
	readonly clock: Clock;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function createPosting(deps: PostingDeps): Readonly<Record<'slack' | 'teams', Dispatcher>> {
	const { outbound } = deps;
	const dispatcher = (channel: 'slack' | 'teams', provider: Provider): Dispatcher => ({
		...outbound,
		async prepare(delivery, now) {
			const prepared = await outbound.prepare(delivery, now);
			if (prepared.kind !== 'send') return prepared;
			const told = await toldIn(deps, delivery, now);
			if (told === undefined) return nothingToSay;
			const { kind, facts, language, wording } = told;
			const content = render(kind, facts, {
				channel,
				language,
				timeZone: facts.wedding.timeZone,
				url: deps.url(),
				wedding: delivery.wedding,
				notice: delivery.event ?? delivery.id,
				needsAck: 'needsAck' in noticeKinds[kind],
				wording,
				now,
				photoUrl: await photoIn(deps, delivery, facts),
			});
			const { secrets: _, ...message } = prepared.message;
			return { kind: 'send', providers: [provider], message: { ...message, content, language } };
		},
	});
	return {
		slack: dispatcher('slack', createSlack(deps) as Provider),
		teams: dispatcher('teams', createTeams(deps) as Provider),
	};
}

/** In a room it is seen as whoever connected it may see it. */
async function photoIn(
	{ endpoints, photoLinks }: PostingDeps,
	{ wedding, to, createdAt }: Delivery,
	{ photo: sha256 }: NoticeFacts,
): Promise<string | undefined> {
	const endpoint = to.kind === 'endpoint' ? await endpoints.endpoint(wedding, to.endpoint) : undefined;
	if (endpoint === undefined || sha256 === undefined) return undefined;
	return photoLinks.link({ wedding, person: endpoint.by, sha256 }, createdAt);
}

/** The event in its scene, by the first rule that tells anybody of it. */
async function toldIn(deps: PostingDeps, delivery: Delivery, now: Millis) {
	const event = JSON.parse(delivery.body ?? '{}') as WeddingEvent;
	const scene = await sceneOf(deps, [event], now);
	const view: View = { ...scene, event };
	const { language = 'en', wording } = scene.book.policy;
	if (isTest(delivery)) return { kind: 'announcement', facts: testFacts(view, language), language } as const;
	const kind = rules[event.type]?.find(({ when }) => when?.(view) ?? true)?.kind;
	return kind === undefined ? undefined : { kind, facts: roomFacts(view, kind), language, wording };
}

/** Whoever would be "you" has a name here. */
function roomFacts(view: View, kind: NoticeKind): NoticeFacts {
	const facts = factsOf(view);
	const { mentions, person } = view.event.after;
	const meant: { readonly [K in NoticeKind]?: unknown } = {
		'task-assigned': ownerIn(view),
		'assignment-asked': assignmentOf(view)?.person ?? person,
		mentioned: Array.isArray(mentions) ? mentions[0] : undefined,
	};
	const id = textOf(meant[kind]);
	const name = id === undefined ? undefined : nameOf(view, id);
	return id === undefined || name === undefined ? facts : { ...facts, person: { id, name } };
}

function testFacts({ plan: { meta } }: View, language: Language): NoticeFacts {
	const { name, date, timeZone } = meta;
	return { wedding: { name, timeZone, ...(date !== undefined && { date }) }, text: testWords[language] };
}

const testWords: Readonly<Record<Language, string>> = {
	en: 'This is a test: from now on, this room hears of the wedding.',
	de: 'Das ist ein Test: Von jetzt an hört dieser Raum von der Hochzeit.',
};
const nothingToSay: Prepared = { kind: 'drop', state: 'suppressed', reason: 'nothing-to-say' };
