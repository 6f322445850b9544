/**
 * One queue for each lane, wedding and slot: when its next delivery is due, whether it may be looked at, and whose turn it is. Guards that
 * a claim finds the next due row without looking past what waits elsewhere; every change to a queue's deliveries ends in `refresh`.
 */
import type { Channel, Priority } from '../../../shared/notices/channel.ts';
import { roomOf } from '../slot-room.ts';
import type { Database } from './database.ts';

export interface QueueRow {
	readonly id: number;
	readonly wedding: string;
	readonly room: number;
	readonly in_flight: number;
	readonly wake: number | null;
	readonly turn: number;
}

export interface Queues {
	/** The queue that such a delivery waits in; made if absent. */
	of(place: {
		readonly lane: Priority;
		readonly wedding: string;
		readonly slot: string;
		readonly channel: Channel;
	}): number;
	/** By how many more, or fewer, are on their way. */
	fly(queue: number, by: 1 | -1): void;
	refresh(queues: Iterable<number>): void;
	/** Queues whose moment has come get their place in the round. */
	admit(lane: Priority, now: number): void;
	/** Whose turn it is; it has to be given back. */
	next(lane: Priority): QueueRow | undefined;
	/** After it was served and refreshed: to the end of the round if more is due. */
	giveBack(lane: Priority, queue: QueueRow, now: number): void;
	hold(slot: string, reason: string, until: number): void;
	release(slot: string, dueAt: number): void;
}

export function createQueues(db: Database): Queues {
	const find = db.prepare('SELECT id FROM queues WHERE lane = ? AND wedding = ? AND slot = ?').pluck();
	const make = db.prepare(
		`INSERT INTO queues (lane, wedding, slot, room, in_flight, hold_until)
		 VALUES (@lane, @wedding, @slot, @room, 0,
			coalesce((SELECT until FROM slots WHERE slot = @slot AND (@lane <> 'emergency' OR until >= ${endless})), 0))`,
	);
	const fly = db.prepare('UPDATE queues SET in_flight = in_flight + ? WHERE id = ?');
	const look = db.prepare(
		`UPDATE queues SET next_due =
			(SELECT min(due_at) FROM deliveries WHERE queue = queues.id AND state = 'pending' AND ready = 1)
		 WHERE id = ?`,
	);
	const settle = db.prepare(
		`UPDATE queues SET wake = ${wake}, turn = iif(${wake} IS NULL, NULL, turn) WHERE id = ?`,
	);
	const woken = db.prepare(
		'SELECT id, wedding FROM queues WHERE lane = ? AND wake <= ? AND wake IS NOT NULL AND turn IS NULL LIMIT 500',
	);
	const setTurn = db.prepare('UPDATE queues SET turn = ? WHERE id = ?');
	const first = db.prepare(
		`SELECT id, wedding, room, in_flight, wake, turn FROM queues
		 WHERE lane = ? AND turn IS NOT NULL ORDER BY turn LIMIT 1`,
	);
	const wakeOf = db.prepare('SELECT wake FROM queues WHERE id = ?').pluck();
	const putHold = db.prepare(
		`INSERT INTO slots VALUES (@slot, @until, @reason)
		 ON CONFLICT DO UPDATE SET until = excluded.until, reason = excluded.reason WHERE until < excluded.until`,
	);
	const hold = db.prepare(
		`UPDATE queues SET hold_until = @until, turn = NULL,
			wake = iif(wake IS NULL OR @until >= ${endless}, NULL, max(wake, @until))
		 WHERE slot = @slot AND hold_until < @until AND (lane <> 'emergency' OR @until >= ${endless})`,
	);
	const putRelease = db.prepare('INSERT OR REPLACE INTO slots VALUES (?, ?, ?)');
	const release = db
		.prepare("UPDATE queues SET hold_until = iif(lane = 'emergency', 0, ?) WHERE slot = ? RETURNING id")
		.pluck();
	// Rounds begin anew with the process: everybody has had as much.
	db.prepare('UPDATE queues SET turn = NULL WHERE turn IS NOT NULL').run();
	const had = new Map<string, number>();

	/** Start-time fair queueing: a wedding's next place is one behind its last, or behind what is being served now. */
	function placeFor(lane: Priority, wedding: string): number {
		const key = `${lane} ${wedding}`;
		const place = Math.max(had.get(lane) ?? 0, had.get(key) ?? 0) + 1;
		had.set(key, place);
		return place;
	}

	function refresh(queues: Iterable<number>): void {
		for (const id of new Set(queues)) {
			look.run(id);
			settle.run(id);
		}
	}

	return {
		of({ lane, wedding, slot, channel }) {
			const found = find.get(lane, wedding, slot);
			if (typeof found === 'number') return found;
			return Number(make.run({ lane, wedding, slot, room: roomOf(channel, lane) }).lastInsertRowid);
		},
		fly: (queue, by) => void fly.run(by, queue),
		refresh,
		admit(lane, now) {
			for (const { id, wedding } of woken.all(lane, now) as { id: number; wedding: string }[])
				setTurn.run(placeFor(lane, wedding), id);
			if (had.size > mostRemembered) had.clear();
		},
		next(lane) {
			const queue = first.get(lane) as QueueRow | undefined;
			if (queue !== undefined) had.set(lane, queue.turn);
			return queue;
		},
		giveBack(lane, { id, wedding }, now) {
			const next = wakeOf.get(id);
			setTurn.run(typeof next === 'number' && next <= now ? placeFor(lane, wedding) : null, id);
		},
		hold(slot, reason, until) {
			putHold.run({ slot, reason, until });
			hold.run({ slot, until });
		},
		release(slot, dueAt) {
			putRelease.run(slot, dueAt, 'released');
			refresh(release.all(dueAt, slot) as number[]);
		},
	};
}

/** A hold without an end. */
export const endless = Number.MAX_SAFE_INTEGER;
const wake = `iif(next_due IS NULL OR in_flight >= room OR hold_until >= ${endless}, NULL, max(next_due, hold_until))`;
/** Fairness forgets, rather than grow without end. */
const mostRemembered = 100_000;
