/** Who gets in at the sync socket, and how those are told who do not; on a real port. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Principal } from '../../../server/auth/principal.ts';
import { type Rooms, RoomsClosed } from '../../../server/room/rooms.ts';
import { listenForSync } from '../../../server/routes/sync.ts';
import { SectionLost } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0)) end();
});

const maria: Principal = {
	wedding: weddingId.parse('w1'),
	person: personId.parse('maria'),
	name: 'Maria',
	role: 'couple',
};

/** A port whose only good token is "good", before these rooms. */
async function listen(rooms: Partial<Rooms>) {
	const server = createServer();
	const faults: unknown[] = [];
	const sync = listenForSync(server, {
		rooms: { ...createHouse().rooms, ...rooms },
		clock: testClock(),
		authenticate: async (token) => (token === 'good' ? maria : undefined),
		fatal: (fault) => void faults.push(fault),
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	ends.push(() => {
		sync.close();
		server.close();
	});
	const base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const closing = async (path: string, protocols: string[] = []) => {
		const socket = new WebSocket(`${base}${path}`, protocols);
		const [code, reason] = await once(socket, 'close');
		return [code, String(reason), socket.protocol];
	};
	return { closing, faults };
}
const failing = (fault: Error) => listen({ open: () => Promise.reject(fault) });

describe('a socket', () => {
	it('is let in and then told why not, so that stock clients do not come back for ever', async () => {
		const { closing, faults } = await listen({});
		expect(await closing('/sync/w1')).toEqual([4401, 'signed-out', '']);
		expect(await closing('/sync/w1?token=bad')).toEqual([4401, 'signed-out', '']);
		expect(await closing('/sync/other?token=good')).toEqual([4403, 'no-access', '']);
		expect(await closing('/sync/w1/cellar?token=good')).toEqual([4403, 'no-access', '']);
		expect(await closing('/sync/?token=good')).toEqual([4403, 'no-access', '']);
		expect(faults).toEqual([]);
	});

	it('has its token taken from the sub-protocols, of which only ours is echoed', async () => {
		const { closing } = await listen({});
		expect(await closing('/sync/other', ['wedsync.1', 'bearer.good'])).toEqual([
			4403,
			'no-access',
			'wedsync.1',
		]);
		expect(await closing('/sync/other', ['bearer.good', 'wedsync.1'])).toEqual([
			4403,
			'no-access',
			'wedsync.1',
		]);
		expect(await closing('/sync/w1', ['wedsync.1', 'bearer.bad'])).toEqual([4401, 'signed-out', 'wedsync.1']);
	});

	it('that comes while the server stops is asked to come again', async () => {
		const { closing, faults } = await failing(new RoomsClosed('closing'));
		expect([await closing('/sync/w1?token=good'), faults]).toEqual([[1012, 'restarting', ''], []]);
	});

	it('to a section that is lost harms nobody else', async () => {
		const { closing, faults } = await failing(new SectionLost('rotten'));
		expect([await closing('/sync/w1?token=good'), faults]).toEqual([[1013, 'section-lost', ''], []]);
	});
});
