/**
 * Signing in: with a link's code, or by asking for a link by e-mail. The answer to the latter says nothing of the address: it is
 * the same, and as quick, whether somebody is reached there or not.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { EmailSignIn } from '../auth/email-sign-in.ts';
import { readBodyAs } from './body.ts';
import { sayProblem } from './problem.ts';
import { type RedeemDeps, redeemCode, redeemer } from './redeeming.ts';

export interface SignInDeps extends RedeemDeps {
	readonly emailSignIn: Pick<EmailSignIn, 'ask'>;
	/** Our bug or a dead disk: nobody waits for a mail, so nobody else would hear of it. */
	readonly fatal: (fault: unknown) => void;
}

export function signInRoutes(deps: SignInDeps): Hono {
	const routes = new Hono();
	routes.post('/', async (context) => {
		const body = await readBodyAs(context, asking);
		if (!body.ok) return sayProblem(context, body.error);
		deps.emailSignIn.ask(body.value.email).catch(deps.fatal);
		return context.json({ detail: 'If this address belongs to somebody here, a link is on its way.' }, 202);
	});
	routes.post('/redeem', async (context) => {
		const body = await readBodyAs(context, redemption);
		if (!body.ok) return sayProblem(context, body.error);
		return redeemCode(context, deps, body.value.code, body.value);
	});
	return routes;
}

/** `POST /api/invites/:code/redeem`: the same, for programs that hold a code and build addresses. Our own client does not. */
export function invitedRoutes(deps: RedeemDeps): Hono {
	const routes = new Hono();
	routes.post('/:code/redeem', async (context) => {
		const body = await readBodyAs(context, z.object(redeemer));
		if (!body.ok) return sayProblem(context, body.error);
		return redeemCode(context, deps, context.req.param('code').slice(0, 512), body.value);
	});
	return routes;
}

export const emailAddress = z
	.string()
	.trim()
	.max(254)
	.regex(/^[^\s@"<>,;]+@[^\s@"<>,;]+\.[^\s@"<>,;]+$/, 'this is not an e-mail address');
const asking = z.object({ email: emailAddress });
const redemption = z.object({ code: z.string().min(1).max(512), ...redeemer });
