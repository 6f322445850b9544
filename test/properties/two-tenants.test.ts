/**
 * Two weddings in one house: no request and no frame of one reaches the other. Every route and every kind of frame there is takes
 * part; one that is added and stands in no row fails here. Whoever asks knows every id of the other wedding.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { listenForSync } from '../../server/routes/sync.ts';
import { roles } from '../../shared/access/roles.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { deviceId, personId } from '../../shared/ids.ts';
import { encode } from '../../shared/wire/codec.ts';
import { numbers } from '../../shared/wire/message.ts';
import type { House } from '../world/house.ts';
import {
	type Call,
	openCalls,
	operatorCalls,
	ownCalls,
	stateOf,
	type Tenant,
	twoTenants,
	weddingCalls,
} from '../world/tenants.ts';
import { samples } from '../world/wire-samples.ts';

const calls = [...openCalls, ...ownCalls, ...operatorCalls, ...weddingCalls];

async function send(house: House, token: string, call: Call, at: Tenant, of: Tenant) {
	const [method = ''] = call.route.split(' ');
	const body = call.body?.(at, of);
	return house.as(token)(method, call.path(at, of), body === undefined ? {} : { body });
}

/** What came back says nothing of the other, in its body or its headers. */
function expectSilent(answer: { body: unknown; headers: Headers }, other: Tenant, about: string): void {
	const said = JSON.stringify([answer.body, [...answer.headers]]);
	// Whoever sends an id may be told that very id back, in a problem that says there is none.
	for (const secret of [
		other.marker.toUpperCase(),
		`"${other.marker}"`,
		`Maria ${other.marker}`,
		other.token,
	]) {
		expect(said.includes(secret), `${about} said ${secret}`).toBe(false);
	}
}

test('[TT1] every route of the house stands in the table, and nothing else', async () => {
	const { house } = await twoTenants();
	const routes = house.app.routes
		.filter(({ method }) => method !== 'ALL')
		.map(({ method, path }) => `${method} ${path}`);
	expect([...new Set(routes)].toSorted()).toEqual([...new Set(calls.map(({ route }) => route))].toSorted());
});

test('[TT2] a person of one wedding, at the address of the other: refused, and nothing of it is said or changed', async () => {
	const { house, a, b } = await twoTenants();
	const tokens = [a.token];
	for (const role of roles) {
		const body = { wedding: a.wedding, name: role, role };
		tokens.push((await house.asOperator('POST', '/api/tokens', { body })).body.token);
	}
	const before = await stateOf(house, b);
	for (const call of weddingCalls) {
		for (const token of tokens) {
			const answer = await send(house, token, call, b, b);
			expect([call.route, answer.status, answer.body.code]).toEqual([call.route, 403, 'other-wedding']);
			expectSilent(answer, b, call.route);
		}
		house.clock.advance(15_000);
		expect(await stateOf(house, b), call.route).toBe(before);
	}
});

test('[TT3] at their own address, with the ids of the other: nothing of the other is said or changed', async () => {
	const { house, a, b } = await twoTenants();
	const before = await stateOf(house, b);
	const statuses: Record<string, number> = {};
	for (const call of [...weddingCalls, ...ownCalls, ...openCalls]) {
		const answer = await send(house, a.token, call, a, b);
		statuses[call.route] = answer.status;
		expectSilent(answer, b, call.route);
		house.clock.advance(1_000);
		expect(await stateOf(house, b), call.route).toBe(before);
	}
	// The table means something: what is a list or a new record is answered, what names a record of the other is not found.
	expect(statuses['GET /api/weddings/:wedding/plan']).toBe(200);
	expect(statuses['POST /api/weddings/:wedding/items/:id/move']).toBe(404);
	expect(statuses['POST /api/weddings/:wedding/timeline/:id/shift']).toBe(404);
	expect(statuses['DELETE /api/weddings/:wedding/invites/:id']).toBe(404);
	expect(statuses['DELETE /api/weddings/:wedding/people/:id/devices/:device']).toBe(404);
	expect(statuses['POST /api/weddings/:wedding/suggestions/:id/accept']).toBe(404);
	expect(statuses['DELETE /api/session/devices/:device']).toBe(404);
	expect(statuses['POST /api/weddings/:wedding/alerts/:id/ack']).toBe(404);
	expect(statuses['POST /api/weddings/:wedding/alerts/:id/close']).toBe(404);
	expect(statuses['DELETE /api/me/push-subscriptions/:id']).toBe(404);
	expect(statuses['GET /api/weddings/:wedding/webhooks/:id/deliveries']).toBe(404);
	expect(statuses['DELETE /api/weddings/:wedding/webhooks/:id']).toBe(404);
});

test('[TT4] what is the operator’s is nobody’s of a wedding, naming their own or the other', async () => {
	const { house, a, b } = await twoTenants();
	const before = await Promise.all([stateOf(house, a), stateOf(house, b)]);
	for (const call of operatorCalls) {
		for (const of of [a, b]) expect((await send(house, a.token, call, a, of)).status).toBe(403);
	}
	expect(await Promise.all([stateOf(house, a), stateOf(house, b)])).toEqual(before);
});

test('[TT5] the table is real: each row of a wedding works at home, or says why not in words of home', async () => {
	const { house, a } = await twoTenants();
	const before = await stateOf(house, a);
	const worked: string[] = [];
	for (const call of weddingCalls) {
		const answer = await send(house, a.token, call, a, a);
		if (answer.status < 300) worked.push(call.route);
		else expect([400, 403, 404, 409, 422], call.route).toContain(answer.status);
		house.clock.advance(1_000);
	}
	expect(worked.length).toBeGreaterThan(40);
	expect(await stateOf(house, a)).not.toBe(before);
});

