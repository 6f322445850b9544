/**
 * What did not go well and was put aside: events that an observer failed at, and deliveries that nobody took. The operator looks at
 * them, and has them tried again when what was wrong is mended.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { weddingId } from '../../shared/ids.ts';
import { channels } from '../../shared/notices/channel.ts';
import type { Askers } from '../auth/asker.ts';
import type { Runner } from '../observers/runner.ts';
import type { Store } from '../store/store.ts';
import { readBodyAs } from './body.ts';
import { operator } from './entry.ts';
import { sayProblem } from './problem.ts';

export interface LetterDeps {
	readonly askers: Askers;
	readonly runner: Pick<Runner, 'letters' | 'replay'>;
	readonly store: Pick<Store, 'lanes' | 'redrive'>;
	readonly clock: Clock;
	/** There is something to deliver. */
	readonly wake: () => void;
}

export function letterRoutes({ askers, runner, store, clock, wake }: LetterDeps): Hono {
	const routes = new Hono();
	routes.use(operator(askers));
	routes.post('/list', async (context) => {
		const query = await readBodyAs(context, which);
		if (!query.ok) return sayProblem(context, query.error);
		const letters = await runner.letters(query.value);
		if (!letters.ok) return sayProblem(context, { code: 'not-found', detail: letters.error });
		const dead = (await store.lanes(clock.now())).map(({ lane, dead: count }) => [lane, count] as const);
		return context.json({ letters: letters.value, deliveries: Object.fromEntries(dead) });
	});
	routes.post('/replay', async (context) => {
		const query = await readBodyAs(context, which);
		if (!query.ok) return sayProblem(context, query.error);
		const replayed = await runner.replay(query.value);
		if (!replayed.ok) return sayProblem(context, { code: 'not-found', detail: replayed.error });
		return context.json({ replayed: replayed.value });
	});
	routes.post('/redrive', async (context) => {
		const query = await readBodyAs(context, whichDeliveries);
		if (!query.ok) return sayProblem(context, query.error);
		const { wedding, channel, endpoint } = query.value;
		const meant = { ...(wedding && { wedding }), ...(channel && { channel }), ...(endpoint && { endpoint }) };
		const redriven = await store.redrive(meant, clock.now());
		wake();
		return context.json({ redriven });
	});
	return routes;
}

const which = z.strictObject({
	observer: z.string().max(64).optional(),
	wedding: weddingId.optional(),
	event: z.string().max(64).optional(),
});
const whichDeliveries = z.strictObject({
	wedding: weddingId.optional(),
	channel: z.enum(channels).optional(),
	endpoint: z.string().max(64).optional(),
});
