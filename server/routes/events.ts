/**
 * What happened in a wedding, in order, behind a cursor: `{events, next}`, or live for whoever accepts `text/event-stream`. `next` is
 * the cursor behind the page's last event; an empty page has none, and whoever reads on keeps the cursor it had. Events of a
 * section are for those who may read it.
 */
import { ServerResponse } from 'node:http';
import { type Context, Hono } from 'hono';
import { eventCatalogue } from '../../shared/events/catalogue.ts';
import type { Askers } from '../auth/asker.ts';
import type { Rooms } from '../room/rooms.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import type { MemberEnv } from './entry.ts';
import { hearsEvents, readCursor, readEvents, writtenCursor } from './event-page.ts';
import type { EventStreams } from './event-streams.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';

export interface EventDeps {
	readonly store: Pick<Store, 'events'>;
	readonly eventStreams: EventStreams;
	readonly askers: Askers;
	readonly rooms: Pick<Rooms, 'open' | 'turn'>;
}

/** Stands behind `member`. */
export function eventRoutes(deps: EventDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.get('/events', async (context) => {
		if (wantsStream(context)) return live(context, deps);
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const after = readCursor(context.req.query('after'));
		if (!after.ok) return sayProblem(context, after.error);
		const wish = { after: after.value, limit: limit.value };
		const { events, last } = await readEvents(deps.store, context.var.principal, wish);
		return context.json(last === undefined ? { events } : { events, next: writtenCursor(last) });
	});
	return routes;
}

/** What can happen, with a schema of each: for whoever builds on it, and open to anybody, since it says nothing of anybody. */
export function catalogueRoutes(): Hono {
	let catalogue: { readonly events: ReturnType<typeof eventCatalogue> } | undefined;
	const routes = new Hono();
	routes.get('/catalogue', (context) => {
		catalogue ??= { events: eventCatalogue() };
		return context.json(catalogue);
	});
	return routes;
}

/** A HEAD request takes no body, and so no stream. */
const wantsStream = ({ req }: Context): boolean =>
	req.method === 'GET' && (req.header('Accept')?.includes('text/event-stream') ?? false);

async function live(context: Context<MemberEnv>, deps: EventDeps): Promise<Response> {
	const { wedding } = context.var.principal;
	// Before it is asked who this is: what changes from here on is seen by the stream.
	const turn = deps.rooms.turn(wedding);
	const ask = () => deps.askers.ofHeader(context.req.header('Authorization'));
	const asker = await ask();
	if (asker.kind !== 'person' || !hearsEvents(asker.principal.role)) return sayProblem(context, hearsNothing);
	const { person, role } = asker.principal;
	const resumed = context.req.header('Last-Event-ID');
	const after =
		resumed === undefined ? readCursor(context.req.query('after')) : readCursor(resumed, lastEventId);
	if (!after.ok) return sayProblem(context, after.error);
	if (await isAhead(deps, wedding, after.value)) return sayProblem(context, ahead);
	const opened = deps.eventStreams.open({
		wedding,
		person,
		role,
		after: after.value,
		turn,
		ask,
		cut: () => cut(context),
	});
	if (!opened.ok) {
		return opened.error === 'closing'
			? sayProblem(context, closing)
			: sayTooMany(context, tooManyMs, tooMany);
	}
	return context.body(opened.value, 200, {
		'Content-Type': 'text/event-stream; charset=utf-8',
		// A proxy that gathers answers would hold back what is meant to be heard now.
		'X-Accel-Buffering': 'no',
	});
}

function cut({ env }: Context): void {
	if (env?.outgoing instanceof ServerResponse) env.outgoing.destroy();
}

/**
 * Of a log that has been restored from a backup since: what is written there now has numbers that the reader believes to have read.
 */
async function isAhead(
	{ store, rooms }: EventDeps,
	wedding: Parameters<Rooms['open']>[0],
	after: EventCursor,
): Promise<boolean> {
	if (after.seq === 0) return false;
	const [present] = await store.events(wedding, { seq: after.seq, index: -1 }, 1);
	// Rows without events have no place among these: only the end of the log tells.
	return present === undefined && after.seq > (await (await rooms.open(wedding, 'plan')).read()).seq;
}

const lastEventId = 'Last-Event-ID';
const tooManyMs = 5_000;
const tooMany = 'You have as many streams of this wedding open as one person may. Close one first.';
const closing: Problem = { code: 'closing', detail: 'The server is restarting. Try again in a moment.' };
const hearsNothing: Problem = {
	code: 'not-allowed',
	detail: 'Events are for those who work on the wedding. What guests see is the programme: GET …/programme.',
};
const ahead: Problem = {
	code: 'overtaken',
	detail:
		'This server knows of no event as late as that: it was restored from a backup. Read on from "after=0.0", or from where you can tell.',
};
