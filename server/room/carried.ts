/**
 * Frames that somebody brings for their author: whose they are, as the wedding sees that person now. Guards: what one author's
 * device made wrongly stops only what the same device made upon it, never the carrier's own edits.
 */
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { SignedHeader } from '../../shared/wire/signed.ts';
import type { Principal } from '../auth/principal.ts';
import type { Member } from '../store/store.ts';
import type { RoomDeps, Whereabouts } from './door.ts';
import type { Seat } from './session.ts';

/** What one device's frames stand upon each other in, on one connection. */
export interface Chain {
	/** Set once one of them was refused for good. */
	stop?: Refusal | undefined;
}
export interface Author {
	readonly principal: Principal;
	readonly isRemoved: boolean;
}
export interface Carried {
	chainOf(seat: Seat, header: SignedHeader): Chain;
	/** Undefined for somebody who never belonged to the wedding. */
	authorOf(header: SignedHeader): Promise<Author | undefined>;
}

export function createCarried({ store }: Pick<RoomDeps, 'store'>, { wedding }: Whereabouts): Carried {
	const chains = new WeakMap<Seat, Map<string, Chain>>();
	return {
		chainOf(seat, { person, device }) {
			const own = chains.get(seat) ?? new Map<string, Chain>();
			chains.set(seat, own);
			const key = `${person}/${device}`;
			const chain = own.get(key) ?? {};
			own.set(key, chain);
			return chain;
		},
		async authorOf({ person, device }) {
			const member = (await store.members(wedding)).find((one) => one.person === person);
			return member === undefined ? undefined : authorFrom(member, { wedding, device });
		},
	};
}

function authorFrom(
	{ person, name, role, raised, removedAt }: Member,
	more: Pick<Principal, 'wedding' | 'device'>,
): Author {
	const rights = raised === undefined ? { role } : { role, raised: { until: raised.until } };
	return { principal: { person, name, ...rights, ...more }, isRemoved: removedAt !== undefined };
}

export const notSigned: Refusal = {
	code: 'foreign-client',
	reason: 'this frame is not signed by a device of its author that is known here',
};
