/**
 * The weddings of one person, seen from one of them. Whoever is of a couple may put anybody's id into their own plan, so an id that
 * stands in two weddings says nothing: they belong together only if the person made the one from the other, which the first row of
 * its audit says. Guards: nobody learns of another's weddings, or acts in them, by standing under their name in one of their own.
 */
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { weddingId } from '../../shared/ids.ts';
import type { Store } from '../store/store.ts';
import type { Principal } from './principal.ts';

type Who = Pick<Principal, 'wedding' | 'person'>;
export type OtherWeddingsStore = Pick<Store, 'audit' | 'weddingsOf'>;

/** Where somebody is a member under this id, this wedding and those that come from the same one. */
export async function weddingsWith(
	store: OtherWeddingsStore,
	who: Who,
): ReturnType<OtherWeddingsStore['weddingsOf']> {
	const rows = await store.weddingsOf(who.person);
	const origin = await originOf(store, who);
	const origins = await Promise.all(
		rows.map(({ id }) => originOf(store, { wedding: id, person: who.person })),
	);
	return rows.filter((_, index) => origins[index] === origin);
}

/** The wedding that somebody came into by another's hand, and from which they made this one; it may be this one. */
export async function originOf(
	store: Pick<Store, 'audit'>,
	{ wedding, person }: { readonly wedding: WeddingId; readonly person: PersonId },
): Promise<WeddingId> {
	const [first] = await store.audit(wedding, 0, 1);
	const isOwn = first?.action === 'wedding.created' && first.actor.person === person;
	const said = isOwn ? weddingId.safeParse(first.detail?.['origin']).data : undefined;
	return said ?? wedding;
}
