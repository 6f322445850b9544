/** A line to the relay: one socket, from dialling to its end. A port; `connection.ts` makes it of y-websocket's provider. */
import type { Message } from '../../shared/wire/message.ts';

export interface Line {
	/** Does nothing on a line that is not open. */
	send(message: Exclude<Message, { kind: 'unknown' }>): void;
	/** Ends it; nothing more is heard of it, `closed` neither. */
	close(): void;
}

export interface LineEvents {
	opened(): void;
	heard(message: Message): void;
	/** Over, by the other side or by the network; 1006 when no reason was given. Called once, also if it never opened. */
	closed(code: number, reason?: string): void;
}

export interface Call {
	readonly token: string;
	readonly device: string;
	readonly tab: string;
	/** The client id we would like to write under. */
	readonly client: number;
}

export type Dial = (call: Call, events: LineEvents) => Line;
