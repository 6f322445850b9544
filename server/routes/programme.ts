/** What guests see instead of the plan. Open to every member; what it leaves out is decided in `shared/document/programme.ts`. */
import { Hono } from 'hono';
import { programmeOf } from '../../shared/document/programme.ts';
import type { Rooms } from '../room/rooms.ts';
import type { MemberEnv } from './entry.ts';

export interface ProgrammeDeps {
	readonly rooms: Pick<Rooms, 'open'>;
}

/** Stands behind `member`. */
export function programmeRoutes({ rooms }: ProgrammeDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.get('/programme', async (context) => {
		const room = await rooms.open(context.var.principal.wedding, 'plan');
		const { plan, seq } = await room.read();
		return context.json({ ...programmeOf(plan), seq });
	});
	return routes;
}
