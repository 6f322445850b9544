/** The sync socket's own manners, over real sockets, before and beside the room. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { later, systemClock, systemRandom } from '../../../server/ops/system.ts';
import { limits } from '../../../server/room/limits.ts';
import { createRooms, type Rooms } from '../../../server/room/rooms.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Store } from '../../../server/store/store.ts';
import { decode, encode } from '../../../shared/wire/codec.ts';
import { addTask, demoWedding, principal } from '../../world/wedding.ts';

let server: Server;
let rooms: Rooms;
let sync: { close(): void };
let mayOpen: Promise<unknown>;
let sockets: WebSocket[];
/** Whether Ada belongs to the wedding. */
let isMember: boolean;

const fail = (fault: unknown): never => {
	throw fault;
};

beforeEach(async () => {
	const memory = openMemory();
	await memory.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	mayOpen = Promise.resolve();
	const store: Store = {
		...memory,
		load: async (...section) => {
			await mayOpen;
			return memory.load(...section);
		},
	};
	rooms = createRooms({
		store,
		clock: systemClock,
		random: systemRandom,
		later,
		log: () => undefined,
		fatal: fail,
	});
	server = createServer();
	isMember = true;
	const authenticate = async (token: string) => (token === 'good' && isMember ? principal('ada') : undefined);
	sync = listenForSync(server, { rooms, authenticate, clock: systemClock, fatal: fail });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	sockets = [];
});
afterEach(async () => {
	for (const socket of sockets) socket.terminate();
	await rooms.close();
	sync.close();
	server.close();
});

function dial(path: string, protocols: string[] = ['wedsync.1', 'bearer.good']): WebSocket {
	const { port } = server.address() as AddressInfo;
	const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols);
	sockets.push(socket);
	return socket;
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
	const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
	return [code, reason.toString()];
}

function createTask(id: string): Uint8Array {
	const doc = new Y.Doc();
	addTask(doc, id);
	return Y.encodeStateAsUpdate(doc);
}

test.each([
	['/sync/wedding-1', ['wedsync.1', 'bearer.forged'], [4401, 'signed-out']],
	['/sync/wedding-1', ['wedsync.1'], [4401, 'signed-out']],
	['/sync/another', ['wedsync.1', 'bearer.good'], [4403, 'no-access']],
	['/sync/wedding-1/presents', ['wedsync.1', 'bearer.good'], [4403, 'no-access']],
])('%s as %j is accepted and then closed with its code', async (path, protocols, said) => {
	const socket = dial(path, protocols);
	const closed = closeOf(socket);
	await once(socket, 'open');
	expect([socket.protocol, await closed]).toEqual(['wedsync.1', said]);
});

test('a message larger than is read ends with the code that is final for a stock client', async () => {
	const socket = dial('/sync/wedding-1?receipts=1');
	socket.on('error', () => undefined);
	await once(socket, 'open');
	const closed = closeOf(socket);
	socket.send(new Uint8Array(limits.frameBytes + 1));
	expect(await closed).toEqual([4413, 'too-large']);
});

test('[R4] nothing is lost of what is sent while the room is still being opened', async () => {
	let open = () => undefined as void;
	mayOpen = new Promise<void>((resolve) => {
		open = resolve;
	});
	const socket = dial('/sync/wedding-1?receipts=1');
	await once(socket, 'open');
	for (let task = 0; task < 40; task++) {
		socket.send(encode({ kind: 'update', update: createTask(`task-${task}`) }));
	}
	open();
	const receipts: number[] = [];
	while (receipts.at(-1) !== 40) {
		const [bytes] = (await once(socket, 'message')) as [Buffer];
		const message = decode(bytes, 'to-client');
		if (message.ok && message.value.kind === 'receipt') receipts.push(message.value.n);
	}
	const { plan } = await (await rooms.open(demoWedding, 'plan')).read();
	expect(plan.tasks).toHaveLength(40);
});

test('[S10] whoever is removed while the room opens is looked up again, and does not enter', async () => {
	let open = () => undefined as void;
	mayOpen = new Promise<void>((resolve) => {
		open = resolve;
	});
	const socket = dial('/sync/wedding-1?receipts=1');
	const closed = closeOf(socket);
	const heard: unknown[] = [];
	socket.on('message', (bytes) => heard.push(bytes));
	await once(socket, 'open');
	isMember = false;
	rooms.dismiss(demoWedding, principal('ada').person, { code: 4403, reason: 'removed' });
	open();
	expect({ closed: await closed, heard }).toEqual({ closed: [4401, 'signed-out'], heard: [] });
});
