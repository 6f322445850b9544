/**
 * What happened in a wedding, in order, behind a cursor: `{events, next}`. `next` is the cursor behind the page's last event; an
 * empty page has none, and whoever reads on keeps the cursor it had. Events of a section are for those who may read it.
 */
import { Hono } from 'hono';
import { mayRead } from '../../shared/access/permissions.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { sectionOfKind } from '../../shared/events/draft.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Store } from '../store/store.ts';
import type { MemberEnv } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface EventDeps {
	readonly store: Pick<Store, 'events'>;
}

/** Stands behind `member`. */
export function eventRoutes({ store }: EventDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.get('/events', async (context) => {
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const after = readCursor(context.req.query('after'));
		if (!after.ok) return sayProblem(context, after.error);
		const { events, last } = await readable(store, context.var.principal, after.value, limit.value);
		return context.json(last === undefined ? { events } : { events, next: `${last.seq}.${last.index}` });
	});
	return routes;
}

/**
 * One page of what this person may read, and the last event that was looked at: behind it the next page begins. A long stretch
 * of what they may not read ends in a short page, empty perhaps, with a cursor.
 */
async function readable(
	store: EventDeps['store'],
	{ wedding, role }: Principal,
	after: Cursor,
	limit: number,
): Promise<{ readonly events: readonly WeddingEvent[]; readonly last?: Cursor }> {
	const events: WeddingEvent[] = [];
	// A guest reads no section, and so no event.
	if (!sectionNames.some((section) => mayRead({ role }, section))) return { events };
	let last: WeddingEvent | undefined;
	for (let page = 0; page < pagesAtOnce && events.length < limit; page++) {
		const wanted = limit - events.length;
		const found = await store.events(wedding, last ?? after, wanted);
		events.push(...found.filter(({ record }) => mayRead({ role }, sectionOfKind(record.kind))));
		last = found.at(-1) ?? last;
		if (found.length < wanted) break;
	}
	return last === undefined ? { events } : { events, last };
}

/** Before everything if absent. */
function readCursor(text = '0.0'): Result<Cursor, Problem> {
	const [, seq, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
	return seq === undefined || index === undefined
		? err(badCursor)
		: ok({ seq: Number(seq), index: Number(index) });
}

interface Cursor {
	readonly seq: number;
	readonly index: number;
}

const pagesAtOnce = 20;
const badCursor: Problem = {
	code: 'invalid-value',
	detail: 'A cursor is <seq>.<index>, such as 12.0: the "next" of the page before.',
	field: 'after',
};
