/** What the wedding as a whole has decided about telling people: read by whoever sees its settings, replaced by whoever may write them. */
import { Hono } from 'hono';
import { levelOf, reaches } from '../../shared/access/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import { policy } from '../../shared/notices/wishes.ts';
import type { Principal } from '../auth/principal.ts';
import { actorOf } from '../room/membership.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface PolicyDeps {
	readonly store: Pick<Store, 'policy' | 'savePolicy'>;
	readonly clock: Clock;
}

/** Stands behind `member`. */
export function policyRoutes({ store, clock }: PolicyDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.get('/policy', async (context) => {
		const { principal } = context.var;
		if (!mayPolicy(principal, 'read', clock.now())) return sayProblem(context, mayNotReadPolicy);
		return context.json(await store.policy(principal.wedding));
	});
	routes.put('/policy', async (context) => {
		const { principal } = context.var;
		const at = clock.now();
		if (!mayPolicy(principal, 'write', at)) return sayProblem(context, mayNotWrite);
		const body = await readBodyAs(context, policy);
		if (!body.ok) return sayProblem(context, body.error);
		const before = await store.policy(principal.wedding);
		await store.savePolicy(principal.wedding, body.value, {
			action: 'policy.changed',
			at,
			actor: actorOf(principal),
			// The names of what changed: the words of a wedding are nobody's business in an audit.
			detail: { fields: changedFields(before, body.value) },
		});
		return context.json(body.value);
	});
	return routes;
}

export function mayPolicy({ role, raised }: Principal, wanted: 'read' | 'write', now: number): boolean {
	const who = { role, raised: raised !== undefined && raised.until > now };
	return reaches(levelOf(who, 'settings'), wanted);
}

function changedFields(before: object, after: object): string {
	const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
	return [...new Set([...was.keys(), ...is.keys()])]
		.filter((name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)))
		.sort()
		.join(' ');
}

export const mayNotReadPolicy: Problem = {
	code: 'not-allowed',
	detail: 'You do not see the settings of this wedding.',
};
const mayNotWrite: Problem = {
	code: 'not-allowed',
	detail: 'Whoever may change the settings of the wedding changes this.',
};
