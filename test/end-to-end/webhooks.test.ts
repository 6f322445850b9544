/** The real server, its disk and its command line: webhooks over a kill, photos over a backup. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPlace, jpeg } from '../world/photo.ts';
import { createReceiver, type Receiver } from '../world/receiver.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
let receiver: Receiver;
let token: string;
let path: string;

beforeEach(async () => {
	receiver = await createReceiver();
	server = await startServer({ environment: { WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' } });
	const operator = (method: string, to: string, body: object) =>
		call(method, to, { as: server.operatorKey, body });
	const wedding = { name: 'Maria & Jonas', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = (await operator('POST', '/api/weddings', wedding)).body;
	path = `/api/weddings/${id}`;
	({ token } = (await operator('POST', '/api/tokens', { wedding: id, name: 'Maria', role: 'couple' })).body);
});
afterEach(async () => {
	receiver.close();
	await server.remove();
});

async function call(
	method: string,
	to: string,
	{ as = token, body, bytes }: { as?: string; body?: object; bytes?: Uint8Array } = {},
) {
	const response = await fetch(`${server.url}${to}`, {
		method,
		headers: { Authorization: `Bearer ${as}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		...(bytes === undefined ? {} : { body: new Uint8Array(bytes) }),
	});
	const raw = new Uint8Array(await response.arrayBuffer());
	const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	return { status: response.status, body: (isJson ? JSON.parse(Buffer.from(raw).toString()) : raw) as any };
}
const task = async (title: string) =>
	(await call('POST', `${path}/tasks`, { body: { title } })).body.id as string;

describe('the real server', () => {
	it('[WH15] sends each event to its endpoint over a kill -9 and a restart, under one id, in order', async () => {
		const url = receiver.url;
		const made = (
			await call('POST', `${path}/webhooks`, { body: { url, events: ['task.updated', 'task.created'] } })
		).body;
		const arch = await task('arch');
		await expect.poll(() => receiver.received.length, { interval: 5 }).toBe(1);

		// Its answer never comes: the server dies while it waits.
		receiver.answer = () => undefined;
		for (let n = 0; n < 10; n++)
			await call('PATCH', `${path}/tasks/${arch}`, { body: { title: `arch ${n}` } });
		await expect.poll(() => receiver.received.length, { interval: 5 }).toBe(2);
		await server.kill9();
		receiver.answer = (_, response) => void response.writeHead(204).end();
		server = await server.again();
		await expect
			.poll(() => new Set(receiver.received.map(({ id }) => id)).size, { timeout: 20_000 })
			.toBe(11);

		for (const one of receiver.received) receiver.verify(one, made.secret);
		const seqs = [...new Set(receiver.received.map(({ json }) => json.data.seq as number))];
		expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
		const byEvent = Map.groupBy(receiver.received, ({ json }) => json.data.id as string);
		for (const those of byEvent.values()) expect(new Set(those.map(({ id }) => id)).size).toBe(1);
		const { deliveries } = (await call('GET', `${path}/webhooks/${made.id}/deliveries`)).body;
		expect(deliveries.map(({ state }: { state: string }) => state)).toEqual(Array(11).fill('accepted'));
	});

	it('[EG1] refuses what leads to a private range that its operator has not opened', async () => {
		for (const url of ['http://10.0.0.1/', 'https://169.254.169.254/', 'http://[::1]:9/'])
			expect((await call('POST', `${path}/webhooks`, { body: { url } })).body).toMatchObject({
				status: 422,
				code: 'private-address',
			});
	});

	it('[BL6] keeps its photos in a backup, and has them again after a restore', async () => {
		const photo = jpeg();
		const name = createHash('sha256').update(photo).digest('hex');
		const blob = `${path}/blobs/${name}`;
		expect((await call('PUT', blob, { bytes: photo })).status).toBe(201);
		const before = (await call('GET', blob)).body;
		const backup = join(server.data, 'copy.db');
		const { out } = await wedsync('backup', backup);
		expect(out).toContain(`1 photos are in ${backup}.blobs`);
		await server.stop();
		for (const gone of ['blobs', 'wedsync.db', 'wedsync.db-wal', 'wedsync.db-shm'])
			await rm(join(server.data, gone), { recursive: true, force: true });
		expect((await wedsync('restore', backup)).out).toContain('1 photos are in');
		server = await server.again();
		const after = await call('GET', blob);
		expect([after.status, after.body, hasPlace(after.body)]).toEqual([200, before, false]);
	});
});

/** Runs a command as `npm run wedsync -- …` does, against this server's folder. */
async function wedsync(...words: readonly string[]): Promise<{ code: number; out: string }> {
	const cli = fileURLToPath(new URL('../../server/ops/cli.ts', import.meta.url));
	const env = { PATH: process.env.PATH, WEDSYNC_DATA: server.data, PORT: String(server.port) };
	const child = spawn(process.execPath, [cli, ...words], { env });
	let out = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (text) => {
			out += text;
		});
	const [code] = await once(child, 'close');
	return { code, out };
}
