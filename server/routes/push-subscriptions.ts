/**
 * The browsers and phones somebody takes push messages on. Subscribing is agreeing to it. Guards: an endpoint is a URL that somebody
 * else chose, so it must lead to the open network; and nobody keeps more of them than devices one can own.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { deviceId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import { pushId, pushTarget } from '../notify/push-target.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';

/** What the server knows of push: its public key, and whether an endpoint may be spoken to. */
export interface PushDoor {
	readonly publicKey: string;
	readonly check: (url: string) => Promise<Result<unknown, { readonly reason: string }>>;
}
export interface PushDeps {
	readonly store: Pick<
		Store,
		'consents' | 'pushSubscriptions' | 'savePushSubscription' | 'dropPushSubscription'
	>;
	readonly pushDoor: PushDoor;
	readonly clock: Clock;
}

/** Stands behind `personOnly`. */
export function pushRoutes({ store, pushDoor, clock }: PushDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.get('/push-key', (context) => context.json({ publicKey: pushDoor.publicKey }));

	routes.get('/push-subscriptions', async (context) => {
		const { wedding, person, device } = context.var.principal;
		const all = await store.pushSubscriptions(wedding, person);
		return context.json({
			subscriptions: all.map(({ id, at, ...one }) => ({
				id,
				at: new Date(at).toISOString(),
				current: one.device !== undefined && one.device === device,
			})),
		});
	});

	routes.post('/push-subscriptions', async (context) => {
		const { wedding, person, device: own } = context.var.principal;
		const body = await readBodyAs(context, subscription);
		if (!body.ok) return sayProblem(context, body.error);
		const target =
			'fcm' in body.value
				? { fcm: body.value.fcm }
				: { endpoint: body.value.endpoint, keys: body.value.keys };
		const open = 'endpoint' in target ? await pushDoor.check(target.endpoint) : undefined;
		if (open?.ok === false)
			return sayProblem(context, { code: 'invalid-value', detail: open.error.reason, field: 'endpoint' });
		const at = clock.now();
		const last = (await store.consents(wedding, person)).findLast(({ channel }) => channel === 'push');
		const word = { channel: 'push', state: 'granted', at, source: 'subscribed' } as const;
		const device = body.value.device ?? own;
		const id = pushId(target);
		await store.savePushSubscription(
			wedding,
			person,
			{ id, target: JSON.stringify(target), at, ...(device !== undefined && { device }) },
			{ most: mostSubscriptions, consents: last?.state === 'granted' ? [] : [word] },
		);
		return context.json({ id }, 201);
	});

	routes.delete('/push-subscriptions', async (context) => {
		const body = await readBodyAs(context, gone);
		if (!body.ok) return sayProblem(context, body.error);
		const isGone = await store.dropPushSubscription(pushId(body.value), context.var.principal);
		return isGone ? context.body(null, 204) : sayProblem(context, noSubscription);
	});
	routes.delete('/push-subscriptions/:id', async (context) => {
		const isGone = await store.dropPushSubscription(context.req.param('id'), context.var.principal);
		return isGone ? context.body(null, 204) : sayProblem(context, noSubscription);
	});
	return routes;
}

const browser = pushTarget.options[0].extend({
	device: deviceId.optional(),
	expirationTime: z.unknown().optional(),
});
const phone = pushTarget.options[1].extend({ device: deviceId.optional() });
const subscription = z.union([browser, phone], 'give {endpoint, keys: {p256dh, auth}} or {fcm}');
const gone = z.union(
	[
		z.strictObject({ endpoint: pushTarget.options[0].shape.endpoint }),
		z.strictObject({ fcm: pushTarget.options[1].shape.fcm }),
	],
	'give {endpoint} or {fcm}',
);
const mostSubscriptions = 10;
const noSubscription: Problem = { code: 'not-found', detail: 'There is no such subscription of yours.' };
