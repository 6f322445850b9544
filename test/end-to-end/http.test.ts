import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
afterEach(() => server.remove());

async function call(
	method: string,
	path: string,
	options: { token?: string; body?: unknown; headers?: HeadersInit } = {},
) {
	const { token = operatorKey, body, headers } = options;
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}`, ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

async function found() {
	const body = { name: 'Maria & Jonas', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const wedding = (await call('POST', '/api/weddings', { body })).body.id as string;
	const { token, person } = (
		await call('POST', '/api/tokens', { body: { wedding, name: 'Maria', role: 'couple' } })
	).body;
	return { wedding, token: token as string, person: person as string, path: `/api/weddings/${wedding}` };
}

/** `server/main.ts` with this environment, until it ends. */
async function run(environment: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
	const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
	const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...environment } });
	let [out, err] = ['', ''];
	child.stdout.on('data', (text) => {
		out += text;
	});
	child.stderr.on('data', (text) => {
		err += text;
	});
	const [code] = await once(child, 'close');
	return { code, out, err };
}

describe('the demo wedding', () => {
	it('is there at the first start, with a link for each of its people that works again and again', async () => {
		server = await startServer({ isDemo: true });
		const first = server.links;
		expect(first.map(({ role }) => role)).toEqual([
			'couple',
			'couple',
			'coordinator',
			'family',
			'vendor',
			'vendor',
			'guest',
		]);
		expect(first.every(({ url }) => url.startsWith(`http://localhost:${server.port}/sign-in#`))).toBe(true);
		await server.stop();
		server = await server.again();
		expect(server.links).toEqual(first);
		for (const { name, role, url } of [...first, ...first]) {
			const session = await call('POST', '/api/sign-in/redeem', { body: { code: url.split('#')[1] } });
			const [own] = name.split(', ');
			expect([session.status, session.body.name, session.body.role]).toEqual([200, own, role]);
			const plan = await call('GET', `/api/weddings/${session.body.wedding}/plan`, {
				token: session.body.token,
			});
			// A guest is shown the programme instead.
			if (role === 'guest') {
				expect(plan.status).toBe(403);
				continue;
			}
			expect(plan.body.tasks.length).toBeGreaterThanOrEqual(80);
			expect(plan.body.people.map((one: { name: string }) => one.name)).toContain(own);
		}
	});

	it('is made once: what people did to it stays, also when the first start was killed half-way', async () => {
		server = await startServer();
		const data = server.data;
		await server.stop();
		const half = await run({ PORT: '0', WEDSYNC_DATA: data, FAILPOINT: 'appended:40' });
		expect([half.code, half.out.includes('ready')]).toEqual([null, false]);
		server = await server.again({ isDemo: true });
		const code = server.links[0]?.url.split('#')[1];
		const { token, wedding } = (await call('POST', '/api/sign-in/redeem', { body: { code } })).body;
		const plan = async () => (await call('GET', `/api/weddings/${wedding}/plan`, { token })).body;
		const whole = await plan();
		expect([whole.tasks.length, whole.timeline.length, whole.comments.length]).toEqual([84, 35, 9]);
		await call('DELETE', `/api/weddings/${wedding}/tasks/${whole.tasks[0].id}`, { token });
		await server.kill9();
		server = await server.again({ isDemo: true });
		expect((await plan()).tasks).toHaveLength(83);
	});
});

describe('a start', () => {
	it.each([
		[{ WEDSYNC_COLOUR: 'red' }, 'WEDSYNC_COLOUR is not a setting of WedSync. Unset it'],
		[{ PORT: 'http' }, 'PORT is not a port. Set'],
		[{ HOST: '203.0.113.7' }, '203.0.113.7 is no address of this machine. Set HOST'],
		[
			{ WEDSYNC_DATA: '/proc/none' },
			'/proc/none cannot be written. Make it belong to this user, or set WEDSYNC_DATA',
		],
		[{ WEDSYNC_DATA: '/dev/null' }, '/dev/null is not a folder. Set WEDSYNC_DATA'],
	])('with %j stops with one sentence that says what to do', async (environment, sentence) => {
		server = await startServer();
		const { code, out, err } = await run({
			PORT: '0',
			WEDSYNC_DEMO: '0',
			WEDSYNC_DATA: join(server.data, 'other'),
			...environment,
		});
		expect([code, out.includes('"ready"')]).toEqual([1, false]);
		expect(err.startsWith(sentence)).toBe(true);
		expect(err.trim().split('\n')).toHaveLength(1);
	});

	it('on a port in use, or on a folder in use, says so and harms nobody', async () => {
		server = await startServer();
		const taken = await run({
			PORT: String(server.port),
			WEDSYNC_DEMO: '0',
			WEDSYNC_DATA: join(server.data, 'other'),
		});
		expect([taken.code, taken.err]).toEqual([
			1,
			`Port ${server.port} is in use. Stop what runs there, or set PORT to another number.\n`,
		]);
		const second = await run({ PORT: '0', WEDSYNC_DEMO: '0', WEDSYNC_DATA: server.data });
		expect([second.code, second.err]).toEqual([
			1,
			expect.stringMatching(/^Another WedSync server has .* open\. Stop it first, or set WEDSYNC_DATA/),
		]);
		expect((await call('GET', '/readyz')).status).toBe(200);
	});

	it("without a key makes one, shows it once and keeps only its hash; what it makes is its owner's alone", async () => {
		server = await startServer({ environment: { WEDSYNC_OPERATOR_KEY: undefined } });
		const key = /Operator key, shown only this once: (wsop_\S+)/.exec(server.output())?.[1] ?? '';
		expect((await call('GET', '/api/weddings', { token: key })).status).toBe(200);
		await server.stop();
		server = await server.again();
		expect(server.output()).not.toContain('wsop_');
		expect((await call('GET', '/api/weddings', { token: key })).status).toBe(200);
		for (const name of readdirSync(server.data)) {
			expect([name, statSync(join(server.data, name)).mode & 0o077]).toEqual([name, 0]);
			expect(readFileSync(join(server.data, name)).includes(key)).toBe(false);
		}
	});
});

