/** Sessions on the real server: what is printed and kept, sockets of a device that is signed out, keys, and restarts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
afterEach(() => server.remove());

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
type Answer = { readonly status: number; readonly body: any };

async function call(
	method: string,
	path: string,
	given: { token?: string; body?: unknown } = {},
): Promise<Answer> {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: given.token === undefined ? {} : { Authorization: `Bearer ${given.token}` },
		...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
	});
	return { status: response.status, body: await response.json() };
}

const redeem = async (code: string, device = {}) =>
	(await call('POST', '/api/sign-in/redeem', { body: { code, device } })).body;
const codeOf = (index: number) => server.links[index]?.url.split('#')[1] ?? '';
const me = async (token: string) => (await call('GET', '/api/me', { token })).status;

function dial(wedding: string, token: string, place: 'address' | 'protocol'): WebSocket {
	const base = `${server.url.replace('http', 'ws')}/sync/${wedding}?receipts=1`;
	return place === 'address'
		? new WebSocket(`${base}&token=${token}`, ['wedsync.1'])
		: new WebSocket(base, ['wedsync.1', `bearer.${token}`]);
}

async function rotateKeys(...words: readonly string[]): Promise<string> {
	const cli = fileURLToPath(new URL('../../server/ops/cli.ts', import.meta.url));
	const env = { PATH: process.env.PATH, WEDSYNC_DATA: server.data, PORT: String(server.port) };
	const child = spawn(process.execPath, [cli, 'rotate-keys', ...words], { env });
	let said = '';
	child.stdout.on('data', (text) => {
		said += text;
	});
	const [code] = await once(child, 'close');
	expect(code).toBe(0);
	return said;
}

it('[LG1] no token, code, refresh token or address is in any line of the log, nor any code or token in the data folder', async () => {
	server = await startServer({ isDemo: true, environment: { LOG_LEVEL: 'debug' } });
	const links = server.links.map(({ url }) => url.split('#')[1] ?? '');
	const amara = await redeem(codeOf(0), { name: 'Fairphone', publicKey: 'k'.repeat(43) });
	const next = (await call('POST', '/api/session/refresh', { body: { refreshToken: amara.refreshToken } }))
		.body;
	const at = `/api/weddings/${amara.wedding}`;
	const { token } = next;
	const invited = (
		await call('POST', `${at}/invites`, { token, body: { role: 'guest', email: 'edith@private.example' } })
	).body;
	const edith = (
		await call('POST', `/api/invites/${invited.code}/redeem`, { body: { name: 'Edith Quayle' } })
	).body;
	await call('PUT', '/api/me/contacts', { token, body: { email: 'amara@private.example' } });
	await call('POST', '/api/sign-in', { body: { email: 'amara@private.example' } });
	await expect.poll(() => server.output().match(/#wsi_[\w-]+/g)?.length, { timeout: 10_000 }).toBe(2);
	const mailed = server.output().match(/Sign in to .*\n[\s\S]*?#(wsi_[\w-]+)/)?.[1] ?? '';
	const signedIn = await redeem(mailed);
	for (const place of ['address', 'protocol'] as const) {
		const socket = dial(amara.wedding, signedIn.token, place);
		await once(socket, 'message');
		socket.terminate();
	}
	await call('GET', `${at}/plan?token=${token}`, { token: `${token}x` });
	await call('POST', '/api/sign-in/redeem', { body: `{"code": "${mailed}` });
	await call('POST', '/api/session/refresh', { body: { refreshToken: `${signedIn.refreshToken}x` } });
	await call('POST', '/api/session/sign-out', { token: signedIn.token, body: {} });
	await server.stop();

	const sessions = [amara, next, edith, signedIn];
	const secrets = [
		...sessions.flatMap((one) => [one.token, one.refreshToken]),
		invited.code,
		mailed,
		...links,
		'private.example',
		'Quayle',
		'Fairphone',
		'eyJ',
		'wsrt_',
		'wsi_',
	];
	const log = server
		.output()
		.split('\n')
		.filter((line) => line.startsWith('{'));
	expect(log.length).toBeGreaterThan(15);
	for (const secret of secrets) expect(log.filter((line) => line.includes(secret))).toEqual([]);
	// The mailed link is printed for whoever runs this, beside the log, with no address.
	expect(server.output()).toContain(`/sign-in#${mailed}`);
	expect(server.output()).not.toContain('private.example');

	const kept = readdirSync(server.data)
		.map((name) => readFileSync(join(server.data, name)).toString('latin1'))
		.join('\n');
	expect(kept).toContain('Quayle');
	for (const one of sessions) {
		expect(kept).not.toContain(one.token.slice(0, 60));
		expect(kept).not.toContain(one.refreshToken.slice(-43));
	}
	for (const code of [invited.code, mailed, ...links]) expect(kept).not.toContain(code);
});

it('[SE9] a device that is signed out from another loses its sockets, the others keep theirs, over a kill too', async () => {
	server = await startServer({ isDemo: true });
	const [phone, laptop] = [
		await redeem(codeOf(0), { id: 'phone' }),
		await redeem(codeOf(0), { id: 'laptop' }),
	];
	const sockets = [
		dial(phone.wedding, phone.token, 'protocol'),
		dial(phone.wedding, phone.token, 'address'),
		dial(phone.wedding, laptop.token, 'protocol'),
	];
	await Promise.all(sockets.map((socket) => once(socket, 'message')));
	const closed = Promise.all(sockets.slice(0, 2).map((socket) => once(socket, 'close')));
	const { token } = laptop;
	expect((await call('DELETE', '/api/session/devices/phone', { token })).status).toBe(200);
	expect((await closed).map(([code]) => code)).toEqual([4401, 4401]);
	expect([sockets[2]?.readyState, await me(phone.token), await me(token)]).toEqual([1, 401, 200]);
	// Also behind a restart, and a killed one.
	await server.kill9();
	server = await server.again();
	const back = await call('POST', '/api/session/refresh', { body: { refreshToken: phone.refreshToken } });
	expect([await me(phone.token), back.status, await me(token)]).toEqual([401, 401, 200]);
	const again = dial(phone.wedding, phone.token, 'protocol');
	expect((await once(again, 'close'))[0]).toBe(4401);
});

it('[KR1] keys rotate: tokens of the former key are good until they end, over a restart too; after a leak none is, and devices go on', async () => {
	server = await startServer({ isDemo: true });
	const before = await redeem(codeOf(0));
	expect(await rotateKeys()).toContain('key 2');
	const between = await redeem(codeOf(0));
	const kid = (token: string) =>
		JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
	expect([kid(before.token), kid(between.token)]).toEqual(['k1', 'k2']);
	expect([await me(before.token), await me(between.token)]).toEqual([200, 200]);
	await server.stop();
	server = await server.again();
	expect([await me(before.token), await me(between.token)]).toEqual([200, 200]);
	expect(await rotateKeys('--forget')).toContain('No token of before is good');
	expect([await me(before.token), await me(between.token)]).toEqual([401, 401]);
	const next = await call('POST', '/api/session/refresh', { body: { refreshToken: before.refreshToken } });
	expect([next.status, await me(next.body.token)]).toEqual([200, 200]);
	expect(await rotateKeys()).toContain('key 4');
});

it('[IN8] killed between the record and the session, an invitation for one lets its one person in after the restart', async () => {
	server = await startServer();
	const { operatorKey: token } = server;
	const body = { name: 'Maria & Jonas', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const wedding = (await call('POST', '/api/weddings', { token, body })).body.id;
	const maria = (
		await call('POST', '/api/tokens', { token, body: { wedding, name: 'Maria', role: 'couple' } })
	).body;
	const at = `/api/weddings/${wedding}`;
	const invite = (await call('POST', `${at}/invites`, { token: maria.token, body: { role: 'guest' } })).body;
	const enter = (name: string) => call('POST', '/api/sign-in/redeem', { body: { code: invite.code, name } });
	const guests = async () =>
		(await call('GET', `${at}/plan`, { token: maria.token })).body.people
			.filter(({ role }: { role: string }) => role === 'guest')
			.map(({ name }: { name: string }) => name);
	await server.stop();
	server = await server.again({ environment: { FAILPOINT: 'appended:1' } });
	await expect(enter('Edit')).rejects.toThrow();
	await server.ended;
	server = await server.again({ environment: {} });
	expect(await guests()).toEqual(['Edit']);
	const entered = await enter('Edith');
	expect([entered.status, entered.body.name]).toEqual([200, 'Edith']);
	expect([await me(entered.body.token), await guests(), (await enter('Another')).status]).toEqual([
		200,
		['Edith'],
		404,
	]);
});
