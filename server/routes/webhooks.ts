/**
 * Outbound endpoints over HTTP: made, changed, rotated, brought back, removed. For those who decide the wedding's settings; what is sent to them, and what
 * they said, stands in `webhook-sending.ts`. Stands behind `member`.
 */
import { type Context, Hono } from 'hono';
import type { Result } from '../../shared/result.ts';
import { endpointChange, endpointWish } from '../webhooks/endpoint.ts';
import type { EndpointFault, Endpoints } from '../webhooks/endpoints.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { sayProblem } from './problem.ts';
import { badKey, isKey } from './repeats.ts';
import { sayEndpointFault, type WebhookSendingDeps, webhookSendingRoutes } from './webhook-sending.ts';

export interface WebhookDeps extends WebhookSendingDeps {
	readonly endpoints: Endpoints;
}

export function webhookRoutes(deps: WebhookDeps): Hono<MemberEnv> {
	const { endpoints } = deps;
	const routes = new Hono<MemberEnv>();
	routes.get('/webhooks', async (context) => {
		const list = await endpoints.list(context.var.principal);
		return list.ok ? context.json({ webhooks: list.value }) : sayEndpointFault(context, list.error);
	});
	routes.post('/webhooks', async (context) => {
		const wish = await readBodyAs(context, endpointWish);
		if (!wish.ok) return sayProblem(context, wish.error);
		const key = context.req.header('Idempotency-Key');
		if (key !== undefined && !isKey(key)) return sayProblem(context, badKey);
		return answered(context, await endpoints.make(context.var.principal, wish.value, key), 201);
	});
	// Before `:id`, which it is not.
	routes.route('/', webhookSendingRoutes(deps));
	routes.get('/webhooks/:id', async (context) =>
		answered(context, await endpoints.show(context.var.principal, context.req.param('id'))),
	);
	routes.patch('/webhooks/:id', async (context) => {
		const wish = await readBodyAs(context, endpointChange);
		if (!wish.ok) return sayProblem(context, wish.error);
		const id = context.req.param('id');
		return answered(context, await endpoints.change(context.var.principal, id, wish.value));
	});
	routes.delete('/webhooks/:id', async (context) =>
		answered(context, await endpoints.remove(context.var.principal, context.req.param('id'))),
	);
	for (const verb of ['rotate', 'enable'] as const) {
		routes.post(`/webhooks/:id/${verb}`, async (context) =>
			answered(context, await endpoints[verb](context.var.principal, context.req.param('id'))),
		);
	}
	return routes;
}

function answered(context: Context, done: Result<object, EndpointFault>, status: 200 | 201 = 200): Response {
	return done.ok ? context.json(done.value, status) : sayEndpointFault(context, done.error);
}
