/** The table of who may do what, as it is judged by: for whoever builds on it, and open to anybody, since it says nothing of anybody. */
import { Hono } from 'hono';
import { categories, ownFields, permissions } from '../../shared/access/permissions.ts';
import { roles } from '../../shared/access/roles.ts';

export function permissionRoutes(): Hono {
	const rows = roles.map((role) => [role, permissions[role]] as const);
	const table = {
		roles,
		categories,
		levels: Object.fromEntries(rows.map(([role, { levels }]) => [role, levels])),
		why: Object.fromEntries(rows.map(([role, { why }]) => [role, why])),
		own: ownFields,
	};
	const routes = new Hono();
	routes.get('/', (context) => context.json(table));
	return routes;
}
