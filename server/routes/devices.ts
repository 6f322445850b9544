/**
 * The devices of a person, for whoever manages people: to see where somebody is signed in, and to end it when a phone is lost.
 * Nobody ends the sessions of somebody they could not have made. Stands behind `member`.
 */
import { type Context, Hono } from 'hono';
import type { Millis } from '../../shared/clock.ts';
import { type PersonId, personId } from '../../shared/ids.ts';
import { managesPeople, mayInvite } from '../auth/inviting.ts';
import type { Sessions } from '../auth/session.ts';
import type { Store } from '../store/store.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import { endDevice, shownDevice } from './session.ts';

export interface DeviceRouteDeps {
	readonly sessions: Sessions;
	readonly store: Pick<Store, 'members' | 'devices'>;
}

export function deviceRoutes({ sessions, store }: DeviceRouteDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	/** The person of the path, or why not. */
	async function target(context: Context<MemberEnv>): Promise<PersonId | Problem> {
		const { principal } = context.var;
		const person = personId.safeParse(context.req.param('id')).data;
		const member = (await store.members(principal.wedding)).find((one) => one.person === person);
		if (member === undefined)
			return { code: 'not-found', detail: 'There is no such person in this wedding.' };
		return member.person === principal.person || mayInvite(principal, member.role)
			? member.person
			: notTheirs;
	}

	// When everybody was last here, on whichever device, in one answer for a whole list of people.
	routes.get('/seen', async (context) => {
		const { principal } = context.var;
		if (!managesPeople(principal)) return sayProblem(context, notTheirs);
		const seenAt = new Map<PersonId, Millis>();
		for (const { person, seenAt: at } of await store.devices(principal.wedding)) {
			seenAt.set(person, Math.max(at, seenAt.get(person) ?? at));
		}
		const seen = [...seenAt].map(([person, at]) => ({ person, at: new Date(at).toISOString() }));
		return context.json({ seen });
	});
	routes.get('/people/:id/devices', async (context) => {
		const person = await target(context);
		if (typeof person !== 'string') return sayProblem(context, person);
		const { wedding, device } = context.var.principal;
		const devices = await sessions.devices(wedding, person);
		return context.json({ devices: devices.map((one) => shownDevice(one, device)) });
	});
	routes.delete('/people/:id/devices/:device', async (context) => {
		const person = await target(context);
		if (typeof person !== 'string') return sayProblem(context, person);
		const by = context.var.principal;
		return endDevice(context, sessions, context.req.param('device'), {
			of: { wedding: by.wedding, person },
			by,
		});
	});
	return routes;
}

const notTheirs: Problem = {
	code: 'not-allowed',
	detail: 'Only the couple and the coordinator see where people are signed in, of those they may invite.',
};
