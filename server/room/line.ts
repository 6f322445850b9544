/**
 * What sessions have sent and the room has not taken up yet: one line for each session, in the order it came. The first waits
 * while its signature is checked, while enough of the same session lies in the room already, and while the session has taken
 * more than its share; its socket is not read meanwhile, and nobody else waits for it. Guards: nothing is lost, overtaken or
 * refused by waiting.
 */
import type { Cancel, Clock, Millis } from '../../shared/clock.ts';
import type { Allowance } from './allowance.ts';
import type { Cost } from './budget.ts';
import type { Heard } from './door.ts';
import { limits } from './limits.ts';
import type { Seat } from './session.ts';

/** A message on its way to its turn. */
export interface Turn {
	readonly size: number;
	/** It is not its turn before this has come true. */
	readonly ready?: Promise<unknown>;
	/** Hands it to the room. */
	take(): Heard;
}

export interface Lines {
	/** For a seat that was just taken. */
	open(seat: Seat, allowance: Allowance): void;
	add(seat: Seat, turn: Turn): void;
	/** The session has taken this much; it may have to wait for more. */
	charge(seat: Seat, cost: Cost): void;
	/** The room is done with it, whatever became of it; twice is once. */
	done(heard: Heard, ms: number): void;
	/** The other side is gone; what it has sent still has its turn. */
	left(seat: Seat): void;
	/** Nothing waits for its share any more; resolves when nothing waits for anything outside the room any more. */
	drain(): Promise<void>;
	/** Nothing has its turn any more. */
	close(): void;
	/** Messages whose turn has not come. */
	readonly waiting: number;
}

export function createLines(clock: Clock, slowed: (ms: Millis) => void = () => undefined): Lines {
	const lines = new Map<Seat, Line>();
	const pending = new Set<Promise<unknown>>();
	let isClosed = false;

	function waitOf({ allowance, isHurried }: Line): Millis {
		return isHurried ? 0 : allowance.wait();
	}

	/** Stops and goes on reading as the share says, and lets through whose turn it is. */
	function review(seat: Seat, line: Line): void {
		if (isClosed) return;
		const wait = waitOf(line);
		if (wait > 0) {
			line.slowSince ??= clock.now();
			seat.slow(true);
			line.timer ??= clock.after(wait, () => {
				line.timer = undefined;
				review(seat, line);
			});
			return;
		}
		if (line.slowSince !== undefined) {
			slowed(clock.now() - line.slowSince);
			line.slowSince = undefined;
			seat.slow(false);
		}
		letThrough(line);
		if (line.isLeft && line.waiting.length === 0 && line.inRoom.size === 0) lines.delete(seat);
	}

	function letThrough(line: Line): void {
		for (let turn = line.waiting[0]; turn !== undefined; turn = line.waiting[0]) {
			if (!line.ready.has(turn) || isFull(line, turn) || waitOf(line) > 0) return;
			line.waiting.shift();
			const heard = turn.take();
			line.inRoom.add(heard);
			line.bytesInRoom += turn.size;
			if (heard.read.ok) {
				const { structs, deletes } = heard.read.value;
				line.allowance.take({ structs: structs.length + deletes.length });
			}
		}
	}

	return {
		open(seat, allowance) {
			const line = {
				allowance,
				waiting: [],
				ready: new WeakSet<Turn>(),
				inRoom: new Set<Heard>(),
				bytesInRoom: 0,
				isHurried: false,
				isLeft: false,
			};
			lines.set(seat, line);
			review(seat, line);
		},
		add(seat, turn) {
			const line = lines.get(seat);
			if (line === undefined) throw new Error('a message of nobody who sits here');
			line.waiting.push(turn);
			const isReady = () => {
				line.ready.add(turn);
				review(seat, line);
			};
			if (turn.ready === undefined) return isReady();
			const done = turn.ready.then(isReady);
			pending.add(done);
			void done.finally(() => pending.delete(done));
		},
		charge(seat, cost) {
			const line = lines.get(seat);
			if (line === undefined) return;
			line.allowance.take(cost);
			review(seat, line);
		},
		done(heard, ms) {
			const line = lines.get(heard.seat);
			if (line === undefined || !line.inRoom.delete(heard)) return;
			line.bytesInRoom -= heard.size;
			const all = heard.ms + ms;
			line.allowance.take({ cpu: all, strain: Math.max(0, all - limits.strainMs) });
			review(heard.seat, line);
		},
		left(seat) {
			const line = lines.get(seat);
			if (line === undefined) return;
			line.isLeft = true;
			review(seat, line);
		},
		async drain() {
			for (const [seat, line] of [...lines]) {
				line.isHurried = true;
				review(seat, line);
			}
			while (pending.size > 0) await Promise.all(pending);
		},
		close() {
			isClosed = true;
			for (const { timer } of lines.values()) timer?.();
			lines.clear();
		},
		get waiting() {
			let count = 0;
			for (const { waiting } of lines.values()) count += waiting.length;
			return count;
		},
	};
}

interface Line {
	readonly allowance: Allowance;
	readonly waiting: Turn[];
	readonly ready: WeakSet<Turn>;
	/** What the room has of it. */
	readonly inRoom: Set<Heard>;
	bytesInRoom: number;
	isHurried: boolean;
	isLeft: boolean;
	slowSince?: Millis | undefined;
	timer?: Cancel | undefined;
}

/** One large message goes alone; many small ones go together. */
function isFull({ inRoom, bytesInRoom, isHurried }: Line, { size }: Turn): boolean {
	if (inRoom.size === 0 || isHurried) return false;
	return inRoom.size >= limits.turnUpdates || bytesInRoom + size > limits.turnBytes;
}
