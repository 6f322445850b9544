/** What nobody's browser sends, on the wire itself: each ends its own connection, and the server goes on serving everybody else. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lightClient } from '../world/light-client.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';
import { stubbornSocket } from '../world/stubborn-socket.ts';
import { addTask } from '../world/wedding.ts';

let server: ServerProcess;
let wedding: string;
let token: string;
let honest: ReturnType<typeof lightClient>;
let edits = 0;

beforeAll(async () => {
	server = await startServer();
	const post = async (path: string, body: unknown) => {
		const headers = { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' };
		const answer = await fetch(`${server.url}/api${path}`, {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
		});
		return answer.json() as Promise<Record<string, string>>;
	};
	const card = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	wedding = (await post('/weddings', card)).id ?? '';
	token = (await post('/tokens', { wedding, name: 'Ada', role: 'couple' })).token ?? '';
	honest = lightClient({ token, path: `/sync/${wedding}` });
	await honest.connect(server.url);
});
afterAll(async () => {
	honest.close();
	await server.remove();
});

/** An edit on a connection that stood all the while has its receipt. */
async function honestEdit(): Promise<void> {
	edits += 1;
	await new Promise<void>((resolve) => honest.edit((doc) => addTask(doc, `honest-${edits}`), resolve));
	expect({ isOpen: honest.isOpen(), refusals: honest.refusals }).toEqual({ isOpen: true, refusals: [] });
}

async function heapMegabytes(): Promise<number> {
	const headers = { Authorization: `Bearer ${operatorKey}` };
	const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
	return Number(/^wedsync_heap_bytes (\d+)/m.exec(text)?.[1] ?? Number.NaN) / 2 ** 20;
}

const masked = (first: number, payload: readonly number[] = []) => [
	first,
	0x80 | payload.length,
	0,
	0,
	0,
	0,
	...payload,
];
const many = (count: number, part: readonly number[]) => Array.from({ length: count }, () => part).flat();

test.each<[string, readonly number[]]>([
	['a reserved bit', masked(0xc2, [0])],
	['a kind of frame that is reserved for later', masked(0x83, [0])],
	['a frame that is not masked', [0x82, 1, 0]],
	['a ping that is too long', [0x89, 0x80 | 126, 0, 126, 0, 0, 0, 0, ...many(126, [0])]],
	['a ping in pieces', masked(0x09, [0])],
	['the second piece of nothing', masked(0x80, [0])],
	['a new message inside another', [...masked(0x02, [0]), ...masked(0x82, [0])]],
	['a text that is not UTF-8', masked(0x81, [0xff, 0xfe])],
	['a text that is no message', masked(0x81, [0x7b, 0x7d])],
	['a goodbye with half a code', masked(0x88, [3])],
	['a goodbye with a code that nobody sends', masked(0x88, [3, 0xed])],
	['a length of 2^63', [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
	['a length beyond what is read', [0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]],
	['sixteen thousand pieces of one byte', [...masked(0x02, [0]), ...many(16_384, masked(0x00, [0]))]],
	['bytes of nothing at all', many(64, [0xde, 0xad, 0xbe, 0xef])],
])('%s', async (_, bytes) => {
	const socket = await stubbornSocket(`${server.url}/sync/${wedding}?receipts=1`, [
		'wedsync.1',
		`bearer.${token}`,
	]);
	socket.write(Uint8Array.from(bytes));
	await socket.ended;
	await honestEdit();
});

test('connections that begin and say no more, and some that say nonsense, keep nobody out and hold little memory', async () => {
	const before = await heapMegabytes();
	const { port } = server;
	const beginnings = [
		'',
		'GET /sync/x HTTP/1.1\r\n',
		`GET /sync/${wedding} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`,
		'POST /api/weddings HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{',
		'\u0016\u0003\u0001\u0002',
	];
	const open: Socket[] = [];
	for (let n = 0; n < 600; n++) {
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => socket.destroy());
		await once(socket, 'connect');
		socket.write(beginnings[n % beginnings.length] ?? '');
		open.push(socket);
		if (n % 100 === 0) await honestEdit();
	}
	const newcomer = lightClient({ token, path: `/sync/${wedding}` });
	await newcomer.connect(server.url);
	expect(newcomer.doc.getMap('tasks').size).toBe(edits);
	newcomer.close();
	expect((await heapMegabytes()) - before).toBeLessThan(50);
	for (const socket of open) socket.destroy();
	await honestEdit();
	expect(server.output()).not.toContain('"event":"fatal"');
});
