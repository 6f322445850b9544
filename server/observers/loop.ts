/**
 * One observer's way through the events of all weddings: a page at a time behind its cursor, weddings in turn. Guards: of one wedding
 * one page at a time; an event it cannot make anything of is tried a few times, then put aside, and what follows it goes on; a
 * wedding that rests after a fault, or has a week of edits to catch up with, holds up no other.
 */
import { type Cancel, type Clock, deadline, type Millis } from '../../shared/clock.ts';
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { WeddingId } from '../../shared/ids.ts';
import type { Log } from '../ops/log.ts';
import type { EventCursor, NoticeStore } from '../store/notices.ts';
import { StorageDead, StorageFull, type Store } from '../store/store.ts';
import { type Effects, nothing, type Observer } from './observer.ts';

export interface LoopDeps {
	readonly store: Pick<Store, 'events'> & Pick<NoticeStore, 'behind' | 'cursor' | 'observe' | 'takeLetter'>;
	readonly clock: Clock;
	readonly log: Log;
	/** A dead disk, or our bug. */
	readonly fatal: (fault: unknown) => void;
	/** Crash drills. */
	readonly pass?: (step: LoopStep) => void;
}
/** Where a crash drill may stop the process: what is decided is not stored yet; what is stored is told to nobody yet. */
export type LoopStep = 'observed' | 'noted';

export interface Loop {
	/** There may be something new in this wedding. */
	wake(wedding: WeddingId): void;
	/** Begins with what was stored while nobody ran. */
	start(): Promise<void>;
	/** Makes of one event what it should have become, and stores that. Throws what the observer throws. */
	redo(event: WeddingEvent): Promise<void>;
	/** Weddings whose turn has not come. */
	readonly waiting: number;
	/** Waits for what is being stored. */
	close(): Promise<void>;
}

/** How far a wedding is read, and where its cursor is stored. */
interface Place {
	readonly at: EventCursor;
	readonly from: EventCursor;
	/** Events between the two. */
	readonly passed: number;
}
interface Page extends Place {
	readonly wedding: WeddingId;
	readonly events: readonly WeddingEvent[];
	readonly to: EventCursor;
}

