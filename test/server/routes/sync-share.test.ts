/** Sockets that are read more slowly, over real connections, with a clock and a machine that a test moves. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { later, systemRandom } from '../../../server/ops/system.ts';
import { limits } from '../../../server/room/limits.ts';
import { createRooms, type Rooms } from '../../../server/room/rooms.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import { decode, encode } from '../../../shared/wire/codec.ts';
import type { Message } from '../../../shared/wire/message.ts';
import { turn } from '../../world/turn.ts';
import { addTask, demoWedding, principal, taskOf } from '../../world/wedding.ts';

let server: Server;
let rooms: Rooms;
let sync: { close(): void };
let clock: TestClock;
let sockets: WebSocket[];
/** What one look at the machine's clock takes. */
let step: number;

const fail = (fault: unknown): never => {
	throw fault;
};

beforeEach(async () => {
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	clock = testClock();
	step = 0;
	let spent = 0;
	const cpu = () => {
		spent += step;
		return spent;
	};
	rooms = createRooms({ store, clock, random: systemRandom, later, log: () => undefined, fatal: fail, cpu });
	server = createServer();
	const authenticate = async (token: string) => principal(token);
	sync = listenForSync(server, { rooms, authenticate, clock, fatal: fail });
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

interface Line {
	readonly socket: WebSocket;
	readonly heard: Message[];
	/** Edits of one task of its own; the socket is told each. */
	edit(title: string): void;
	/** Resolves when this was heard. */
	until(is: (message: Message) => boolean): Promise<void>;
}

async function dial(
	person: string,
	{ task = person, ...options }: { readonly task?: string; readonly autoPong?: boolean } = {},
): Promise<Line> {
	const doc = new Y.Doc();
	const { port } = server.address() as AddressInfo;
	const url = `ws://127.0.0.1:${port}/sync/${demoWedding}?receipts=1`;
	const socket = new WebSocket(url, ['wedsync.1', `bearer.${person}`], options);
	sockets.push(socket);
	const heard: Message[] = [];
	socket.on('message', (raw: Buffer) => {
		const decoded = decode(new Uint8Array(raw), 'to-client');
		if (decoded.ok) heard.push(decoded.value);
	});
	const line: Line = {
		socket,
		heard,
		edit(title) {
			const send = (update: Uint8Array) => socket.send(encode({ kind: 'update', update }));
			doc.on('update', send);
			doc.transact(() => {
				if (!doc.getMap('tasks').has(task)) addTask(doc, task);
				taskOf(doc, task).set('title', title);
			});
			doc.off('update', send);
		},
		async until(is) {
			while (!heard.some(is)) await turn();
		},
	};
	await line.until(({ kind }) => kind === 'lease');
	return line;
}
const receipt = (n: number) => (message: Message) => message.kind === 'receipt' && message.n === n;
const isReceipt = ({ kind }: Message) => kind === 'receipt';
/** As time goes on: whoever is asked meanwhile can answer. */
async function pass(ms: number): Promise<void> {
	for (let left = ms; left >= 0; left -= 5_000) {
		clock.advance(Math.min(left, 5_000));
		for (let turns = 0; turns < 100; turns++) await turn();
	}
}

/** A line whose last message took a second of work: it is 36 s behind. */
async function indebted(task: string): Promise<Line> {
	const line = await dial('eve', { task });
	line.edit('first');
	await line.until(receipt(1));
	step = 250;
	line.edit('heavy');
	await line.until(receipt(2));
	step = 0;
	return line;
}

test('[S23] a socket that is not read for its share is not taken for dead, and is read on in time; nobody else waits', async () => {
	const line = await indebted('one');
	for (let n = 0; n < 20; n++) line.edit(`behind ${n}`);
	const ada = await dial('ada');
	ada.edit('hers');
	await ada.until(receipt(1));
	expect(line.heard.filter(isReceipt)).toHaveLength(2);
	await pass(limits.heartbeatMs);
	await pass(limits.heartbeatMs);
	expect({ state: line.socket.readyState, receipts: line.heard.filter(isReceipt).length }).toEqual({
		state: WebSocket.OPEN,
		receipts: 2,
	});
	await pass(10_000);
	await line.until(receipt(22));
	expect(line.heard.some(({ kind }) => kind === 'refusal')).toBe(false);
});

test('[S23] coming again does not help: nothing of the new socket is read either before its person’s share allows it', async () => {
	(await indebted('one')).socket.terminate();
	const last = await dial('eve', { task: 'four' });
	last.socket.send(encode({ kind: 'step1', stateVector: Uint8Array.of(0) }));
	last.edit('the last');
	await pass(1_000);
	expect(last.heard.filter(({ kind }) => kind !== 'awareness').map(({ kind }) => kind)).toEqual([
		'hello',
		'lease',
	]);
	await pass(60_000);
	await last.until(({ kind }) => kind === 'step2');
	await last.until(isReceipt);
});

test('one that answers no ping is dead, and cut', async () => {
	const mute = await dial('ada', { autoPong: false });
	const living = await dial('noor');
	await pass(limits.heartbeatMs);
	await pass(limits.heartbeatMs);
	while (mute.socket.readyState !== WebSocket.CLOSED) await turn();
	expect(living.socket.readyState).toBe(WebSocket.OPEN);
});
