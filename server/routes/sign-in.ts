/** Signing in with a personal link: its code becomes a session of that person. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Links } from '../auth/link.ts';
import { maxTokenSeconds, type Tokens } from '../auth/token.ts';
import { readBodyAs } from './body.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface SignInDeps {
	readonly links: Pick<Links, 'redeem'>;
	readonly tokens: Pick<Tokens, 'issue'>;
}

export function signInRoutes({ links, tokens }: SignInDeps): Hono {
	const routes = new Hono();
	routes.post('/redeem', async (context) => {
		const body = await readBodyAs(context, redemption);
		if (!body.ok) return sayProblem(context, body.error);
		const principal = await links.redeem(body.value.code);
		if (principal === undefined) return sayProblem(context, unknownCode);
		const { wedding, person, name, role } = principal;
		const { token, expiresAt } = await tokens.issue({ wedding, person, ttlSeconds: maxTokenSeconds });
		const session = { token, expiresAt: new Date(expiresAt).toISOString(), wedding, person, name, role };
		return context.json(session);
	});
	return routes;
}

const redemption = z.strictObject({ code: z.string().min(1).max(512) });
const unknownCode: Problem = {
	code: 'not-found',
	detail: 'This link is not known, or no longer good. Ask for a new one.',
};
