/**
 * Who this device is signed in as, wedding by wedding: redeems the code of a personal link, keeps the session in the
 * device's storage, where every tab reads it, and forgets it on request. Guards: what lies in the storage or comes from the
 * network is parsed before it is believed; a token is never put into an address or shown. One session a wedding: a newer link
 * replaces an older one.
 */
import { z } from 'zod';
import { ok, type Result } from '../../shared/result.ts';
import type { Unsubscribe } from '../sdk/handle.ts';
import { type Locks, processLocks } from '../sdk/locks.ts';
import { type Session, type SessionKeep, sessionShape } from '../sdk/session.ts';
import { createOpenedLinks } from './opened-links.ts';
import { type Joining, redeemCode, type SignInFault } from './redeem.ts';

export interface Sessions {
	/** The same list until something changed; the latest first. */
	list(): readonly Session[];
	of(wedding: string): Session | undefined;
	/** The session of one wedding as the SDK keeps it: renewed here, known to every tab. */
	keepOf(wedding: string): SessionKeep;
	/**
	 * `joining`: what an invitation may want to know. A link that let this device in before leads there again, whatever has become
	 * of it, while its session lasts.
	 */
	redeem(code: string, joining?: Joining): Promise<Result<Session, SignInFault>>;
	/** Who one is by now, as the relay says: a role may have changed since the link was opened. */
	learn(wedding: string, now: Pick<Session, 'name' | 'role'>): void;
	forget(wedding: string): void;
	subscribe(listener: () => void): Unsubscribe;
}

export interface SessionDeps {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly fetch: typeof fetch;
	/** Shared by the tabs: of one link in two of them at once, each session that is kept is the relay's latest. */
	readonly locks?: Pick<Locks, 'hold'>;
	/** Calls when another tab has written to the storage. */
	readonly onElsewhere?: (call: () => void) => void;
}

export function createSessions({
	storage,
	fetch,
	locks = processLocks(),
	onElsewhere,
}: SessionDeps): Sessions {
	const listeners = new Set<() => void>();
	let sessions = read(storage);
	const show = (next: readonly Session[]) => {
		sessions = next;
		for (const listener of listeners) listener();
	};
	const keep = (next: readonly Session[]) => {
		storage.setItem(KEY, JSON.stringify(next));
		show(next);
	};
	// Another tab may have renewed it a moment ago.
	const keptOf = (wedding: string) => read(storage).find((session) => session.wedding === wedding);
	const links = createOpenedLinks(storage);
	const forget = (wedding: string) => {
		links.forget(wedding);
		keep(without(read(storage), wedding));
	};
	onElsewhere?.(() => {
		const now = read(storage);
		// Other things lie in the storage too.
		if (JSON.stringify(now) !== JSON.stringify(sessions)) show(now);
	});
	return {
		list: () => sessions,
		of: (wedding) => sessions.find((session) => session.wedding === wedding),
		keepOf: (wedding) => ({
			read: () => keptOf(wedding),
			write(next) {
				// One that was forgotten meanwhile stays forgotten.
				keep(read(storage).map((session) => (session.wedding === wedding ? next : session)));
			},
			forget: () => forget(wedding),
		}),
		async redeem(code, joining = {}) {
			const release = await locks.hold('wedsync/redeem', never);
			try {
				const redeemed = await redeemCode(fetch, code, joining);
				if (!redeemed.ok) {
					const known = keptOf(links.weddingOf(code) ?? '');
					return known === undefined ? redeemed : ok(known);
				}
				const { wedding } = redeemed.value;
				links.remember(code, wedding);
				keep([redeemed.value, ...without(read(storage), wedding)]);
				return redeemed;
			} finally {
				release();
			}
		},
		learn(wedding, { name, role }) {
			const known = keptOf(wedding);
			if (known === undefined || (known.name === name && known.role === role)) return;
			keep(
				read(storage).map((session) => (session.wedding === wedding ? { ...session, name, role } : session)),
			);
		},
		forget,
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

/** Nobody holds it for longer than a call takes. */
const never = new AbortController().signal;
const KEY = 'wedsync.sessions';
