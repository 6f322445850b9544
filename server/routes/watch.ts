/** For whoever watches the server: does it live, is it ready, how is it. Open to anybody, and says nothing of anybody. */
import { Hono } from 'hono';
import type { Health } from '../ops/health.ts';
import type { Metrics } from '../ops/metrics.ts';
import { sayProblem } from './problem.ts';

export interface WatchDeps {
	readonly health: Pick<Health, 'ready'>;
	readonly metrics: Pick<Metrics, 'text'>;
}

export function watchRoutes({ health, metrics }: WatchDeps): Hono {
	const routes = new Hono();
	routes.get('/healthz', (context) => context.json({ status: 'alive' }));
	routes.get('/readyz', async (context) => {
		const ready = await health.ready();
		if (ready.ok) return context.json({ status: 'ready' });
		context.header('Retry-After', '5');
		return sayProblem(context, { code: ready.error.code, detail: ready.error.reason });
	});
	routes.get('/metrics', (context) =>
		context.body(metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
	);
	return routes;
}
