/**
 * Alerts over HTTP: "I need help", announcements, who has seen them and who has them. Looking at the list is seeing what is open in it, so
 * that whoever called knows that somebody knows.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { personId } from '../../shared/ids.ts';
import { allowances, type Limiter, perMinute } from '../auth/allowance.ts';
import type { Principal } from '../auth/principal.ts';
import type { Alerting, NotAlerted } from '../room/alerting.ts';
import type { NotOperated } from '../room/door.ts';
import { type Alert, urgencies } from '../store/alerts.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';
import type { Repeats } from './repeats.ts';

export interface AlertDeps {
	readonly alerting: Alerting;
	readonly repeats: Repeats;
	readonly limiter: Limiter;
}

/** Stands behind `member`. */
export function alertRoutes({ alerting, repeats, limiter }: AlertDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();

	routes.get('/alerts', async (context) => {
		const { principal } = context.var;
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const before = context.req.query('before');
		const page = { limit: limit.value, ...(before !== undefined && { before }) };
		const { alerts, next } = await alerting.list(principal, page);
		return context.json({ alerts: alerts.map((one) => shown(one, principal)), next });
	});

	routes.post('/alerts', async (context) => {
		const { principal } = context.var;
		const { wedding, person } = principal;
		const body = await readBodyAs(context, call);
		if (!body.ok) return sayProblem(context, body.error);
		const most = Math.min(allowances[principal.role].perMinute, mostPerMinute);
		const waitMs = limiter.take(`alert ${wedding} ${person}`, perMinute(most));
		if (waitMs > 0) return sayTooMany(context, waitMs, `You may raise ${most} alerts a minute.`);
		const repeatable = {
			wedding,
			person,
			key: context.req.header('Idempotency-Key'),
			asked: ['POST', 'alerts', body.value],
		};
		const done = await repeats.once(repeatable, async (answer) => {
			const raised = await alerting.raise(
				principal,
				body.value,
				answer && ((alert) => ({ ...answer, body: JSON.stringify(shown(alert, principal)) })),
			);
			return raised.ok
				? { ok: true, value: { record: shown(raised.value.alert, principal), seq: raised.value.seq } }
				: { ok: false, error: notOperated(raised.error) };
		});
		if (!done.ok) return sayProblem(context, done.error);
		return context.json({ ...(done.value.record as object), seq: done.value.seq }, 201);
	});

	for (const [word, act] of [
		['ack', alerting.acknowledge],
		['close', alerting.close],
	] as const) {
		routes.post(`/alerts/:id/${word}`, async (context) => {
			const { principal } = context.var;
			const done = await act(principal, context.req.param('id'));
			return done.ok
				? context.json(shown(done.value, principal))
				: sayProblem(context, problemOf(done.error));
		});
	}
	return routes;
}

function shown({ at, closedAt, seenBy, ackedBy, ...alert }: Alert, { person }: Principal) {
	return {
		...alert,
		at: timed(at),
		seenBy: seenBy.map((one) => ({ ...one, at: timed(one.at) })),
		ackedBy: ackedBy.map((one) => ({ ...one, at: timed(one.at) })),
		...(closedAt !== undefined && { closedAt: timed(closedAt) }),
		...(alert.by.person === person && { mine: true }),
	};
}
const timed = (at: number): string => new Date(at).toISOString();

const problemOf = ({ code, reason }: NotAlerted): Problem => ({ code, detail: reason });

/** In the words of every other door, so that a repeated request is answered alike. */
function notOperated({ code, reason }: NotAlerted): NotOperated {
	if (code === 'not-allowed' || code === 'invalid-value')
		return { kind: 'refused', refusal: { code, reason } };
	return { kind: 'storage', storage: { code: code === 'storage-full' ? 'full' : 'unknown-wedding', reason } };
}

/** Whoever needs more has pressed the button in a panic: the first is on its way. */
const mostPerMinute = 10;
const call = z.strictObject({
	text: z.string().trim().min(1, 'say in a few words what it is').max(500),
	place: z.string().trim().min(1).max(200).optional(),
	urgency: z.enum([...urgencies, 'help']).transform((word) => (word === 'help' ? 'emergency' : word)),
	to: z
		.strictObject({
			roles: z.array(role).max(10).optional(),
			trades: z.array(z.string().trim().min(1).max(100)).max(30).optional(),
			people: z.array(personId).max(200).optional(),
		})
		.refine(
			({ roles = [], trades = [], people = [] }) => roles.length + trades.length + people.length > 0,
			'say whom it is for, or leave it out for everybody',
		)
		.optional(),
});
