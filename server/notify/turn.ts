/**
 * Who is asked one after the other when nobody reacts: as the policy says, or the coordinators, then the couple. Everybody of one turn
 * is asked at the same time.
 */
import type { PersonId } from '../../shared/ids.ts';
import type { ReachBook } from '../store/reach.ts';
import type { View } from './scene.ts';

/** From 0; undefined: nobody waits for this person's answer. */
export function turnOf(view: View, person: PersonId): number | undefined {
	const turn = turnsIn(view).findIndex((people) => people.includes(person));
	return turn === -1 ? undefined : turn;
}

export const countOfTurns = (view: View): number => turnsIn(view).length;

type Turns = readonly (readonly string[])[];

/** Asked for each of hundreds of people, of one book and event. */
function turnsIn({ book, event }: View): Turns {
	const known = turnsOf.get(book);
	if (known?.event === event.id) return known.turns;
	const turns = workOut({ book, event });
	turnsOf.set(book, { event: event.id, turns });
	return turns;
}
const turnsOf = new WeakMap<ReachBook, { readonly event: string; readonly turns: Turns }>();

/** Whoever did it, or is missing, has no turn. With none of the chosen left it is the usual ones': somebody has to be asked. */
function workOut({ book, event }: Pick<View, 'book' | 'event'>): Turns {
	const withRole = (wanted: string) =>
		book.people.filter(({ role }) => role === wanted).map(({ person }) => person);
	const members = new Set<string>(book.people.map(({ person }) => person));
	const ofThese = (turns: Turns): Turns =>
		turns
			.map((people) =>
				people.filter(
					(person) => members.has(person) && person !== event.actor.person && person !== event.record.id,
				),
			)
			.filter((people) => people.length > 0);
	const chosen = ofThese((book.policy.contacts ?? []).map((contact) => [contact]));
	return chosen.length > 0 ? chosen : ofThese([withRole('coordinator'), withRole('couple')]);
}
