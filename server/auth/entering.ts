/**
 * Coming in by an invitation's code. Guards: a use is one person's, and none is lost between the record, the member and the
 * session. Who comes from a use number is derived from it, so trying again goes on where a crash cut it off; an answer that
 * never arrived is given again to the device that asked; and a link is good only as long as its maker could still make it,
 * or whoever is removed would come back by one of their own.
 */
import { createHmac } from 'node:crypto';
import type { Clock, Millis } from '../../shared/clock.ts';
import { type PersonId, personId, recordId, type WeddingId } from '../../shared/ids.ts';
import { eventId } from '../../shared/events/event-id.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { NotOperated } from '../room/door.ts';
import { serviceOf } from '../room/founding.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Invite } from '../store/sessions.ts';
import { EntryRejected, type Store } from '../store/store.ts';
import { anonymous, type Limiter } from './allowance.ts';
import { memberOf } from './asker.ts';
import { mayInvite } from './inviting.ts';
import type { Principal } from './principal.ts';
import { type Secret, sha256 } from './secret.ts';
import type { DeviceWish, Session, Sessions } from './session.ts';

export type NotRedeemed =
	| { readonly kind: 'unknown' | 'name-needed' }
	| { readonly kind: 'not-operated'; readonly fault: NotOperated };

export interface Newcomer {
	readonly name?: string | undefined;
	readonly device: DeviceWish;
}
export type Entering = (code: string, who: Newcomer) => Promise<Result<Session, NotRedeemed>>;

export interface EnteringDeps {
	readonly store: Pick<Store, 'members' | 'findInvite' | 'inviteUses' | 'takeInvite' | 'note' | 'append'>;
	readonly rooms: Pick<Rooms, 'open'>;
	readonly sessions: Pick<Sessions, 'start' | 'devices'>;
	readonly secret: Secret;
	readonly limiter: Limiter;
	readonly clock: Clock;
}

export function createEntering(deps: EnteringDeps): Entering {
	const underWay = new Map<string, Promise<unknown>>();
	return async (code, who) => {
		const found = await deps.store.findInvite(sha256(code));
		if (found === undefined) return err(unknown);
		const { id } = found.invite;
		// One after the other, or of two who say their names at once one would stand in the plan as the other.
		const before = underWay.get(id);
		const mine = (async () => {
			await before;
			return redeem(deps, found.wedding, sha256(code), who);
		})();
		// Whoever waits needs to know that this is over, not how it ended.
		const over = mine.then(
			() => undefined,
			() => undefined,
		);
		underWay.set(id, over);
		try {
			const redeemed = await mine;
			if (!redeemed.ok && redeemed.error.kind === 'unknown') await noteRefusal(deps, found.wedding, id);
			return redeemed;
		} finally {
			if (underWay.get(id) === over) underWay.delete(id);
		}
	};
}

async function redeem(
	deps: EnteringDeps,
	wedding: WeddingId,
	codeHash: string,
	who: Newcomer,
): Promise<Result<Session, NotRedeemed>> {
	const { store, sessions, clock } = deps;
	// As often as a use turns out to be spent: at most as often as there are uses.
	for (;;) {
		const invite = (await store.findInvite(codeHash))?.invite;
		if (invite === undefined || !(await isGood(deps, wedding, invite))) return err(unknown);
		const again = await answeredBefore(deps, wedding, invite, who.device);
		if (again !== undefined) return ok(again);
		if (invite.used >= invite.uses) return err(unknown);
		const entered = await enter(deps, wedding, invite, who.name);
		if (!entered.ok) return entered;
		const slot = invite.used;
		if (entered.value !== undefined) {
			const told = await tellOwner(deps, wedding, invite);
			if (!told.ok) return told;
			const session = await sessions.start(entered.value, who.device, {
				kind: 'invite',
				invite: invite.id,
				slot,
			});
			if (session !== undefined) return ok(session);
		} else if (invite.person !== undefined) return err(unknown);
		else {
			// Somebody came by this use, got no session, and was removed.
			const use = { slot, person: personOf(deps.secret, invite, slot), at: clock.now() };
			await store.takeInvite(wedding, invite.id, { use });
		}
	}
}

/** Not over, not taken back, and its maker could make it now. */
async function isGood({ store, clock }: EnteringDeps, wedding: WeddingId, invite: Invite): Promise<boolean> {
	const now = clock.now();
	if (invite.revokedAt !== undefined || invite.expiresAt <= now) return false;
	const maker = await memberOf(store, wedding, invite.by, now);
	if (maker === undefined) return false;
	if (invite.person === undefined) return mayInvite(maker, invite.role);
	const target = await memberOf(store, wedding, invite.person, now);
	return target !== undefined && (target.person === maker.person || mayInvite(maker, target.role));
}

