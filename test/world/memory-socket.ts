/** A `WebSocket` class whose other end is a room in this process, for stock providers under a clock that a test moves. */
import type { Principal } from '../../server/auth/principal.ts';
import type { Room } from '../../server/room/door.ts';
import type { Session } from '../../server/room/session.ts';

export interface Door {
	/** Undefined while nothing listens: connections fail. */
	room: Room | undefined;
	/** How often somebody tried to come in. */
	tries: number;
}

export function memorySocket(door: Door, principal: Principal): typeof WebSocket {
	class MemorySocket {
		static readonly OPEN = 1;
		readonly OPEN = 1;
		binaryType = 'arraybuffer';
		readyState = 0;
		onopen: (() => void) | null = null;
		onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
		onclose: ((event: { code: number; reason: string }) => void) | null = null;
		onerror: ((event: unknown) => void) | null = null;
		#session: Session | undefined;

		constructor() {
			door.tries += 1;
			setTimeout(() => this.#open(), 1);
		}

		#open(): void {
			const { room } = door;
			if (room === undefined) {
				this.onerror?.({});
				return this.#closed(1006, '');
			}
			this.readyState = 1;
			const port = {
				send: (bytes: Uint8Array) => {
					const data = bytes.slice().buffer;
					setTimeout(() => this.readyState === 1 && this.onmessage?.({ data }), 1);
				},
				buffered: () => 0,
				close: (code: number, reason: string) => void setTimeout(() => this.#closed(code, reason), 1),
				pause: () => undefined,
				resume: () => undefined,
			};
			this.#session = room.enter(principal, port, { receipts: false });
			this.onopen?.();
		}

		send(data: ArrayBuffer | Uint8Array): void {
			const bytes = new Uint8Array(data).slice();
			setTimeout(() => this.#session?.hear(bytes), 1);
		}

		close(): void {
			setTimeout(() => this.#closed(1000, ''), 1);
		}

		#closed(code: number, reason: string): void {
			if (this.readyState === 3) return;
			this.readyState = 3;
			this.#session?.left();
			this.onclose?.({ code, reason });
		}
	}
	// As much of the class as a provider uses.
	return MemorySocket as unknown as typeof WebSocket;
}
