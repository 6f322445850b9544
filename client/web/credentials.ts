/**
 * The token of each wedding's session, for asking the relay while its plan is not open (a guest's programme, the list of
 * weddings) or beside it. Guards: it is renewed under the lock the SDK uses, so that no two tabs spend one refresh token.
 */
import { createFetch } from '../sdk/api.ts';
import { type Credential, sessionCredential } from '../sdk/credential.ts';
import { type Locks, processLocks, webLocks } from '../sdk/locks.ts';
import { keepOfPerson, refreshSession } from '../sdk/session.ts';
import type { Sessions } from './session.ts';

export interface CredentialDeps {
	readonly sessions: Pick<Sessions, 'keepOf'>;
	readonly fetch: typeof fetch;
	/** Absent in old browsers. */
	readonly locks: LockManager | undefined;
}

/** One and the same per person and wedding, so that its callers wait for one renewal. */
export function createCredentials({ sessions, fetch, locks }: CredentialDeps) {
	const known = new Map<string, Credential>();
	const send = createFetch('', fetch);
	const held: Locks = locks === undefined ? processLocks() : webLocks(locks);
	return (wedding: string): Credential | undefined => {
		const keep = sessions.keepOf(wedding);
		const session = keep.read();
		if (session === undefined) return undefined;
		const scope = `wedsync/${session.person}/${wedding}`;
		const made =
			known.get(scope) ??
			sessionCredential({
				keep: keepOfPerson(keep, session.person),
				locks: held,
				scope,
				refresh: (token) => refreshSession(send, token),
			});
		known.set(scope, made);
		return made;
	};
}
