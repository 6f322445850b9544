/** Stock y-websocket clients against the real server: who is here, by the server's word, gone at once, and nowhere on the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Wedding } from '../../client/sdk/handle.ts';
import { openWedding } from '../../client/sdk/open.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
beforeAll(async () => {
	server = await startServer({ environment: { LOG_LEVEL: 'debug' } });
});
afterAll(() => server.remove());

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
async function ask(method: string, path: string, body: unknown): Promise<any> {
	const headers = { Authorization: `Bearer ${operatorKey}` };
	return (await fetch(`${server.url}/api${path}`, { method, headers, body: JSON.stringify(body) })).json();
}

async function provider(wedding: string, token: string): Promise<WebsocketProvider> {
	const opened = new WebsocketProvider(`${server.url.replace('http', 'ws')}/sync`, wedding, new Y.Doc(), {
		WebSocketPolyfill: WebSocket as never,
		disableBc: true,
		params: { token },
	});
	await new Promise((resolve) => opened.once('sync', resolve));
	return opened;
}

/** Whether it came true within two seconds. */
async function within2s(isTrue: () => boolean): Promise<boolean> {
	for (let turn = 0; turn < 100 && !isTrue(); turn++) await pause(20);
	return isTrue();
}

test('[P5] a stock client sees others as the server knows them, and within two seconds that they have gone', async () => {
	const card = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = await ask('POST', '/weddings', card);
	const come = (name: string, role: string) => ask('POST', '/tokens', { wedding: id, name, role });
	const [eve, noor] = [await come('Eve', 'vendor'), await come('Noor', 'couple')];
	const hers = await provider(id, eve.token);
	const theirs = await provider(id, noor.token);
	const states = () => theirs.awareness.getStates();
	const client = hers.doc.clientID;
	hers.awareness.setLocalState({
		user: { id: noor.person, name: 'Noor', role: 'couple', colour: '#000000' },
		zone: 'Zonk behind the orangery',
		battery: 41,
		cursor: { anchor: 3 },
	});
	expect(await within2s(() => states().get(client)?.['battery'] === 41)).toBe(true);
	expect(states().get(client)).toEqual({
		user: { id: eve.person, name: 'Eve', role: 'vendor', colour: expect.stringMatching(/^#[0-9a-f]{6}$/) },
		zone: 'Zonk behind the orangery',
		battery: 41,
		cursor: { anchor: 3 },
	});
	// The tab is closed: no goodbye of the page's, only the line ends.
	(hers.ws as unknown as WebSocket).terminate();
	hers.shouldConnect = false;
	expect(await within2s(() => !states().has(client))).toBe(true);
	hers.destroy();
	theirs.destroy();

	const files = await readdir(server.data);
	const contents = await Promise.all(files.map((file) => readFile(join(server.data, file), 'latin1')));
	expect([...contents, server.output()].filter((text) => text.includes('Zonk'))).toEqual([]);
}, 30_000);

/** A wedding on its day, with somebody of the SDK in each role asked for. */
async function company(...roles: readonly string[]) {
	const date = new Date().toISOString().slice(0, 10);
	const { id } = await ask('POST', '/weddings', { name: 'Ada & Noor', date, timeZone: 'UTC' });
	const people: { person: string; token: string; wedding: Wedding }[] = [];
	for (const role of roles) {
		const { token, person } = await ask('POST', '/tokens', { wedding: id, name: `The ${role}`, role });
		people.push({ token, person, wedding: await openWedding({ url: server.url, wedding: id, token }) });
	}
	return { id: id as string, people };
}

test('[P5] our own client says what it does on request, and others read it until the tab closes', async () => {
	const { people } = await company('couple', 'vendor');
	const [noor, fleur] = people.map(({ wedding }) => wedding) as [Wedding, Wedding];
	const peer = () => noor.presence.find(({ self, person }) => !self && person.role === 'vendor');
	expect(await within2s(() => peer() !== undefined)).toBe(true);
	fleur.be({ activity: 'setup', zone: 'Kitchen', battery: 55.4 });
	expect(await within2s(() => peer()?.activity === 'setup')).toBe(true);
	expect(peer()).toEqual({
		client: fleur.doc.clientID,
		self: false,
		person: { id: people[1]?.person, name: 'The vendor', role: 'vendor', colour: expect.any(String) },
		activity: 'setup',
		zone: 'Kitchen',
		battery: 55,
	});
	await fleur.close();
	expect(await within2s(() => peer() === undefined)).toBe(true);
	await noor.close();
}, 30_000);

test('[E3] [S10] [S11] raised rights reach an open page by themselves, and everybody hears of it', async () => {
	const { id, people } = await company('couple', 'coordinator', 'vendor');
	const [noor, cora, fleur] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
	const heard: string[] = [];
	noor.wedding.onNews((topic) => heard.push(topic));
	const online = () => fleur.wedding.status.relay.connection === 'online';
	expect(await within2s(online)).toBe(true);
	const response = await fetch(`${server.url}/api/weddings/${id}/emergency-access`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${cora.token}` },
		body: JSON.stringify({ reason: 'The tent is under water', minutes: 15, person: fleur.person }),
	});
	expect(response.status).toBe(201);
	expect(await within2s(() => heard.includes('emergency') && online())).toBe(true);
	await pause(200);
	expect(await within2s(online)).toBe(true);
	fleur.wedding.run({ name: 'tasks.create', input: { id: 'sandbags', title: 'Get sandbags' } });
	expect(await within2s(() => noor.wedding.plan.tasks.some(({ title }) => title === 'Get sandbags'))).toBe(
		true,
	);
	for (const { wedding } of people) await wedding.close();
}, 30_000);
