/** Events that an observer failed at: the operator looks at them, and has them tried again when what was wrong is mended. */
import { Hono } from 'hono';
import { z } from 'zod';
import { weddingId } from '../../shared/ids.ts';
import type { Askers } from '../auth/asker.ts';
import type { Runner } from '../observers/runner.ts';
import { readBodyAs } from './body.ts';
import { operator } from './entry.ts';
import { sayProblem } from './problem.ts';

export interface LetterDeps {
	readonly askers: Askers;
	readonly runner: Pick<Runner, 'letters' | 'replay'>;
}

export function letterRoutes({ askers, runner }: LetterDeps): Hono {
	const routes = new Hono();
	routes.use(operator(askers));
	routes.post('/list', async (context) => {
		const query = await readBodyAs(context, which);
		if (!query.ok) return sayProblem(context, query.error);
		const letters = await runner.letters(query.value);
		if (!letters.ok) return sayProblem(context, { code: 'not-found', detail: letters.error });
		return context.json({ letters: letters.value });
	});
	routes.post('/replay', async (context) => {
		const query = await readBodyAs(context, which);
		if (!query.ok) return sayProblem(context, query.error);
		const replayed = await runner.replay(query.value);
		if (!replayed.ok) return sayProblem(context, { code: 'not-found', detail: replayed.error });
		return context.json({ replayed: replayed.value });
	});
	return routes;
}

const which = z.strictObject({
	observer: z.string().max(64).optional(),
	wedding: weddingId.optional(),
	event: z.string().max(64).optional(),
});
