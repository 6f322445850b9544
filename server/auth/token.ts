/**
 * Tokens: signed statements that somebody is a person of a wedding until a moment. They name no role: the role is the one the
 * wedding gives at each use, so a changed or removed member needs no new token to be changed or removed. One algorithm is
 * pinned (EdDSA over Ed25519), and the key is one of ours, found by its number: a token that names another algorithm, brings
 * or points to a key, or lacks any claim we write is malformed.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock, Millis } from '../../shared/clock.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import { deviceId, personId, weddingId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { createKeyRing, type KeyRing, longestTokenMs } from './key-ring.ts';
import type { Secret } from './secret.ts';

export interface Bearer {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly device?: DeviceId;
	/** Which turn of its device's session it was given out at. */
	readonly turn?: number;
	readonly issuedAt: Millis;
	readonly expiresAt: Millis;
}
/** A session's token: short, because a stolen one is good until it ends. The device gets the next with its refresh token. */
export const accessSeconds = 15 * 60;
/** The longest that the operator may make one good for. */
export const maxTokenSeconds = longestTokenMs / 1_000;

export type TokenFault = 'malformed' | 'expired' | 'not-yet';

export interface Tokens {
	issue(wish: {
		readonly wedding: WeddingId;
		readonly person: PersonId;
		readonly device?: DeviceId;
		readonly turn?: number;
		readonly ttlSeconds: number;
	}): Promise<{ readonly token: string; readonly expiresAt: Millis }>;
	verify(token: string): Promise<Result<Bearer, TokenFault>>;
	/** A token whose only fault is that it has ended. */
	verifyEnded(token: string): Promise<Bearer | undefined>;
	/** For the operator's own CLI, which can read the secret: good for one minute. */
	issueOperator(): Promise<string>;
	verifyOperator(token: string): Promise<boolean>;
	/** Signs with a new key from here on; answers its number. */
	rotate(wish: { readonly forget: boolean }): number;
}

export function createTokens(secret: Secret, clock: Clock, ring: KeyRing = createKeyRing()): Tokens {
	const keys = createKeys(secret);

	const sign = (audience: Audience, claims: Record<string, unknown>, expiresAt: Millis) => {
		const now = clock.now();
		return (
			new SignJWT(claims)
				.setProtectedHeader({ alg: algorithm, typ: type, kid: `k${ring.current}` })
				.setIssuer(issuer)
				.setAudience(audience)
				// To the millisecond: a token of the second in which somebody was removed is told apart.
				.setIssuedAt(now / 1_000)
				.setNotBefore(Math.floor(now / 1_000))
				.setExpirationTime(Math.floor(expiresAt / 1_000))
				.sign(keys(ring.current).privateKey)
		);
	};
	const keyFor = (header: JWTHeaderParameters): KeyObject => {
		const generation = /^k([1-9]\d{0,5})$/.exec(header.kid ?? '')?.[1];
		const isPlain = Object.keys(header).every((name) => headerNames.has(name));
		if (!isPlain || generation === undefined || !ring.verifies(Number(generation), clock.now()))
			throw new errors.JWSInvalid('not a header of ours');
		return keys(Number(generation)).publicKey;
	};
	const read = async (
		token: string,
		audience: Audience,
		at: Millis,
	): Promise<Result<Record<string, unknown>, TokenFault>> => {
		if (token.length > longest) return err('malformed');
		try {
			const { payload } = await jwtVerify(token, keyFor, {
				algorithms: [algorithm],
				typ: type,
				issuer,
				audience,
				requiredClaims: ['exp', 'nbf', 'iat'],
				clockTolerance: leewaySeconds,
				currentDate: new Date(at),
			});
			// One audience, never a list: whoever is both is neither.
			if (payload.aud !== audience) return err('malformed');
			// The leeway is for clocks that disagree about the beginning; the end is the end.
			return (payload.exp ?? 0) * 1_000 > at ? ok(payload) : err('expired');
		} catch (cause) {
			return err(faultOf(cause));
		}
	};
	const verifyAt = async (token: string, at: Millis): Promise<Result<Bearer, TokenFault>> => {
		const payload = await read(token, 'wedding', at);
		if (!payload.ok) return payload;
		const claims = bearerClaims.safeParse(payload.value);
		if (!claims.success || claims.data.iat * 1_000 > clock.now() + leewaySeconds * 1_000)
			return err('malformed');
		const { sub, wedding, device, turn, iat, exp } = claims.data;
		const times = { issuedAt: Math.round(iat * 1_000), expiresAt: exp * 1_000 };
		const session = { ...(device === undefined ? {} : { device }), ...(turn === undefined ? {} : { turn }) };
		return ok({ wedding, person: sub, ...session, ...times });
	};

	return {
		async issue({ wedding, person, ttlSeconds, ...session }) {
			const expiresAt = (Math.floor(clock.now() / 1_000) + ttlSeconds) * 1_000;
			const claims = { sub: person, wedding, ...session };
			return { token: await sign('wedding', claims, expiresAt), expiresAt };
		},
		verify: (token) => verifyAt(token, clock.now()),
		async verifyEnded(token) {
			// Judged at its own beginning, when it cannot have ended: everything else about it has to be right.
			const start = startOf(token);
			if (start === undefined || start > clock.now()) return undefined;
			const bearer = await verifyAt(token, start);
			return bearer.ok ? bearer.value : undefined;
		},
		issueOperator: () => sign('operator', { sub: 'operator' }, clock.now() + operatorMs),
		verifyOperator: async (token) => (await read(token, 'operator', clock.now())).ok,
		rotate: (wish) => ring.rotate(clock.now(), wish),
	};
}

type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

function createKeys(secret: Secret): (generation: number) => KeyPair {
	const made = new Map<number, KeyPair>();
	return (generation) => {
		const present = made.get(generation);
		if (present !== undefined) return present;
		const der = pkcs8(secret.keyFor('token-1', generation));
		const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
		const pair = { privateKey, publicKey: createPublicKey(privateKey) };
		made.set(generation, pair);
		return pair;
	};
}

/** When an unverified token says it began. */
function startOf(token: string): Millis | undefined {
	try {
		const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
		const claims = z.object({ iat: z.number() }).safeParse(payload);
		return claims.success ? Math.ceil(claims.data.iat * 1_000) : undefined;
	} catch {
		return undefined; // Not even JSON: not one of ours.
	}
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
	turn: z.int().optional(),
	iat: z.number(),
	exp: z.int(),
});
const algorithm = 'EdDSA';
const type = 'wedsync+jwt';
const headerNames: ReadonlySet<string> = new Set(['alg', 'typ', 'kid']);
const issuer = 'wedsync';
const leewaySeconds = 60;
const operatorMs = 60_000;
/** Ours are under 400 characters. */
const longest = 2_000;
