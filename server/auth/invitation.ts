/**
 * Invitations: a code in a link that lets somebody in, as a new person of a role or as one who is there; once, a number of times,
 * until a moment. Guards: nobody gives out more than they have, and the code is said once, when it is made. Coming in by one is
 * `entering.ts`.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Clock } from '../../shared/clock.ts';
import { newId, type PersonId, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { AuditFact } from '../store/audit.ts';
import type { Invite } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import { memberOf } from './asker.ts';
import { managesPeople, mayInvite } from './inviting.ts';
import type { Principal } from './principal.ts';
import { sha256 } from './secret.ts';

export interface InviteWish {
	readonly role: Role;
	readonly trade?: string | undefined;
	readonly name?: string | undefined;
	/** Somebody who is there: another way in for them. */
	readonly person?: PersonId | undefined;
	readonly uses: number;
	readonly ttlSeconds: number;
}
export type NotInvited = 'not-allowed' | 'no-such-person' | 'other-role';
export interface Invited {
	readonly invite: Invite;
	/** In this answer only. */
	readonly code: string;
}

export interface Invitations {
	make(by: Principal, wish: InviteWish): Promise<Result<Invited, NotInvited>>;
	/** The code of a link that somebody asked for themselves: once, for some minutes. */
	signIn(wedding: WeddingId, person: PersonId, role: Role): Promise<string>;
	/** For whoever may give them out; undefined for others. */
	list(by: Principal): Promise<readonly Invite[] | undefined>;
	/** Undefined if `by` may not; false if there is no such invitation that is still open. */
	revoke(by: Principal, id: string): Promise<Invite | false | undefined>;
}

export interface InvitationDeps {
	readonly store: Pick<Store, 'members' | 'saveInvite' | 'invites' | 'revokeInvite'>;
	readonly clock: Clock;
	readonly random: Random;
}

export function createInvitations({ store, clock, random }: InvitationDeps): Invitations {
	const drawn = (kind: Invite['kind'], by: PersonId, { ttlSeconds, ...wish }: InviteWish): Invited => {
		const code = `wsi_${Buffer.from(random.bytes(24)).toString('base64url')}`;
		const createdAt = clock.now();
		const times = { createdAt, expiresAt: createdAt + ttlSeconds * 1_000 };
		return {
			code,
			invite: { id: newId(random), kind, codeHash: sha256(code), ...said(wish), used: 0, by, ...times },
		};
	};
	return {
		async make(by, wish) {
			const { wedding, person } = by;
			const target =
				wish.person === undefined ? undefined : await memberOf(store, wedding, wish.person, clock.now());
			if (wish.person !== undefined && target === undefined) return err('no-such-person');
			if (target !== undefined && target.role !== wish.role) return err('other-role');
			// Another device of one's own is nobody else's business.
			if (wish.person !== person && !mayInvite(by, wish.role)) return err('not-allowed');
			const made = drawn('invite', person, wish);
			const { role, uses, ttlSeconds } = wish;
			const detail = {
				role,
				uses,
				ttlSeconds,
				...(wish.person === undefined ? {} : { person: wish.person }),
			};
			await store.saveInvite(wedding, made.invite, noted('invite.made', made.invite, by, clock, detail));
			return ok(made);
		},
		async signIn(wedding, person, role) {
			const made = drawn('sign-in', person, { role, person, uses: 1, ttlSeconds: signInSeconds });
			await store.saveInvite(wedding, made.invite);
			return made.code;
		},
		list: async (by) => (managesPeople(by) ? store.invites(by.wedding) : undefined),
		async revoke(by, id) {
			const invite = (await store.invites(by.wedding)).find((one) => one.id === id);
			const isOwn = invite?.by === by.person;
			if (!isOwn && !(invite === undefined ? managesPeople(by) : mayInvite(by, invite.role)))
				return undefined;
			if (invite === undefined) return false;
			const at = clock.now();
			const audit = noted('invite.revoked', invite, by, clock);
			return (await store.revokeInvite(by.wedding, id, at, audit)) && { ...invite, revokedAt: at };
		},
	};
}

/** Without what was not said: a row has no undefined in it. */
function said({ role, trade, name, person, uses }: Omit<InviteWish, 'ttlSeconds'>) {
	return {
		role,
		uses,
		...(trade === undefined ? {} : { trade }),
		...(name === undefined ? {} : { name }),
		...(person === undefined ? {} : { person }),
	};
}

function noted(
	action: 'invite.made' | 'invite.revoked',
	{ id: subject }: Invite,
	{ person, role, device }: Principal,
	clock: Clock,
	detail: AuditFact['detail'] = {},
): AuditFact {
	const actor = { person, role, ...(device === undefined ? {} : { device }) };
	return { action, at: clock.now(), actor, subject, detail };
}

const signInSeconds = 20 * 60;
