import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { isOwnOrigin } from '../../../server/routes/origin.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { createHouse } from '../../world/house.ts';

const host = 'plan.example.org';
const publicUrl = 'https://plan.example.org';

test.each([
	['no Origin: a program', undefined, host, publicUrl, true],
	['the same host', 'https://plan.example.org', host, publicUrl, true],
	['the same host, nothing said', 'http://192.168.1.7:8787', '192.168.1.7:8787', undefined, true],
	['the public address, behind a proxy with another host', publicUrl, 'localhost:8787', publicUrl, true],
	['the same host in other letters', 'https://PLAN.example.org', 'Plan.Example.org', undefined, true],
	[
		'a page of another local port, in development',
		'http://localhost:5173',
		'localhost:8787',
		undefined,
		true,
	],
	['a page of 127.0.0.1, in development', 'http://127.0.0.1:9', 'localhost:8787', undefined, true],
	['a foreign page', 'https://evil.example', host, publicUrl, false],
	['a foreign page, in development', 'https://evil.example', 'localhost:8787', undefined, false],
	['a local page, where the address is said', 'http://localhost:5173', host, publicUrl, false],
	['the same name on another port', 'https://plan.example.org:8443', host, publicUrl, false],
	['a name that begins with ours', 'https://plan.example.org.evil.example', host, publicUrl, false],
	['a name that ends with ours', 'https://evil-plan.example.org', host, publicUrl, false],
	['a name with ours before an @', 'https://plan.example.org@evil.example', host, publicUrl, false],
	['a page without an origin', 'null', host, publicUrl, false],
	['a file', 'file://', 'localhost:8787', undefined, false],
	['an extension', 'chrome-extension://abcdef', host, publicUrl, false],
	['nonsense', 'not an origin', host, publicUrl, false],
	['an empty one', '', host, publicUrl, false],
	['a foreign page, no Host', 'https://evil.example', undefined, publicUrl, false],
] as const)('[OR1] %s: %s to %s', (_, origin, to, said, isOwn) => {
	expect(isOwnOrigin(origin, to, { publicUrl: said })).toBe(isOwn);
});

test('[OR2] a foreign page gets HTTP 403 and no socket, with a good token too; a program and our own page get in', async () => {
	const house = createHouse();
	const { wedding, token } = await house.wedding();
	const server = createServer();
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	const { authenticate } = house.auth.askers;
	const sync = listenForSync(server, {
		rooms: house.rooms,
		clock: house.clock,
		fatal,
		authenticate,
		publicUrl,
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const dial = async (origin?: string) => {
		const address = `ws://127.0.0.1:${port}/sync/${wedding}?receipts=1`;
		const headers = origin === undefined ? {} : { Origin: origin };
		const socket = new WebSocket(address, ['wedsync.1', `bearer.${token}`], { headers });
		const said = await new Promise<string>((resolve) => {
			socket.once('message', () => resolve('open'));
			socket.once('error', ({ message }) => resolve(message));
		});
		socket.terminate();
		return said;
	};
	expect([
		await dial(),
		await dial(publicUrl),
		await dial(`http://127.0.0.1:${port}`),
		await dial('https://evil.example'),
		await dial('null'),
	]).toEqual(['open', 'open', 'open', 'Unexpected server response: 403', 'Unexpected server response: 403']);
	await house.rooms.close();
	sync.close();
	server.close();
});
