/** Emergency access: who has it now, taking it, ending it early. */
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

const raisedShape = z.object({
	person: z.string(),
	/** An instant, or its milliseconds. */
	until: z.union([z.string(), z.number()]),
	reason: z.string(),
});

export interface Raised {
	readonly person: string;
	readonly until: number;
	readonly reason: string;
}

export async function whoIsRaised(relay: Relay, wedding: string): Promise<Result<readonly Raised[], Fault>> {
	const shape = z.object({ raised: z.array(raisedShape) });
	const answer = await relay.ask({ wedding, path: pathOf(wedding), shape });
	return answer.ok ? { ok: true, value: answer.value.raised.map(raisedOf) } : answer;
}

export async function takeEmergencyAccess(
	relay: Relay,
	wedding: string,
	{ reason, minutes }: { readonly reason: string; readonly minutes: number },
): Promise<Result<Raised, Fault>> {
	const question = {
		wedding,
		method: 'POST',
		path: pathOf(wedding),
		body: { reason, minutes },
		shape: raisedShape,
	} as const;
	const answer = await relay.ask(question);
	return answer.ok ? { ok: true, value: raisedOf(answer.value) } : answer;
}

export function endEmergencyAccess(relay: Relay, wedding: string): Promise<Result<unknown, Fault>> {
	return relay.ask({ wedding, method: 'DELETE', path: pathOf(wedding), shape: anything });
}

const pathOf = (wedding: string): string => `/weddings/${wedding}/emergency-access`;
const raisedOf = ({ person, until, reason }: z.infer<typeof raisedShape>): Raised => ({
	person,
	until: typeof until === 'number' ? until : Date.parse(until),
	reason,
});
