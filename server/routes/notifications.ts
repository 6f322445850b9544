/**
 * Somebody's inbox: what they were told, in their own language, and what they say of it. Guards: everybody reads their own only; a mark
 * made on one device is told to the others; why something was told, or not, is answered for what they may see.
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { mayRead } from '../../shared/access/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import { explained, notConcerned } from '../notify/explain.ts';
import { type InboxLine, type Reader, shownNotice } from '../notify/inbox.ts';
import { languageOf } from '../notify/reader.ts';
import type { Alerting } from '../room/alerting.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Explanation, Notice } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface NotificationDeps {
	readonly store: Pick<
		Store,
		'inbox' | 'unread' | 'notice' | 'markNotices' | 'explanations' | 'deliveries' | 'preferences' | 'policy'
	>;
	readonly rooms: Pick<Rooms, 'announce' | 'open'>;
	readonly clock: Clock;
	readonly alerting: Pick<Alerting, 'acknowledge'>;
}

/** At `/api/me/notifications`; stands behind `personOnly`. */
export function notificationRoutes(deps: NotificationDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	const { store } = deps;

	routes.get('/', async (context) => {
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const before = readPlace(context.req.query('before'));
		if (!before.ok) return sayProblem(context, before.error);
		return context.json(
			await page(deps, context.var.principal, { limit: limit.value, before: before.value }),
		);
	});
	routes.post('/read', async (context) => {
		const body = await readBodyAs(context, marked);
		if (!body.ok) return sayProblem(context, body.error);
		const { principal } = context.var;
		await mark(deps, principal, { ids: body.value.ids ?? 'all', mark: 'read' });
		return context.json({ unread: await unreadOf(deps, principal) });
	});
	routes.get('/why', async (context) => {
		const event = context.req.query('event');
		if (event === undefined || event === '') return sayProblem(context, eventNeeded);
		return answerWhy(deps, context, event);
	});
	for (const verb of ['read', 'ack'] as const) {
		routes.post(`/:id/${verb}`, async (context) => {
			const { principal } = context.var;
			const notice = await ownNotice(deps, principal, context.req.param('id'));
			if (notice === undefined) return sayProblem(context, unknownNotice);
			await mark(deps, principal, { ids: [notice.id], mark: verb === 'ack' ? 'acked' : 'read' });
			// Said here it is said where the call for help stands: that it is closed, or one's own, is no matter.
			const { record } = notice;
			if (verb === 'ack' && record?.kind === 'alert') await deps.alerting.acknowledge(principal, record.id);
			const now = await store.notice(principal.wedding, notice.id);
			return context.json(shownNotice(now ?? notice, await readerOf(deps, principal)));
		});
	}
	routes.get('/:id/why', async (context) => {
		const notice = await ownNotice(deps, context.var.principal, context.req.param('id'));
		return notice === undefined
			? sayProblem(context, unknownNotice)
			: answerWhy(deps, context, notice.event.id, notice);
	});
	return routes;
}

async function page(
	deps: NotificationDeps,
	who: Principal,
	{ limit, before }: { readonly limit: number; readonly before: Place | undefined },
): Promise<{
	readonly notifications: readonly InboxLine[];
	readonly unread: number;
	readonly next?: string;
}> {
	const { wedding, person } = who;
	const [notices, unread, reader] = await Promise.all([
		deps.store.inbox(wedding, person, {
			now: deps.clock.now(),
			limit,
			...(before !== undefined && { before }),
		}),
		unreadOf(deps, who),
		readerOf(deps, who),
	]);
	const last = notices.length === limit ? notices.at(-1) : undefined;
	return {
		notifications: notices.map((notice) => shownNotice(notice, reader)),
		unread,
		...(last !== undefined && { next: `${last.at}.${last.id}` }),
	};
}

async function mark(
	{ store, rooms, clock }: NotificationDeps,
	{ wedding, person }: Principal,
	marks: { readonly ids: readonly string[] | 'all'; readonly mark: 'read' | 'acked' },
): Promise<void> {
	const changed = await store.markNotices(wedding, person, { ...marks, at: clock.now() });
	if (changed.length > 0) rooms.announce(wedding, 'notifications', (one) => one.person === person);
}

