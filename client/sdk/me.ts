/** What the relay says of this person: the role, the rights raised for a while, and why a token is no good any more. */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
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

/** After the relay would not take the token, nor give another. */
export async function whyOut(api: Api): Promise<'removed' | 'signed-out'> {
	const { body } = await api.call({ method: 'GET', path: '/me', asIs: true });
	return problem.safeParse(body).data?.code === 'removed' ? 'removed' : 'signed-out';
}

const me = z.object({ role, raised: z.object({ until: z.iso.datetime() }).optional() });
const problem = z.object({ code: z.string() });
