/**
 * Every role against every section with every kind of frame, over real sockets: who may not read is told a code and not one byte
 * else, and changes nothing; who reads and may not write is refused; who may write is stored.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { later, systemClock, systemRandom } from '../../server/ops/system.ts';
import { createRooms, type Rooms } from '../../server/room/rooms.ts';
import { listenForSync } from '../../server/routes/sync.ts';
import { openMemory } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import { may } from '../../shared/access/may.ts';
import { mayRead } from '../../shared/access/permissions.ts';
import { type Role, roles } from '../../shared/access/roles.ts';
import { rootOf } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import { type Section, sectionNames } from '../../shared/document/schema.ts';
import { personId } from '../../shared/ids.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import { demoWedding, principal } from '../world/wedding.ts';

/** Something secret in each section, and an edit that would be fine if it were allowed. */
const secret = {
	plan: { name: 'tasks.create', input: { id: 'first', title: 'Secret task' } },
	ceremony: { name: 'items.create', input: { id: 'first', title: 'Secret vow' } },
	guests: { name: 'guests.create', input: { id: 'first', name: 'Secret guest' } },
	budget: { name: 'lines.create', input: { id: 'first', title: 'Secret line', amount: 9 } },
} as const;

/** Every kind of frame that a client can send. */
const kinds = ['step1', 'step2', 'update', 'awareness', 'query-awareness', 'lease-request'] as const;
type Kind = (typeof kinds)[number];
const pairs = roles.flatMap((role) => sectionNames.map((section) => [role, section] as const));

let server: Server;
let rooms: Rooms;
let sync: { close(): void };
let store: Store;
let serial = 0;

const fail = (fault: unknown): never => {
	throw fault;
};

beforeAll(async () => {
	store = openMemory();
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	rooms = createRooms({
		store,
		clock: systemClock,
		random: systemRandom,
		later,
		log: () => undefined,
		fatal: fail,
	});
	server = createServer();
	const authenticate = async (token: string) => principal(`${token}-${serial}`, token as Role);
	sync = listenForSync(server, { rooms, authenticate, clock: systemClock, fatal: fail });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	for (const section of sectionNames) {
		const room = await rooms.open(demoWedding, section);
		expect(await room.operate(principal('ada'), secret[section])).toMatchObject({ ok: true });
	}
});
afterAll(async () => {
	await rooms.close();
	sync.close();
	server.close();
});

interface Line {
	readonly socket: WebSocket;
	/** Every message as it came. */
	readonly bytes: Uint8Array[];
	readonly doc: Y.Doc;
	readonly ended: Promise<[number, string]>;
	/** The first that is told, if anything is. */
	readonly first: Promise<unknown>;
	say(message: Exclude<Message, { kind: 'unknown' }>): void;
	/** The next message, or the one that came already, of this kind; undefined once the line is closed. */
	wait<K extends Message['kind']>(kind: K): Promise<Extract<Message, { kind: K }> | undefined>;
}

async function dial(role: Role, section: Section, receipts: boolean): Promise<Line> {
	const { port } = server.address() as AddressInfo;
	const path = section === 'plan' ? '' : `/${section}`;
	const socket = new WebSocket(
		`ws://127.0.0.1:${port}/sync/${demoWedding}${path}${receipts ? '?receipts=1' : ''}`,
		['wedsync.1', `bearer.${role}`],
	);
	const bytes: Uint8Array[] = [];
	const heard: Message[] = [];
	const doc = new Y.Doc();
	let news: () => void = () => undefined;
	socket.on('message', (raw: Buffer) => {
		bytes.push(new Uint8Array(raw));
		const decoded = decode(new Uint8Array(raw), 'to-client');
		if (!decoded.ok) throw new Error(decoded.error.reason);
		heard.push(decoded.value);
		if (decoded.value.kind === 'step2') Y.applyUpdate(doc, decoded.value.update);
		if (decoded.value.kind === 'lease') doc.clientID = decoded.value.client;
		news();
	});
	const first = new Promise((resolve) => socket.once('message', resolve));
	const ended = once(socket, 'close').then(([code, reason]): [number, string] => {
		news();
		return [Number(code), String(reason)];
	});
	await once(socket, 'open');
	return {
		socket,
		bytes,
		doc,
		ended,
		first,
		say: (message) => socket.send(encode(message)),
		async wait(kind) {
			for (;;) {
				const index = heard.findIndex((one) => one.kind === kind);
				const [found] = index === -1 ? [] : heard.splice(index, 1);
				if (found !== undefined) return found as never;
				if (socket.readyState === WebSocket.CLOSED) return undefined;
				await new Promise<void>((resolve) => {
					news = resolve;
				});
			}
		},
	};
}

