/**
 * What happened in a wedding, in order, behind a cursor: `{events, next}`. `next` is the cursor behind the page's last event; an
 * empty page has none, and whoever reads on keeps the cursor it had.
 */
import { Hono } from 'hono';
import { err, ok, type Result } from '../../shared/result.ts';
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
		const events = await store.events(context.var.principal.wedding, after.value, limit.value);
		const last = events.at(-1);
		return context.json(last === undefined ? { events } : { events, next: `${last.seq}.${last.index}` });
	});
	return routes;
}

/** Before everything if absent. */
function readCursor(text = '0.0'): Result<{ seq: number; index: number }, Problem> {
	const [, seq, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
	return seq === undefined || index === undefined
		? err(badCursor)
		: ok({ seq: Number(seq), index: Number(index) });
}

const badCursor: Problem = {
	code: 'invalid-value',
	detail: 'A cursor is <seq>.<index>, such as 12.0: the "next" of the page before.',
	field: 'after',
};
