/**
 * The real server against somebody who goes on: removed in the middle of a stream, they hear no goodbye and write for as long as
 * the connection lasts. And what comes of somebody in the hands of somebody else, signed by their device: after they were removed,
 * and after the server lost it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { weddingId } from '../../shared/ids.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import { type Signer, signer } from '../world/signer.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';
import { stubbornSocket } from '../world/stubborn-socket.ts';
import { addTask } from '../world/wedding.ts';

let server: ServerProcess;
beforeAll(async () => {
	server = await startServer();
});
const folder = mkdtempSync(join(tmpdir(), 'wedsync-carried-'));
afterAll(async () => {
	await server.remove();
	rmSync(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
async function ask(token: string, method: string, path: string, body?: unknown): Promise<any> {
	const response = await fetch(`${server.url}/api${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, ...(text === '' ? {} : JSON.parse(text)) };
}

async function wedding() {
	const card = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = await ask(operatorKey, 'POST', '/weddings', card);
	const come = (name: string, role: string) =>
		ask(operatorKey, 'POST', '/tokens', { wedding: id, name, role });
	return { id: id as string, ada: await come('Ada', 'couple'), kim: await come('Kim', 'coordinator') };
}
const addressOf = (id: string) => `${server.url.replace('http', 'ws')}/sync/${id}?receipts=1`;

/** What of this person stands in the log, by the id of the record it made, and at which row they left. */
async function accepted(token: string, id: string, person: string) {
	const events: { seq: number; type: string; actor: { person: string }; record: { id: string } }[] = [];
	for (let after = '0.0'; ; ) {
		const page = await ask(token, 'GET', `/weddings/${id}/events?limit=1000&after=${after}`);
		events.push(...page.events);
		if (page.next === undefined || page.events.length < 1_000) break;
		after = page.next;
	}
	const made = events.filter(({ actor, type }) => actor.person === person && type === 'task.created');
	const leftAt = events.find(({ type }) => type === 'person.left')?.seq ?? Number.POSITIVE_INFINITY;
	return { ids: made.map(({ record }) => record.id), late: made.filter(({ seq }) => seq > leftAt).length };
}

/** What of this person is held, by the id of the record it would make. */
async function held(token: string, id: string, person: string): Promise<readonly string[]> {
	const ids: string[] = [];
	for (let after = ''; ; ) {
		const page = await ask(token, 'GET', `/weddings/${id}/suggestions?state=open&limit=1000${after}`);
		for (const one of page.suggestions) {
			if (one.by.person !== person || one.kind !== 'held') continue;
			ids.push(...new Set<string>(one.changes.map(({ record }: { record: string }) => record)));
		}
		if (page.next === undefined) return ids;
		after = `&after=${page.next}`;
	}
}

/** Updates under an id of its own, one task each. */
function maker(client: number, name: string): () => readonly [string, Uint8Array] {
	const doc = new Y.Doc();
	doc.clientID = client;
	let count = 0;
	return () => {
		const id = `${name}-${count++}`;
		let update = new Uint8Array();
		doc.once('update', (bytes: Uint8Array) => {
			update = new Uint8Array(bytes);
		});
		doc.transact(() => addTask(doc, id));
		return [id, update];
	};
}

test('[S8] [S22] who goes on sending for 2.5 s after being removed: sent is accepted plus held, and nothing is accepted late', async () => {
	const { id, ada, kim } = await wedding();
	const socket = await stubbornSocket(addressOf(id), ['wedsync.1', `bearer.${kim.token}`]);
	const make = maker(7_001, 'kim');
	const sent: string[] = [];
	let until = Number.POSITIVE_INFINITY;
	const streaming = (async () => {
		for (; Date.now() < until && socket.isOpen; await pause(8)) {
			const [task, update] = make();
			socket.send(encode({ kind: 'update', update }));
			sent.push(task);
		}
	})();
	await pause(700);
	expect((await ask(ada.token, 'DELETE', `/weddings/${id}/people/${kim.person}`)).status).toBe(200);
	const sentBefore = sent.length;
	until = Date.now() + 2_500;
	await streaming;
	// Not before the server has cut the line: it is given 3 s to say goodbye.
	await socket.ended;
	const log = await accepted(ada.token, id, kim.person);
	const kept = await held(ada.token, id, kim.person);
	expect(log.late).toBe(0);
	expect([...log.ids, ...kept].sort()).toEqual([...sent].sort());
	expect({
		before: log.ids.length > 30,
		after: kept.length >= sent.length - sentBefore - 1,
		many: kept.length > 100,
	}).toEqual({
		before: true,
		after: true,
		many: true,
	});
}, 60_000);

async function redeem(id: string, token: string, role: string, key: Signer) {
	const invite = await ask(token, 'POST', `/weddings/${id}/invites`, { role, name: key.person });
	const publicKey = Buffer.from(key.publicKey).toString('base64url');
	return ask('', 'POST', `/invites/${invite.code}/redeem`, {
		name: key.person,
		device: { name: 'phone', publicKey },
	});
}

