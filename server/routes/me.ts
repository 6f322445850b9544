/** Who the token says one is, with the role one has now. */
import { Hono } from 'hono';
import type { Askers } from '../auth/asker.ts';
import { type KnownEnv, known } from './entry.ts';

export interface MeDeps {
	readonly askers: Askers;
}

export function meRoutes({ askers }: MeDeps): Hono<KnownEnv> {
	const routes = new Hono<KnownEnv>();
	routes.get('/', known(askers), (context) => {
		const { asker } = context.var;
		return context.json(asker.kind === 'operator' ? { role: 'operator' } : asker.principal);
	});
	return routes;
}
