/** How an operation's outcome is shown: the record as `/plan` shows it, plus where in the log it stands. */
import type { Context } from 'hono';
import type { Operated } from '../room/door.ts';

export function answerOperated(context: Context, { record, seq }: Operated, status: 200 | 201): Response {
	return context.json({ ...(record as object), seq }, status);
}
