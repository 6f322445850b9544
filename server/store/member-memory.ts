/** A wedding's members in memory. Used by `wedding-memory.ts` only. */
import type { PersonId } from '../../shared/ids.ts';
import type { Member, MemberRecord, Raised } from './store.ts';

export function createMemberMemory() {
	const members = new Map<PersonId, Member>();
	return {
		members: () => [...members.values()].sort((a, b) => (a.person < b.person ? -1 : 1)),
		saveMember: (member: Member) => void members.set(member.person, structuredClone(member)),
		raiseMember(person: PersonId, raised: Raised | undefined): boolean {
			const found = members.get(person);
			if (found === undefined || found.removedAt !== undefined) return false;
			const { raised: _, ...rest } = found;
			members.set(person, raised === undefined ? rest : { ...rest, raised: structuredClone(raised) });
			return true;
		},
		/** What a people record says; see `MemberRecord`. */
		follow({ person, name, role, trade, removedAt }: MemberRecord): void {
			const before = members.get(person);
			const isStanding = before?.removedAt === undefined;
			const tokensFrom = isStanding ? (removedAt ?? before?.tokensFrom) : before.tokensFrom;
			const raised = removedAt === undefined ? before?.raised : undefined;
			members.set(person, {
				person,
				name,
				role,
				...(trade !== undefined && { trade }),
				...(removedAt !== undefined && { removedAt: before?.removedAt ?? removedAt }),
				...(raised !== undefined && { raised }),
				...(tokensFrom !== undefined && { tokensFrom }),
			});
		},
	};
}
