/**
 * Tokens: signed statements that somebody is a person of a wedding until a moment. They name no role: the role is the one the
 * wedding gives at each use, so a changed or removed member needs no new token to be changed or removed. One algorithm is
 * pinned (EdDSA over Ed25519); a token of any other, or without every claim we write, is malformed.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import { deviceId, personId, weddingId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Secret } from './secret.ts';

export interface Bearer {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly device?: DeviceId;
	readonly expiresAt: Millis;
}
/** The longest that a token may be good for; until sessions can be refreshed, a signed-in device gets all of it. */
export const maxTokenSeconds = 30 * 24 * 60 * 60;

export type TokenFault = 'malformed' | 'expired' | 'not-yet';

export interface Tokens {
	issue(wish: {
		readonly wedding: WeddingId;
		readonly person: PersonId;
		readonly device?: DeviceId;
		readonly ttlSeconds: number;
	}): Promise<{ readonly token: string; readonly expiresAt: Millis }>;
	verify(token: string): Promise<Result<Bearer, TokenFault>>;
	/** For the operator's own CLI, which can read the secret: good for one minute. */
	issueOperator(): Promise<string>;
	verifyOperator(token: string): Promise<boolean>;
}

export function createTokens(secret: Secret, clock: Clock): Tokens {
	const privateKey = createPrivateKey({ key: pkcs8(secret.keyFor('token-1')), format: 'der', type: 'pkcs8' });
	const publicKey = createPublicKey(privateKey);

	const sign = (audience: Audience, claims: Record<string, unknown>, expiresAt: Millis) => {
		const now = Math.floor(clock.now() / 1000);
		return new SignJWT(claims)
			.setProtectedHeader({ alg: algorithm, typ: type })
			.setIssuer(issuer)
			.setAudience(audience)
			.setIssuedAt(now)
			.setNotBefore(now)
			.setExpirationTime(Math.floor(expiresAt / 1000))
			.sign(privateKey);
	};
	const read = async (
		token: string,
		audience: Audience,
	): Promise<Result<Record<string, unknown>, TokenFault>> => {
		if (token.length > longest) return err('malformed');
		try {
			const { payload } = await jwtVerify(token, publicKey, {
				algorithms: [algorithm],
				typ: type,
				issuer,
				audience,
				requiredClaims: ['exp', 'nbf'],
				clockTolerance: leewaySeconds,
				currentDate: new Date(clock.now()),
			});
			// The leeway is for clocks that disagree about the beginning; the end is the end.
			return (payload.exp ?? 0) * 1000 > clock.now() ? ok(payload) : err('expired');
		} catch (cause) {
			return err(faultOf(cause));
		}
	};

	return {
		async issue({ wedding, person, device, ttlSeconds }) {
			const expiresAt = (Math.floor(clock.now() / 1000) + ttlSeconds) * 1000;
			const claims = { sub: person, wedding, ...(device === undefined ? {} : { device }) };
			return { token: await sign('wedding', claims, expiresAt), expiresAt };
		},
		async verify(token) {
			const payload = await read(token, 'wedding');
			if (!payload.ok) return payload;
			const claims = bearerClaims.safeParse(payload.value);
			if (!claims.success) return err('malformed');
			const { sub, wedding, device, exp } = claims.data;
			return ok({ wedding, person: sub, ...(device === undefined ? {} : { device }), expiresAt: exp * 1000 });
		},
		issueOperator: () => sign('operator', { sub: 'operator' }, clock.now() + operatorMs),
		verifyOperator: async (token) => (await read(token, 'operator')).ok,
	};
}

/** Only what the library throws for a bad token is a fault of the token; anything else is ours and goes on up. */
function faultOf(cause: unknown): TokenFault {
	if (cause instanceof errors.JWTExpired) return 'expired';
	if (
		cause instanceof errors.JWTClaimValidationFailed &&
		cause.claim === 'nbf' &&
		cause.reason === 'check_failed'
	) {
		return 'not-yet';
	}
	if (cause instanceof errors.JOSEError) return 'malformed';
	throw cause;
}

/** An Ed25519 private key is any 32 bytes; this is the fixed DER wrapping around them (RFC 8410). */
function pkcs8(seed: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
}

type Audience = 'wedding' | 'operator';
const bearerClaims = z.object({
	sub: personId,
	wedding: weddingId,
	device: deviceId.optional(),
	exp: z.int(),
});
const algorithm = 'EdDSA';
const type = 'wedsync+jwt';
const issuer = 'wedsync';
const leewaySeconds = 60;
const operatorMs = 60_000;
/** Ours are under 400 characters. */
const longest = 2_000;
