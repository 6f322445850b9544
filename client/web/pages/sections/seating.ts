/** Who comes, what they eat, who sits where: counted from the guest list. Pure. */
import type { GuestList } from '../../../../shared/document/private-sections.ts';
import type { Guest, Table } from '../../../../shared/document/schema.ts';

export const guestFilters = ['all', 'yes', 'open', 'no'] as const;
export type GuestFilter = (typeof guestFilters)[number];

/** A "maybe" is as open as no answer. */
export function answerOf({ rsvp }: Guest): Exclude<GuestFilter, 'all'> {
	return rsvp === 'yes' || rsvp === 'no' ? rsvp : 'open';
}

export function countAnswers(guests: readonly Guest[]): Readonly<Record<GuestFilter, number>> {
	const count = (filter: GuestFilter) => guests.filter((guest) => answerOf(guest) === filter).length;
	return { all: guests.length, yes: count('yes'), open: count('open'), no: count('no') };
}

export function found(
	guests: readonly Guest[],
	{ filter, text }: { readonly filter: GuestFilter; readonly text: string },
): readonly Guest[] {
	const wanted = text.trim().toLocaleLowerCase();
	return guests.filter(
		(guest) =>
			(filter === 'all' || answerOf(guest) === filter) &&
			[guest.name, guest.party, guest.diet].some((words) => words?.toLocaleLowerCase().includes(wanted)),
	);
}

export interface LaidTable {
	readonly table: Table;
	/** Those who have not said no. */
	readonly sitting: readonly Guest[];
	/** Negative when more sit there than it has seats; undefined if nobody said how many it has. */
	readonly free: number | undefined;
}

export function laidTables({ guests, tables }: GuestList): readonly LaidTable[] {
	return tables.map((table) => {
		const sitting = guests.filter((guest) => guest.table === table.id && answerOf(guest) !== 'no');
		return { table, sitting, free: table.seats === undefined ? undefined : table.seats - sitting.length };
	});
}

/** Diets among those who come, the most frequent first. */
export function diets(
	guests: readonly Guest[],
): readonly { readonly diet: string; readonly count: number }[] {
	const counts = new Map<string, number>();
	for (const guest of guests) {
		if (guest.diet === undefined || guest.diet === '' || answerOf(guest) === 'no') continue;
		counts.set(guest.diet, (counts.get(guest.diet) ?? 0) + 1);
	}
	return [...counts]
		.map(([diet, count]) => ({ diet, count }))
		.sort((a, b) => b.count - a.count || a.diet.localeCompare(b.diet));
}