/**
 * The same device asks again soon after: its answer got lost. Once its session was used the answer has arrived, and the name of
 * the device stands in events for others to read: whoever says it then may be anybody who holds the link.
 */
async function answeredBefore(
	{ store, sessions, clock }: EnteringDeps,
	wedding: WeddingId,
	invite: Invite,
	device: DeviceWish,
): Promise<Session | undefined> {
	if (device.id === undefined) return undefined;
	const uses = await store.inviteUses(wedding, invite.id);
	const use = uses.find((one) => one.device === device.id && clock.now() - one.at <= lostAnswerMs);
	if (use === undefined) return undefined;
	const row = (await sessions.devices(wedding, use.person)).find((one) => one.device === device.id);
	if (row === undefined || row.turn > 0 || row.seenAt > row.turnedAt) return undefined;
	const who = await memberOf(store, wedding, use.person, clock.now());
	return who === undefined ? undefined : sessions.start(who, device, { kind: 'link' });
}

/** Whom the next use lets in; undefined for somebody who was removed. */
async function enter(
	{ store, rooms, secret, clock }: EnteringDeps,
	wedding: WeddingId,
	invite: Invite,
	given: string | undefined,
): Promise<Result<Principal | undefined, NotRedeemed>> {
	if (invite.person !== undefined) return ok(await memberOf(store, wedding, invite.person, clock.now()));
	const name = given ?? invite.name;
	if (name === undefined) return err({ kind: 'name-needed' });
	const person = personOf(secret, invite, invite.used);
	const { role, trade } = invite;
	const room = await rooms.open(wedding, 'plan');
	const hand = serviceOf(wedding);
	const input = { id: person, name, role, ...(trade === undefined ? {} : { trade }) };
	let operated = await room.operate(hand, { name: 'people.create', input });
	if (
		!operated.ok &&
		operated.error.kind === 'declined' &&
		operated.error.declined.code === 'already-exists'
	) {
		// Cut off between record and session: whoever takes the use now says who they are.
		operated = await room.operate(hand, { name: 'people.change', input: { id: person, name } });
		if (!operated.ok && operated.error.kind === 'declined') return ok(undefined);
	}
	if (!operated.ok) return err({ kind: 'not-operated', fault: operated.error });
	return ok(await memberOf(store, wedding, person, clock.now()));
}

/**
 * Somebody else has made a link that signs in as them: they are to hear of it. Before the session stands, or a crash between the two
 * would let a stranger in unheard; that it is said of a device that never came in does no harm.
 */
async function tellOwner(
	{ store, clock }: EnteringDeps,
	wedding: WeddingId,
	{ id, person, by, used }: Invite,
): Promise<Result<void, NotRedeemed>> {
	if (person === undefined || person === by) return ok(undefined);
	const at = clock.now();
	const maker = await memberOf(store, wedding, by, at);
	if (maker === undefined) return err(unknown);
	const type = 'person.device-added';
	const actor = { person: by, role: maker.role };
	const cause = `${id}:${used}`;
	const event = {
		id: eventId({ wedding, type, record: `person:${person}`, cause }),
		type,
		actor,
		record: { kind: 'person', id: recordId.parse(person) },
		before: {},
		after: {},
		fields: [],
	} as const;
	const row = { wedding, section: 'plan', update: new Uint8Array(), writer: actor, at, bind: [] } as const;
	try {
		const stored = await store.append([{ ...row, events: [event] }]);
		return stored.ok
			? ok(undefined)
			: err({ kind: 'not-operated', fault: { kind: 'storage', storage: stored.error } });
	} catch (fault) {
		// Said at a try before, which was cut off.
		if (fault instanceof EntryRejected) return ok(undefined);
		throw fault;
	}
}

/** Once an hour for each link: who holds one that is over must not fill the audit. */
async function noteRefusal(
	{ store, limiter, clock }: EnteringDeps,
	wedding: WeddingId,
	id: string,
): Promise<void> {
	if (limiter.take(`refused ${id}`, anonymous.refusalNote) > 0) return;
	await store.note(wedding, [{ action: 'sign-in.refused', at: clock.now(), actor: {}, subject: id }]);
}

/** The same person for the same use, however often it is tried; nobody can guess it from the invitation. */
function personOf(secret: Secret, { id }: Invite, slot: number): PersonId {
	const mac = createHmac('sha256', secret.keyFor('invited-1'))
		.update(JSON.stringify([id, slot]))
		.digest();
	return personId.parse(`p${mac.toString('base64url').slice(0, 15)}`);
}

const unknown = { kind: 'unknown' } as const;
const lostAnswerMs: Millis = 10 * 60_000;
