/** What the relay says of this person: the role, the rights raised for a while, and why a token is no good any more. */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Api } from './api.ts';
import type { Facts } from './device-store.ts';

/** Undefined when the answer says nothing of a person; rejects when the relay is out of reach. */
export async function askMe(api: Api): Promise<Facts['me']> {
	const { body } = await api.call({ method: 'GET', path: '/me' });
	const parsed = me.safeParse(body);
	if (!parsed.success) return undefined;
	const { raised } = parsed.data;
	return {
		role: parsed.data.role,
		...(raised === undefined ? {} : { raisedUntil: Date.parse(raised.until) }),
	};
}

/**
 * After the relay would not take the token, nor give another. Whoever was removed may still hand in suggestions, whoever is signed out
 * may not; so one without anything in it is offered, which is never taken.
 */
export async function whyOut(api: Api, wedding: WeddingId): Promise<'removed' | 'signed-out'> {
	const path = `/weddings/${wedding}/suggestions`;
	const { status } = await api.call({ method: 'POST', path, body: {}, asIs: true });
	if (status >= 500 || status === tooMany) throw new Error(`the relay does not say why: ${status}`);
	return status === signedOut ? 'signed-out' : 'removed';
}

const me = z.object({ role, raised: z.object({ until: z.iso.datetime() }).optional() });
const signedOut = 401;
const tooMany = 429;
