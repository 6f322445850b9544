/** The rooms that are open: loaded when somebody comes, given up when nobody has been there for a while. */
import type { Cancel } from '../../shared/clock.ts';
import { mayRead } from '../../shared/access/permissions.ts';
import type { DeviceId, PersonId, WeddingId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { NewsTopic } from '../../shared/wire/message.ts';
import type { Principal } from '../auth/principal.ts';
import { type MemberRecord, type Raised, type Section, SectionLost } from '../store/store.ts';
import { createAllowances } from './allowance.ts';
import { limits } from './limits.ts';
import type { Farewell, Room, RoomDeps } from './door.ts';
import { openRoom } from './room.ts';
import { createStanding, type Standing } from './standing.ts';

export interface Rooms {
	/** The room, loaded if it was not. Rejects when the store does. */
	open(wedding: WeddingId, section: Section): Promise<Room>;
	/** Closes the sockets of a person, or of one device of theirs, in every section at once (sign-out, a device shut out). */
	dismiss(wedding: WeddingId, person: PersonId, farewell: Farewell, device?: DeviceId): void;
	/** Emergency access as it is stored now, begun or ended: whoever is connected comes again with it. */
	raise(wedding: WeddingId, person: PersonId, raised: Raised | undefined): void;
	/** Message 68 to those who are meant, in every section. */
	announce(wedding: WeddingId, topic: NewsTopic, isMeant: (principal: Principal) => boolean): void;
	/** Is a device of theirs connected, in any section? */
	isHere(wedding: WeddingId, person: PersonId): boolean;
	/** Grows whenever it has changed who may be in this wedding, and as what: whoever was looked up before is looked up again. */
	turn(wedding: WeddingId): number;
	/** For `/metrics` and the operator. */
	counts(): { readonly rooms: number; readonly sessions: number };
	/** Says goodbye (1012) to everybody, waits for what is being appended, snapshots what changed. */
	close(): Promise<void>;
}

/** No room opens any more; whoever asks comes again after the restart. */
export class RoomsClosed extends Error {
	override readonly name = 'RoomsClosed';
}

export function createRooms(deps: RoomDeps): Rooms {
	const rooms = new Map<string, { readonly room: Promise<Room>; open?: Room; stop?: Cancel }>();
	/** Rooms being given up: the next one of that name waits, so that two never write one section. */
	const closing = new Map<string, Promise<void>>();
	/** Kept when the rooms are not: a request that began before may still be on its way. */
	const standings = new Map<WeddingId, Standing>();
	const allowances = deps.allowances ?? createAllowances(() => deps.clock.now());
	let closed = false;

	/** A room that is being opened has nobody in it yet; whoever is about to enter it looks at the turn. */
	function* ofWedding(wedding: WeddingId): Generator<Room> {
		for (const [key, { open: room }] of rooms) if (room && key.startsWith(`${wedding}/`)) yield room;
	}

	function standingOf(wedding: WeddingId): Standing {
		const standing = standings.get(wedding) ?? createStanding();
		standings.set(wedding, standing);
		return standing;
	}

	function onMembers(wedding: WeddingId, members: readonly MemberRecord[]): void {
		for (const room of ofWedding(wedding)) for (const member of members) room.follow(member);
		deps.onMembers?.(wedding, members);
		announce(wedding, 'members', isReader);
	}

	function announce(...[wedding, topic, isMeant]: Parameters<Rooms['announce']>): void {
		for (const room of ofWedding(wedding)) room.announce(topic, isMeant);
	}

	function dismiss(...[wedding, person, farewell, device]: Parameters<Rooms['dismiss']>): void {
		standingOf(wedding).touch();
		for (const room of ofWedding(wedding)) room.dismiss(person, farewell, device);
	}

	function open(wedding: WeddingId, section: Section): Promise<Room> {
		const key = `${wedding}/${section}`;
		const present = rooms.get(key);
		if (present !== undefined) {
			watch(key);
			return present.room;
		}
		if (closed) return Promise.reject(new RoomsClosed('the server is closing'));
		const onLost = () => {
			entry.stop?.();
			rooms.delete(key);
		};
		const given = { ...deps, allowances, face, onMembers, onLost, standing: standingOf(wedding) };
		const room = (closing.get(key) ?? Promise.resolve()).then(() => openRoom(given, { wedding, section }));
		const entry: { room: Promise<Room>; open?: Room; stop?: Cancel } = { room };
		rooms.set(key, entry);
		room.then(
			(opened) => {
				entry.open = opened;
				watch(key);
			},
			(fault: unknown) => {
				rooms.delete(key);
				// One section that cannot be rebuilt must not take the others with it.
				if (fault instanceof SectionLost) deps.log('error', 'section-lost', { wedding, section });
			},
		);
		return room;
	}

	const face = (wedding: WeddingId, person: PersonId) => rooms.get(`${wedding}/plan`)?.open?.face(person);

	/** Gives up a room after it was empty for a whole while; whoever comes meanwhile starts the while again. */
	function watch(key: string): void {
		const entry = rooms.get(key);
		if (entry === undefined) return;
		entry.stop?.();
		entry.stop = deps.clock.after(limits.idleMs, () => {
			if (entry.open === undefined || entry.open.sessions > 0) return watch(key);
			rooms.delete(key);
			const done = entry.open.close(closeCodes.restarting, 'idle').catch(deps.fatal);
			closing.set(
				key,
				done.finally(() => closing.delete(key)),
			);
		});
	}

	return {
		open,
		dismiss,
		announce,
		raise(wedding, person, raised) {
			standingOf(wedding).raise(person, raised);
			dismiss(wedding, person, { code: closeCodes.rightsChanged, reason: 'rights-changed' });
		},
		isHere(wedding, person) {
			for (const room of ofWedding(wedding)) if (room.isHere(person)) return true;
			return false;
		},
		turn: (wedding) => standings.get(wedding)?.turn ?? 0,
		counts() {
			let sessions = 0;
			for (const { open: room } of rooms.values()) sessions += room?.sessions ?? 0;
			return { rooms: rooms.size, sessions };
		},
		async close() {
			closed = true;
			const open = [...rooms.values()];
			rooms.clear();
			for (const { stop } of open) stop?.();
			await Promise.all(
				open.map(async ({ room }) => (await room).close(closeCodes.restarting, 'restarting')),
			);
			await Promise.all(closing.values());
		},
	};
}

/** News of people is for those who see the plan. */
const isReader = ({ role }: Principal): boolean => mayRead({ role }, 'plan');
