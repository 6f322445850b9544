/**
 * Who is here, relayed: opaque small states, one for each client id of a session. A session speaks for its own ids only (stock
 * clients echo everybody's; the echo is ignored), clocks are the server's own, and what changed within a moment goes out as
 * one message. Nothing of it is stored.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import { limits } from './limits.ts';
import type { Seat } from './session.ts';

export interface Presence {
	/** What a session says of itself; entries that are not its own, too large or malformed are left out. */
	hear(seat: Seat, entries: readonly PresenceEntry[], owns: (client: number) => boolean): void;
	/** Everybody who is here, for one who just came. */
	greet(seat: Seat): void;
	left(seat: Seat): void;
	/** Renews entries that others would forget; they live as long as their session, whose heartbeat is the socket's. */
	beat(): void;
	close(): void;
}

interface Entry {
	readonly seat: Seat;
	state: string;
	clock: number;
	toldAt: Millis;
	dirty: boolean;
}

export function createPresence(clock: Clock, seats: () => Iterable<Seat>): Presence {
	const entries = new Map<number, Entry>();
	/** When news of a session last went out. */
	const newsAt = new WeakMap<Seat, Millis>();
	let flushing: Cancel | undefined;

	function hear(seat: Seat, said: readonly PresenceEntry[], owns: (client: number) => boolean): void {
		for (const { client, state } of said) {
			const entry = entries.get(client);
			if (entry === undefined ? !mayAppear(seat, client, state, owns) : entry.seat !== seat) continue;
			if (!isState(state)) continue;
			if (entry === undefined) {
				entries.set(client, { seat, state, clock: 0, toldAt: 0, dirty: true });
			} else {
				// A renewal says nothing new; `beat` renews in the server's own time.
				entry.dirty ||= entry.state !== state;
				entry.state = state;
			}
		}
		flushSoon();
	}

	function mayAppear(seat: Seat, client: number, state: string, owns: (client: number) => boolean): boolean {
		if (state === 'null' || !owns(client)) return false;
		let own = 0;
		for (const entry of entries.values()) if (entry.seat === seat) own += 1;
		return own < (seat.wish.receipts ? maxTabs : 1);
	}

	function flushSoon(): void {
		flushing ??= clock.after(gatherMs, () => {
			flushing = undefined;
			flush();
		});
	}

	function flush(): void {
		const due: number[] = [];
		for (const [client, entry] of entries) {
			if (!entry.dirty) continue;
			const since = clock.now() - (newsAt.get(entry.seat) ?? 0);
			if (since < 1_000 / limits.presencePerSecond) flushSoon();
			else due.push(client);
		}
		for (const client of due) {
			const seat = entries.get(client)?.seat;
			if (seat !== undefined) newsAt.set(seat, clock.now());
		}
		tell(due);
	}

	/** One message for those who hear all of it; who is spoken of hears only of the others. */
	function tell(clients: readonly number[]): void {
		if (clients.length === 0) return;
		const speakers = new Set<Seat>();
		for (const client of clients) {
			const entry = entries.get(client);
			if (entry === undefined) continue;
			speakers.add(entry.seat);
			entry.clock = nextClock(entry, clock.now());
			entry.toldAt = clock.now();
			entry.dirty = false;
		}
		const all = frame(clients);
		for (const seat of seats()) {
			if (!speakers.has(seat)) seat.tell(all);
			else {
				const others = clients.filter((client) => entries.get(client)?.seat !== seat);
				if (others.length > 0) seat.tell(frame(others));
			}
		}
	}

	function frame(clients: readonly number[]): Uint8Array {
		const said = clients.flatMap((client) => {
			const entry = entries.get(client);
			return entry === undefined ? [] : [{ client, clock: entry.clock, state: entry.state }];
		});
		return encode({ kind: 'awareness', entries: said });
	}

	return {
		hear,
		greet(seat) {
			const here = [...entries].filter(
				([, entry]) => entry.seat !== seat && entry.clock > 0 && entry.state !== 'null',
			);
			if (here.length > 0) seat.tell(frame(here.map(([client]) => client)));
		},
		left(seat) {
			const gone = [...entries].filter(([, entry]) => entry.seat === seat);
			for (const [, entry] of gone) entry.state = 'null';
			tell(gone.map(([client]) => client));
			for (const [client] of gone) entries.delete(client);
		},
		beat() {
			const renew: number[] = [];
			for (const [client, entry] of entries) {
				// One that said goodbye was kept so that coming again at once is still counted.
				if (entry.state === 'null' && !entry.dirty) entries.delete(client);
				else if (clock.now() - entry.toldAt >= limits.presenceRenewMs / 2) renew.push(client);
			}
			tell(renew);
		},
		close() {
			flushing?.();
			entries.clear();
		},
	};
}

/** Grows with the time, so that an entry is newer than what others remember of it: from before a restart, or of the tab that just left. */
function nextClock(entry: Entry, now: Millis): number {
	return Math.max(entry.clock + 1, now);
}

function isState(state: string): boolean {
	if (state.length > limits.presenceBytes) return false;
	let depth = 0;
	for (const char of state) {
		if (char === '{' || char === '[') depth += 1;
		if (depth > limits.presenceDepth) return false;
	}
	try {
		const value: unknown = JSON.parse(state, (key, inner) => {
			if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw new SyntaxError(key);
			return inner;
		});
		return value === null || (typeof value === 'object' && !Array.isArray(value));
	} catch {
		// Not JSON: a presence nobody could read is as good as none.
		return false;
	}
}

/** What is said within this time goes out together. */
const gatherMs = 25;
/** Tabs of one device that a leading tab speaks for. */
const maxTabs = 16;
