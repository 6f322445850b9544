/**
 * The client id this tab writes under and what hangs on it: the lock that keeps other tabs off it, the lease on record, the presence
 * that carries it. Guards: all three follow the document's id, whoever changed it (the relay's lease, a fresh document, Yjs itself
 * when it meets its own id in what others wrote).
 */
import * as Y from 'yjs';
import type { Millis } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import type { Leased } from './leased.ts';
import type { Copy } from './copy.ts';
import type { Journal } from './journal.ts';
import { lockName, newClient } from './lease.ts';
import type { Locks, Release } from './locks.ts';
import { createPresence, type Peer, type Presence, type Saying } from './presence.ts';

export interface Seat {
	readonly presence: Presence;
	attend(record: Peer['attending'] | undefined): void;
	/** Instead of what was said before. */
	be(saying: Omit<Saying, 'attending'>): void;
	/** The plan may name this person otherwise now. */
	introduce(): void;
	/** Call after anything was made, merged or exchanged: has the document another id? */
	follow(): void;
	/** The relay's answer: which id, and what it expects next from it. */
	leased(lease: Leased): void;
	close(): void;
}

export interface SeatDeps {
	readonly copy: Copy;
	readonly journal: Pick<Journal, 'add'>;
	readonly locks: Locks;
	readonly scope: string;
	readonly random: Random;
	/** The lock of the id the document already has, if it was chosen from the stored leases. */
	readonly held: Release | undefined;
	/** Of the latest frame known. */
	readonly order: () => number;
	readonly person: () => Peer['person'];
	readonly now: () => Millis;
	readonly say: (entry: PresenceEntry) => void;
	/** This tab writes under another id from now on. */
	readonly onTaken: () => void;
	readonly onChange: () => void;
	readonly report: (fault: unknown) => void;
}

export function takeSeat(deps: SeatDeps): Seat {
	const { copy, journal, locks, scope } = deps;
	let { doc, client } = copy;
	let attending: Pick<Saying, 'attending'> = {};
	let being: Omit<Saying, 'attending'> = {};
	let release: Release | undefined = deps.held;
	let isClosed = false;
	let presence = appear();
	if (release === undefined) lock();

	function appear(): Presence {
		const { person, now, say, onChange } = deps;
		const appeared = createPresence({ doc, person: person(), now, say, onChange });
		appeared.introduce(person(), { ...attending, ...being });
		return appeared;
	}

	function introduce(): void {
		presence.introduce(deps.person(), { ...attending, ...being });
	}

	/** Nobody else can want an id that is in no store yet; the lock is for whoever opens this device's store later. */
	function lock(): void {
		const wanted = client;
		journal.add([
			{ kind: 'lease', lease: { client, next: Y.getState(doc.store, client), order: deps.order() } },
		]);
		locks.tryHold(lockName(scope, wanted)).then((held) => {
			if (wanted === client && !isClosed) release = held;
			else held?.();
		}, deps.report);
	}

	function follow(): void {
		if (copy.doc === doc && copy.client === client) return;
		const wasWrittenUnder = client;
		presence.close();
		({ doc, client } = copy);
		if (wasWrittenUnder !== client) {
			release?.();
			release = undefined;
			lock();
		}
		presence = appear();
		deps.onTaken();
		deps.onChange();
	}

	return {
		get presence() {
			return presence;
		},
		attend(record) {
			attending = record === undefined ? {} : { attending: record };
			introduce();
		},
		be(saying) {
			being = saying;
			introduce();
		},
		introduce,
		follow,
		leased(lease) {
			// Asked for an id that this tab has left since.
			if (lease.asked !== client) return;
			if (lease.client !== client) copy.writeUnder(lease.client);
			else if (lease.nextClock > Y.getState(doc.store, client)) {
				// Somebody went on under it where we cannot see: never again.
				journal.add([{ kind: 'lease-ended', client }]);
				copy.writeUnder(newClient(doc, deps.random));
			}
			follow();
		},
		close() {
			isClosed = true;
			presence.close();
			release?.();
		},
	};
}
