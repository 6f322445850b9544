/** The wedding's own record. */
import { Hono } from 'hono';
import type { Rooms } from '../room/rooms.ts';
import { answerOperated } from './answer.ts';
import { readBody } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { notOperatedProblem, sayProblem } from './problem.ts';
import { unreadable } from './reading.ts';

export interface MetaDeps {
	readonly rooms: Pick<Rooms, 'open'>;
}

/** Stands behind `member`. */
export function metaRoutes({ rooms }: MetaDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	routes.patch('/meta', async (context) => {
		const body = await readBody(context);
		if (!body.ok) return sayProblem(context, body.error);
		const { principal } = context.var;
		const hidden = unreadable(principal, 'plan');
		if (hidden !== undefined) return sayProblem(context, hidden);
		const room = await rooms.open(principal.wedding, 'plan');
		const operated = await room.operate(principal, { name: 'meta.change', input: body.value });
		if (!operated.ok) return sayProblem(context, notOperatedProblem(operated.error));
		return answerOperated(context, operated.value, 200);
	});

	return routes;
}
