/** Suggestions: edits somebody could not make, waiting for somebody who may. `POST/GET /api/weddings/:w/suggestions`. */
import { z } from 'zod';
import { role } from '../../../shared/access/roles.ts';
import type { Result } from '../../../shared/result.ts';
import { type Fault, type Relay, anything } from './relay.ts';

const changeShape = z.object({
	root: z.string(),
	record: z.string(),
	field: z.string(),
	before: z.unknown().optional(),
	after: z.unknown().optional(),
});
const suggestionShape = z.object({
	id: z.string(),
	section: z.string(),
	by: z.object({ person: z.string(), name: z.string().optional(), role }),
	at: z.union([z.string(), z.number()]).transform((at) => (typeof at === 'number' ? at : Date.parse(at))),
	kind: z.enum(['suggested', 'held']),
	operations: z.array(z.object({ name: z.string(), input: z.unknown() })),
	changes: z.array(changeShape),
	note: z.string().optional(),
	state: z.enum(['open', 'accepted', 'declined']),
	decidedBy: z.unknown().optional(),
	decidedAt: z.unknown().optional(),
});
export type Suggestion = z.infer<typeof suggestionShape>;

/** The newest first; those who may decide get everybody's, others their own. */
export async function suggestions(
	relay: Relay,
	wedding: string,
): Promise<Result<readonly Suggestion[], Fault>> {
	const shape = z.object({ suggestions: z.array(suggestionShape) });
	const answer = await relay.ask({ wedding, path: `/weddings/${wedding}/suggestions?state=all`, shape });
	return answer.ok ? { ok: true, value: [...answer.value.suggestions].sort((a, b) => b.at - a.at) } : answer;
}

export function decide(
	relay: Relay,
	wedding: string,
	{ id, verb }: { readonly id: string; readonly verb: 'accept' | 'decline' },
): Promise<Result<unknown, Fault>> {
	const path = `/weddings/${wedding}/suggestions/${id}/${verb}`;
	return relay.ask({ wedding, method: 'POST', path, shape: anything });
}
