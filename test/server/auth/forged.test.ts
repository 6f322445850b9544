/**
 * Tokens that are no good, one by one, over HTTP and over a real socket: 401 and 4401, and nothing else happens. Each differs from
 * a good one in the one thing its row names.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sha256, secretOf } from '../../../server/auth/secret.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { testClock } from '../../../shared/clock.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse, houseSecret, operatorKey } from '../../world/house.ts';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const secret = secretOf(houseSecret);
const keyOf = (seed: Uint8Array): KeyObject =>
	createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
const ours = keyOf(secret.keyFor('token-1'));
const now = testClock().now() / 1_000;
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims and the header of a good token of this house's first wedding. */
interface Draft {
	readonly header?: Readonly<Record<string, unknown>>;
	readonly claims?: Readonly<Record<string, unknown>>;
	readonly key?: KeyObject | Uint8Array;
}
let house: ReturnType<typeof createHouse>;
let good: {
	readonly wedding: string;
	readonly person: string;
	readonly device: string;
	readonly token: string;
};
let server: Server;
let sync: { close(): void };

const claimsOf = () => ({
	sub: good.person,
	wedding: good.wedding,
	device: good.device,
	iss: 'wedsync',
	aud: 'wedding',
	iat: now,
	nbf: now,
	exp: now + 600,
});
const goodHeader = { alg: 'EdDSA', typ: 'wedsync+jwt', kid: 'k1' };

function forge({ header = {}, claims = {}, key = ours }: Draft): Promise<string> {
	const all = Object.fromEntries(
		Object.entries({ ...claimsOf(), ...claims }).filter(([, value]) => value !== undefined),
	);
	const heading = Object.fromEntries(
		Object.entries({ ...goodHeader, ...header }).filter(([, value]) => value !== undefined),
	);
	return new SignJWT(all).setProtectedHeader(heading as typeof goodHeader).sign(key);
}

const stranger = generateKeyPairSync('ed25519');
const publicBytes = (format: 'der' | 'pem') => {
	const exported = createPublicKey(ours).export({ format, type: 'spki' } as never) as unknown as
		| Buffer
		| string;
	return new Uint8Array(Buffer.from(exported as string));
};
const ownJwk = stranger.publicKey.export({ format: 'jwk' });
const without = (name: string): Draft => ({ claims: { [name]: undefined } });

