/**
 * One connected socket in a room, from the room's side: it numbers what comes, says what became of it, and is cut when it does
 * not read. The socket itself is a port of a few calls. It decodes; it judges nothing.
 */
import type { Millis } from '../../shared/clock.ts';
import type { DeviceId, TabId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import { type Refusal, refusals } from '../../shared/wire/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import { limits } from './limits.ts';

export interface SessionSocket {
	send(bytes: Uint8Array): void;
	/** Bytes accepted by `send` that the other side has not taken yet. */
	buffered(): number;
	close(code: number, reason: string): void;
	/** Stop and go on reading from the other side: how the server says "slower" without refusing anything. */
	pause(): void;
	resume(): void;
}

/** What the address of the connection asked for. */
export interface SessionWish {
	/** Receipts, refusals, leases and hello are wanted (`?receipts=1`). */
	readonly receipts: boolean;
	readonly device?: DeviceId;
	readonly tab?: TabId;
	/** The client id this tab would like to go on writing under. */
	readonly client?: number;
}

export interface Session {
	/** A whole binary message from the other side. Never throws on what it says. */
	hear(bytes: Uint8Array): void;
	/** The socket is closed; call once. */
	left(): void;
}

/** The other half: what the room does with a session. */
export interface Seat {
	readonly principal: Principal;
	readonly wish: SessionWish;
	/**
	 * `refused`: hears no more updates; `left`: what it has sent is still judged; `dismissed`: its person was removed, what it has
	 * sent and sends while it goes is held for others to decide; `closed`: hears and is told nothing.
	 */
	readonly state: 'open' | 'left' | 'refused' | 'dismissed' | 'closed';
	/** Client ids this socket was given to write under. */
	readonly leased: Set<number>;
	/** Set once it was answered a step 1: from then on it is told every change. */
	synced: boolean;
	/** Counts an update-bearing message in; answers its number. */
	count(bytes: number): number;
	/** Message `n` is durable or was known; `seq` is where the newest stands. */
	settle(n: number, bytes: number, seq: number): void;
	/** Tells the receipts that have become true since the last call: one message for a whole tick. */
	receipt(): void;
	refuse(n: number, refusal: Refusal): void;
	/** Refuses message `n`, which somebody else made, and goes on hearing this session's own. */
	decline(n: number, bytes: number, refusal: Refusal): void;
	/** Whether it is read more slowly, having taken more than its share. */
	slow(isSlow: boolean): void;
	tell(bytes: Uint8Array): void;
	say(message: Exclude<Message, { kind: 'unknown' }>): void;
	/** Looks after a silent or unread socket; `silence` is what to send to one that was told nothing lately. */
	beat(silence: Uint8Array): void;
	close(code: number, reason: string): void;
	/** Closes the socket of somebody who was removed. */
	dismiss(code: number, reason: string): void;
	/** The other side is gone. */
	leave(): void;
}

export function createSeat(
	principal: Principal,
	socket: SessionSocket,
	wish: SessionWish,
	now: () => Millis,
): Seat {
	let state: Seat['state'] = 'open';
	let counted = 0;
	/** All up to here are settled; later ones may be, out of order, while an earlier one waits for what it stands on. */
	let settled = 0;
	const ahead = new Set<number>();
	let told = 0;
	let newest = 0;
	let unjudged = 0;
	let isPiled = false;
	let isSlow = false;
	let isPaused = false;
	let toldAt = now();
	/** Bytes handed to the socket so far, and how many of them the other side had taken when we last looked. */
	let sent = 0;
	let taken = 0;
	let takenAt = now();
	/** The size of what is large by itself (a newcomer's document, a catch-up): everybody may take their time over that. */
	let whole = 0;

	function read(): void {
		const isRead = state === 'open' || state === 'refused' || state === 'dismissed';
		const isStopped = (state === 'open' && isPiled) || (isRead && isSlow);
		if (isStopped === isPaused) return;
		isPaused = isStopped;
		if (isStopped) socket.pause();
		else socket.resume();
	}

	const seat: Seat = {
		principal,
		wish,
		leased: new Set(),
		synced: false,
		get state() {
			return state;
		},
		count(bytes) {
			counted += 1;
			// After a refusal nothing is judged any more, and nothing piles up.
			if (state !== 'open') return counted;
			unjudged += bytes;
			if (unjudged > limits.pauseBytes) isPiled = true;
			read();
			return counted;
		},
		settle(n, bytes, seq) {
			unjudged -= bytes;
			if (unjudged <= limits.pauseBytes / 2) isPiled = false;
			read();
			ahead.add(n);
			while (ahead.delete(settled + 1)) settled += 1;
			newest = Math.max(newest, seq);
		},
		receipt() {
			if (!wish.receipts || settled === told) return;
			told = settled;
			seat.say({ kind: 'receipt', n: settled, seq: newest });
		},
		refuse(n, refusal) {
			if (state === 'left') state = 'closed';
			if (state !== 'open') return;
			seat.receipt();
			if (!wish.receipts) return seat.close(refusals[refusal.code].closeCode, refusal.code);
			state = 'refused';
			read();
			seat.say({ kind: 'refusal', n, refusal });
		},
		decline(n, bytes, refusal) {
			if (state !== 'open') return;
			seat.receipt();
			if (!wish.receipts) return seat.close(refusals[refusal.code].closeCode, refusal.code);
			seat.settle(n, bytes, newest);
			// Its refusal is its answer: what it stands before gets a receipt of its own.
			if (settled === n) told = n;
			seat.say({ kind: 'refusal', n, refusal });
		},
		slow(is) {
			isSlow = is;
			read();
		},
		say(message) {
			seat.tell(encode(message));
		},
		tell(bytes) {
			if (state !== 'open' && state !== 'refused') return;
			toldAt = now();
			if (socket.buffered() === 0) takenAt = now();
			sent += bytes.length;
			if (bytes.length > limits.slowReaderBytes / 2) whole += bytes.length;
			socket.send(bytes);
			if (socket.buffered() > limits.slowReaderBytes + whole)
				seat.close(closeCodes.tryAgain, 'reads too slowly');
		},
		beat(silence) {
			if (state !== 'open' && state !== 'refused') return;
			const unread = socket.buffered();
			if (unread === 0) whole = 0;
			if (unread === 0 || sent - unread > taken) takenAt = now();
			taken = sent - unread;
			if (now() - takenAt >= limits.slowReaderMs) return seat.close(closeCodes.tryAgain, 'reads nothing');
			if (now() - toldAt >= limits.keepAliveMs / 2) seat.tell(silence);
		},
		close(code, reason) {
			if (state !== 'open' && state !== 'refused') return;
			state = 'closed';
			socket.close(code, reason);
		},
		dismiss(code, reason) {
			if (state !== 'open') return seat.close(code, reason);
			state = 'dismissed';
			socket.close(code, reason);
		},
		leave() {
			if (state === 'dismissed') return;
			state = state === 'open' ? 'left' : 'closed';
		},
	};
	return seat;
}
