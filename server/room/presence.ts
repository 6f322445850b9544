/**
 * Who is here, relayed: one small entry for each client id of a session. Who an entry is about is the server's word, clocks are
 * the server's own, a session speaks for its own ids only (stock clients echo everybody's; the echo is ignored), and what changed
 * within a moment goes out as one message. Nothing of it is stored or logged.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import { clientId, type PersonId } from '../../shared/ids.ts';
import { awarenessOf, encodeEntry } from '../../shared/wire/codec.ts';
import type { PresenceEntry } from '../../shared/wire/message.ts';
import type { PresentUser } from '../../shared/wire/presence.ts';
import type { Principal } from '../auth/principal.ts';
import { limits } from './limits.ts';
import { readSaid, type Said, stamp } from './presence-state.ts';
import type { Seat } from './session.ts';

export interface Presence {
	/** What a session says of itself; entries that are not its own, too large or malformed are left out. */
	hear(seat: Seat, entries: readonly PresenceEntry[]): void;
	/** The session was given another id: what it has said under it counts from now on. */
	leased(seat: Seat): void;
	/** Everybody who is here, for one who just came. */
	greet(seat: Seat): void;
	left(seat: Seat): void;
	/** Who was the first to speak for an id that nobody holds: nobody else may begin to write under it. */
	firstBy(client: number): PersonId | undefined;
	/** Renews entries that others would forget; they live as long as their session, whose heartbeat is the socket's. */
	beat(): void;
	close(): void;
}

export interface PresenceDeps {
	readonly clock: Clock;
	readonly seats: () => Iterable<Seat>;
	/** Whose a client id is for good, if it is anybody's. */
	readonly ownerOf: (client: number) => PersonId | undefined;
	readonly face: (principal: Principal) => PresentUser;
	/** Told what somebody says of themselves, when others are. */
	readonly onSaid?: (principal: Principal, said: Said) => void;
}

interface Entry {
	seat: Seat;
	/** The latest word as it came; read when it is due, so that saying more often costs no more. */
	heard: string;
	/** The latest that could be read; undefined while there was none. */
	said: Said | undefined;
	clock: number;
	toldAt: Millis;
	/** As it was last told. */
	bytes: Uint8Array;
	dirty: boolean;
	/** Its session has ended: others are told with the next message, and then it is forgotten. */
	isGone: boolean;
}

/** A session as presence knows it. */
interface Speaker {
	/** Later than those who came before. */
	readonly order: number;
	readonly clients: Set<number>;
	/** Said under ids it has asked for and not been given yet. */
	readonly waiting: Map<number, string>;
	/** When news of it last went out. */
	newsAt: Millis;
}

