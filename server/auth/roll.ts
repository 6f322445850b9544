/**
 * The members of weddings, remembered: every request and every socket asks who its person is now, and a crowd coming back
 * would ask the disk five thousand times for the same list. Guards that nobody is judged by an old list: every change goes
 * through here (a row of the log that brings members too) and forgets first and last. For one process; several need to tell each other.
 */
import type { WeddingId } from '../../shared/ids.ts';
import type { Member, Store } from '../store/store.ts';

type Members = Pick<Store, 'members' | 'saveMember' | 'raiseMember' | 'append'>;

export function createRoll(store: Members): Members {
	const known = new Map<WeddingId, Promise<readonly Member[]>>();
	/** Somebody may ask meanwhile and be told the old list: so it is forgotten before and after. */
	async function forgetting<T>(weddings: readonly WeddingId[], work: () => Promise<T>): Promise<T> {
		for (const wedding of weddings) known.delete(wedding);
		try {
			return await work();
		} finally {
			for (const wedding of weddings) known.delete(wedding);
		}
	}
	return {
		members(wedding) {
			const present = known.get(wedding);
			if (present !== undefined) return present;
			const asked = store.members(wedding);
			known.set(wedding, asked);
			asked.catch(() => known.delete(wedding));
			const oldest = known.keys().next().value;
			if (known.size > mostWeddings && oldest !== undefined) known.delete(oldest);
			return asked;
		},
		saveMember: (wedding, member, audit) =>
			forgetting([wedding], () => store.saveMember(wedding, member, audit)),
		raiseMember: (wedding, person, raised, audit) =>
			forgetting([wedding], () => store.raiseMember(wedding, person, raised, audit)),
		append(entries) {
			const changed = entries.flatMap(({ wedding, members }) => (members === undefined ? [] : [wedding]));
			return changed.length === 0 ? store.append(entries) : forgetting(changed, () => store.append(entries));
		},
	};
}

/** A wedding of a hundred people takes some 20 KB. */
const mostWeddings = 1_000;
