/**
 * Oneself: who the token says one is, with the role and the rights one has now, and where one can be reached. An address lies
 * here alone, never in a document, and is told to nobody else.
 */
import { Hono } from 'hono';
import { categories, levelOf } from '../../shared/access/permissions.ts';
import type { Limiter } from '../auth/allowance.ts';
import type { Askers } from '../auth/asker.ts';
import type { Principal } from '../auth/principal.ts';
import { type ContactDeps, contactRoutes } from './contacts.ts';
import { type KnownEnv, known, type MemberEnv, personOnly, throttled } from './entry.ts';
import { type NotificationDeps, notificationRoutes } from './notifications.ts';
import { type PushDeps, pushRoutes } from './push-subscriptions.ts';

export interface MeDeps extends ContactDeps, PushDeps, NotificationDeps {
	readonly askers: Askers;
	readonly limiter: Limiter;
	readonly store: ContactDeps['store'] & PushDeps['store'] & NotificationDeps['store'];
}

export function meRoutes(deps: MeDeps): Hono<KnownEnv & MemberEnv> {
	const routes = new Hono<KnownEnv & MemberEnv>();
	routes.use(known(deps.askers), throttled(deps.limiter));

	routes.get('/', (context) => {
		const { asker } = context.var;
		return context.json(asker.kind === 'operator' ? { role: 'operator' } : shown(asker.principal));
	});
	routes.use(personOnly);
	routes.route('/', contactRoutes(deps));
	routes.route('/', pushRoutes(deps));
	routes.route('/notifications', notificationRoutes(deps));
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