export function createPresence({ clock, seats, ownerOf, face, onSaid }: PresenceDeps): Presence {
	const entries = new Map<number, Entry>();
	const speakers = new WeakMap<Seat, Speaker>();
	/** Who first spoke for an id that nobody holds: it stays theirs while the room is open. */
	const firstBy = new Map<number, PersonId>();
	let arrivals = 0;
	let flushing: Cancel | undefined;

	function speakerOf(seat: Seat): Speaker {
		let speaker = speakers.get(seat);
		if (speaker === undefined) {
			speaker = {
				order: arrivals++,
				clients: new Set(),
				waiting: new Map(),
				newsAt: Number.NEGATIVE_INFINITY,
			};
			speakers.set(seat, speaker);
		}
		return speaker;
	}

	function hear(seat: Seat, said: readonly PresenceEntry[]): void {
		const wasKnown = isKnown(seat);
		for (const { client, state } of said) {
			const entry = entries.get(client);
			if (entry?.seat === seat || mayTake(seat, client, entry, state)) say(seat, client, state);
			else if (seat.wish.receipts && !seat.leased.has(client)) wait(speakerOf(seat), client, state);
		}
		if (!wasKnown && isKnown(seat)) tellHere(seat, (person) => person === seat.principal.person);
		flushSoon();
	}

	/**
	 * Under which id a stock client speaks is not known before it has spoken. Told of its own entry by another socket that has
	 * not died yet, it would take that for what it said last.
	 */
	const isKnown = (seat: Seat): boolean => seat.wish.receipts || speakerOf(seat).clients.size > 0;

	function tellHere(seat: Seat, isMeant: (person: PersonId) => boolean): void {
		const here = [...entries.values()].filter(
			({ seat: other, clock: told, said }) =>
				other !== seat && told > 0 && said !== null && isMeant(other.principal.person),
		);
		if (here.length > 0) seat.tell(frame(here));
	}

	function say(seat: Seat, client: number, heard: string): void {
		const entry = entries.get(client);
		if (entry === undefined) {
			entries.set(client, {
				seat,
				heard,
				said: undefined,
				clock: 0,
				toldAt: 0,
				bytes: none,
				dirty: true,
				isGone: false,
			});
		} else {
			// A renewal says nothing new; `beat` renews in the server's own time.
			entry.dirty ||= entry.heard !== heard || entry.seat !== seat;
			speakerOf(entry.seat).clients.delete(client);
			entry.seat = seat;
			entry.heard = heard;
			entry.isGone = false;
		}
		speakerOf(seat).clients.add(client);
	}

	/** A leading tab asks for its tabs' ids and speaks for them in one breath. */
	function wait({ waiting }: Speaker, client: number, state: string): void {
		if (state === 'null') waiting.delete(client);
		else if (waiting.has(client) || waiting.size < maxTabs) waiting.set(client, state);
	}

	/** An id that is free or the speaker's own; of two sessions of one person that speak for it, the later one is the living. */
	function mayTake(seat: Seat, client: number, entry: Entry | undefined, state: string): boolean {
		const { person } = seat.principal;
		const speaker = speakerOf(seat);
		const isFull = seat.leased.has(client) ? speaker.clients.size >= maxTabs : speaker.clients.size > 0;
		if (state === 'null' || isFull) return false;
		if (!clientId.safeParse(client).success) return false;
		const present = entry?.seat.principal.person;
		if ((ownerOf(client) ?? present ?? firstBy.get(client) ?? person) !== person) return false;
		if (entry !== undefined && present === person && speakerOf(entry.seat).order > speaker.order)
			return false;
		if (!firstBy.has(client)) remember(client, person);
		return true;
	}

	function remember(client: number, person: PersonId): void {
		const oldest = firstBy.keys().next().value;
		if (firstBy.size >= maxRemembered && oldest !== undefined) firstBy.delete(oldest);
		firstBy.set(client, person);
	}

	function flushSoon(): void {
		flushing ??= clock.after(gatherMs, () => {
			flushing = undefined;
			flush();
		});
	}

	function flush(): void {
		const due: number[] = [];
		const gone: number[] = [];
		for (const [client, entry] of entries) {
			if (entry.isGone) gone.push(client);
			if (entry.isGone || !entry.dirty) continue;
			const since = clock.now() - speakerOf(entry.seat).newsAt;
			// A clock that was set back must not make anybody wait for it.
			if (since >= 0 && since < 1_000 / limits.presencePerSecond) flushSoon();
			else if (isReadable(client, entry)) due.push(client);
		}
		for (const client of due) {
			const entry = entries.get(client);
			if (entry !== undefined) speakerOf(entry.seat).newsAt = clock.now();
		}
		tell([...due, ...gone]);
		for (const client of gone) forget(client);
	}

	/** Takes the latest word; one that is no entry changes nothing of what was said before. */
	function isReadable(client: number, entry: Entry): boolean {
		const said = readSaid(entry.heard);
		entry.dirty = false;
		if (said !== undefined) {
			entry.said = said;
			onSaid?.(entry.seat.principal, said);
		} else if (entry.said === undefined) forget(client);
		return said !== undefined;
	}

	function forget(client: number): void {
		const entry = entries.get(client);
		if (entry === undefined) return;
		speakerOf(entry.seat).clients.delete(client);
		entries.delete(client);
	}

	/** One message for those who hear all of it; who is spoken of hears only of the others. */
	function tell(clients: readonly number[]): void {
		const news = clients.flatMap((client) => {
			const entry = entries.get(client);
			if (entry?.said === undefined) return [];
			entry.clock = nextClock(entry, clock.now());
			entry.toldAt = clock.now();
			const state = stamp(entry.said, face(entry.seat.principal));
			entry.bytes = encodeEntry({ client, clock: entry.clock, state });
			return [entry];
		});
		if (news.length === 0) return;
		const spoken = new Set(news.map(({ seat }) => seat));
		const all = frame(news);
		for (const seat of seats()) {
			const heard = spoken.has(seat) ? news.filter((entry) => entry.seat !== seat) : news;
			if (heard === news) seat.tell(all);
			else if (heard.length > 0) seat.tell(frame(heard));
		}
	}

	return {
		hear,
		leased(seat) {
			const { waiting } = speakerOf(seat);
			const said = [...waiting].filter(([client]) => seat.leased.has(client));
			for (const [client] of said) waiting.delete(client);
			if (said.length > 0)
				hear(
					seat,
					said.map(([client, state]) => ({ client, clock: 0, state })),
				);
		},
		firstBy: (client) => firstBy.get(client),
		greet(seat) {
			// Who is greeted is here from now on, after everybody who came before.
			speakerOf(seat);
			tellHere(seat, (person) => isKnown(seat) || person !== seat.principal.person);
		},
		left(seat) {
			for (const client of speakerOf(seat).clients) {
				const entry = entries.get(client);
				if (entry === undefined || entry.clock === 0) forget(client);
				else Object.assign(entry, { said: null, isGone: true });
			}
			flushSoon();
		},
		beat() {
			const renew: number[] = [];
			for (const [client, entry] of entries) {
				// One that said goodbye was kept so that coming again at once is still counted.
				if (entry.isGone) continue;
				if (entry.said === null && !entry.dirty) forget(client);
				else if (entry.clock > 0 && clock.now() - entry.toldAt >= limits.presenceRenewMs / 2)
					renew.push(client);
			}
			tell(renew);
		},
		close() {
			flushing?.();
			entries.clear();
		},
	};
}

const frame = (told: readonly Entry[]): Uint8Array => awarenessOf(told.map(({ bytes }) => bytes));
const none = new Uint8Array();

/** Grows with the time, so that an entry is newer than what others remember of it: from before a restart, or of the tab that just left. */
function nextClock(entry: Entry, now: Millis): number {
	return Math.max(entry.clock + 1, now);
}

/** What is said within this time goes out together. */
const gatherMs = 25;
/** Tabs of one device that a leading tab speaks for, each under an id leased on the same line; other clients are one tab. */
const maxTabs = 16;
/** Unheld ids whose first speaker is remembered; a wedding has some hundreds. */
const maxRemembered = 4_096;
