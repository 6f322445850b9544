/** The plan as it is durable, and the wedding's own record. */
import { Hono } from 'hono';
import type { Rooms } from '../room/rooms.ts';
import { answerOperated } from './answer.ts';
import { readBody } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { notOperatedProblem, sayProblem } from './problem.ts';

export interface PlanDeps {
	readonly rooms: Pick<Rooms, 'open'>;
}

/** Stands behind `member`. */
export function planRoutes({ rooms }: PlanDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	routes.get('/plan', async (context) => {
		const room = await rooms.open(context.var.principal.wedding, 'plan');
		const { plan, seq } = await room.read();
		return context.json({ ...plan, seq });
	});

	routes.patch('/meta', async (context) => {
		const body = await readBody(context);
		if (!body.ok) return sayProblem(context, body.error);
		const { principal } = context.var;
		const room = await rooms.open(principal.wedding, 'plan');
		const operated = await room.operate(principal, { name: 'meta.change', input: body.value });
		if (!operated.ok) return sayProblem(context, notOperatedProblem(operated.error));
		return answerOperated(context, operated.value, 200);
	});

	return routes;
}
