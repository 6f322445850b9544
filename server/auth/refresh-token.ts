/**
 * Refresh tokens: what a device shows to get its next access token. Each names its session and its number there and is sealed
 * with a key of the secret, so the store keeps only the number that is current: a copied database makes no token, the next one
 * can be said again to whoever lost the answer, and one that is shown twice is known as ours and as old.
 */
import { createHmac } from 'node:crypto';
import type { Millis } from '../../shared/clock.ts';
import {
	type DeviceId,
	deviceId,
	type PersonId,
	personId,
	type WeddingId,
	weddingId,
} from '../../shared/ids.ts';
import type { Secret } from './secret.ts';
import { isSame } from './secret.ts';

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
	const key = secret.keyFor('refresh-1');
	const macOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
	return {
		seal({ wedding, person, device, family, turn, since }) {
			const text = [wedding, person, device, family, turn, since].join('.');
			return `${prefix}${text}.${macOf(text)}`;
		},
		open(token) {
			const found = token.length > longest ? null : shape.exec(token);
			if (found === null) return undefined;
			const [, text = '', wedding, person, device, family = '', turn, since, mac = ''] = found;
			if (!isSame(mac, macOf(text))) return undefined;
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
const id = '([\\w-]{1,64})';
const shape = new RegExp(
	`^${prefix}(${id}\\.${id}\\.${id}\\.${id}\\.(\\d{1,9})\\.(\\d{1,15}))\\.([\\w-]{43})$`,
);
const longest = 400;
