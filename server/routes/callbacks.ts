/**
 * Where providers call back: the bytes as they came, the address as it is configured, and the provider's own proof. Guards: nothing is
 * believed, and nothing stored, before it is proved; whoever cannot prove it learns nothing from the answer, not even which providers
 * there are; a callback that comes again is answered as the first was.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Limiter } from '../auth/allowance.ts';
import type { Provider } from '../notify/channel.ts';
import type { Heard } from '../notify/heard.ts';
import type { Providers } from '../notify/providers.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { type Problem, sayProblem } from './problem.ts';

export interface CallbackRouteDeps {
	readonly providers: Pick<Providers, 'named'>;
	readonly heard: Heard;
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
	readonly clock: Clock;
	readonly limiter: Pick<Limiter, 'take'>;
	readonly log: Pick<Log, 'warn'>;
	readonly metrics: Metrics;
}

export function callbackRoutes(deps: CallbackRouteDeps): Hono {
	const routes = new Hono();
	const limit = bodyLimit({ maxSize: maxBytes, onError: (context) => sayProblem(context, tooLarge) });
	routes.on(['GET', 'POST'], '/:provider', limit, async (context) => {
		const provider = deps.providers.named(context.req.param('provider'));
		if (provider?.report === undefined) return sayProblem(context, notProved);
		return called(context, provider, deps);
	});
	return routes;
}

async function called(context: Context, provider: Provider, deps: CallbackRouteDeps): Promise<Response> {
	const callback = await provider.report?.({
		method: context.req.method,
		url: `${deps.url()}${askedFor(context)}`,
		headers: context.req.header(),
		body: new Uint8Array(await context.req.arrayBuffer()),
		now: deps.clock.now(),
	});
	const result = callback?.ok ? 'taken' : (callback?.error.code ?? 'none');
	deps.metrics.count('wedsync_callbacks_total', { provider: provider.name, result });
	if (callback === undefined || !callback.ok) {
		// The usual causes are a wrong address in front of us and a wrong secret: the operator must be able to see them.
		if (deps.limiter.take(`refused callback ${provider.name}`, lines) === 0)
			deps.log.warn('callback-refused', { operation: provider.name, reason: callback?.error.reason ?? '' });
		return sayProblem(context, callback?.error.code === 'malformed' ? malformed : notProved);
	}
	const answer = await deps.heard.take(provider, callback.value);
	return context.body(answer?.body ?? '', 200, { 'Content-Type': answer?.type ?? 'text/plain' });
}

/** As it was written on the wire, where there is one: what a URL is made of may be spelt in more ways than one, and one is signed. */
function askedFor(context: Context): string {
	const wire = onWire.safeParse(context.env);
	if (wire.success) return wire.data.incoming.url;
	const { pathname, search } = new URL(context.req.url);
	return `${pathname}${search}`;
}

const onWire = z.object({ incoming: z.object({ url: z.string().startsWith('/') }) });
const maxBytes = 256 * 1024;
const lines = { capacity: 5, refillMs: 60_000 };
const notProved: Problem = {
	code: 'not-proved',
	detail: 'A callback has to be signed by the provider it is for, at the public address of this server.',
};
const malformed: Problem = { code: 'malformed', detail: 'This callback is signed, but cannot be read.' };
const tooLarge: Problem = { code: 'too-large', detail: `A callback may have at most ${maxBytes} bytes.` };
