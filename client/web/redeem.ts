/**
 * A code handed to the relay for a session: first as a sign-in link's, then as an invitation's, since both stand behind the
 * same address. Guards: what comes back is parsed before it is believed, and a link that needs a name says so and keeps its use.
 */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';

export const sessionShape = z.object({
	token: z.string().min(1),
	person: personId,
	wedding: weddingId,
	role,
	name: z.string(),
	expiresAt: z.string(),
	refreshToken: z.string().optional(),
	refreshExpiresAt: z.string().optional(),
	/** The relay's name for this device's session. */
	device: z.string().optional(),
});
export type Session = z.infer<typeof sessionShape> & {
	readonly person: PersonId;
	readonly wedding: WeddingId;
};

/** Why a link did not open: a key of `signIn.faults` in the messages; `name-needed` asks for the person's name. */
export type SignInFault = 'no-code' | 'unknown-code' | 'unreachable' | 'name-needed' | 'too-many' | 'odd';

/** What a new person says of themselves and of the thing in their hand. */
export interface Joining {
	readonly name?: string;
	readonly deviceName?: string;
	readonly publicKey?: string;
}

export async function redeemCode(
	fetchIt: typeof fetch,
	code: string,
	{ name, deviceName, publicKey }: Joining,
): Promise<Result<Session, SignInFault>> {
	const device = {
		...(deviceName === undefined ? {} : { name: deviceName }),
		...(publicKey === undefined ? {} : { publicKey }),
	};
	// Somebody who says a name answers an invitation.
	if (name === undefined) {
		const signedIn = await post(fetchIt, '/api/sign-in/redeem', { code, device });
		if (signedIn.ok || signedIn.error !== 'unknown-code') return signedIn;
	}
	return post(fetchIt, `/api/invites/${code}/redeem`, { ...(name === undefined ? {} : { name }), device });
}

async function post(
	fetchIt: typeof fetch,
	path: string,
	body: unknown,
): Promise<Result<Session, SignInFault>> {
	let answer: Response;
	try {
		answer = await fetchIt(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	} catch {
		// The platform's only word for "no network".
		return err('unreachable');
	}
	const told: unknown = await answer.json().catch(() => undefined);
	if (answer.status >= 500) return err('unreachable');
	// A relay that knows no devices yet.
	if (
		[400, 422].includes(answer.status) &&
		path.startsWith('/api/sign-in') &&
		typeof body === 'object' &&
		body !== null &&
		'device' in body
	) {
		const { device: _, ...rest } = body;
		return post(fetchIt, path, rest);
	}
	if (answer.status === 429) return err('too-many');
	if (!answer.ok) return err(problemShape.safeParse(told).success ? 'name-needed' : 'unknown-code');
	const session = sessionShape.safeParse(told);
	return session.success ? ok(session.data) : err('odd');
}

/** How the relay says that an invitation knows no name. */
const problemShape = z.object({ field: z.literal('name') });
