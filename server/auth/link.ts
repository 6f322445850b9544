/**
 * Sign-in links: a code in a URL's fragment (which browsers send to no server) that stands for one person of one wedding.
 * Only the code's hash is stored. A demo link's code is derived, so every start prints the same one and it works for ever;
 * any other code is drawn and ends.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Store } from '../store/store.ts';
import { memberOf } from './asker.ts';
import type { Principal } from './principal.ts';
import type { Secret } from './secret.ts';
import { sha256 } from './secret.ts';

export interface Links {
	/** The same code for the same person at every call; saved, and good until the secret changes. */
	lasting(wedding: WeddingId, person: PersonId): Promise<string>;
	/** Whom a code stands for now; undefined for unknown and ended codes and for removed people. */
	redeem(code: string): Promise<Principal | undefined>;
}

export interface LinkDeps {
	readonly secret: Secret;
	readonly clock: Clock;
	readonly store: Pick<Store, 'saveLink' | 'findLink' | 'members'>;
}

export function createLinks({ secret, clock, store }: LinkDeps): Links {
	const key = secret.keyFor('link-1');
	return {
		async lasting(wedding, person) {
			const mac = createHmac('sha256', key)
				.update(JSON.stringify(['lasting', wedding, person]))
				.digest();
			const code = mac.subarray(0, 24).toString('base64url');
			await store.saveLink({ codeHash: sha256(code), wedding, person });
			return code;
		},
		async redeem(code) {
			const link = await store.findLink(sha256(code));
			if (link === undefined || (link.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now()) return undefined;
			return memberOf(store, link.wedding, link.person, clock.now());
		},
	};
}
