/**
 * A code handed to the relay for a session; behind the same address it may be a sign-in link's or an invitation's. Guards: it
 * travels in the body, never in an address; what comes back is parsed before it is believed, and a link that needs a name says
 * so and keeps its use.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/result.ts';
import { type Session, sessionShape } from '../sdk/session.ts';

/** Why a link did not open: a key of `signIn.faults` in the messages; `name-needed` asks for the person's name. */
export type SignInFault = 'no-code' | 'unknown-code' | 'unreachable' | 'name-needed' | 'too-many' | 'odd';

/** What somebody says of themselves and of the thing in their hand. */
export interface Joining {
	readonly name?: string;
	/** The same device again gets the same answer again, should one be lost on the way. */
	readonly device?: { readonly id?: string; readonly name?: string; readonly publicKey?: string };
}

export async function redeemCode(
	fetchIt: typeof fetch,
	code: string,
	joining: Joining,
): Promise<Result<Session, SignInFault>> {
	let answer: Response;
	try {
		answer = await fetchIt('/api/sign-in/redeem', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code, ...joining }),
		});
	} catch {
		// The platform's only word for "no network".
		return err('unreachable');
	}
	const told: unknown = await answer.json().catch(() => undefined);
	if (answer.status >= 500) return err('unreachable');
	if (answer.status === 429) return err('too-many');
	if (!answer.ok) return err(nameNeeded.safeParse(told).success ? 'name-needed' : 'unknown-code');
	const session = sessionShape.safeParse(told);
	return session.success ? ok(session.data) : err('odd');
}

/** How the relay says that an invitation knows no name. */
const nameNeeded = z.object({ field: z.literal('name') });