function frame(kind: Kind, section: Section, role: Role, doc: Y.Doc): Exclude<Message, { kind: 'unknown' }> {
	switch (kind) {
		case 'step1':
			return { kind, stateVector: new Uint8Array([0]) };
		case 'awareness':
			return { kind, entries: [{ client: doc.clientID, clock: 1, state: '{"zone":"barn"}' }] };
		case 'query-awareness':
			return { kind };
		case 'lease-request':
			return { kind, client: 0, tab: 'tab-1' };
		default: {
			const { name, input } = secret[section];
			const author = { person: personId.parse(`${role}-${serial}`), role, now: systemClock.now() };
			const before = Y.encodeStateVector(doc);
			const done = run(doc, author, { name, input: { ...input, id: `mine-${serial}` } });
			if (!done.ok) throw new Error(done.error.reason);
			return { kind, update: Y.encodeStateAsUpdate(doc, before) };
		}
	}
}

/** What is in memory and on the disk. */
async function stateOf(section: Section) {
	const { seq, rows, snapshot } = await store.load(demoWedding, section);
	const { view } = await (await rooms.open(demoWedding, section)).view();
	return { seq, rows: rows.length, snapshot: snapshot?.hash, view };
}

test.each(pairs.filter(([role, section]) => !mayRead({ role }, section)))(
	'[N2] %s gets of %s its code and not one byte, whatever it sends',
	async (role, section) => {
		const witness = await dial('couple', section, true);
		witness.say({ kind: 'step1', stateVector: new Uint8Array([0]) });
		await witness.wait('step2');
		const before = await stateOf(section);
		const told = witness.bytes.length;
		for (const kind of kinds) {
			for (const receipts of [true, false]) {
				serial += 1;
				const line = await dial(role, section, receipts);
				line.say(frame(kind, section, role, line.doc));
				const said = await Promise.race([line.ended, line.first]);
				expect([said, line.bytes]).toEqual([[4403, 'no-access'], []]);
			}
		}
		expect(await stateOf(section)).toEqual(before);
		// Its answer comes behind everything that could have been told before.
		witness.say({ kind: 'query-awareness' });
		witness.say({ kind: 'lease-request', client: 0, tab: 'tab-2' });
		await witness.wait('lease');
		expect(witness.bytes.slice(told).filter((bytes) => bytes[0] === 0)).toEqual([]);
		expect(new TextDecoder().decode(Buffer.concat(witness.bytes.slice(told)))).not.toContain(role);
		witness.socket.terminate();
	},
);

const reading = pairs.filter(([role, section]) => mayRead({ role }, section));
let written = 0;

test.each(reading)('%s reads %s, and writes as the table says', async (role, section) => {
	const { name, input } = secret[section];
	const nothing = { value: () => undefined, isAssigned: () => false };
	const who = { person: personId.parse('x'), role };
	const root = rootOf({ name }) ?? 'meta';
	const isAllowed = may(who, { root, record: 'mine', field: '', after: input }, nothing).may;
	const witness = await dial('couple', section, true);
	witness.say({ kind: 'step1', stateVector: new Uint8Array([0]) });
	await witness.wait('step2');
	for (const kind of ['step2', 'update'] as const) {
		for (const receipts of [true, false]) {
			serial += 1;
			const before = await stateOf(section);
			const line = await dial(role, section, receipts);
			line.say({ kind: 'step1', stateVector: new Uint8Array([0]) });
			await line.wait('step2');
			expect(JSON.stringify(line.doc.getMap(root).toJSON())).toContain('Secret');
			if (receipts) await line.wait('lease');
			line.say(frame(kind, section, role, line.doc));
			if (receipts) {
				const said = isAllowed ? await line.wait('receipt') : await line.wait('refusal');
				expect(said).toMatchObject(isAllowed ? { n: 1 } : { n: 1, refusal: { code: 'not-allowed' } });
			} else if (!isAllowed) expect(await line.ended).toEqual([4403, 'not-allowed']);
			// Others hear it, and only what was stored is told.
			if (isAllowed) await witness.wait('update');
			const after = await stateOf(section);
			if (isAllowed) expect(after.rows).toBe(before.rows + 1);
			else expect(after).toEqual(before);
			written += Number(isAllowed);
			line.socket.terminate();
		}
	}
	witness.socket.terminate();
});

test('both happened: some wrote, some were refused', () => {
	expect([written, reading.length * 4 - written].map((count) => count > 20)).toEqual([true, true]);
});
