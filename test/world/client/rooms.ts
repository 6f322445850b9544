/**
 * The SDK's devices at the real relay's side: real rooms with the real gate on a store in memory, messages as bytes, in lanes that
 * a seed moves. Who comes is looked up in the wedding's members each time, as the sync socket does.
 */
import { givenCredential } from '../../../client/sdk/credential.ts';
import { memberOf } from '../../../server/auth/asker.ts';
import type { Session, SessionWish } from '../../../server/room/session.ts';
import type { Principal } from '../../../server/auth/principal.ts';
import { createRooms, type Rooms } from '../../../server/room/rooms.ts';
import { createRoll } from '../../../server/auth/roll.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Entry, Store } from '../../../server/store/store.ts';
import { mayRead } from '../../../shared/access/permissions.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { type TestClock, testClock } from '../../../shared/clock.ts';
import type { Operation } from '../../../shared/document/operations/operation.ts';
import { deviceId, personId, weddingId } from '../../../shared/ids.ts';
import { type Random, seededRandom } from '../../../shared/random.ts';
import { closeCodes } from '../../../shared/wire/close-code.ts';
import { decode, encode } from '../../../shared/wire/codec.ts';
import type { Message } from '../../../shared/wire/message.ts';
import { type Account, createDevice, type Device, type Relay } from './device.ts';
import { createLanes, type Lanes, settle } from './lanes.ts';
import { nobody } from './world.ts';

export interface RoomWorld {
	readonly wedding: string;
	readonly clock: TestClock;
	readonly random: Random;
	readonly lanes: Lanes;
	readonly faults: unknown[];
	/** Every row that was ever stored. */
	readonly rows: readonly Entry[];
	/** A person of the wedding, made by the couple. */
	person(name: string, role: Role): Promise<string>;
	/** As the first of the couple, on the relay's own desk. */
	operate(operation: Operation): Promise<void>;
	device(person: string, more?: Partial<Account>): Device;
	quiet(): Promise<void>;
}

export async function createRoomWorld(seed: number): Promise<RoomWorld> {
	const rows: Entry[] = [];
	const clock = testClock();
	const inner = openMemory();
	const roll = createRoll(inner);
	const store: Store = {
		...inner,
		...roll,
		async append(entries) {
			const stored = await inner.append(entries);
			if (stored.ok) rows.push(...entries);
			return stored;
		},
	};
	const faults: unknown[] = [];
	const rooms = createRooms({
		store,
		clock,
		random: seededRandom(seed + 1),
		later: queueMicrotask,
		fatal: (fault) => faults.push(fault),
		log: () => undefined,
	});
	const random = seededRandom(seed);
	const lanes = createLanes(random);
	const wedding = weddingId.parse('wedding');
	await store.createWedding({ id: wedding, createdAt: clock.now(), name: 'Ada & Noor', date: '2027-06-12' });

	async function operate(operation: Operation): Promise<void> {
		// It is given up when nobody is in it for a while.
		const room = await rooms.open(wedding, 'plan');
		const done = await room.operate(founder, operation);
		if (!done.ok) throw new Error(JSON.stringify(done.error));
	}
	const founder = {
		wedding,
		person: personId.parse('ada'),
		name: 'Ada',
		role: 'couple',
		unbound: true,
	} as const;
	await operate({ name: 'meta.change', input: { name: 'Ada & Noor', timeZone: 'Europe/Berlin' } });
	await operate({ name: 'people.create', input: { id: 'ada', name: 'Ada', role: 'couple' } });

	return {
		wedding,
		clock,
		random,
		lanes,
		faults,
		rows,
		operate,
		async person(name, role) {
			await operate({ name: 'people.create', input: { id: name, name, role } });
			return name;
		},
		device: (person, more = {}) =>
			createDevice(
				{ clock, random, lanes, report: (fault) => faults.push(fault) },
				{
					wedding,
					person,
					relay: relayFor(rooms, wedding, () =>
						memberOf(store, wedding, personId.parse(person), clock.now()),
					),
					credential: givenCredential('token', undefined),
					api: nobody,
					...more,
				},
			),
		async quiet() {
			for (let round = 0; round < 12; round++) {
				await lanes.drain();
				clock.advance(5_000);
				await settle();
			}
			await lanes.drain();
		},
	};
}

/** The sync socket, without the socket. */
export function relayFor(
	rooms: Rooms,
	wedding: string,
	authenticate: (token: string) => Promise<Principal | undefined>,
): Relay {
	const where = { wedding: weddingId.parse(wedding), section: 'plan' } as const;
	return {
		join({ token, ...wish }, say, close) {
			let session: Session | undefined;
			let isGone = false;
			const early: Message[] = [];
			const hear = (message: Message) => {
				if (message.kind !== 'unknown') session?.hear(encode(message));
			};
			const socket = {
				send(bytes: Uint8Array) {
					const decoded = decode(bytes.slice(), 'to-client');
					if (!decoded.ok) throw new Error(decoded.error.reason);
					say(decoded.value);
				},
				buffered: () => 0,
				close(code: number, reason: string) {
					close(code, reason);
					session?.left();
				},
				pause: () => undefined,
				resume: () => undefined,
			};
			async function enter(): Promise<void> {
				for (;;) {
					const turn = rooms.turn(where.wedding);
					const who = await authenticate(token);
					if (who === undefined) return close(closeCodes.signedOut, 'signed-out');
					if (!mayRead(who, where.section)) return close(closeCodes.noAccess, 'no-access');
					const room = await rooms.open(where.wedding, where.section);
					if (isGone) return;
					if (turn !== rooms.turn(where.wedding)) continue;
					session = room.enter({ ...who, device: deviceId.parse(wish.device) }, socket, {
						...wish,
						receipts: true,
					} as unknown as SessionWish);
					return early.forEach(hear);
				}
			}
			void enter();
			return {
				hear: (message) => (session === undefined ? void early.push(message) : hear(message)),
				leave() {
					isGone = true;
					session?.left();
				},
			};
		},
	};
}
