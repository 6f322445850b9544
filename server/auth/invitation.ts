/**
 * Invitations: a code in a link that lets somebody in, as a new person of a role or as one who is there; once, a number of times,
 * until a moment. Guards: nobody gives more than they may, a use is one person's, and no use is lost between the record, the
 * member and the session: who comes from a use number is derived from it, so trying again goes on where a crash cut it off,
 * and an answer that never arrived is given again to the device that asked.
 */
import { createHmac } from 'node:crypto';
import { appoints, levelOf, reaches } from '../../shared/access/permissions.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Clock, Millis } from '../../shared/clock.ts';
import { newId, type PersonId, personId, type WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { AuditFact } from '../store/audit.ts';
import type { NotOperated } from '../room/door.ts';
import { serviceOf } from '../room/founding.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Invite } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import { memberOf } from './asker.ts';
import type { Principal } from './principal.ts';
import { type Secret, sha256 } from './secret.ts';
import type { DeviceWish, Session, Sessions } from './session.ts';

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

export type NotRedeemed =
	| { readonly kind: 'unknown' | 'name-needed' }
	| { readonly kind: 'not-operated'; readonly fault: NotOperated };

export interface Invitations {
	/** The code is in this answer only. */
	make(
		by: Principal,
		wish: InviteWish,
	): Promise<Result<{ readonly invite: Invite; readonly code: string }, NotInvited>>;
	/** A link that somebody asked for themselves: once, for some minutes. */
	signIn(wedding: WeddingId, person: PersonId, role: Role): Promise<string>;
	/** For whoever may give them out. */
	list(by: Principal): Promise<readonly Invite[] | undefined>;
	/** Undefined if `by` may not; false if there is no such invitation that is still open. */
	revoke(by: Principal, id: string): Promise<Invite | false | undefined>;
	redeem(
		code: string,
		who: { readonly name?: string | undefined; readonly device: DeviceWish },
	): Promise<Result<Session, NotRedeemed>>;
}

export interface InvitationDeps {
	readonly store: Pick<
		Store,
		| 'members'
		| 'saveMember'
		| 'saveInvite'
		| 'invites'
		| 'findInvite'
		| 'inviteUses'
		| 'takeInvite'
		| 'revokeInvite'
	>;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly sessions: Pick<Sessions, 'start'>;
	readonly secret: Secret;
	readonly clock: Clock;
	readonly random: Random;
}

export function createInvitations(deps: InvitationDeps): Invitations {
	const { store, clock, random } = deps;
	const underWay = new Map<string, Promise<unknown>>();

	async function keep(
		wedding: WeddingId,
		kind: Invite['kind'],
		by: PersonId,
		wish: InviteWish,
		audit?: AuditFact,
	) {
		const code = `wsi_${Buffer.from(random.bytes(24)).toString('base64url')}`;
		const { role, trade, name, person, uses, ttlSeconds } = wish;
		const createdAt = clock.now();
		const invite: Invite = {
			id: newId(random),
			kind,
			codeHash: sha256(code),
			role,
			...(trade === undefined ? {} : { trade }),
			...(name === undefined ? {} : { name }),
			...(person === undefined ? {} : { person }),
			uses,
			used: 0,
			expiresAt: createdAt + ttlSeconds * 1_000,
			by,
			createdAt,
		};
		await store.saveInvite(
			wedding,
			invite,
			audit === undefined ? undefined : { ...audit, subject: invite.id },
		);
		return { invite, code };
	}

	const noted = (
		action: AuditFact['action'],
		by: Principal,
		detail: AuditFact['detail'] = {},
	): AuditFact => ({
		action,
		at: clock.now(),
		actor: { person: by.person, role: by.role, ...(by.device === undefined ? {} : { device: by.device }) },
		detail,
	});

	return {
		async make(by, wish) {
			const target =
				wish.person === undefined ? undefined : await memberOf(store, by.wedding, wish.person, clock.now());
			if (wish.person !== undefined && target === undefined) return err('no-such-person');
			if (target !== undefined && target.role !== wish.role) return err('other-role');
			// Another device of one's own is nobody else's business.
			if (wish.person !== by.person && !mayInvite(by, wish.role)) return err('not-allowed');
			const detail = { role: wish.role, uses: wish.uses, ttlSeconds: wish.ttlSeconds };
			const of = wish.person === undefined ? detail : { ...detail, person: wish.person };
			return ok(await keep(by.wedding, 'invite', by.person, wish, noted('invite.made', by, of)));
		},
		async signIn(wedding, person, role) {
			const { code } = await keep(wedding, 'sign-in', person, {
				role,
				person,
				uses: 1,
				ttlSeconds: signInSeconds,
			});
			return code;
		},
		list: async (by) => (managesPeople(by) ? store.invites(by.wedding) : undefined),
		async revoke(by, id) {
			const invite = (await store.invites(by.wedding)).find((one) => one.id === id);
			if (!managesPeople(by) && invite?.by !== by.person) return undefined;
			if (invite === undefined) return false;
			if (!mayInvite(by, invite.role) && invite.by !== by.person) return undefined;
			const at = clock.now();
			const isRevoked = await store.revokeInvite(by.wedding, id, at, {
				...noted('invite.revoked', by),
				subject: id,
			});
			return isRevoked && { ...invite, revokedAt: at };
		},
		async redeem(code, who) {
			const found = await store.findInvite(sha256(code));
			if (found === undefined) return err(unknown);
			const before = underWay.get(found.invite.id);
			const mine = (async () => {
				await before;
				return redeem(deps, found.wedding, sha256(code), who);
			})();
			// Whoever waits needs to know that this is over, not how it ended.
			const over = mine.then(
				() => undefined,
				() => undefined,
			);
			underWay.set(found.invite.id, over);
			try {
				return await mine;
			} finally {
				if (underWay.get(found.invite.id) === over) underWay.delete(found.invite.id);
			}
		},
	};
}

async function redeem(
	deps: InvitationDeps,
	wedding: WeddingId,
	codeHash: string,
	who: { readonly name?: string | undefined; readonly device: DeviceWish },
): Promise<Result<Session, NotRedeemed>> {
	const { store, sessions, clock } = deps;
	// As often as somebody else takes the use that was tried: at most as often as there are uses.
	for (;;) {
		const invite = (await store.findInvite(codeHash))?.invite;
		if (invite === undefined || invite.revokedAt !== undefined || invite.expiresAt <= clock.now())
			return err(unknown);
		const again = await answeredBefore(deps, wedding, invite, who.device);
		if (again !== undefined) return ok(again);
		if (invite.used >= invite.uses) return err(unknown);
		const entered = await enter(deps, wedding, invite, who.name);
		if (!entered.ok) return entered;
		const ground = { kind: 'invite', invite: invite.id, slot: invite.used } as const;
		if (entered.value !== undefined) {
			const session = await sessions.start(entered.value, who.device, ground);
			if (session !== undefined) return ok(session);
		} else if (invite.person !== undefined) return err(unknown);
		// Somebody came by this use, got no session, and was removed: the use is spent.
		else {
			const use = { slot: invite.used, person: personOf(deps.secret, invite, invite.used), at: clock.now() };
			await store.takeInvite(wedding, invite.id, { use });
		}
	}
}

/** The same device asks again soon after: its answer got lost. */
async function answeredBefore(
	{ store, sessions, clock }: InvitationDeps,
	wedding: WeddingId,
	invite: Invite,
	device: DeviceWish,
): Promise<Session | undefined> {
	if (device.id === undefined) return undefined;
	const uses = await store.inviteUses(wedding, invite.id);
	const use = uses.find((one) => one.device === device.id && clock.now() - one.at <= lostAnswerMs);
	const who = use === undefined ? undefined : await memberOf(store, wedding, use.person, clock.now());
	return who === undefined ? undefined : sessions.start(who, device, { kind: 'link' });
}

/** Whom the next use lets in; undefined for somebody who was removed. */
async function enter(
	deps: InvitationDeps,
	wedding: WeddingId,
	invite: Invite,
	given: string | undefined,
): Promise<Result<Principal | undefined, NotRedeemed>> {
	const { store, clock } = deps;
	if (invite.person !== undefined) return ok(await memberOf(store, wedding, invite.person, clock.now()));
	const name = given ?? invite.name;
	if (name === undefined) return err({ kind: 'name-needed' });
	const person = personOf(deps.secret, invite, invite.used);
	const { role, trade } = invite;
	const room = await deps.rooms.open(wedding, 'plan');
	const own = { id: person, name };
	const hand = serviceOf(wedding);
	const input = { ...own, role, ...(trade === undefined ? {} : { trade }) };
	let operated = await room.operate(hand, { name: 'people.create', input });
	if (
		!operated.ok &&
		operated.error.kind === 'declined' &&
		operated.error.declined.code === 'already-exists'
	) {
		// Cut off between record and session: whoever takes the use now says who they are.
		operated = await room.operate(hand, { name: 'people.change', input: own });
		if (!operated.ok && operated.error.kind === 'declined') return ok(undefined);
	}
	if (!operated.ok) return err({ kind: 'not-operated', fault: operated.error });
	return ok(await memberOf(store, wedding, person, clock.now()));
}

/** The same person for the same use, however often it is tried; nobody can guess it from the invitation. */
function personOf(secret: Secret, { id }: Invite, slot: number): PersonId {
	const mac = createHmac('sha256', secret.keyFor('invited-1'))
		.update(JSON.stringify([id, slot]))
		.digest();
	return personId.parse(`p${mac.toString('base64url').slice(0, 15)}`);
}

export function managesPeople(who: Principal): boolean {
	return reaches(levelOf({ role: who.role }, 'people'), 'manage');
}

/** Also for everything that amounts to the same: nobody hands out, or looks after, more than they have. */
export function mayInvite(who: Principal, role: Role): boolean {
	const given: readonly Role[] = appoints[who.role];
	return managesPeople(who) && given.includes(role);
}

const unknown = { kind: 'unknown' } as const;
const lostAnswerMs: Millis = 10 * 60_000;
const signInSeconds = 20 * 60;
