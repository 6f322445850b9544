/** Emergency access: who has it, taking it, ending it early. Everybody who sees the plan sees who has it, and why. */
import { Hono } from 'hono';
import { z } from 'zod';
import { type PersonId, personId } from '../../shared/ids.ts';
import type { Emergencies, Emergency } from '../auth/emergencies.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import { unreadable } from './reading.ts';

export interface EmergencyRouteDeps {
	readonly emergencies: Emergencies;
}

/** Stands behind `member`. */
export function emergencyRoutes({ emergencies }: EmergencyRouteDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	routes.get('/emergency-access', async (context) => {
		const { principal } = context.var;
		const closed = unreadable(principal, 'plan');
		if (closed !== undefined) return sayProblem(context, closed);
		const raised = (await emergencies.present(principal.wedding)).map(shown);
		return context.json({ raised, mayDeclare: await emergencies.mayDeclare(principal) });
	});

	routes.post('/emergency-access', async (context) => {
		const body = await readBodyAs(context, call);
		if (!body.ok) return sayProblem(context, body.error);
		const begun = await emergencies.begin(context.var.principal, body.value);
		return begun.ok
			? context.json(shown(begun.value), 201)
			: sayProblem(context, { code: begun.error.code, detail: begun.error.reason });
	});

	const end = async (by: MemberEnv['Variables']['principal'], person: PersonId | undefined) => {
		const ended = person === undefined ? undefined : await emergencies.end(by, person);
		if (ended === undefined) return { problem: nothing } as const;
		if (!ended.ok) return { problem: { code: ended.error.code, detail: ended.error.reason } } as const;
		return { ended: shown(ended.value) } as const;
	};
	routes.delete('/emergency-access', async (context) => {
		const { principal } = context.var;
		const done = await end(principal, principal.person);
		return done.problem === undefined ? context.json(done.ended) : sayProblem(context, done.problem);
	});
	routes.delete('/emergency-access/:person', async (context) => {
		const person = personId.safeParse(context.req.param('person')).data;
		const done = await end(context.var.principal, person);
		return done.problem === undefined ? context.json(done.ended) : sayProblem(context, done.problem);
	});

	return routes;
}

function shown({ person, by, until, reason }: Emergency) {
	return { person, by, until: new Date(until).toISOString(), reason };
}

const call = z.strictObject({
	reason: z.string().trim().min(3, 'say in a few words why').max(300),
	minutes: z.int().min(15).max(240).default(60),
	person: personId.optional(),
});
const nothing: Problem = { code: 'not-found', detail: 'Nobody has emergency access here now.' };
