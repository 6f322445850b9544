/** What a device keeps of several sections, in IndexedDB, against a real server: a store each, and nothing of any after signing out. */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Wedding } from '../../client/sdk/handle.ts';
import { onThisDevice, openWedding } from '../../client/sdk/open.ts';
import type { Section } from '../../shared/document/schema.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
let token: string;
/** Every line to the relay that is open; closing it is what a tunnel does. */
const sockets = new Set<WebSocket>();
let isReachable = true;

class Socket extends WebSocket {
	constructor(address: string | URL, protocols?: string | string[]) {
		super(isReachable ? address : 'ws://127.0.0.1:9', protocols);
		sockets.add(this);
	}
}

beforeAll(async () => {
	server = await startServer({ isDemo: true });
	const link = server.links.find(({ name }) => /Amara/.test(name));
	const redeemed = await fetch(`${server.url}/api/sign-in/redeem`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code: new URL(link?.url ?? '').hash.slice(1) }),
	});
	({ token } = (await redeemed.json()) as { token: string });
});
afterAll(() => server?.remove());

const open = <S extends Section>(section: S): Promise<Wedding<S>> =>
	openWedding({
		url: server.url,
		wedding: 'demo',
		token,
		section,
		ports: { WebSocket: Socket, report: () => undefined },
	});
const databases = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

test('whoever has nothing of it open any more, a guest by now, leaves nothing either, and hears what is unsent', async () => {
	const [plan, guests] = [await open('plan'), await open('guests')];
	isReachable = false;
	for (const socket of sockets) socket.close();
	await expect.poll(() => guests.status.relay.connection, { timeout: 10_000 }).toBe('offline');
	guests.run({ name: 'guests.change', input: { id: 'guest-calum-reid', rsvp: 'no' } });
	await guests.stored();
	await Promise.all([plan.close(), guests.close()]);
	const left = onThisDevice('person-amara', 'demo');
	expect(await left.unsent()).toBe(1);
	await left.erase();
	await expect.poll(databases).toEqual([]);
	isReachable = true;
});

test('each section has a store of its own, offline too, and signing out of one leaves nothing of any', async () => {
	const [plan, guests] = [await open('plan'), await open('guests')];
	expect(await databases()).toEqual(['wedsync/person-amara/demo', 'wedsync/person-amara/demo/guests']);
	isReachable = false;
	for (const socket of sockets) socket.close();
	await expect.poll(() => guests.status.relay.connection, { timeout: 10_000 }).toBe('offline');
	guests.run({ name: 'guests.change', input: { id: 'guest-calum-reid', rsvp: 'yes' } });
	await guests.stored();
	expect(plan.status.relay.waiting).toBe(0);
	expect(guests.status.relay.waiting).toBe(1);
	await guests.close();
	const again = await open('guests');
	expect(again.view.guests.find(({ id }) => id === 'guest-calum-reid')?.rsvp).toBe('yes');
	expect(again.status.relay.waiting).toBe(1);

	expect(await plan.signOut()).toEqual({ ok: false, error: { unsent: 1 } });
	expect(await plan.signOut({ force: true })).toEqual({ ok: true, value: undefined });
	await expect.poll(() => again.status.relay.connection).toBe('signed-out');
	await expect.poll(databases).toEqual([]);
});
