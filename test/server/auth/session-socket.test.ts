/** The moment between the look at a token and the seat in the room: whoever is signed out in it gets no seat. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sha256 } from '../../../server/auth/secret.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import type { Store } from '../../../server/store/store.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

test('[SE18] a device that is signed out while its socket waits for the room is closed with 4401, and hears nothing', async () => {
	let isHeld = false;
	const held = Promise.withResolvers<void>();
	const reached = Promise.withResolvers<void>();
	const slow = (store: Store): Store => ({
		...store,
		async load(...section) {
			if (isHeld && section[1] === 'ceremony') {
				reached.resolve();
				await held.promise;
			}
			return store.load(...section);
		},
	});
	const house = createHouse({ store: slow });
	const { wedding, person } = await house.wedding();
	const link = {
		codeHash: sha256('lasting'),
		wedding: weddingId.parse(wedding),
		person: personId.parse(person),
	};
	await house.store.saveLink(link);
	const { token } = (await house.ask('POST', '/api/sign-in/redeem', { body: { code: 'lasting' } })).body;
	const server = createServer();
	const { rooms, clock } = house;
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	const sync = listenForSync(server, { rooms, clock, fatal, authenticate: house.auth.askers.authenticate });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');

	isHeld = true;
	const { port } = server.address() as AddressInfo;
	const address = `ws://127.0.0.1:${port}/sync/${wedding}/ceremony?receipts=1`;
	const socket = new WebSocket(address, ['wedsync.1', `bearer.${token}`]);
	const heard: Buffer[] = [];
	socket.on('message', (bytes: Buffer) => heard.push(bytes));
	const closed = once(socket, 'close');
	await reached.promise;
	expect((await house.as(token)('POST', '/api/session/sign-out')).status).toBe(200);
	held.resolve();
	expect([(await closed)[0], heard]).toEqual([4401, []]);
	await rooms.close();
	sync.close();
	server.close();
});
