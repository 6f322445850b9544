/** A wedding's room in one process on a store in memory, and stock Yjs replicas as its people. Nothing here waits for time. */
import * as Y from 'yjs';
import type { Role } from '../../shared/access/roles.ts';
import { type TestClock, testClock } from '../../shared/clock.ts';
import { personId, type WeddingId, weddingId } from '../../shared/ids.ts';
import { seededRandom } from '../../shared/random.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Principal } from '../../server/auth/principal.ts';
import type { Room, RoomDeps } from '../../server/room/door.ts';
import { openRoom } from '../../server/room/room.ts';
import type { Session, SessionSocket, SessionWish } from '../../server/room/session.ts';
import { type MemoryDisk, memoryDisk, openMemory } from '../../server/store/memory.ts';
import type { Section, Store } from '../../server/store/store.ts';

export interface World {
	readonly clock: TestClock;
	readonly store: Store;
	readonly room: Room;
	readonly wedding: WeddingId;
	readonly logged: { readonly event: string; readonly facts: Readonly<Record<string, unknown>> }[];
	/** Resolves when the room has nothing left to do before time goes on. */
	settled(): Promise<void>;
	/** The room, or another section's, as a new process would open it on the same disk. */
	reopened(section?: Section): Promise<Room>;
	join(
		who: Partial<Principal> & { readonly wish?: SessionWish; readonly socket?: Partial<SessionSocket> },
	): Joined;
}

/** One connection with a document behind it that does what a stock client does. */
export interface Joined {
	readonly doc: Y.Doc;
	readonly principal: Principal;
	readonly session: Session;
	/** Everything the server said, decoded, and the code it closed with. */
	readonly heard: Message[];
	closedWith: { readonly code: number; readonly reason: string } | undefined;
	say(message: Exclude<Message, { kind: 'unknown' }>): void;
	/** Sends an update as it is. */
	send(update: Uint8Array): void;
	/** Changes the document and sends what came of it, as one frame. */
	edit(change: (doc: Y.Doc) => void): Uint8Array;
	last<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }> | undefined;
}

export const demoWedding: WeddingId = weddingId.parse('wedding-1');

export async function createWorld({
	store: given,
	disk = memoryDisk(),
	deps = {},
}: {
	readonly store?: Store;
	readonly disk?: MemoryDisk;
	readonly deps?: Partial<RoomDeps>;
} = {}): Promise<World> {
	const clock = testClock();
	const store = given ?? openMemory(disk);
	const logged: World['logged'] = [];
	const all: RoomDeps = {
		store,
		clock,
		random: seededRandom(1),
		later: (call) => queueMicrotask(call),
		log: (_level, event, facts) => logged.push({ event, facts }),
		fatal(fault) {
			throw fault;
		},
		...deps,
	};
	await store.createWedding({
		id: demoWedding,
		createdAt: clock.now(),
		name: 'Ada & Noor',
		date: '2027-06-12',
	});
	const where = { wedding: demoWedding, section: 'plan' } as const;
	const room = await openRoom(all, where);
	return {
		clock,
		store,
		room,
		wedding: demoWedding,
		logged,
		async settled() {
			let before: number;
			do {
				before = room.waiting;
				await room.read();
			} while (room.waiting < before);
		},
		reopened: (section = 'plan') => openRoom(all, { ...where, section }),
		join: (who) => join(room, who),
	};
}

export function principal(name: string, role: Role = 'couple'): Principal {
	return { wedding: demoWedding, person: personId.parse(name), name, role };
}

export function join(
	room: Room,
	{ wish = { receipts: true }, socket = {}, ...who }: Parameters<World['join']>[0],
): Joined {
	const doc = new Y.Doc();
	const heard: Message[] = [];
	const person = { ...principal(who.person ?? 'ada', who.role), ...who };
	const port: SessionSocket = {
		send(bytes) {
			const decoded = decode(bytes, 'to-client');
			if (!decoded.ok) throw new Error(decoded.error.reason);
			const message = decoded.value;
			heard.push(message);
			if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(doc, message.update, 'server');
			if (message.kind === 'lease') doc.clientID = message.client;
		},
		buffered: () => 0,
		close(code, reason) {
			joined.closedWith = { code, reason };
		},
		pause: () => undefined,
		resume: () => undefined,
		...socket,
	};
	const session = room.enter(person, port, wish);
	const joined: Joined = {
		doc,
		principal: person,
		session,
		heard,
		closedWith: undefined,
		say: (message) => session.hear(encode(message)),
		send: (update) => joined.say({ kind: 'update', update }),
		edit(change) {
			let update = new Uint8Array();
			const keep = (bytes: Uint8Array) => {
				update = new Uint8Array(bytes);
			};
			doc.on('update', keep);
			doc.transact(() => change(doc));
			doc.off('update', keep);
			// Yjs says nothing of a change that changed nothing.
			if (update.length > 0) joined.send(update);
			return update;
		},
		last: (kind) =>
			heard.findLast((one): one is Extract<Message, { kind: typeof kind }> => one.kind === kind),
	};
	joined.say({ kind: 'step1', stateVector: Y.encodeStateVector(doc) });
	return joined;
}

/** A task as any Yjs client would make it. */
export function addTask(doc: Y.Doc, id: string, title = 'Order the cake'): void {
	const task = new Y.Map<unknown>();
	task.set('title', title);
	task.set('notes', new Y.Text());
	doc.getMap('tasks').set(id, task);
}

export function taskOf(doc: Y.Doc, id: string): Y.Map<unknown> {
	const task = doc.getMap('tasks').get(id);
	if (!(task instanceof Y.Map)) throw new Error(`no task ${id}`);
	return task;
}