const rows: Readonly<Record<string, () => Promise<string> | string>> = {
	'alg none, no signature': () => `${part({ ...goodHeader, alg: 'none' })}.${part(claimsOf())}.`,
	'alg NONE in other letters': () => `${part({ ...goodHeader, alg: 'nOnE' })}.${part(claimsOf())}.`,
	'no alg': async () => {
		const [, payload, signature] = (await forge({})).split('.');
		return `${part({ typ: 'wedsync+jwt', kid: 'k1' })}.${payload}.${signature}`;
	},
	'HS256 with the public key (DER) as password': () =>
		forge({ header: { alg: 'HS256' }, key: publicBytes('der') }),
	'HS256 with the public key (PEM) as password': () =>
		forge({ header: { alg: 'HS256' }, key: publicBytes('pem') }),
	'HS512 with an empty-looking password': () => forge({ header: { alg: 'HS512' }, key: new Uint8Array(64) }),
	'ES256 by a key of its own': () =>
		forge({ header: { alg: 'ES256' }, key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
	'RS256 by a key of its own': () =>
		forge({ header: { alg: 'RS256' }, key: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey }),
	'another Ed25519 key': () => forge({ key: stranger.privateKey }),
	'the key of another purpose of the same secret': () => forge({ key: keyOf(secret.keyFor('link-1')) }),
	'the key of a generation to come': () =>
		forge({ header: { kid: 'k2' }, key: keyOf(secret.keyFor('token-1', 2)) }),
	'no kid': () => forge({ header: { kid: undefined } }),
	'a kid of another generation': () => forge({ header: { kid: 'k2' } }),
	'a kid that is a path': () => forge({ header: { kid: '../../../../dev/null' } }),
	'a kid that is an address': () => forge({ header: { kid: 'https://example.org/keys.json' } }),
	'a kid that is a query': () => forge({ header: { kid: "k1' OR '1'='1" } }),
	'a kid with a zero in front': () => forge({ header: { kid: 'k01' } }),
	'its own key in jwk': () => forge({ header: { jwk: ownJwk }, key: stranger.privateKey }),
	'our signature, but a jwk beside it': () => forge({ header: { jwk: ownJwk } }),
	'a jku to fetch keys from': () => forge({ header: { jku: 'http://127.0.0.1:1/jwks' } }),
	'an x5u to fetch a certificate from': () => forge({ header: { x5u: 'http://127.0.0.1:1/cert' } }),
	'an x5c with a certificate': () => forge({ header: { x5c: ['MIIB'] } }),
	'a crit that nobody knows': async () => {
		const [, payload, signature] = (await forge({})).split('.');
		return `${part({ ...goodHeader, crit: ['exp'] })}.${payload}.${signature}`;
	},
	'the type of any JWT': () => forge({ header: { typ: 'JWT' } }),
	'the type of an access token elsewhere': () => forge({ header: { typ: 'at+jwt' } }),
	'no type': () => forge({ header: { typ: undefined } }),
	'no issuer': () => forge(without('iss')),
	'another issuer': () => forge({ claims: { iss: 'https://accounts.example.org' } }),
	'no audience': () => forge(without('aud')),
	'another audience': () => forge({ claims: { aud: 'somewhere' } }),
	"the operator's audience": () => forge({ claims: { aud: 'operators' } }),
	'no end': () => forge(without('exp')),
	'an end that is text': () => forge({ claims: { exp: 'never' } }),
	expired: () => forge({ claims: { iat: now - 600, nbf: now - 600, exp: now } }),
	'no beginning': () => forge(without('nbf')),
	'a beginning ahead': () => forge({ claims: { nbf: now + 120 } }),
	'no time of issue': () => forge(without('iat')),
	'issued in the future': () => forge({ claims: { iat: now + 120 } }),
	'no person': () => forge(without('sub')),
	'a person that is a path': () => forge({ claims: { sub: '../couple' } }),
	'a person who never was': () => forge({ claims: { sub: 'nobody', device: undefined } }),
	'no wedding': () => forge(without('wedding')),
	'a wedding that is a list': () => forge({ claims: { wedding: [good.wedding] } }),
	'a role of its own and nobody behind it': () =>
		forge({ claims: { sub: 'x', role: 'couple', device: undefined } }),
	cut: () => good.token.slice(0, -10),
	'without its signature': () => good.token.split('.').slice(0, 2).join('.'),
	doubled: () => `${good.token}${good.token}`,
	'doubled with a comma': () => `${good.token},${good.token}`,
	'with a payload from another': async () => {
		const [header, , signature] = good.token.split('.');
		return `${header}.${part({ ...claimsOf(), exp: now + 999_999 })}.${signature}`;
	},
	'very long': () => `${good.token}.${'A'.repeat(10_000)}`,
	empty: () => 'x',
};

const stale: Readonly<Record<string, () => Promise<string>>> = {
	'of a device that was signed out': async () => {
		const phone = await signIn('gone');
		await house.as(phone.token)('POST', '/api/session/sign-out');
		return phone.token;
	},
	'of before its device signed in again after being shut out': async () => {
		const phone = await signIn('again');
		await house.as(phone.token)('POST', '/api/session/sign-out');
		house.clock.advance(5);
		await signIn('again');
		return phone.token;
	},
	'of somebody removed': async () => {
		const { token, person } = await join('vendor');
		await remove(person);
		return token;
	},
	'of before somebody was removed and restored': async () => {
		const { token, person } = await join('vendor');
		await remove(person);
		house.clock.advance(5);
		await as()('POST', `/api/weddings/${good.wedding}/people/${person}/restore`);
		return token;
	},
	'a refresh token': async () => (await signIn('refresh')).refreshToken,
	'an invitation’s code': async () =>
		(await as()('POST', `/api/weddings/${good.wedding}/invites`, { body: { role: 'guest' } })).body.code,
	'signed by a key that was forgotten': async () => {
		const { token } = await signIn('rotated');
		await house.asOperator('POST', '/api/tokens/rotate-keys', { body: { forget: true } });
		return token;
	},
};

let admin = '';
const as = () => house.as(admin);
const join = async (role: string) =>
	(await house.asOperator('POST', '/api/tokens', { body: { wedding: good.wedding, name: 'Wren', role } }))
		.body;
const remove = (person: string) => as()('DELETE', `/api/weddings/${good.wedding}/people/${person}`);
const signIn = async (id: string) =>
	(await house.ask('POST', '/api/sign-in/redeem', { body: { code: 'lasting', device: { id } } })).body;
const renew = async () => {
	const body = { wedding: good.wedding, person: good.person };
	admin = (await house.asOperator('POST', '/api/tokens', { body })).body.token;
};

beforeAll(async () => {
	house = createHouse();
	const { wedding, person, token } = await house.wedding();
	admin = token;
	const link = {
		codeHash: sha256('lasting'),
		wedding: weddingId.parse(wedding),
		person: personId.parse(person),
	};
	await house.store.saveLink(link);
	good = { wedding, person, ...(await signIn('good')) };
	server = createServer();
	const { rooms, clock } = house;
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	sync = listenForSync(server, { rooms, clock, fatal, authenticate: house.auth.askers.authenticate });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(async () => {
	await house.rooms.close();
	sync.close();
	server.close();
});

/** How the socket ends: its close code, or that it stays open. */
async function dial(token: string): Promise<number | 'open'> {
	const { port } = server.address() as AddressInfo;
	const address = `ws://127.0.0.1:${port}/sync/${good.wedding}?receipts=1&token=${encodeURIComponent(token)}`;
	const socket = new WebSocket(address, ['wedsync.1']);
	const [said] = await Promise.race([
		once(socket, 'close'),
		once(socket, 'message').then(() => ['open'] as const),
	]);
	socket.terminate();
	return said as number | 'open';
}

async function expectRefused(token: string): Promise<void> {
	await renew();
	const before = (await house.store.load(weddingId.parse(good.wedding), 'plan')).seq;
	const over = [
		['GET', '/api/me'],
		['GET', '/api/weddings'],
		['GET', `/api/weddings/${good.wedding}/plan`],
		['POST', `/api/weddings/${good.wedding}/tasks`],
		['GET', '/api/session/devices'],
		['POST', '/api/session/sign-out'],
		['POST', '/api/tokens'],
	] as const;
	for (const [method, path] of over) {
		const answer = await house.as(token)(method, path, method === 'GET' ? {} : { body: { title: 'x' } });
		expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'signed-out']);
	}
	expect(await dial(token)).toBe(4401);
	expect((await house.store.load(weddingId.parse(good.wedding), 'plan')).seq).toBe(before);
}

test('[TK1] the draft itself is good, so that each row fails for its own fault', async () => {
	const token = await forge({});
	expect((await house.as(token)('GET', '/api/me')).body.person).toBe(good.person);
	expect(await dial(token)).toBe('open');
	expect(Object.keys(rows).length + Object.keys(stale).length).toBeGreaterThanOrEqual(25);
});

test.each(Object.entries(rows))('[TK2] forged: %s', async (_, make) => {
	await expectRefused(await make());
});

test('[TK3] the audiences are not swapped: an operator’s token is no person’s, nor the other way round', async () => {
	const cli = await house.auth.tokens.issueOperator();
	expect((await house.as(cli)('GET', '/api/me')).body).toEqual({ role: 'operator' });
	expect((await house.as(cli)('GET', `/api/weddings/${good.wedding}/plan`)).status).toBe(403);
	expect(await dial(cli)).toBe(4401);
	expect(await dial(operatorKey)).toBe(4401);
	const both = await forge({ claims: { aud: ['wedding', 'operator'] } });
	expect((await house.as(both)('GET', '/api/me')).status).toBe(401);
	expect((await house.as(good.token)('POST', '/api/tokens', { body: {} })).status).toBe(403);
});

test.each(Object.entries(stale))('[TK4] stale: %s', async (_, make) => {
	await expectRefused(await make());
});
