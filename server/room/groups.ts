/**
 * Structs of one update of which only a range of a note is known in which they will stand, in groups that stay together; and
 * how many of them may be in the way at a place. Only counts; must not read the document.
 */
import type { Place } from './order.ts';

export interface Group {
	size: number;
	/** How many may stand between what its founder stood upon and its first member. */
	readonly ahead: number;
	readonly left: string;
	first: string;
	/** Groups whose ranges overlap this one's. */
	readonly rivals: Set<Group>;
	readonly places: readonly Place[];
}
export interface Range {
	/** Live pieces in it. */
	readonly length: number;
	/** Undefined where nobody can tell which. */
	readonly places: readonly Place[] | undefined;
}

export function createGroups() {
	const covering = new Map<Place, Set<Group>>();
	/** What was placed exactly, by the live place it hangs on. */
	const exact = new Map<Place, number>();
	const byFirst = new Map<string, Group>();
	let members = 0;
	let all = 0;
	let isAnywhere = false;

	function found({ length, places }: Range, names: Pick<Group, 'left' | 'first'>): Group {
		const rivals = new Set<Group>();
		for (const place of places ?? []) {
			for (const other of covering.get(place) ?? []) rivals.add(other);
		}
		let others = exactIn(places ?? []);
		for (const { size } of rivals) others += size;
		isAnywhere ||= places === undefined;
		const ahead = length + piecesEach * ((isAnywhere ? all : others) + 1);
		const group: Group = { size: 1, ahead, rivals, places: places ?? [], ...names };
		for (const other of rivals) other.rivals.add(group);
		for (const place of places ?? []) {
			const here = covering.get(place);
			if (here === undefined) covering.set(place, new Set([group]));
			else here.add(group);
		}
		byFirst.set(keyOf(group), group);
		members += 1;
		all += 1;
		return group;
	}

	function exactIn(places: readonly Place[]): number {
		let count = 0;
		for (const place of places) count += exact.get(place) ?? 0;
		return count;
	}

	/** How many may stand at this place without being known to. */
	function inTheWay(where: Place | Group): number {
		if (isAnywhere) return members;
		let count = 0;
		for (const { size } of 'rivals' in where ? where.rivals : (covering.get(where) ?? [])) count += size;
		return count;
	}

	return {
		found,
		inTheWay,
		join(where: Place | Group): void {
			all += 1;
			if ('rivals' in where) {
				where.size += 1;
				members += 1;
			} else exact.set(where, (exact.get(where) ?? 0) + 1);
		},
		/** The group that stands behind `left` with this as its first member. */
		before: (left: string, first: string): Group | undefined => byFirst.get(keyOf({ left, first })),
		/** Puts something before its first member, upon what the founder stood upon; answers what that takes. */
		lead(group: Group, first: string): number {
			const others = isAnywhere ? all : exactIn(group.places) + inTheWay(group);
			byFirst.delete(keyOf(group));
			group.first = first;
			byFirst.set(keyOf(group), group);
			group.size += 1;
			members += 1;
			all += 1;
			return group.ahead + piecesEach * others;
		},
	};
}

const keyOf = ({ left, first }: Pick<Group, 'left' | 'first'>): string => `${left} ${first}`;

/** A struct, and the cuts it makes at its left and at its right neighbour. */
export const piecesEach = 3;
