/** Invitations as the relay keeps them; see `POST /api/weddings/:w/invites`. */
import { z } from 'zod';
import { type Role, role } from '../../../shared/access/roles.ts';
import type { Result } from '../../../shared/result.ts';
import { anything, type Fault, type Relay } from './relay.ts';

const inviteShape = z.object({
	id: z.string(),
	role,
	trade: z.string().optional(),
	name: z.string().optional(),
	/** The person in the plan it is for, if it is for one. */
	person: z.string().optional(),
	uses: z.int(),
	used: z.int(),
	expiresAt: z.string(),
	createdAt: z.string(),
	revokedAt: z.string().optional(),
});
export type Invite = z.infer<typeof inviteShape>;

const newInviteShape = inviteShape.extend({ code: z.string(), url: z.string() });
/** With its link, which the relay says only once. */
export type NewInvite = z.infer<typeof newInviteShape>;

export interface Invitation {
	readonly role: Role;
	readonly trade?: string;
	readonly name?: string;
	readonly person?: string;
	readonly email?: string;
	readonly uses?: number;
	readonly ttlSeconds?: number;
}

export function invite(
	relay: Relay,
	wedding: string,
	invitation: Invitation,
): Promise<Result<NewInvite, Fault>> {
	return relay.ask({
		wedding,
		method: 'POST',
		path: `/weddings/${wedding}/invites`,
		body: invitation,
		shape: newInviteShape,
	});
}

export async function openInvites(relay: Relay, wedding: string): Promise<Result<readonly Invite[], Fault>> {
	const shape = z.object({ invites: z.array(inviteShape) });
	const answer = await relay.ask({ wedding, path: `/weddings/${wedding}/invites`, shape });
	return answer.ok ? { ok: true, value: answer.value.invites } : answer;
}

export function revokeInvite(relay: Relay, wedding: string, id: string): Promise<Result<unknown, Fault>> {
	const path = `/weddings/${wedding}/invites/${id}`;
	return relay.ask({ wedding, method: 'DELETE', path, shape: anything });
}

/** Can it still be used by somebody? */
export function isUsable({ uses, used, expiresAt, revokedAt }: Invite, now: number): boolean {
	return revokedAt === undefined && used < uses && Date.parse(expiresAt) > now;
}
