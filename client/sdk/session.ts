/**
 * A session as the relay gives it and as a device keeps it. Guards: what lies in a storage or comes from the network is parsed before
 * it is believed; what a former version of the app kept (without a refresh token) is still a session.
 */
import { z } from 'zod';
import { role } from '../../shared/access/roles.ts';
import { personId, weddingId } from '../../shared/ids.ts';
import type { Fetch } from './api.ts';

export const sessionShape = z.object({
	token: z.string().min(1),
	/** ISO 8601: when the token ends. */
	expiresAt: z.string(),
	refreshToken: z.string().min(1).optional(),
	refreshExpiresAt: z.string().optional(),
	/** The device's name at the relay. */
	device: z.string().optional(),
	wedding: weddingId,
	person: personId,
	role,
	name: z.string(),
});
export type Session = z.infer<typeof sessionShape>;

/** Where a session is kept; every tab of the device reads the same. */
export interface SessionKeep {
	read(): Session | undefined;
	write(session: Session): void;
	/** Signed out. */
	forget(): void;
}

/**
 * The session that follows, for its refresh token; undefined if the relay will not have it (ended, used before, removed). Rejects
 * when there is no answer or none that counts: the same token may be tried again.
 */
export async function refreshSession(ask: Fetch, refreshToken: string): Promise<Session | undefined> {
	const answer = await ask({ method: 'POST', path: '/session/refresh', body: { refreshToken } }, undefined);
	if (answer.status >= 500 || answer.status === tooMany) throw new Error(`no new session: ${answer.status}`);
	return sessionShape.safeParse(answer.body).data;
}

/**
 * The same place for one person alone. Whoever signed in on this device after them is somebody else: this person is signed out
 * there, goes out under no other's token, and neither renews nor ends the session of whoever came after.
 */
export function keepOfPerson(keep: SessionKeep, person: string): SessionKeep {
	const own = () => {
		const kept = keep.read();
		return kept?.person === person ? kept : undefined;
	};
	return {
		read: own,
		write(next) {
			if (own() !== undefined) keep.write(next);
		},
		forget() {
			if (own() !== undefined) keep.forget();
		},
	};
}

/** For one process: in memory. */
export function memoryKeep(session: Session): SessionKeep {
	let kept: Session | undefined = session;
	return {
		read: () => kept,
		write: (next) => {
			kept = next;
		},
		forget: () => {
			kept = undefined;
		},
	};
}

const tooMany = 429;
