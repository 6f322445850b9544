/**
 * The book of who is reached how, remembered: it is looked into for every message right before it goes, and a call to a hundred people
 * would read the same hundred rows a hundred times. Guards that nobody is written to by an old book: everything that changes it goes
 * through here and forgets first and last. For one process; several need to tell each other.
 */
import type { WeddingId } from '../../shared/ids.ts';
import type { ReachBook } from '../store/reach.ts';
import type { Store } from '../store/store.ts';

export type ReachRoll = Pick<
	Store,
	| 'reachBook'
	| 'saveAddresses'
	| 'addConsents'
	| 'suppress'
	| 'unsuppress'
	| 'savePreferences'
	| 'savePolicy'
	| 'savePushSubscription'
	| 'dropPushSubscription'
	| 'saveMember'
	| 'saveDevice'
	| 'revokeDevice'
	| 'takeInvite'
	| 'append'
>;

export function createReachRoll(store: ReachRoll): ReachRoll {
	const known = new Map<WeddingId, Promise<ReachBook>>();
	const forget = (weddings: readonly WeddingId[] | 'all') => {
		if (weddings === 'all') known.clear();
		else for (const wedding of weddings) known.delete(wedding);
	};
	/** Somebody may ask meanwhile and be told the old book: so it is forgotten before and after. */
	async function forgetting<T>(weddings: readonly WeddingId[] | 'all', work: () => Promise<T>): Promise<T> {
		forget(weddings);
		try {
			return await work();
		} finally {
			forget(weddings);
		}
	}
	const all = 'all';
	return {
		saveAddresses: (wedding, ...rest) => forgetting([wedding], () => store.saveAddresses(wedding, ...rest)),
		addConsents: (wedding, ...rest) => forgetting([wedding], () => store.addConsents(wedding, ...rest)),
		suppress: (rows) => forgetting(all, () => store.suppress(rows)),
		unsuppress: (rows) => forgetting(all, () => store.unsuppress(rows)),
		savePreferences: (wedding, ...rest) =>
			forgetting([wedding], () => store.savePreferences(wedding, ...rest)),
		savePolicy: (wedding, ...rest) => forgetting([wedding], () => store.savePolicy(wedding, ...rest)),
		savePushSubscription: (wedding, ...rest) =>
			forgetting([wedding], () => store.savePushSubscription(wedding, ...rest)),
		dropPushSubscription: (id, of) => forgetting(all, () => store.dropPushSubscription(id, of)),
		saveMember: (wedding, ...rest) => forgetting([wedding], () => store.saveMember(wedding, ...rest)),
		// Nothing is pushed to a device that is signed out, until it is signed in again.
		saveDevice: (wedding, ...rest) => forgetting([wedding], () => store.saveDevice(wedding, ...rest)),
		revokeDevice: (wedding, ...rest) => forgetting([wedding], () => store.revokeDevice(wedding, ...rest)),
		takeInvite: (wedding, ...rest) => forgetting([wedding], () => store.takeInvite(wedding, ...rest)),
		append(entries) {
			const changed = entries.flatMap(({ wedding, members }) => (members === undefined ? [] : [wedding]));
			return changed.length === 0 ? store.append(entries) : forgetting(changed, () => store.append(entries));
		},
		reachBook(wedding) {
			const present = known.get(wedding);
			if (present !== undefined) return present;
			const asked = store.reachBook(wedding);
			known.set(wedding, asked);
			asked.catch(() => known.delete(wedding));
			const oldest = known.keys().next().value;
			if (known.size > mostWeddings && oldest !== undefined) known.delete(oldest);
			return asked;
		},
	};
}

/** A wedding of a hundred people takes some 30 KB. */
const mostWeddings = 500;
