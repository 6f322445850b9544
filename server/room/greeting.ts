/**
 * What a connection asks for before it can edit: the document it lacks and an id to write under. Answered between ticks only,
 * so that both speak of what is durable.
 */
import * as Y from 'yjs';
import type { Seq, TabId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import { chooseLease } from './lease.ts';
import type { RoomDeps, Whereabouts } from './door.ts';
import type { Seat } from './session.ts';
import type { WritePath } from './write-path.ts';

export interface LeaseWish {
	readonly seat: Seat;
	/** 0 for any. */
	readonly wanted: number;
	readonly tab: TabId | undefined;
}
export interface Greeting {
	answerStep1(seat: Seat, stateVector: Uint8Array): void;
	giveLease(wish: LeaseWish): Promise<void>;
}

export function createGreeting(
	{ store, random, wedding, section }: RoomDeps & Whereabouts,
	path: WritePath,
	seats: Iterable<Seat>,
): Greeting {
	/** What a newcomer is sent, as long as nothing was stored since. */
	let whole: { readonly doc: Y.Doc; readonly seq: Seq; readonly update: Uint8Array } | undefined;

	function missingFrom(stateVector: Uint8Array): Uint8Array {
		const { doc, seq } = path.live;
		if (stateVector.length !== 1) return Y.encodeStateAsUpdate(doc, stateVector);
		if (whole?.doc !== doc || whole.seq !== seq) whole = { doc, seq, update: Y.encodeStateAsUpdate(doc) };
		return whole.update;
	}

	return {
		answerStep1(seat, stateVector) {
			if (seat.state === 'closed') return;
			let update: Uint8Array;
			try {
				update = missingFrom(stateVector);
			} catch {
				// A state vector nobody can read: there is no answer to it.
				return seat.close(closeCodes.noAccess, 'malformed');
			}
			seat.say({ kind: 'step2', update });
			seat.synced = true;
			if (!seat.wish.receipts) {
				seat.say({ kind: 'step1', stateVector: Y.encodeStateVector(path.live.doc) });
			}
		},
		async giveLease({ seat, wanted, tab }) {
			if (seat.state === 'closed') return;
			const { live } = path;
			let lease = chooseLease(live, seats, { seat, wanted, tab }, random);
			while (!live.leases.has(lease.client)) {
				if (await store.saveLease(wedding, section, lease)) live.leases.set(lease.client, lease);
				else lease = chooseLease(live, seats, { seat, wanted: 0, tab }, random);
			}
			seat.leased.add(lease.client);
			seat.say({ kind: 'lease', client: lease.client, nextClock: Y.getState(live.doc.store, lease.client) });
		},
	};
}
