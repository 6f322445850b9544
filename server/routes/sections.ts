/** The sections beside the plan, each as it is durable: `ceremony`, `guests` (with the tables) and `budget`. */
import { Hono } from 'hono';
import { sectionNames } from '../../shared/document/schema.ts';
import type { Rooms } from '../room/rooms.ts';
import type { MemberEnv } from './entry.ts';
import { sayProblem } from './problem.ts';
import { unreadable } from './reading.ts';

export interface SectionDeps {
	readonly rooms: Pick<Rooms, 'open'>;
}

/** Stands behind `member`. */
export function sectionRoutes({ rooms }: SectionDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	for (const section of sectionNames) {
		routes.get(`/${section}`, async (context) => {
			const { principal } = context.var;
			const forbidden = unreadable(principal, section);
			if (forbidden !== undefined) return sayProblem(context, forbidden);
			const room = await rooms.open(principal.wedding, section);
			const { view, seq } = await room.view();
			return context.json({ ...view, seq });
		});
	}
	return routes;
}
