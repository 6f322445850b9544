/** The rooms of all sections of one wedding in one process, over a store whose writes take random turns, as a disk's do. */
import * as Y from 'yjs';
import type { Principal } from '../../server/auth/principal.ts';
import type { Room, RoomDeps } from '../../server/room/door.ts';
import { createRooms, type Rooms } from '../../server/room/rooms.ts';
import { memoryDisk, openMemory } from '../../server/store/memory.ts';
import type { LogRow, Section, Store } from '../../server/store/store.ts';
import type { Role } from '../../shared/access/roles.ts';
import { type TestClock, testClock } from '../../shared/clock.ts';
import { sectionNames } from '../../shared/document/schema.ts';
import { type Random, seededRandom, uint32 } from '../../shared/random.ts';
import { demoWedding, join, type Joined, principal } from './wedding.ts';

export interface Sections {
	readonly rooms: Rooms;
	readonly store: Store;
	readonly clock: TestClock;
	readonly random: Random;
	/** What was kept of people who were removed. */
	readonly held: readonly {
		readonly from: Principal;
		readonly section: Section;
		readonly update: Uint8Array;
	}[];
	room(section: Section): Room;
	/** Rows of a section, in order. */
	rows(section: Section): Promise<readonly LogRow[]>;
	/** A person of the wedding, with a record and as a member. */
	invite(name: string, role: Role): Promise<Principal>;
	/** A device of theirs in a section. */
	enter(who: Principal, section: Section): Joined;
	settled(): Promise<void>;
}

export async function openSections(seed: number, more: Partial<RoomDeps> = {}): Promise<Sections> {
	const random = seededRandom(seed);
	const clock = testClock();
	const store = hesitant(openMemory(memoryDisk()), random);
	const held: Sections['held'][number][] = [];
	const rooms = createRooms({
		store,
		clock,
		random,
		later: queueMicrotask,
		log: () => undefined,
		fatal(fault) {
			throw fault;
		},
		hold: async (from, section, update) => void held.push({ from, section, update }),
		...more,
	});
	await store.createWedding({ id: demoWedding, createdAt: 0, name: 'Ada & Noor', date: '2027-06-12' });
	const open = new Map<Section, Room>();
	for (const section of sectionNames) open.set(section, await rooms.open(demoWedding, section));
	const room = (section: Section): Room => {
		const found = open.get(section);
		if (found === undefined) throw new Error(section);
		return found;
	};
	return {
		rooms,
		store,
		clock,
		random,
		held,
		room,
		rows: async (section) => (await store.load(demoWedding, section)).rows,
		async invite(name, role) {
			const founder: Principal = { ...principal('wedsync', 'service'), unbound: true };
			const input = { id: name, name, role };
			const done = await room('plan').operate(founder, { name: 'people.create', input });
			if (!done.ok) throw new Error(JSON.stringify(done.error));
			return principal(name, role);
		},
		enter: (who, section) => join(room(section), { ...who }),
		async settled() {
			for (const section of sectionNames) await room(section).view();
		},
	};
}

/** A record of each section, as any Yjs client would make it. */
export function addRecord(doc: Y.Doc, section: Section, id: string): void {
	const record = new Y.Map<unknown>();
	const { root, name, note } = records[section];
	record.set(name, 'Something');
	if (note !== undefined) record.set(note, new Y.Text());
	doc.getMap(root).set(id, record);
}

const records: Readonly<Record<Section, { root: string; name: string; note?: string }>> = {
	plan: { root: 'tasks', name: 'title', note: 'notes' },
	ceremony: { root: 'items', name: 'title', note: 'text' },
	guests: { root: 'guests', name: 'name' },
	budget: { root: 'lines', name: 'title' },
};

/** Appends in the order of calls, each after some turns. */
function hesitant(store: Store, random: Random): Store {
	let lane: Promise<unknown> = Promise.resolve();
	return {
		...store,
		append(entries) {
			const turns = uint32(random) % 40;
			const stored = lane.then(async () => {
				for (let turn = 0; turn < turns; turn++) await Promise.resolve();
				return store.append(entries);
			});
			lane = stored.catch(() => undefined);
			return stored;
		},
	};
}
