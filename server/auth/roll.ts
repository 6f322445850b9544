/**
 * The members of weddings, remembered: every request and every socket asks who its person is now, and a crowd coming back
 * would ask the disk five thousand times for the same list. Guards that nobody is judged by an old list: every change goes
 * through here and forgets first and last. For one process; several need to tell each other.
 */
import type { WeddingId } from '../../shared/ids.ts';
import type { Member, Store } from '../store/store.ts';

type Members = Pick<Store, 'members' | 'saveMember'>;

export function createRoll(store: Members): Members {
	const known = new Map<WeddingId, Promise<readonly Member[]>>();
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
		async saveMember(wedding, member) {
			known.delete(wedding);
			try {
				await store.saveMember(wedding, member);
			} finally {
				// Somebody may have asked meanwhile and been told the old list.
				known.delete(wedding);
			}
		},
	};
}

/** A wedding of a hundred people takes some 20 KB. */
const mostWeddings = 1_000;
