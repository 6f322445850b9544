/**
 * The token this device comes with. Guards: one tab of a device at a time asks for another, the rest take what it got; an answer
 * that was lost is asked for again with the same refresh token, which the relay allows for a moment; being out of reach is never
 * taken for being signed out.
 */
import type { Millis } from '../../shared/clock.ts';
import type { Locks } from './locks.ts';
import type { Session, SessionKeep } from './session.ts';

export interface Credential {
	/** Empty once somebody signed out. */
	readonly token: string;
	/** As the relay knows this device; undefined where the token is for none. */
	readonly device: string | undefined;
	/** So long is the token still good, as far as is known. */
	expiresAt(): Millis | undefined;
	/**
	 * Another one than `stale`, which the relay called invalid or which is about to end; undefined means signed out. Rejects when
	 * whoever gives out tokens is out of reach.
	 */
	renew(stale: string): Promise<string | undefined>;
}

/** Nobody signed out on this device. */
export const isSignedIn = ({ token }: Credential): boolean => token !== '';

/** A token from elsewhere, and perhaps somebody who gives out others. */
export function givenCredential(
	first: string,
	refreshToken: (() => Promise<string | undefined>) | undefined,
): Credential {
	let token = first;
	return {
		get token() {
			return token;
		},
		device: undefined,
		expiresAt: () => undefined,
		async renew() {
			const next = await refreshToken?.();
			token = next ?? token;
			return next;
		},
	};
}

export interface SessionCredentialDeps {
	readonly keep: SessionKeep;
	readonly locks: Pick<Locks, 'hold'>;
	readonly scope: string;
	/** A new session for this refresh token; undefined if the relay will not have it. Rejects when out of reach. */
	readonly refresh: (refreshToken: string) => Promise<Session | undefined>;
}

export function sessionCredential({ keep, locks, scope, refresh }: SessionCredentialDeps): Credential {
	let renewing: Promise<string | undefined> | undefined;

	async function renewAlone(stale: string): Promise<string | undefined> {
		const release = await locks.hold(`${scope}/refresh`, never);
		try {
			const kept = keep.read();
			if (kept === undefined || kept.token !== stale || kept.refreshToken === undefined) {
				return kept?.token === stale ? undefined : kept?.token;
			}
			const next = await refresh(kept.refreshToken);
			if (next === undefined) return undefined;
			keep.write(next);
			return next.token;
		} finally {
			release();
		}
	}

	return {
		get token() {
			return keep.read()?.token ?? '';
		},
		get device() {
			return keep.read()?.device;
		},
		expiresAt() {
			const expiresAt = keep.read()?.expiresAt;
			return expiresAt === undefined ? undefined : Date.parse(expiresAt);
		},
		renew(stale) {
			renewing ??= renewAlone(stale).finally(() => {
				renewing = undefined;
			});
			return renewing;
		},
	};
}

/** Nobody holds it for longer than a call takes. */
const never = new AbortController().signal;
