/**
 * Who belongs to a wedding, kept in step with its people records: the record is what everybody sees, the member row is what
 * tokens and sockets are judged by. Guards: whoever is removed is out at once, tokens and open sockets alike. The record is
 * written first, through the door; repeating the request mends what a crash left between the two.
 */
import type { Clock } from '../../shared/clock.ts';
import type { Person } from '../../shared/document/schema.ts';
import { personId, type WeddingId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Member, Store } from '../store/store.ts';
import type { Principal } from './principal.ts';

export interface Membership {
	/** Makes the member what the person's record says: joined, changed, removed or back. */
	follow(wedding: WeddingId, record: Person): Promise<void>;
}

export interface MembershipDeps {
	readonly store: Pick<Store, 'members' | 'saveMember'>;
	readonly rooms: Pick<Rooms, 'dismiss'>;
	readonly clock: Clock;
}

export function createMembership({ store, rooms, clock }: MembershipDeps): Membership {
	return {
		async follow(wedding, record) {
			const person = personId.parse(record.id);
			const before = (await store.members(wedding)).find((member) => member.person === person);
			const member = memberOf(record, before?.removedAt ?? clock.now());
			if (isSameMember(before, member)) return;
			await store.saveMember(wedding, member);
			// A session keeps the role it came with: it must come again to have another.
			if (member.removedAt !== undefined) await rooms.dismiss(wedding, person, closeCodes.noAccess);
			else if (before !== undefined && before.role !== member.role) {
				await rooms.dismiss(wedding, person, closeCodes.tryAgain);
			}
		},
	};
}

/** Until the table of permissions decides: people come, go and change their role by the couple's or the coordinator's word. */
export function mayManagePeople({ role }: Principal): boolean {
	return role === 'couple' || role === 'coordinator';
}

function memberOf({ id, name, role, trade, deletedAt }: Person, removedAt: number): Member {
	return {
		person: personId.parse(id),
		name,
		role,
		...(trade === undefined ? {} : { trade }),
		...(deletedAt === undefined ? {} : { removedAt }),
	};
}

function isSameMember(before: Member | undefined, after: Member): boolean {
	const kept = (['name', 'role', 'trade', 'removedAt'] as const).every(
		(field) => before?.[field] === after[field],
	);
	return before !== undefined && kept;
}
