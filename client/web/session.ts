/**
 * Who this device is signed in as, wedding by wedding: redeems the code of a personal link, keeps the session in the
 * device's storage and forgets it on request. Guards: what lies in the storage or comes from the network is parsed before it
 * is believed; a token is never put into an address or shown. One session a wedding: a newer link replaces an older one.
 */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { type PersonId, personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Unsubscribe } from '../sdk/handle.ts';

const sessionShape = z.object({
	token: z.string().min(1),
	person: personId,
	wedding: weddingId,
	role,
	name: z.string(),
	expiresAt: z.string(),
});
export type Session = z.infer<typeof sessionShape> & {
	readonly person: PersonId;
	readonly wedding: WeddingId;
};

/** Why a link did not open: a key of `signIn.faults` in the messages. */
export type SignInFault = 'no-code' | 'unknown-code' | 'unreachable' | 'odd';

export interface Sessions {
	/** The same list until something changed; the latest first. */
	list(): readonly Session[];
	of(wedding: string): Session | undefined;
	redeem(code: string): Promise<Result<Session, SignInFault>>;
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
		async redeem(code) {
			const redeemed = await askRelay(fetch, code);
			if (redeemed.ok) keep([redeemed.value, ...without(sessions, redeemed.value.wedding)]);
			return redeemed;
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

async function askRelay(fetchIt: typeof fetch, code: string): Promise<Result<Session, SignInFault>> {
	let answer: Response;
	try {
		answer = await fetchIt('/api/sign-in/redeem', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code }),
		});
	} catch {
		// The platform's only word for "no network".
		return err('unreachable');
	}
	if (answer.status >= 500) return err('unreachable');
	if (!answer.ok) return err('unknown-code');
	const session = sessionShape.safeParse(await answer.json().catch(() => undefined));
	return session.success ? ok(session.data) : err('odd');
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
