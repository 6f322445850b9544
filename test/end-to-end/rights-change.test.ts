/**
 * The real server, its disk and its sockets, while somebody edits in every section on two devices: removed over REST, or given
 * another role in the document. Within two seconds all their sockets are closed; what they sent is in the plan or is held.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Section } from '../../server/store/store.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import { addRecord } from '../world/sections.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.remove());

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
async function ask(token: string, method: string, path: string, body?: unknown): Promise<any> {
	const response = await fetch(`${server.url}/api${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return { status: response.status, ...(await response.json()) };
}

interface Line {
	readonly section: Section;
	readonly socket: WebSocket;
	readonly doc: Y.Doc;
	/** Ids of records that were handed to the socket while it was open. */
	readonly sent: string[];
	readonly closed: Promise<string>;
	edit(change: (doc: Y.Doc) => void): void;
}

/** Open and in step. */
async function dial(token: string, wedding: string, section: Section): Promise<Line> {
	const url = `${server.url.replace('http', 'ws')}/sync/${wedding}/${section}?receipts=1`;
	const socket = new WebSocket(url, ['wedsync.1', `bearer.${token}`]);
	const doc = new Y.Doc();
	const closed = once(socket, 'close').then(([code, reason]) => `${code} ${reason}`);
	let synced: () => void = () => undefined;
	const inStep = new Promise<void>((resolve) => {
		synced = resolve;
	});
	socket.on('message', (raw: Buffer) => {
		const decoded = decode(new Uint8Array(raw), 'to-client');
		if (!decoded.ok) throw new Error(decoded.error.reason);
		const message = decoded.value;
		if (message.kind === 'lease') {
			doc.clientID = message.client;
			socket.send(encode({ kind: 'step1', stateVector: Y.encodeStateVector(doc) }));
		}
		if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(doc, message.update, 'server');
		if (message.kind === 'step2') synced();
	});
	await Promise.race([inStep, closed]);
	return {
		section,
		socket,
		doc,
		sent: [],
		closed,
		edit(change) {
			const send = (update: Uint8Array) => socket.send(encode({ kind: 'update', update }));
			doc.on('update', send);
			doc.transact(() => change(doc));
			doc.off('update', send);
		},
	};
}

/** Edits until its socket closes. */
async function stream(line: Line, name: string): Promise<void> {
	for (let n = 0; line.socket.readyState === WebSocket.OPEN; n++) {
		const id = `${name}-${n}`;
		line.edit((doc) => addRecord(doc, line.section, id));
		line.sent.push(id);
		await pause(5);
	}
}

async function wedding() {
	const card = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id } = await ask(operatorKey, 'POST', '/weddings', card);
	const come = (name: string, role: string) =>
		ask(operatorKey, 'POST', '/tokens', { wedding: id, name, role });
	return { id: id as string, ada: await come('Ada', 'couple'), kim: await come('Kim', 'coordinator') };
}

async function atWork() {
	const { id, ada, kim } = await wedding();
	const lines: Line[] = [];
	for (const section of sectionNames) {
		for (const _ of ['phone', 'laptop']) lines.push(await dial(kim.token, id, section));
	}
	const streams = lines.map((line, index) => stream(line, `${line.section}-${index}`));
	await pause(300);
	const done = async () => {
		const codes = await Promise.race([Promise.all(lines.map(({ closed }) => closed)), pause(2_000, 'late')]);
		await Promise.all(streams);
		return codes;
	};
	return { id, ada, kim, lines, done };
}

async function logOf({ id, ada, kim }: { id: string; ada: { token: string }; kim: { person: string } }) {
	const events: { seq: number; type: string; actor: { person: string }; record: { id: string } }[] = [];
	for (let after = '0.0'; ; ) {
		const page = await ask(ada.token, 'GET', `/weddings/${id}/events?limit=1000&after=${after}`);
		events.push(...page.events);
		if (page.next === undefined || page.events.length < 1_000) break;
		after = page.next;
	}
	const hers = events.filter(({ actor, type }) => actor.person === kim.person && type.endsWith('.created'));
	return { events, hers };
}

/** The records that held edits would have made. */
async function heldOf(token: string, id: string): Promise<readonly string[]> {
	const { suggestions } = await ask(token, 'GET', `/weddings/${id}/suggestions?state=open&limit=1000`);
	return suggestions.flatMap(({ changes }: { changes: { record: string }[] }) => [
		...new Set(changes.map(({ record }) => record)),
	]);
}

test('[S8] [S9] removed over REST: all sockets closed, nothing accepted afterwards, sent is accepted plus held', async () => {
	const { id, ada, kim, lines, done } = await atWork();
	const removed = await ask(ada.token, 'DELETE', `/weddings/${id}/people/${kim.person}`);
	expect(removed.status).toBe(200);
	expect(await done()).toEqual(lines.map(() => '4403 removed'));
	const sent = lines.flatMap((line) => line.sent).sort();
	const { events, hers } = await logOf({ id, ada, kim });
	const left = events.find(({ type }) => type === 'person.left')?.seq ?? 0;
	expect(hers.filter(({ seq }) => seq > left)).toEqual([]);
	const accepted = hers.map(({ record }) => record.id);
	// Each is kept durably by itself, which takes its moments after the goodbye.
	let held: readonly string[] = [];
	for (let turn = 0; turn < 100 && accepted.length + held.length < sent.length; turn++) {
		await pause(50);
		held = await heldOf(ada.token, id);
	}
	expect([...accepted, ...held].sort()).toEqual(sent);
	expect(held.length).toBeGreaterThan(0);
	expect(hers.length).toBeGreaterThan(100);
	const again = await dial(kim.token, id, 'plan');
	expect(await again.closed).toMatch(/^44\d\d /);
}, 30_000);

test('[S8] [S10] another role in the document: all sockets closed with 4001, and the new one holds at once', async () => {
	const { id, ada, kim, lines, done } = await atWork();
	const couple = await dial(ada.token, id, 'plan');
	couple.edit((doc) => {
		const record = doc.getMap('people').get(kim.person);
		if (record instanceof Y.Map) record.set('role', 'helper');
	});
	expect(await done()).toEqual(lines.map(() => '4001 rights-changed'));
	const { events, hers } = await logOf({ id, ada, kim });
	const turned = events.findLast(({ record, type }) => type === 'person.updated' && record.id === kim.person);
	expect(turned).toBeDefined();
	expect(hers.filter(({ seq }) => seq > (turned?.seq ?? 0))).toEqual([]);
	const plan = await dial(kim.token, id, 'plan');
	expect(plan.doc.getMap('tasks').size).toBeGreaterThan(10);
	expect(await (await dial(kim.token, id, 'budget')).closed).toBe('4403 no-access');
	for (const { socket } of [plan, couple]) socket.close();
}, 30_000);
