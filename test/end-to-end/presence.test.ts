/** Stock y-websocket clients against the real server: who is here, by the server's word, gone at once, and nowhere on the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
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
	expect(await within2s(() => states().has(client))).toBe(true);
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