export function createLoop(observer: Observer, { store, clock, log, fatal, pass }: LoopDeps): Loop {
	const due = new Set<WeddingId>();
	const active = new Map<WeddingId, Promise<void>>();
	/** Woken while it was their turn. */
	const again = new Set<WeddingId>();
	const resting = new Map<WeddingId, Cancel>();
	const places = new Map<WeddingId, Place>();
	/** Up to there, one event at a time: one of them is poisonous. */
	const careful = new Map<WeddingId, EventCursor>();
	/** How often the event next in turn has failed. */
	const tries = new Map<WeddingId, number>();
	let isClosed = false;

	function wake(wedding: WeddingId): void {
		if (isClosed || resting.has(wedding)) return;
		if (active.has(wedding)) again.add(wedding);
		else due.add(wedding);
		pump();
	}

	function pump(): void {
		for (const wedding of due) {
			if (isClosed || active.size >= weddingsAtOnce) return;
			due.delete(wedding);
			active.set(wedding, turn(wedding));
		}
	}

	async function turn(wedding: WeddingId): Promise<void> {
		try {
			if (await readOn(wedding)) again.add(wedding);
		} catch (fault) {
			troubled(wedding, fault);
		}
		active.delete(wedding);
		if (again.delete(wedding) && !isClosed && !resting.has(wedding)) due.add(wedding);
		pump();
	}

	/** One page; false if there was nothing. */
	async function readOn(wedding: WeddingId): Promise<boolean> {
		const place = places.get(wedding) ?? (await beginning(wedding));
		const limit = isCareful(wedding, place.at) ? 1 : pageSize;
		const events = await store.events(wedding, place.at, limit);
		const last = events.at(-1);
		if (last === undefined) return false;
		const page = { ...place, wedding, events, to: { seq: last.seq, index: last.index } };
		try {
			await take(page);
		} catch (fault) {
			if (isClosed || fault instanceof StorageDead || fault instanceof StorageFull) throw fault;
			await failed(page, fault);
		}
		return true;
	}

	async function beginning(wedding: WeddingId): Promise<Place> {
		const at = await store.cursor(observer.name, wedding);
		return placeAt(at);
	}

	async function take({ wedding, from, passed, events, to }: Page): Promise<void> {
		const at = clock.now();
		const effects = await deadline(clock, patienceMs, observer.observe(events, at));
		const unsaved = passed + events.length;
		if (effects === nothing && unsaved < mostUnsaved) {
			tries.delete(wedding);
			return remember(wedding, { at: to, from, passed: unsaved });
		}
		pass?.('observed');
		const isStored = await store.observe({ ...effects, observer: observer.name, wedding, from, to, at });
		pass?.('noted');
		remember(wedding, isStored ? placeAt(to) : undefined);
		tries.delete(wedding);
		if (isStored) tell(effects, events);
	}

	/** It is stored: whatever goes wrong now is no reason to make it again. */
	function tell(effects: Effects, events: readonly WeddingEvent[]): void {
		try {
			observer.stored?.(effects, events);
		} catch (fault) {
			log.error('observer-told-nobody', { observer: observer.name, error: fault });
		}
	}

	async function failed({ wedding, from, events, to }: Page, fault: unknown): Promise<void> {
		const [event] = events;
		if (events.length > 1 || event === undefined) {
			careful.set(wedding, to);
			return;
		}
		const count = (tries.get(wedding) ?? 0) + 1;
		tries.set(wedding, count);
		if (count < mostTries) return rest(wedding, firstRestMs * 4 ** (count - 1));
		const { name, message } = fault instanceof Error ? fault : new Error(String(fault));
		const letter = {
			event: event.id,
			seq: event.seq,
			index: event.index,
			fault: `${name}: ${message}`.slice(0, longestFault),
			tries: count,
		};
		const at = clock.now();
		const isStored = await store.observe({
			observer: observer.name,
			wedding,
			from,
			to,
			at,
			letters: [letter],
		});
		remember(wedding, isStored ? placeAt(to) : undefined);
		tries.delete(wedding);
		log.error('event-put-aside', { observer: observer.name, wedding, seq: event.seq, reason: name });
	}

	function troubled(wedding: WeddingId, fault: unknown): void {
		if (isClosed) return;
		if (fault instanceof StorageDead) return fatal(fault);
		// No room, or rows that cannot be read: the cursor stands, and everything comes when it can.
		const reason = fault instanceof Error ? fault.name : 'unknown';
		log.warn('observer-rests', { observer: observer.name, wedding, reason });
		rest(wedding, troubleMs);
	}

	function rest(wedding: WeddingId, ms: Millis): void {
		const cancel = clock.after(ms, () => {
			resting.delete(wedding);
			wake(wedding);
		});
		resting.set(wedding, cancel);
	}

	function isCareful(wedding: WeddingId, { seq, index }: EventCursor): boolean {
		const to = careful.get(wedding);
		if (to !== undefined && (seq < to.seq || (seq === to.seq && index < to.index))) return true;
		careful.delete(wedding);
		return false;
	}

	function remember(wedding: WeddingId, place: Place | undefined): void {
		places.delete(wedding);
		if (place === undefined) return;
		places.set(wedding, place);
		const oldest = places.keys().next().value;
		if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest);
	}

	return {
		wake,
		async start() {
			for (const { wedding } of await store.behind(observer.name)) wake(wedding);
		},
		async redo(event) {
			const { wedding } = event;
			const at = clock.now();
			const effects = await deadline(clock, patienceMs, observer.observe([event], at));
			for (let isStored = false; !isStored; ) {
				// Beside the loop: the cursor stays where it stands, and whoever moves it meanwhile makes this try again.
				const here = await store.cursor(observer.name, wedding);
				isStored = await store.observe({
					...effects,
					observer: observer.name,
					wedding,
					from: here,
					to: here,
					at,
				});
			}
			tell(effects, [event]);
		},
		get waiting() {
			return due.size + resting.size;
		},
		async close() {
			isClosed = true;
			for (const cancel of resting.values()) cancel();
			// Nothing of what is not stored by then has happened.
			const patience = new Promise<void>((resolve) => clock.after(goodbyeMs, resolve));
			await Promise.race([Promise.all(active.values()), patience]);
		},
	};
}

const placeAt = (at: EventCursor): Place => ({ at, from: at, passed: 0 });

/** Events of one wedding taken in one transaction. */
const pageSize = 100;
/** Others need not wait for a wedding that reads its plan. */
const weddingsAtOnce = 4;
/** An event that fails so often is put aside: after some two seconds. */
const mostTries = 4;
const firstRestMs: Millis = 100;
const troubleMs: Millis = 5_000;
/** Longer is as good as never. */
const patienceMs: Millis = 30_000;
const goodbyeMs: Millis = 2_000;
const longestFault = 500;
const mostPlaces = 10_000;
/** Events that may have to be looked at once more after a crash. */
const mostUnsaved = 1_000;
