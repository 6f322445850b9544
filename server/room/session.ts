/** One connected socket in a room, from the room's side; the socket itself is a port of three calls. */
import type { DeviceId, TabId } from '../../shared/ids.ts';

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