test('[TT6] random days of both weddings at once: whatever one does, the other stays as it is and is not spoken of', async () => {
	const step = fc.record({
		who: fc.constantFrom('a', 'b'),
		call: fc.nat({ max: weddingCalls.length + ownCalls.length - 1 }),
		at: fc.constantFrom('own', 'other'),
		of: fc.constantFrom('own', 'other'),
	});
	let foreign = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 40, size: 'max' }), async (steps) => {
			const { house, ...tenants } = await twoTenants();
			for (const { who, call: index, at, of } of steps) {
				const [own, other] = who === 'a' ? [tenants.a, tenants.b] : [tenants.b, tenants.a];
				const call = [...weddingCalls, ...ownCalls][index];
				if (call === undefined) continue;
				const before = await stateOf(house, other);
				// What is about oneself is said in one's own words, or one would say the other's word oneself.
				const where = at === 'own' || ownCalls.includes(call) ? own : other;
				const answer = await send(house, own.token, call, where, of === 'own' ? own : other);
				expectSilent(answer, other, call.route);
				expect(await stateOf(house, other), call.route).toBe(before);
				if (where !== own && weddingCalls.includes(call)) {
					foreign += 1;
					expect(answer.body.code).toBe('other-wedding');
				}
				house.clock.advance(1_000);
			}
		}),
		{ numRuns: 12 },
	);
	// Some 150 of nearly 400 steps.
	expect(foreign).toBeGreaterThan(60);
});

let server: Server | undefined;
let sync: { close(): void } | undefined;
afterEach(() => {
	sync?.close();
	server?.close();
	[server, sync] = [undefined, undefined];
});

async function withSockets() {
	const { house, a, b } = await twoTenants();
	const fatal = (fault: unknown): never => {
		throw fault;
	};
	server = createServer();
	const { rooms, clock } = house;
	sync = listenForSync(server, { rooms, clock, fatal, authenticate: house.auth.askers.authenticate });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const dial = (path: string, token: string) => {
		const socket = new WebSocket(`ws://127.0.0.1:${port}/sync/${path}`, ['wedsync.1', `bearer.${token}`]);
		const heard: Buffer[] = [];
		socket.on('message', (bytes: Buffer) => heard.push(bytes));
		return { socket, heard, closed: once(socket, 'close').then(([code]) => Number(code)) };
	};
	return { house, a, b, dial };
}

/** One of each kind, in both directions, and what somebody would send who has the other's whole document and device. */
async function framesAbout(house: House, b: Tenant): Promise<readonly Uint8Array[]> {
	const doc = new Y.Doc();
	const { snapshot, rows } = await house.store.load(b.wedding, 'plan');
	if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
	for (const { update } of rows) Y.applyUpdate(doc, update);
	const update = Y.encodeStateAsUpdate(doc);
	const clients = [...doc.store.clients.keys()];
	const author = { person: personId.parse(b.person), device: deviceId.parse(b.device) };
	return [
		...samples.map(({ message }) => encode(message)),
		encode({ kind: 'step2', update }),
		encode({ kind: 'update', update }),
		encode({ kind: 'signed', header: { ...author, signature: 'A'.repeat(86) }, update }),
		...clients.map((client) => encode({ kind: 'lease-request', client, tab: 'theirs' })),
		encode({
			kind: 'awareness',
			entries: clients.map((client) => ({ client, clock: 9, state: '{"name":"not me"}' })),
		}),
	];
}

test('[TT7] every kind of message has a row among the frames', () => {
	const kinds = new Set(samples.map(({ message }) => message.kind));
	for (const kind of ['step1', 'step2', 'update', 'awareness', 'query-awareness', 'receipt'] as const)
		expect(kinds).toContain(kind);
	const firsts = new Set(samples.map(({ message }) => encode(message)[0]));
	const all = Object.entries(numbers).flatMap(([name, number]) => (name === 'auth' ? [] : [number]));
	expect([...firsts].toSorted()).toEqual(all.toSorted());
});

test('[TT8] a socket at the other’s address is closed with 4403 and hears not one byte, whatever it sends', async () => {
	const { house, a, b, dial } = await withSockets();
	const frames = await framesAbout(house, b);
	const before = await stateOf(house, b);
	for (const section of ['', ...sectionNames.map((name) => `/${name}`)]) {
		for (const wish of ['', '?receipts=1']) {
			const { socket, heard, closed } = dial(`${b.wedding}${section}${wish}`, a.token);
			await once(socket, 'open');
			for (const frame of frames) socket.send(frame);
			expect([section, wish, await closed, heard.length]).toEqual([section, wish, 4403, 0]);
		}
	}
	expect(await stateOf(house, b)).toBe(before);
});

test('[TT9] frames about the other, at home: the other’s screens hear nothing, and it stays as it is', async () => {
	const { house, a, b, dial } = await withSockets();
	const frames = await framesAbout(house, b);
	for (const frame of frames) {
		const theirs = dial(`${b.wedding}?receipts=1`, b.token);
		await once(theirs.socket, 'message');
		const mine = dial(`${a.wedding}?receipts=1`, a.token);
		await once(mine.socket, 'message');
		await (await house.rooms.open(b.wedding, 'plan')).read();
		const before = await stateOf(house, b);
		const told = theirs.heard.length;
		mine.socket.send(frame);
		mine.socket.send(encode({ kind: 'query-awareness' }));
		mine.socket.close();
		await mine.closed;
		for (const { wedding } of [a, b]) await (await house.rooms.open(wedding, 'plan')).read();
		expect(await stateOf(house, b)).toBe(before);
		expect(theirs.heard.length - told).toBe(0);
		expect(Buffer.concat(mine.heard).includes(`Maria ${b.marker}`)).toBe(false);
		theirs.socket.close();
		await theirs.closed;
	}
});
