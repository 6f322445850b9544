/** The rooms that are open: loaded when somebody comes, given up when nobody has been there for a while. */
import type { Cancel } from '../../shared/clock.ts';
import type { WeddingId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { Principal } from '../auth/principal.ts';
import { type MemberRecord, type Section, SectionLost } from '../store/store.ts';
import { limits } from './limits.ts';
import type { Room, RoomDeps } from './door.ts';
import { openRoom } from './room.ts';

export interface Rooms {
	/** The room, loaded if it was not. Rejects when the store does. */
	open(wedding: WeddingId, section: Section): Promise<Room>;
	/** Closes the sockets of a person in every room of a wedding (removal, sign-out). */
	dismiss(wedding: WeddingId, person: Principal['person'], code: number): Promise<void>;
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
	let closed = false;

	/** In every section at once. A room that is being opened has nobody in it yet. */
	function onMembers(wedding: WeddingId, members: readonly MemberRecord[]): void {
		for (const [key, { open: room }] of rooms) {
			if (key.startsWith(`${wedding}/`)) for (const member of members) room?.follow(member);
		}
		deps.onMembers?.(wedding, members);
	}

	function open(wedding: WeddingId, section: Section): Promise<Room> {
		const key = `${wedding}/${section}`;
		const present = rooms.get(key);
		if (present !== undefined) {
			watch(key);
			return present.room;
		}
		if (closed) return Promise.reject(new RoomsClosed('the server is closing'));
		const room = (closing.get(key) ?? Promise.resolve()).then(() =>
			openRoom({ ...deps, face, onMembers }, { wedding, section }),
		);
		const entry: { room: Promise<Room>; open?: Room } = { room };
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

	const face = (wedding: WeddingId, person: Principal['person']) =>
		rooms.get(`${wedding}/plan`)?.open?.face(person);

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
		async dismiss(wedding, person, code) {
			for (const [key, { room }] of rooms) {
				if (key.startsWith(`${wedding}/`)) (await room).dismiss(person, code);
			}
		},
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
