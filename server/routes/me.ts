/**
 * Oneself: who the token says one is, with the role and the rights one has now, and where one can be reached. An address lies
 * here alone, never in a document, and is told to nobody else.
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { categories, levelOf } from '../../shared/access/permissions.ts';
import type { Limiter } from '../auth/allowance.ts';
import type { Askers } from '../auth/asker.ts';
import type { EmailSignIn } from '../auth/email-sign-in.ts';
import type { Principal } from '../auth/principal.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import { type KnownEnv, known, throttled } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import { emailAddress } from './sign-in.ts';

export interface MeDeps {
	readonly askers: Askers;
	readonly store: Pick<Store, 'addresses' | 'saveAddresses'>;
	readonly emailSignIn: Pick<EmailSignIn, 'hash'>;
	readonly limiter: Limiter;
}

export function meRoutes({ askers, store, emailSignIn, limiter }: MeDeps): Hono<KnownEnv> {
	const routes = new Hono<KnownEnv>();
	routes.use(known(askers), throttled(limiter));

	routes.get('/', (context) => {
		const { asker } = context.var;
		return context.json(asker.kind === 'operator' ? { role: 'operator' } : shown(asker.principal));
	});
	routes.get('/contacts', async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		const { email } = await store.addresses(who.wedding, who.person);
		return context.json(email === undefined ? {} : { email: email.address });
	});
	routes.put('/contacts', async (context) => {
		const who = personOf(context);
		if (who === undefined) return sayProblem(context, personNeeded);
		const body = await readBodyAs(context, contacts);
		if (!body.ok) return sayProblem(context, body.error);
		const { email } = body.value;
		const address = email === null ? null : { address: email, hash: emailSignIn.hash(email) };
		await store.saveAddresses(who.wedding, who.person, { email: address });
		return context.json(email === null ? {} : { email });
	});
	return routes;
}

function shown({ raised, ...who }: Principal) {
	const rights = { role: who.role, raised: raised !== undefined };
	return {
		...who,
		levels: Object.fromEntries(categories.map((category) => [category, levelOf(rights, category)])),
		...(raised === undefined ? {} : { raised: { until: new Date(raised.until).toISOString() } }),
	};
}

function personOf(context: Context<KnownEnv>): Principal | undefined {
	const { asker } = context.var;
	return asker.kind === 'person' ? asker.principal : undefined;
}

/** `null` takes the address away. */
const contacts = z.object({ email: emailAddress.nullable() });
const personNeeded: Problem = { code: 'not-allowed', detail: 'The operator is no person of a wedding.' };
