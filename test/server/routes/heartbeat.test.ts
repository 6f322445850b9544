/** Lines that die without a word, over real sockets and a clock that the test moves. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { later, systemRandom } from '../../../server/ops/system.ts';
import { limits } from '../../../server/room/limits.ts';
import { createRooms, type Rooms } from '../../../server/room/rooms.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { openMemory } from '../../../server/store/memory.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import { encode } from '../../../shared/wire/codec.ts';
import { demoWedding, join, type Joined, principal } from '../../world/wedding.ts';

let clock: TestClock;
let rooms: Rooms;
let server: Server;
let sync: { close(): void };

const fail = (fault: unknown): never => {
	throw fault;
};

beforeEach(async () => {
	clock = testClock();
	const store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	rooms = createRooms({ store, clock, random: systemRandom, later, log: () => undefined, fatal: fail });
	server = createServer();
	const authenticate = async (token: string) => principal(token);
	sync = listenForSync(server, { rooms, authenticate, clock, fatal: fail, publicUrl: undefined });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterEach(async () => {
	await rooms.close();
	sync.close();
	server.close();
});

/** A stock client that has said who it is; one that is dead answers no ping. */
async function come(person: string, client: number, autoPong: boolean): Promise<WebSocket> {
	const { port } = server.address() as AddressInfo;
	const protocols = ['wedsync.1', `bearer.${person}`];
	const socket = new WebSocket(`ws://127.0.0.1:${port}/sync/${demoWedding}`, protocols, { autoPong });
	await once(socket, 'open');
	socket.send(encode({ kind: 'awareness', entries: [{ client, clock: 1, state: '{}' }] }));
	await roundTrip(socket);
	return socket;
}

/** What was sent before has been heard on both sides. */
async function roundTrip(socket: WebSocket): Promise<void> {
	const heard = once(socket, 'pong');
	socket.ping();
	await heard;
}

const seenBy = ({ heard }: Joined) =>
	new Map(
		heard.flatMap((message) =>
			message.kind === 'awareness'
				? message.entries.map(({ client, state }) => [client, state !== 'null'])
				: [],
		),
	);

test('[P6] a line that died without a word is noticed within 30 s, and its presence goes with it; others stay', async () => {
	const noor = join(await rooms.open(demoWedding, 'plan'), { person: 'noor' as never });
	const dead = await come('ada', 1, false);
	const alive = await come('ines', 2, true);
	clock.advance(1_000);
	expect(seenBy(noor)).toEqual(
		new Map([
			[1, true],
			[2, true],
		]),
	);
	const isCut = once(dead, 'close');
	clock.advance(limits.heartbeatMs);
	await roundTrip(alive);
	clock.advance(limits.heartbeatMs);
	await isCut;
	await roundTrip(alive);
	clock.advance(50);
	expect(limits.heartbeatMs * 2).toBeLessThanOrEqual(30_000);
	expect(seenBy(noor)).toEqual(
		new Map([
			[1, false],
			[2, true],
		]),
	);
	expect(alive.readyState).toBe(WebSocket.OPEN);
	alive.terminate();
});
