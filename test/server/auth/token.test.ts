import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { secretOf } from '../../../server/auth/secret.ts';
import { createTokens } from '../../../server/auth/token.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import { deviceId, personId, weddingId } from '../../../shared/ids.ts';

const wedding = weddingId.parse('w1');
const person = personId.parse('p1');
const device = deviceId.parse('d1');
const secret = secretOf('a secret of the tests');
const tokensAt = (clock: TestClock, own = secret) => createTokens(own, clock);

describe('a token', () => {
	it('says wedding, person, device and end, and nothing of the role', async () => {
		const clock = testClock();
		const { token, expiresAt } = await tokensAt(clock).issue({ wedding, person, device, ttlSeconds: 60 });
		expect(await tokensAt(clock).verify(token)).toEqual({
			ok: true,
			value: { wedding, person, device, issuedAt: clock.now(), expiresAt },
		});
		expect(expiresAt).toBe(clock.now() + 60_000);
		expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toEqual({
			sub: 'p1',
			wedding: 'w1',
			device: 'd1',
			iss: 'wedsync',
			aud: 'wedding',
			iat: clock.now() / 1000,
			nbf: clock.now() / 1000,
			exp: expiresAt / 1000,
		});
	});

	it('ends at its second, without any leeway', async () => {
		const clock = testClock();
		const { token } = await tokensAt(clock).issue({ wedding, person, ttlSeconds: 60 });
		clock.advance(59_999);
		expect((await tokensAt(clock).verify(token)).ok).toBe(true);
		clock.advance(1);
		expect(await tokensAt(clock).verify(token)).toEqual({ ok: false, error: 'expired' });
	});

	it('is taken by a clock that is up to a minute behind, and no further', async () => {
		const { token } = await tokensAt(testClock(61_000_000)).issue({ wedding, person, ttlSeconds: 600 });
		expect((await tokensAt(testClock(61_000_000 - 60_000)).verify(token)).ok).toBe(true);
		expect(await tokensAt(testClock(61_000_000 - 62_000)).verify(token)).toEqual({
			ok: false,
			error: 'not-yet',
		});
	});

	it('of another secret is malformed, and of the same secret good on another node', async () => {
		const clock = testClock();
		const { token } = await tokensAt(clock).issue({ wedding, person, ttlSeconds: 60 });
		expect(await tokensAt(clock, secretOf('another secret entirely')).verify(token)).toEqual({
			ok: false,
			error: 'malformed',
		});
		expect((await tokensAt(clock, secretOf('a secret of the tests')).verify(token)).ok).toBe(true);
	});

	it('changed in any one character is malformed', async () => {
		const clock = testClock();
		const tokens = tokensAt(clock);
		const { token } = await tokens.issue({ wedding, person, ttlSeconds: 60 });
		// The last character of a base64url part may carry bits that mean nothing.
		const meaningful = [...token].flatMap((letter, at) =>
			letter === '.' || at === token.length - 1 ? [] : [at],
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...meaningful), fc.constantFrom(...'AZaz09-_'), async (at, letter) => {
				fc.pre(token[at] !== letter);
				const changed = token.slice(0, at) + letter + token.slice(at + 1);
				expect((await tokens.verify(changed)).ok).toBe(false);
			}),
		);
	});

	it('that is any text at all is malformed, and never an exception', async () => {
		const tokens = tokensAt(testClock());
		const text = fc.oneof(
			fc.string(),
			fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => parts.join('.')),
		);
		await fc.assert(
			fc.asyncProperty(text, async (token) => {
				expect(await tokens.verify(token)).toEqual({ ok: false, error: 'malformed' });
			}),
		);
		expect(await tokens.verify('x'.repeat(100_000))).toEqual({ ok: false, error: 'malformed' });
	});
});

describe('a forged token', () => {
	const clock = testClock();
	const claims = { sub: 'p1', wedding: 'w1' };
	const now = clock.now() / 1000;
	const seed = Buffer.concat([
		Buffer.from('302e020100300506032b657004220420', 'hex'),
		secret.keyFor('token-1'),
	]);
	const ours = createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' });
	const draft = (
		changes: {
			typ?: string;
			aud?: string;
			iss?: string;
			nbf?: false;
			exp?: false;
			iat?: false;
			header?: object;
			claims?: object;
		} = {},
	) => {
		const jwt = new SignJWT({ ...claims, ...changes.claims })
			.setProtectedHeader({ alg: 'EdDSA', typ: changes.typ ?? 'wedsync+jwt', kid: 'k1', ...changes.header })
			.setIssuer(changes.iss ?? 'wedsync')
			.setAudience(changes.aud ?? 'wedding');
		if (changes.nbf !== false) jwt.setNotBefore(now);
		if (changes.iat !== false) jwt.setIssuedAt(now);
		if (changes.exp !== false) jwt.setExpirationTime(now + 60);
		return jwt;
	};
	const verdict = (token: string) => tokensAt(clock).verify(token);

	it('would be good if made by us (so that the others fail for their one fault)', async () => {
		expect((await verdict(await draft().sign(ours))).ok).toBe(true);
	});

	it.each([
		['another type', draft({ typ: 'JWT' })],
		['another audience', draft({ aud: 'operator' })],
		['another issuer', draft({ iss: 'somebody' })],
		['no end', draft({ exp: false })],
		['no beginning', draft({ nbf: false })],
		['no time of issue', draft({ iat: false })],
		["another key's number", draft({ header: { kid: 'k2' } })],
		["no key's number", draft({ header: { kid: undefined } })],
		['a person that is no id', draft({ claims: { sub: '../p1' } })],
		['no wedding', draft({ claims: { wedding: undefined } })],
	])('with %s is malformed', async (_, jwt) => {
		expect(await verdict(await jwt.sign(ours))).toEqual({ ok: false, error: 'malformed' });
	});

	it('without a signature, or signed with the public key as a password, is malformed', async () => {
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const body = part({ ...claims, iss: 'wedsync', aud: 'wedding', iat: now, nbf: now, exp: now + 60 });
		const publicKey = createPublicKey(ours).export({ format: 'der', type: 'spki' });
		const hmac = new SignJWT({
			...claims,
			iss: 'wedsync',
			aud: 'wedding',
			iat: now,
			nbf: now,
			exp: now + 60,
		});
		const confused = await hmac
			.setProtectedHeader({ alg: 'HS256', typ: 'wedsync+jwt', kid: 'k1' })
			.sign(new Uint8Array(publicKey));
		const malformed = { ok: false, error: 'malformed' };
		expect(await verdict(`${part({ alg: 'none', typ: 'wedsync+jwt', kid: 'k1' })}.${body}.`)).toEqual(
			malformed,
		);
		expect(await verdict(confused)).toEqual(malformed);
	});

	it('by a key of its own is malformed', async () => {
		expect(await verdict(await draft().sign(generateKeyPairSync('ed25519').privateKey))).toEqual({
			ok: false,
			error: 'malformed',
		});
	});
});

describe("the operator's own token", () => {
	it('is good for a minute, and no wedding takes it', async () => {
		const clock = testClock();
		const tokens = tokensAt(clock);
		const token = await tokens.issueOperator();
		expect([await tokens.verifyOperator(token), await tokens.verify(token)]).toEqual([
			true,
			{ ok: false, error: 'malformed' },
		]);
		clock.advance(60_000);
		expect(await tokens.verifyOperator(token)).toBe(false);
	});

	it("is not a person's", async () => {
		const tokens = tokensAt(testClock());
		const { token } = await tokens.issue({ wedding, person, ttlSeconds: 60 });
		expect(await tokens.verifyOperator(token)).toBe(false);
	});
});
