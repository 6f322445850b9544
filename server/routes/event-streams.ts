/**
 * The live streams of events that are open: each reads the store behind a cursor of its own, woken by the bell. Guards: no event
 * twice and none left out, since what is sent comes from the log and never from the wake; a reader who is slow is read for no
 * faster than they take; whoever is removed, signed out or has another role hears nothing more, and the stream ends.
 */
import type { Role } from '../../shared/access/roles.ts';
import { type Cancel, type Clock, every } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Asker } from '../auth/asker.ts';
import type { Bell } from '../observers/bell.ts';
import type { Rooms } from '../room/rooms.ts';
import type { EventCursor } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { readEvents } from './event-page.ts';
import { comment, moved, opening, told } from './event-text.ts';

export interface StreamWish {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly role: Role;
	readonly after: EventCursor;
	/** `rooms.turn` from before it was asked who this is. */
	readonly turn: number;
	/** Who they are now. */
	readonly ask: () => Promise<Asker>;
	/** Ends the connection under it without a goodbye that would not be read either. */
	readonly cut: () => void;
}
export type StreamRefused = 'closing' | 'too-many';

export interface EventStreams {
	open(wish: StreamWish): Result<ReadableStream<Uint8Array>, StreamRefused>;
	/** Ends all of them; none opens any more. */
	close(): void;
	readonly size: number;
}

export interface EventStreamDeps {
	readonly store: Pick<Store, 'events'>;
	readonly bell: Pick<Bell, 'listen'>;
	readonly rooms: Pick<Rooms, 'turn'>;
	readonly clock: Clock;
}

export function createEventStreams({ store, bell, rooms, clock }: EventStreamDeps): EventStreams {
	const streams = new Set<Stream>();
	/** How often the bell rang for a wedding that somebody listens to. */
	const rings = new Map<WeddingId, number>();
	const reading = new Map<string, ReturnType<Store['events']>>();
	let isClosed = false;

	const stopListening = bell.listen((wedding) => {
		rings.set(wedding, (rings.get(wedding) ?? 0) + 1);
		for (const stream of streams) if (stream.wish.wedding === wedding) stream.wake();
	});
	const stopSweeping = every(clock, second, () => {
		for (const stream of streams) stream.tick();
	});

	/** Those who stand at one place read together; never with who began before the bell rang. */
	const events: Store['events'] = (wedding, after, limit) => {
		const key = `${wedding} ${rings.get(wedding)} ${after.seq}.${after.index} ${limit}`;
		const present = reading.get(key);
		if (present !== undefined) return present;
		const read = store.events(wedding, after, limit);
		reading.set(key, read);
		const forget = () => void reading.delete(key);
		read.then(forget, forget);
		return read;
	};

	const countOf = ({ wedding, person }: StreamWish): number =>
		[...streams].filter(({ wish }) => wish.wedding === wedding && wish.person === person).length;

	return {
		open(wish) {
			if (isClosed) return err('closing');
			if (countOf(wish) >= mostOfOnePerson) return err('too-many');
			const stream = createStream(wish, {
				events,
				turn: () => rooms.turn(wish.wedding),
				ended: () => void streams.delete(stream),
			});
			streams.add(stream);
			return ok(stream.body);
		},
		close() {
			isClosed = true;
			stopListening();
			stopSweeping();
			for (const stream of streams) stream.end();
		},
		get size() {
			return streams.size;
		},
	};
}

interface Stream {
	readonly wish: StreamWish;
	readonly body: ReadableStream<Uint8Array>;
	/** There may be something new. */
	wake(): void;
	/** A second has passed. */
	tick(): void;
	end: Cancel;
}
interface StreamPorts {
	readonly events: Store['events'];
	readonly turn: () => number;
	readonly ended: () => void;
}

function createStream(wish: StreamWish, { events, turn, ended }: StreamPorts): Stream {
	let cursor = wish.after;
	/** What the reader would resume from. */
	let said = wish.after;
	let lookedAt = wish.turn;
	let looking: Promise<boolean> | undefined;
	let out: ReadableStreamDefaultController<Uint8Array> | undefined;
	let isOver = false;
	let isWoken = true;
	let resume = () => undefined as void;
	let silentFor = 0;
	/** Seconds since they took something: a sign of life at least. */
	let waitedFor = 0;

	function say(text: string): void {
		silentFor = 0;
		out?.enqueue(encoder.encode(text));
	}

	function end(): void {
		if (isOver) return;
		isOver = true;
		out?.close();
		ended();
		wake();
	}

	async function lookAgain(): Promise<boolean> {
		for (let now = turn(); now !== lookedAt; now = turn()) {
			const asker = await wish.ask();
			if (asker.kind !== 'person' || asker.principal.role !== wish.role) return false;
			lookedAt = now;
		}
		return true;
	}

	/** Asked once, however many want to know. */
	async function isWelcome(): Promise<boolean> {
		if (turn() === lookedAt) return true;
		looking ??= lookAgain().finally(() => {
			looking = undefined;
		});
		return looking;
	}

	/** True if something was said, or nothing will be any more. */
	async function sayNext(): Promise<boolean> {
		isWoken = false;
		const page = await readEvents({ events }, wish, { after: cursor, limit: pageSize });
		if (!(await isWelcome())) end();
		if (isOver) return true;
		cursor = page.last ?? cursor;
		isWoken ||= !page.isEnd;
		const last = page.events.at(-1);
		if (last !== undefined) {
			said = last;
			say(page.events.map(told).join(''));
			return true;
		}
		if (isWoken || silentFor < heartbeatSeconds) return false;
		// A reader who comes again need not walk over what was not for them.
		say(said === cursor ? comment : moved(cursor));
		said = cursor;
		return true;
	}

	async function pull(): Promise<void> {
		try {
			while (!(isOver || (isWoken && (await sayNext())))) {
				if (isWoken) continue;
				await new Promise<void>((resolve) => {
					resume = resolve;
				});
			}
		} catch {
			// The store is closing or dead, which others notice as well: the reader comes again.
			end();
		} finally {
			waitedFor = 0;
		}
	}

	function wake(): void {
		isWoken = true;
		resume();
	}

	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				out = controller;
				say(opening);
			},
			pull,
			cancel: () => {
				isOver = true;
				ended();
				wake();
			},
		},
		{ highWaterMark: 0 },
	);
	return {
		wish,
		body,
		wake,
		tick() {
			silentFor += 1;
			waitedFor += 1;
			if (waitedFor >= patienceSeconds) {
				end();
				return wish.cut();
			}
			if (silentFor >= heartbeatSeconds) wake();
			if (turn() !== lookedAt) isWelcome().then((welcome) => welcome || end(), end);
		},
		end,
	};
}

const encoder = new TextEncoder();
const second = 1_000;
/** Proxies and phones drop what is silent for half a minute. */
const heartbeatSeconds = 15;
/** Who has taken nothing for so long is gone. */
const patienceSeconds = 60;
/** Of one person in one wedding: their own software, a board on the wall, and as many again. */
const mostOfOnePerson = 10;
const pageSize = 100;