async function answerWhy(
	{ store, ...deps }: NotificationDeps,
	context: Context<MemberEnv>,
	event: string,
	notice?: Notice,
): Promise<Response> {
	const { principal } = context.var;
	const { wedding, person } = principal;
	const explanations = await store.explanations(wedding, person, event);
	const own = explanations.filter((one) => one.person === person);
	// Of what they may not see they do not learn that it happened.
	if (own.length === 0 && notice === undefined && !mayAskAbout(principal))
		return sayProblem(context, unknownEvent);
	const reader = await readerOf({ ...deps, store }, principal);
	const timeZone = reader.timeZone ?? notice?.facts.wedding.timeZone ?? (await zoneOfWedding(deps, wedding));
	const ids = new Set([
		...own.flatMap((one) => one.notice ?? []),
		...(notice === undefined ? [] : [notice.id]),
	]);
	const sent = await Promise.all([...ids].map((id) => store.deliveries(wedding, { notice: id, limit: 20 })));
	return context.json({
		event,
		outcome: own.at(-1)?.outcome ?? (notice === undefined ? 'not-told' : 'told'),
		reasons: explained(reasonsIn(own, explanations), { ...reader, timeZone }),
		deliveries: sent
			.flat()
			.reverse()
			.map(({ channel, state, dueAt, endedAt, reason }) => ({
				channel,
				state,
				at: new Date(endedAt ?? dueAt).toISOString(),
				...(reason !== undefined && { reason }),
			})),
	});
}

async function zoneOfWedding(
	{ rooms }: Pick<NotificationDeps, 'rooms'>,
	wedding: WeddingId,
): Promise<string> {
	const room = await rooms.open(wedding, 'plan');
	return (await room.read()).plan.meta.timeZone;
}

function reasonsIn(own: readonly Explanation[], all: readonly Explanation[]): Explanation['reasons'] {
	if (own.length > 0) return own.flatMap(({ reasons }) => reasons);
	return all.length > 0 ? all.flatMap(({ reasons }) => reasons) : [notConcerned];
}

/** Who reads the plan sees its events, and may ask why they were not told of one. */
const mayAskAbout = ({ role }: Principal): boolean => mayRead({ role }, sectionOfKind('wedding'));

async function ownNotice(
	{ store, clock }: NotificationDeps,
	{ wedding, person }: Principal,
	id: string,
): Promise<Notice | undefined> {
	const notice = await store.notice(wedding, id);
	return notice?.person === person && notice.visibleAt <= clock.now() ? notice : undefined;
}

const unreadOf = ({ store, clock }: NotificationDeps, { wedding, person }: Principal): Promise<number> =>
	store.unread(wedding, person, clock.now());

async function readerOf({ store, clock }: NotificationDeps, { wedding, person }: Principal): Promise<Reader> {
	const [preferences, policy] = await Promise.all([
		store.preferences(wedding, person),
		store.policy(wedding),
	]);
	return {
		language: languageOf({ preferences }, policy),
		timeZone: preferences.timeZone,
		wording: policy.wording,
		now: clock.now(),
	};
}

interface Place {
	readonly at: number;
	readonly id: string;
}

function readPlace(text: string | undefined): Result<Place | undefined, Problem> {
	if (text === undefined) return ok(undefined);
	const [, at, id] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(text) ?? [];
	return at === undefined || id === undefined ? err(badPlace) : ok({ at: Number(at), id });
}

const marked = z.strictObject({ ids: z.array(z.string().max(64)).max(1_000).optional() });
const badPlace: Problem = {
	code: 'invalid-value',
	detail: 'Read on with "before" set to the "next" of the page before.',
	field: 'before',
};
const eventNeeded: Problem = {
	code: 'invalid-value',
	detail: 'Name the event: ?event=<id>.',
	field: 'event',
};
const unknownNotice: Problem = { code: 'not-found', detail: 'There is no such notification of yours.' };
const unknownEvent: Problem = { code: 'not-found', detail: 'There is no such event for you.' };
