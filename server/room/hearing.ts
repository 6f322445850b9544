/**
 * What comes in over a socket, message by message: updates go into their session's line, to be read when it is their turn; the rest
 * goes where it belongs at once. Guards: a message nobody can read ends its session, never the room; everything is counted towards
 * its session's share, whatever it is.
 */
import { tabId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import { decode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import type { Heard, RoomDeps, Whereabouts } from './door.ts';
import type { Greeting, LeaseWish } from './greeting.ts';
import { limits } from './limits.ts';
import type { Lines } from './line.ts';
import type { Presence } from './presence.ts';
import type { Seat } from './session.ts';
import { createSignatureCheck } from './signature.ts';

/** What it needs of its room. */
export interface HearingRoom {
	readonly lines: Pick<Lines, 'add' | 'charge'>;
	readonly greeting: Pick<Greeting, 'ask'>;
	readonly presence: Pick<Presence, 'hear' | 'greet'>;
	readonly put: (item: Heard | ({ readonly kind: 'lease' } & LeaseWish)) => void;
}

/** Never throws on what it is told. */
export type Hear = (seat: Seat, bytes: Uint8Array) => void;

export function createHearing(
	deps: RoomDeps & Whereabouts,
	{ lines, greeting, presence, put }: HearingRoom,
): Hear {
	const { cpu = () => 0 } = deps;
	const isSigned = createSignatureCheck(deps, deps);

	function hearUpdate(seat: Seat, message: UpdateMessage, size: number): void {
		const n = seat.count(size);
		const bounds = message.kind === 'step2' ? limits.catchUp : limits.live;
		const signed = message.kind === 'signed' ? { header: message.header, isValid: false } : undefined;
		const take = (): Heard => {
			const from = cpu();
			const read = readUpdate(message.update, bounds);
			const ms = cpu() - from;
			const heard: Heard = { kind: 'update', seat, n, size, read, ms, ...(signed && { signed }) };
			put(heard);
			return heard;
		};
		if (signed === undefined) lines.add(seat, { size, take });
		else {
			lines.charge(seat, { cpu: limits.verifyMs });
			const check = async () => {
				signed.isValid = await isSigned(signed.header, message.update);
			};
			lines.add(seat, { size, take, ready: check().catch(deps.fatal) });
		}
		deps.pass?.('received');
	}

	function hearOther(seat: Seat, message: Message): void {
		switch (message.kind) {
			case 'step1':
				if (message.stateVector.length > limits.stateVectorBytes)
					return seat.close(closeCodes.tooLarge, 'too-large');
				greeting.ask(seat, message.stateVector);
				break;
			case 'lease-request':
				if (seat.wish.receipts)
					put({ kind: 'lease', seat, wanted: message.client, tab: tabId.safeParse(message.tab).data });
				break;
			case 'awareness':
				presence.hear(seat, message.entries);
				break;
			case 'query-awareness':
				presence.greet(seat);
				break;
			default: // A number of a later version, or one that only clients hear.
				break;
		}
	}

	return (seat, bytes) => {
		const from = cpu();
		const decoded = decode(bytes, 'to-server');
		if (!decoded.ok) return seat.close(closeCodes.noAccess, decoded.error.code);
		const message = decoded.value;
		if (carriesUpdate(message)) hearUpdate(seat, message, bytes.length);
		// Of somebody on the way out only what they made is of interest still.
		else if (seat.state !== 'dismissed') hearOther(seat, message);
		lines.charge(seat, { bytes: bytes.length, frames: 1, cpu: cpu() - from });
	};
}

type UpdateMessage = Extract<Message, { kind: 'step2' | 'update' | 'signed' }>;
const carriesUpdate = (message: Message): message is UpdateMessage =>
	message.kind === 'step2' || message.kind === 'update' || message.kind === 'signed';