describe('an edit over HTTP', () => {
	it('that was answered is there after kill -9', async () => {
		server = await startServer();
		const { path, token } = await found();
		const made = await call('POST', `${path}/tasks`, { token, body: { title: 'Flowers' } });
		await server.kill9();
		server = await server.again();
		const { body } = await call('GET', `${path}/plan`, { token });
		expect([body.tasks[0].id, body.seq]).toEqual([made.body.id, made.body.seq]);
	});

	it('sent again under its key after kill -9 gets the first answer, also if that never arrived', async () => {
		server = await startServer();
		const { path, token } = await found();
		await server.stop();
		// Dies after the append, before anybody hears of it.
		server = await server.again({ environment: { FAILPOINT: 'appended:1' } });
		const asked = { token, body: { title: 'Flowers' }, headers: { 'Idempotency-Key': 'flowers-1' } };
		await expect(call('POST', `${path}/tasks`, asked)).rejects.toThrow();
		await server.ended;
		server = await server.again({ environment: {} });
		const again = await call('POST', `${path}/tasks`, asked);
		const { body } = await call('GET', `${path}/plan`, { token });
		expect([again.status, body.tasks.map(({ id }: { id: string }) => id), body.seq]).toEqual([
			201,
			[again.body.id],
			again.body.seq,
		]);
	});

	it('of a thousand at once, each counts once and is answered', async () => {
		server = await startServer();
		const { path, token, wedding } = await found();
		// Four people: one alone may change 300 things a minute.
		const body = { wedding, name: 'Jonas', role: 'couple' };
		const made = await Promise.all([1, 2, 3].map(() => call('POST', '/api/tokens', { body })));
		const tokens = [token, ...made.map((one) => one.body.token)];
		const answers = await Promise.all(
			Array.from({ length: 1_000 }, (_, number) =>
				call('POST', `${path}/tasks`, { token: tokens[number % 4], body: { title: `Task ${number}` } }),
			),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
		expect(new Set(answers.map(({ body }) => body.seq)).size).toBe(1_000);
		expect((await call('GET', `${path}/plan`, { token })).body.tasks).toHaveLength(1_000);
	});
});

describe('SIGTERM', () => {
	it('lets what is under way finish, says goodbye to sockets, exits 0', async () => {
		server = await startServer();
		const { path, token, wedding } = await found();
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/${wedding}?receipts=1`, [
			'wedsync.1',
			`bearer.${token}`,
		]);
		await once(socket, 'message');
		const closed = once(socket, 'close');
		const edits = Array.from({ length: 50 }, () =>
			call('POST', `${path}/tasks`, { token, body: { title: 'X' } }),
		);
		const all = Promise.allSettled(edits);
		await edits[0];
		const stopping = server.stop();
		const [code] = await closed;
		expect(code).toBe(1012);
		const answered = (await all).flatMap((edit) => (edit.status === 'fulfilled' ? [edit.value] : []));
		expect([await stopping, answered.every(({ status }) => status === 201 || status === 503)]).toEqual([
			0,
			true,
		]);
		server = await server.again();
		const { tasks } = (await call('GET', `${path}/plan`, { token })).body;
		const there = new Set(tasks.map(({ id }: { id: string }) => id));
		expect(answered.filter(({ status, body }) => status === 201 && !there.has(body.id))).toEqual([]);
	});

	it('does not wait for ever for somebody who sends a request and never ends it', async () => {
		server = await startServer();
		const slow = request(`${server.url}/api/sign-in/redeem`, {
			method: 'POST',
			headers: { 'Content-Length': 100 },
		});
		slow.on('error', () => undefined);
		slow.write('{');
		const idle = connect(server.port, '127.0.0.1');
		idle.on('error', () => undefined);
		await once(idle, 'connect');
		expect(await server.stop()).toBe(0);
	});
});

describe('what is printed', () => {
	it('holds no token, no name, no text and no code beyond the links', async () => {
		server = await startServer({ environment: { LOG_LEVEL: 'debug' } });
		const { path, token } = await found();
		await call('POST', `${path}/tasks`, { token, body: { title: 'A very private surprise' } });
		await call('GET', `${path}/plan?token=${token}`, { token: 'wrong' });
		await call('POST', '/api/sign-in/redeem', { body: { code: 'a-guessed-code' } });
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/none?token=${token}`);
		await once(socket, 'close');
		await server.stop();
		const output = server.output();
		for (const secret of [token, 'Maria', 'private', 'guessed', operatorKey, 'token='])
			expect(output).not.toContain(secret);
		for (const line of output.trim().split('\n'))
			expect(line).toMatch(
				/^(\{.*\}|WedSync is ready at .*|Development outbox {2}\S+|The web app is not built.*)$/,
			);
	});
});
