/**
 * Who somebody is in their wedding at this moment. Everybody is judged as what they are when it is their turn, whatever they were
 * when they came: a principal is the word of some moments ago, and this knows what has changed since. Guards: nothing of somebody
 * who was removed is admitted behind the row that removed them, in any section; a change of rights holds from its row on.
 */
import type { PersonId } from '../../shared/ids.ts';
import type { Principal } from '../auth/principal.ts';
import type { MemberRecord, Raised } from '../store/store.ts';

/** What changed of somebody since they came. */
interface Changed {
	readonly isRemoved?: boolean;
	readonly role?: MemberRecord['role'];
	readonly raised?: Raised | undefined;
}

/** Of one wedding. */
export interface Standing {
	/** As they are now; undefined for somebody removed. */
	now(principal: Principal): Principal | undefined;
	/** Rights as they are in the middle of a tick: nobody else knows of them before it is stored. */
	draft(): Draft;
	/** Says what rows about to be appended will change: until it is `done`, nobody of them is judged elsewhere. */
	begin(members: readonly MemberRecord[]): { done(isStored: boolean): void };
	/** Something of these persons is on its way to the log: wait, then ask again. */
	pending(persons: Iterable<PersonId>): Promise<void> | undefined;
	/** Emergency access began or ended. */
	raise(person: PersonId, raised: Raised | undefined): void;
	/** Something else about who may be here has changed (a device was shut out). */
	touch(): void;
	/** Grows with every change: whoever asked the store before it asks again. */
	readonly turn: number;
}
export interface Draft {
	now(principal: Principal): Principal | undefined;
	learn(members: readonly MemberRecord[]): void;
}

export function createStanding(): Standing {
	const changes = new Map<PersonId, Changed>();
	const waiting = new Map<PersonId, Promise<void>>();
	let turn = 0;

	function learn(person: PersonId, changed: Changed): void {
		turn += 1;
		changes.set(person, { ...changes.get(person), ...changed });
	}

	return {
		get turn() {
			return turn;
		},
		now: (principal) => asChanged(principal, changes.get(principal.person)),
		draft() {
			const newer = new Map<PersonId, Changed>();
			return {
				now: (principal) =>
					asChanged(principal, newer.get(principal.person) ?? changes.get(principal.person)),
				learn(members) {
					for (const member of members)
						newer.set(member.person, { ...changes.get(member.person), ...changeOf(member) });
				},
			};
		},
		begin(members) {
			if (members.length > 0) turn += 1;
			let finish = () => undefined as void;
			const done = new Promise<void>((resolve) => {
				finish = resolve;
			});
			for (const { person } of members) waiting.set(person, done);
			return {
				done(isStored) {
					for (const member of members) {
						if (waiting.get(member.person) === done) waiting.delete(member.person);
						if (isStored) learn(member.person, changeOf(member));
					}
					finish();
				},
			};
		},
		pending(persons) {
			for (const person of persons) {
				const wait = waiting.get(person);
				if (wait !== undefined) return wait;
			}
			return undefined;
		},
		raise: (person, raised) => learn(person, { raised }),
		touch() {
			turn += 1;
		},
	};
}

function changeOf({ role, removedAt }: MemberRecord): Changed {
	if (removedAt !== undefined) return { role, isRemoved: true, raised: undefined };
	return { role, isRemoved: false };
}

function asChanged(principal: Principal, changed: Changed | undefined): Principal | undefined {
	if (changed === undefined || principal.unbound === true) return principal;
	if (changed.isRemoved === true) return undefined;
	const { raised: before, ...rest } = principal;
	const raised = 'raised' in changed ? changed.raised : before;
	return {
		...rest,
		role: changed.role ?? principal.role,
		...(raised === undefined ? {} : { raised: { until: raised.until } }),
	};
}
