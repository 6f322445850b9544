/** A socket whose other side takes what it is given only when told to; it remembers whether it is read. */
import type { SessionSocket } from '../../server/room/session.ts';

export interface SlowSocket extends Partial<SessionSocket> {
	readonly isPaused: boolean;
	/** Bytes that lie unread from now on, whatever is sent. */
	unread: number | 'all';
	/** How often it was asked to stop. */
	readonly pauses: number;
	take(bytes: number): void;
	/** Counts what is sent; to be called by the port that wraps it. */
	readonly sent: number;
}

export function slowSocket(): SlowSocket {
	let isPaused = false;
	let pauses = 0;
	let sent = 0;
	let taken = 0;
	const socket: SlowSocket = {
		unread: 0,
		get isPaused() {
			return isPaused;
		},
		get pauses() {
			return pauses;
		},
		get sent() {
			return sent;
		},
		take(bytes) {
			taken += bytes;
		},
		send(bytes) {
			sent += bytes.length;
		},
		buffered: () => (socket.unread === 'all' ? Math.max(0, sent - taken) : socket.unread),
		pause() {
			isPaused = true;
			pauses += 1;
		},
		resume() {
			isPaused = false;
		},
	};
	return socket;
}
