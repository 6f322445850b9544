/**
 * Refresh tokens: what a device shows to get its next access token. Each names its session and its number there and is sealed
 * with a key of the secret, so the store keeps only the number that is current: a copied database makes no token, the next one
 * can be said again to whoever lost the answer, and one that is shown twice is known as ours and as old.
 */
import type { Millis } from '../../shared/clock.ts';
import {
	type DeviceId,
	deviceId,
	type PersonId,
	personId,
	type WeddingId,
	weddingId,
} from '../../shared/ids.ts';
import { createSeal } from './seal.ts';
import type { Secret } from './secret.ts';

export interface RefreshClaims {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly device: DeviceId;
	/** The session on that device. */
	readonly family: string;
	readonly turn: number;
	/** When the session began. */
	readonly since: Millis;
}

export interface RefreshTokens {
	seal(claims: RefreshClaims): string;
	/** Undefined for what we never sealed. */
	open(token: string): RefreshClaims | undefined;
}

export function createRefreshTokens(secret: Secret): RefreshTokens {
	const { close, open } = createSeal(secret.keyFor('refresh-1'), 43);
	return {
		seal: ({ wedding, person, device, family, turn, since }) =>
			`${prefix}${close([wedding, person, device, family, turn, since])}`,
		open(token) {
			const words = token.startsWith(prefix) ? open(token.slice(prefix.length)) : undefined;
			if (words === undefined) return undefined;
			const [wedding, person, device, family = '', turn, since] = words;
			return {
				wedding: weddingId.parse(wedding),
				person: personId.parse(person),
				device: deviceId.parse(device),
				family,
				turn: Number(turn),
				since: Number(since),
			};
		},
	};
}

const prefix = 'wsrt_';