/** Says what it is told to, and answers with everything heard until the last of it has its answer. */
async function carry(id: string, token: string, messages: readonly Message[]): Promise<readonly Message[]> {
	const socket = new WebSocket(addressOf(id), ['wedsync.1', `bearer.${token}`]);
	socket.binaryType = 'arraybuffer';
	const heard: Message[] = [];
	const answered = new Promise<void>((resolve, reject) => {
		socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
			const decoded = decode(new Uint8Array(data), 'to-client');
			if (!decoded.ok) return reject(new Error(decoded.error.reason));
			heard.push(decoded.value);
			const { value } = decoded;
			if ((value.kind === 'receipt' || value.kind === 'refusal') && value.n === messages.length) resolve();
		});
		socket.addEventListener('close', ({ code, reason }) => reject(new Error(`${code} ${reason}`)));
	});
	await new Promise((resolve) => socket.addEventListener('open', resolve));
	for (const message of messages) if (message.kind !== 'unknown') socket.send(encode(message));
	await answered;
	socket.close();
	return heard.filter(({ kind }) => kind === 'receipt' || kind === 'refusal');
}

test('[S20] [S22] a device’s signed frames in somebody else’s hands: admitted, held once its person is removed, refused once it is shut out', async () => {
	const { id, ada, kim } = await wedding();
	const make = maker(7_002, 'wren');
	const frames = [make(), make(), make(), make()];
	const key = signer('wren');
	const session = await redeem(id, ada.token, 'coordinator', key);
	expect(session).toMatchObject({ role: 'coordinator', device: expect.any(String) });
	const where = { wedding: weddingId.parse(id) };
	const sign = (index: number, who = signer('wren')) =>
		// The seed is by the names it was made with; the header names who the server knows.
		who.signAs(
			{ person: session.person, device: session.device },
			frames[index]?.[1] ?? new Uint8Array(),
			where,
		);

	expect(await carry(id, kim.token, [sign(0)])).toMatchObject([{ kind: 'receipt', n: 1 }]);
	expect(await carry(id, kim.token, [sign(1, signer('mallory'))])).toMatchObject([
		{ kind: 'refusal', n: 1, refusal: { code: 'foreign-client' } },
	]);
	expect((await ask(ada.token, 'DELETE', `/weddings/${id}/people/${session.person}`)).status).toBe(200);
	expect(await carry(id, kim.token, [sign(1), sign(2)])).toMatchObject([
		{ kind: 'receipt' },
		{ kind: 'receipt', n: 2 },
	]);
	expect((await accepted(ada.token, id, session.person)).ids).toEqual(['wren-0']);
	expect([...(await held(ada.token, id, session.person))].sort()).toEqual(['wren-1', 'wren-2']);

	const device = `/weddings/${id}/people/${session.person}/devices/${session.device}`;
	expect((await ask(ada.token, 'DELETE', device)).status).toBeLessThan(300);
	expect(await carry(id, kim.token, [sign(3)])).toMatchObject([
		{ kind: 'refusal', n: 1, refusal: { code: 'foreign-client' } },
	]);
}, 60_000);

/** The operator's own command, as a process. */
function wedsync(...words: readonly string[]): void {
	const cli = fileURLToPath(new URL('../../server/ops/cli.ts', import.meta.url));
	const env = { PATH: process.env.PATH, WEDSYNC_DATA: server.data, PORT: String(server.port) };
	const done = spawnSync(process.execPath, [cli, ...words], { env, encoding: 'utf8' });
	if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stdout}${done.stderr}`);
}

test('[S20] a server restored from a backup gets one person’s frames from another’s device, under the name of who made them', async () => {
	const { id, ada, kim } = await wedding();
	const session = await redeem(id, ada.token, 'coordinator', signer('wren'));
	const author = { person: session.person, device: session.device };
	const make = maker(7_003, 'wren');
	const frames = [make(), make(), make(), make()].map(([, update]) => update);
	const [first, second, third, fourth] = frames as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	const sign = (update: Uint8Array) =>
		signer('wren').signAs(author, update, { wedding: weddingId.parse(id) });
	const own = (...updates: readonly Uint8Array[]) =>
		carry(
			id,
			session.token,
			updates.map((update) => ({ kind: 'update', update }) as const),
		);

	expect(await own(first)).toMatchObject([{ kind: 'receipt' }]);
	const backup = join(folder, 'yesterday.sqlite');
	wedsync('backup', backup);
	expect((await own(second, third)).at(-1)).toMatchObject({ kind: 'receipt', n: 2 });
	await server.stop();
	wedsync('restore', backup, '--force');
	server = await server.again();
	expect((await accepted(ada.token, id, session.person)).ids).toEqual(['wren-0']);

	// As somebody else's edits, or out of order, they would be refused: signed, they are what they were.
	expect(await carry(id, kim.token, [{ kind: 'update', update: second }])).toMatchObject([
		{ kind: 'refusal', refusal: { code: 'foreign-client' } },
	]);
	expect((await carry(id, kim.token, [sign(third), sign(second)])).at(-1)).toMatchObject({
		kind: 'receipt',
		n: 2,
	});
	expect((await own(fourth)).at(-1)).toMatchObject({ kind: 'receipt', n: 1 });
	expect([...(await accepted(ada.token, id, session.person)).ids].sort()).toEqual([
		'wren-0',
		'wren-1',
		'wren-2',
		'wren-3',
	]);
	expect((await accepted(ada.token, id, kim.person)).ids).toEqual([]);
}, 60_000);
