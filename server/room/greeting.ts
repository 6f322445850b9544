/**
 * What a connection asks for before it can edit: the document it lacks and an id to write under. Answered between ticks only,
 * so that both speak of what is durable.
 */
import * as Y from 'yjs';
import type { PersonId, Seq, TabId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { Millis } from '../../shared/clock.ts';
import { StorageFull } from '../store/store.ts';
import { chooseLease } from './lease.ts';
import { limits } from './limits.ts';
import type { RoomDeps, Whereabouts } from './door.ts';
import type { Seat } from './session.ts';
import type { WritePath } from './write-path.ts';

/** What it needs of its room. */
export interface GreetingRoom {
	readonly path: WritePath;
	readonly seats: Iterable<Seat>;
	readonly due: (seat: Seat) => void;
	readonly spokenBy: (client: number) => PersonId | undefined;
}
export interface LeaseWish {
	readonly seat: Seat;
	/** 0 for any. */
	readonly wanted: number;
	readonly tab: TabId | undefined;
}
export interface Greeting {
	/** Step 1: `due` is called with the seat when it is its turn; what it asks again until then is one question. */
	ask(seat: Seat, stateVector: Uint8Array): void;
	answerStep1(seat: Seat): void;
	giveLease(wish: LeaseWish): Promise<void>;
}

export function createGreeting(
	{ store, clock, random, wedding, section }: RoomDeps & Whereabouts,
	{ path, seats, due, spokenBy }: GreetingRoom,
): Greeting {
	const asked = new WeakMap<Seat, Uint8Array>();
	const answeredAt = new WeakMap<Seat, Millis>();
	/** What a newcomer is sent, as long as nothing was stored since. */
	let whole: { readonly doc: Y.Doc; readonly seq: Seq; readonly update: Uint8Array } | undefined;

	function missingFrom(stateVector: Uint8Array): Uint8Array {
		const { doc, seq } = path.live;
		if (stateVector.length !== 1) return Y.encodeStateAsUpdate(doc, stateVector);
		if (whole?.doc !== doc || whole.seq !== seq) whole = { doc, seq, update: Y.encodeStateAsUpdate(doc) };
		return whole.update;
	}

	return {
		ask(seat, stateVector) {
			const isAsked = asked.has(seat);
			asked.set(seat, stateVector);
			if (isAsked) return;
			const wait = (answeredAt.get(seat) ?? Number.NEGATIVE_INFINITY) + limits.syncMs - clock.now();
			if (wait <= 0) due(seat);
			// A clock that was set back must not make anybody wait for it.
			else clock.after(Math.min(wait, limits.syncMs), () => due(seat));
		},
		answerStep1(seat) {
			const stateVector = asked.get(seat);
			asked.delete(seat);
			if (stateVector === undefined || !isHere(seat)) return;
			answeredAt.set(seat, clock.now());
			let update: Uint8Array;
			try {
				update = missingFrom(stateVector);
			} catch {
				// A state vector nobody can read: there is no answer to it.
				return seat.close(closeCodes.noAccess, 'malformed');
			}
			seat.say({ kind: 'step2', update });
			seat.synced = true;
			seat.say({ kind: 'step1', stateVector: Y.encodeStateVector(path.live.doc) });
		},
		async giveLease({ seat, wanted, tab }) {
			if (!isHere(seat) || seat.leased.size >= limits.leasesPerSession) return;
			const { live } = path;
			let lease = chooseLease(live, seats, { seat, wanted, tab, spokenBy }, random);
			try {
				while (!live.leases.has(lease.client)) {
					if (await store.saveLease(wedding, section, lease)) live.leases.set(lease.client, lease);
					else lease = chooseLease(live, seats, { seat, wanted: 0, tab, spokenBy }, random);
				}
			} catch (fault) {
				// Whoever waits for an id keeps its edits and comes again.
				if (fault instanceof StorageFull) return seat.close(closeCodes.tryAgain, 'full');
				throw fault;
			}
			seat.leased.add(lease.client);
			seat.say({ kind: 'lease', client: lease.client, nextClock: Y.getState(live.doc.store, lease.client) });
		},
	};
}

const isHere = ({ state }: Seat): boolean => state === 'open' || state === 'refused';
