/**
 * Who this device is signed in as, wedding by wedding: redeems the code of a personal link, keeps the session in the
 * device's storage and forgets it on request. Guards: what lies in the storage or comes from the network is parsed before it
 * is believed; a token is never put into an address or shown. One session a wedding: a newer link replaces an older one.
 */
import { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import type { Unsubscribe } from '../sdk/handle.ts';
import { type Joining, redeemCode, type Session, type SignInFault, sessionShape } from './redeem.ts';

export interface Sessions {
	/** The same list until something changed; the latest first. */
	list(): readonly Session[];
	of(wedding: string): Session | undefined;
	/** `joining`: what an invitation may want to know. */
	redeem(code: string, joining?: Joining): Promise<Result<Session, SignInFault>>;
	/** Who one is by now, as the relay says: a role may have changed since the link was opened. */
	learn(wedding: string, now: Pick<Session, 'name' | 'role'>): void;
	forget(wedding: string): void;
	subscribe(listener: () => void): Unsubscribe;
}

export interface SessionDeps {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly fetch: typeof fetch;
}

export function createSessions({ storage, fetch }: SessionDeps): Sessions {
	const listeners = new Set<() => void>();
	let sessions = read(storage);
	const keep = (next: readonly Session[]) => {
		sessions = next;
		storage.setItem(KEY, JSON.stringify(next));
		for (const listener of listeners) listener();
	};
	return {
		list: () => sessions,
		of: (wedding) => sessions.find((session) => session.wedding === wedding),
		async redeem(code, joining = {}) {
			const redeemed = await redeemCode(fetch, code, joining);
			if (redeemed.ok) keep([redeemed.value, ...without(sessions, redeemed.value.wedding)]);
			return redeemed;
		},
		learn(wedding, { name, role }) {
			const known = sessions.find((session) => session.wedding === wedding);
			if (known === undefined || (known.name === name && known.role === role)) return;
			keep(sessions.map((session) => (session === known ? { ...known, name, role } : session)));
		},
		forget: (wedding) => keep(without(sessions, wedding)),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

/** The code of a personal link: what stands behind the `#`, from a whole address or pasted alone. */
export function codeOf(text: string): string | undefined {
	const trimmed = text.trim();
	const code = trimmed.includes('#') ? trimmed.slice(trimmed.lastIndexOf('#') + 1) : trimmed;
	const plain = code.startsWith('code=') ? code.slice('code='.length) : code;
	return /^[A-Za-z0-9_.~-]{6,512}$/.test(plain) ? plain : undefined;
}

function read(storage: SessionDeps['storage']): readonly Session[] {
	const kept = z.array(sessionShape).safeParse(jsonOf(storage.getItem(KEY)));
	return kept.success ? kept.data : [];
}

function jsonOf(text: string | null): unknown {
	try {
		return JSON.parse(text ?? '[]');
	} catch {
		// Somebody else's bytes under our key: as good as none.
		return [];
	}
}

const without = (sessions: readonly Session[], wedding: string): readonly Session[] =>
	sessions.filter((session) => session.wedding !== wedding);

const KEY = 'wedsync.sessions';
