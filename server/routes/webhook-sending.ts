/**
 * What is sent to an endpoint on purpose, and what was sent to it: a test, a replay, the log, and what a mapping would make of an event. Not
 * oftener than somebody at work needs it.
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type EventType, eventTypes } from '../../shared/events/event.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type Limiter, type Measure, perMinute } from '../auth/allowance.ts';
import { type DeliveryState, deliveryStates, type DeliveryStore } from '../store/deliveries.ts';
import type { Endpoint } from '../store/endpoints.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { type EndpointFault, type Endpoints, mayConnect } from '../webhooks/endpoints.ts';
import { mappingShape } from '../webhooks/mapping.ts';
import { preview } from '../webhooks/preview.ts';
import type { Resending } from '../webhooks/resending.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { readLimit } from './page.ts';
import { type Problem, sayProblem, sayTooMany } from './problem.ts';
import { shownDelivery } from './webhook-deliveries.ts';

export interface WebhookSendingDeps {
	readonly endpoints: Pick<Endpoints, 'find'>;
	readonly resending: Resending;
	readonly store: Pick<DeliveryStore, 'deliveries' | 'delivery'> & Pick<Store, 'events'>;
	readonly limiter: Limiter;
}

export function webhookSendingRoutes(deps: WebhookSendingDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	addPreview(routes, deps);
	addSending(routes, deps);
	addLog(routes, deps);
	return routes;
}

function addPreview(routes: Hono<MemberEnv>, { store }: WebhookSendingDeps): void {
	routes.post('/webhooks/preview', async (context) => {
		const { principal } = context.var;
		if (!mayConnect(principal)) return sayProblem(context, notTheirs);
		const wish = await readBodyAs(context, previewWish);
		if (!wish.ok) return sayProblem(context, wish.error);
		const body = await preview(store, principal, { ...wish.value, mapping: wish.value.mapping });
		return body === undefined ? sayProblem(context, noneYet) : context.json({ body });
	});
}

function addSending(routes: Hono<MemberEnv>, { endpoints, resending, limiter }: WebhookSendingDeps): void {
	/** The endpoint, if it may be sent to once more by now. */
	async function toSend(
		context: Context<MemberEnv>,
		id: string,
		measure: Measure,
	): Promise<Result<Endpoint, Response>> {
		const { principal } = context.var;
		const found = await endpoints.find(principal, id);
		if (!found.ok) return err(sayEndpointFault(context, found.error));
		const waitMs = limiter.take(`webhook ${measure.capacity} ${found.value.id}`, measure);
		return waitMs === 0 ? found : err(sayTooMany(context, waitMs, tooOften));
	}
	routes.post('/webhooks/:id/test', async (context) => {
		const endpoint = await toSend(context, context.req.param('id'), tests);
		if (!endpoint.ok) return endpoint.error;
		const delivery = await resending.test(endpoint.value, context.var.principal.person);
		return context.json({ id: delivery }, 202);
	});
	routes.post('/webhooks/:id/replay', async (context) => {
		const wish = await readBodyAs(context, replayWish);
		if (!wish.ok) return sayProblem(context, wish.error);
		const endpoint = await toSend(context, context.req.param('id'), replays);
		if (!endpoint.ok) return endpoint.error;
		const { count, next } = await resending.replay(endpoint.value, wish.value);
		const more = next === undefined ? {} : { next: `${next.seq}.${next.index}` };
		return context.json({ replayed: count, ...more }, 202);
	});
}

function addLog(routes: Hono<MemberEnv>, { endpoints, store }: WebhookSendingDeps): void {
	routes.get('/webhooks/:id/deliveries', async (context) => {
		const { principal } = context.var;
		const found = await endpoints.find(principal, context.req.param('id'));
		if (!found.ok) return sayEndpointFault(context, found.error);
		const limit = readLimit(context.req.query('limit'));
		if (!limit.ok) return sayProblem(context, limit.error);
		const state = readState(context.req.query('state'));
		if (!state.ok) return sayProblem(context, state.error);
		const before = context.req.query('after');
		// Read from the beginning instead, whoever turns pages would never come to the end.
		if (before !== undefined && (await store.delivery(principal.wedding, before)) === undefined)
			return sayProblem(context, badPlace);
		const most = Math.min(limit.value, longestPage);
		const page = await store.deliveries(principal.wedding, {
			endpoint: found.value.id,
			limit: most,
			...(state.value !== undefined && { state: state.value }),
			...(before !== undefined && { before }),
		});
		const next = page.length === most ? page.at(-1)?.id : undefined;
		return context.json({ deliveries: page.map(shownDelivery), ...(next !== undefined && { next }) });
	});
}

export function sayEndpointFault(context: Context, { code, reason, field }: EndpointFault): Response {
	return sayProblem(context, { code, detail: reason, ...(field !== undefined && { field }) });
}

function readState(text: string | undefined): Result<DeliveryState | undefined, Problem> {
	if (text === undefined) return ok(undefined);
	const state = deliveryStates.find((one) => one === text);
	if (state !== undefined) return ok(state);
	return err({
		code: 'invalid-value',
		detail: `A state is one of ${deliveryStates.join(', ')}.`,
		field: 'state',
	});
}

const place = z.string().transform((text, context): EventCursor | { at: string } => {
	const [, seq, index] = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
	if (seq !== undefined) return { seq: Number(seq), index: Number(index ?? 0) };
	if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))) return { at: text };
	context.addIssue('a place is <seq>.<index>, such as 12.0, or a moment such as 2027-06-12T14:00:00Z');
	return z.NEVER;
});
const replayWish = z
	.strictObject({
		after: place.optional(),
		/** A moment, where a place is not at hand. */
		since: z.iso.datetime({ offset: true }).optional(),
		types: z
			.array(z.enum(eventTypes as readonly [EventType, ...EventType[]], 'there is no such event'))
			.min(1)
			.optional(),
		ids: z.array(z.string().max(100)).min(1).max(1_000).optional(),
	})
	.refine(
		(wish) => Object.values(wish).some((one) => one !== undefined),
		'say what is to be sent again: "after" a place, "since" a moment, "types" of events, or "ids" of deliveries',
	)
	.transform(({ after, since, types, ids }) => ({
		...(since !== undefined && { after: { at: since } }),
		...(after !== undefined && { after }),
		...(types !== undefined && { types }),
		...(ids !== undefined && { ids }),
	}));

const previewWish = z.strictObject({
	type: z.enum(eventTypes as readonly [EventType, ...EventType[]], 'there is no such event'),
	mapping: mappingShape.optional(),
	full: z.boolean().default(false),
});

const badPlace: Problem = {
	code: 'invalid-value',
	detail: 'Read on with "after" set to the "next" of the page before.',
	field: 'after',
};
const tests = perMinute(10);
/** Each may be ten thousand events. */
const replays = perMinute(5);
const longestPage = 200;
const tooOften = 'This endpoint is sent so much already. Try again in a moment.';
const noneYet: Problem = {
	code: 'not-found',
	detail: 'Nothing of this type has happened in the wedding yet. Name another, or make it happen.',
};
const notTheirs: Problem = {
	code: 'not-allowed',
	detail: 'What the wedding is connected to is for those who decide its settings.',
};
