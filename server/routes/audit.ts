/**
 * What happened to rights and access in a wedding, row by row as the chain has it. For the couple, whose wedding it is, and the
 * operator, who answers for the server; it says who did what when, so nobody else reads it.
 */
import { type Context, Hono } from 'hono';
import type { Askers } from '../auth/asker.ts';
import type { AuditChain } from '../store/audit.ts';
import type { Store } from '../store/store.ts';
import { weddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type Known, type KnownEnv, known, operator } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface AuditDeps {
	readonly askers: Askers;
	readonly store: Pick<Store, 'audit' | 'weddings'>;
}

/** At `…/:wedding/audit`, before what stands behind `member`: the operator has no person's token. */
export function auditRoutes({ askers, store }: AuditDeps): Hono<KnownEnv> {
	const routes = new Hono<KnownEnv>();
	routes.get('/', known(askers), async (context) => {
		const wedding = weddingId.safeParse(context.req.param('wedding')).data;
		const forbidden = whyNot(context.var.asker, wedding);
		if (forbidden !== undefined) return sayProblem(context, forbidden);
		if (wedding === undefined || !(await store.weddings()).some(({ id }) => id === wedding))
			return sayProblem(context, unknown);
		return answerPage(context, store, wedding);
	});
	return routes;
}

/** Of what belongs to no wedding (backups, keys, sign-ins of nobody known): for the operator alone. */
export function serverAuditRoutes({ askers, store }: AuditDeps): Hono {
	const routes = new Hono();
	routes.get('/', operator(askers), (context) => answerPage(context, store, ''));
	return routes;
}

async function answerPage(context: Context, store: AuditDeps['store'], chain: AuditChain): Promise<Response> {
	const limit = readLimit(context.req.query('limit'));
	if (!limit.ok) return sayProblem(context, limit.error);
	const after = readAfter(context.req.query('after'));
	if (!after.ok) return sayProblem(context, after.error);
	const rows = await store.audit(chain, after.value, limit.value);
	const audit = rows.map(({ at, ...row }) => ({ ...row, at: new Date(at).toISOString() }));
	const last = rows.at(-1);
	return context.json(last === undefined ? { audit } : { audit, next: last.n });
}

function whyNot(asker: Known, wedding: string | undefined): Problem | undefined {
	if (asker.kind === 'operator') return undefined;
	if (asker.principal.wedding !== wedding) return otherWedding;
	return asker.principal.role === 'couple' ? undefined : forTheCouple;
}

/** Before everything if absent. */
function readAfter(text = '0'): Result<number, Problem> {
	return /^\d{1,15}$/.test(text) ? ok(Number(text)) : err(badAfter);
}

const unknown: Problem = { code: 'not-found', detail: 'There is no such wedding.' };
const otherWedding: Problem = { code: 'other-wedding', detail: 'Your token is for another wedding.' };
const forTheCouple: Problem = {
	code: 'not-allowed',
	detail: 'Who did what with rights and access is for the couple to read.',
};
const badAfter: Problem = {
	code: 'invalid-value',
	detail: 'This list goes on behind a row\'s number: the "next" of the page before.',
	field: 'after',
};
