/** The table of who may do what, as the relay says it stands: `GET /api/permissions`. */
import { z } from 'zod';
import { categories, levels, permissions } from '../../../shared/access/permissions.ts';
import { role, roles } from '../../../shared/access/roles.ts';
import type { Relay } from './relay.ts';

const tableShape = z.object({
	roles: z.array(role),
	categories: z.array(z.enum(categories)),
	levels: z.record(role, z.record(z.enum(categories), z.enum(levels))),
	why: z.record(role, z.string()),
});
export type AccessTable = Readonly<z.infer<typeof tableShape>>;

/** The table this app was built with: right unless the relay is newer. */
export const builtIn: AccessTable = {
	roles: [...roles],
	categories: [...categories],
	levels: byRole((name) => permissions[name].levels),
	why: byRole((name) => permissions[name].why),
};

export async function accessTable(relay: Relay): Promise<AccessTable> {
	const answer = await relay.ask({ path: '/permissions', shape: tableShape });
	return answer.ok ? answer.value : builtIn;
}

function byRole<T>(valueOf: (name: (typeof roles)[number]) => T): Record<(typeof roles)[number], T> {
	return Object.fromEntries(roles.map((name) => [name, valueOf(name)])) as Record<(typeof roles)[number], T>;
}
