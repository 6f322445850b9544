/** Invitations of a wedding: making one (its code is in that answer only), the list, taking one back. Stands behind `member`. */
import { Hono } from 'hono';
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { personId } from '../../shared/ids.ts';
import type { EmailSignIn } from '../auth/email-sign-in.ts';
import type { Invitations, NotInvited } from '../auth/invitation.ts';
import { inSubject } from '../notify/channels/email.ts';
import type { Invite } from '../store/sessions.ts';
import { readBodyAs } from './body.ts';
import type { MemberEnv } from './entry.ts';
import { type Problem, sayProblem } from './problem.ts';
import { emailAddress } from './sign-in.ts';

export interface InviteDeps {
	readonly invitations: Invitations;
	readonly emailSignIn: Pick<EmailSignIn, 'send'>;
	readonly url: () => string;
}

export function inviteRoutes({ invitations, emailSignIn, url }: InviteDeps): Hono<MemberEnv> {
	const routes = new Hono<MemberEnv>();
	routes.post('/invites', async (context) => {
		const { principal } = context.var;
		const body = await readBodyAs(context, invitation);
		if (!body.ok) return sayProblem(context, body.error);
		const { email, ...wish } = body.value;
		const made = await invitations.make(principal, wish);
		if (!made.ok) return sayProblem(context, refused[made.error]);
		const { invite, code } = made.value;
		const link = `${url()}/sign-in#${code}`;
		let isMailed: boolean | undefined;
		if (email !== undefined) {
			const subject = `${inSubject(principal.name)} invites you to plan a wedding with them`;
			const text = `Open this link to come in as ${invite.role}:\n\n${link}`;
			isMailed = await emailSignIn.send(principal.wedding, { to: email, subject, text });
		}
		return context.json({ ...shown(invite), code, url: link, emailed: isMailed }, 201);
	});
	routes.get('/invites', async (context) => {
		const list = await invitations.list(context.var.principal);
		return list === undefined
			? sayProblem(context, refused['not-allowed'])
			: context.json({ invites: list.map(shown) });
	});
	routes.delete('/invites/:id', async (context) => {
		const revoked = await invitations.revoke(context.var.principal, context.req.param('id'));
		if (revoked === undefined) return sayProblem(context, refused['not-allowed']);
		return revoked === false ? sayProblem(context, nothingOpen) : context.json(shown(revoked));
	});
	return routes;
}

function shown({ id, role: as, trade, name, person, uses, used, by, ...invite }: Invite) {
	return {
		id,
		role: as,
		trade,
		name,
		person,
		uses,
		used,
		by,
		expiresAt: new Date(invite.expiresAt).toISOString(),
		createdAt: new Date(invite.createdAt).toISOString(),
		...(invite.revokedAt === undefined ? {} : { revokedAt: new Date(invite.revokedAt).toISOString() }),
	};
}

const daySeconds = 24 * 60 * 60;
const invitation = z.object({
	role,
	trade: z.string().trim().max(100).optional(),
	name: z.string().trim().min(1).max(300).optional(),
	person: personId.optional(),
	email: emailAddress.optional(),
	uses: z.int().min(1).max(100).default(1),
	ttlSeconds: z
		.int()
		.min(60)
		.max(365 * daySeconds)
		.default(14 * daySeconds),
});

const refused: Readonly<Record<NotInvited, Problem>> = {
	'not-allowed': {
		code: 'not-allowed',
		detail: 'Only the couple and the coordinator invite, and nobody gives out more than they have.',
	},
	'no-such-person': { code: 'not-found', detail: 'There is no such person in this wedding.' },
	'other-role': {
		code: 'invalid-value',
		detail: 'This person has another role. Change the role first, or invite them as what they are.',
		field: 'role',
	},
};
const nothingOpen: Problem = { code: 'not-found', detail: 'There is no such invitation that is still open.' };
