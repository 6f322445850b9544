/**
 * A device at a wedding over a line that delivers only when told: a stock client, or one with receipts that keeps its frames
 * until they have theirs. It does what y-websocket does (or the SDK's outbox), and nothing else; a test cranks the line.
 */
import * as Y from 'yjs';
import type { Role } from '../../shared/access/roles.ts';
import type { Room } from '../../server/room/door.ts';
import type { Session } from '../../server/room/session.ts';
import { decode, encode } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Replica } from './replica.ts';
import { principal } from './wedding.ts';

export interface Participant {
	readonly replica: Replica;
	readonly isConnected: boolean;
	/** Why the server said no, apart from gaps: an honest device must never hear it. */
	readonly refusals: readonly string[];
	connect(room: Room): void;
	/** The line breaks; what was on it is lost. */
	disconnect(): void;
	/** Delivers up to so many messages in this direction; answers whether there were any. */
	deliver(direction: 'up' | 'down', count: number): boolean;
	/** Sends one of its own frames once more. */
	repeat(which: number): void;
}

interface Frame {
	readonly bytes: Uint8Array;
	isReceipted: boolean;
}

export interface Invited {
	readonly name: string;
	readonly role?: Role;
	readonly receipts: boolean;
	/** Emergency access for all time: may write the whole plan under whatever role. */
	readonly raised?: true;
}

export function participant(replica: Replica, invited: Invited): Participant {
	const { receipts } = invited;
	const { doc } = replica;
	const frames: Frame[] = [];
	const refusals: string[] = [];
	let line: Line | undefined;
	/** The lease it writes under, once it has one. */
	let leased: number | undefined;

	doc.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin === 'server') return;
		const frame = { bytes: new Uint8Array(update), isReceipted: false };
		frames.push(frame);
		if (line !== undefined && (!receipts || line.isSynced)) line.send(frame);
	});

	function hear(message: Message, at: Line): void {
		switch (message.kind) {
			case 'step1':
				if (!receipts) at.say({ kind: 'step2', update: Y.encodeStateAsUpdate(doc, message.stateVector) });
				break;
			case 'step2':
			case 'update':
				Y.applyUpdate(doc, message.update, 'server');
				if (message.kind === 'step2' && receipts && !at.isSynced) {
					at.isSynced = true;
					for (const frame of frames) if (!frame.isReceipted) at.send(frame);
				}
				break;
			case 'lease':
				// An id is changed only while nothing was written under it.
				if (leased === undefined && frames.length === 0) doc.clientID = message.client;
				leased ??= doc.clientID;
				break;
			case 'receipt':
				for (const frame of at.sent.slice(0, message.n)) frame.isReceipted = true;
				break;
			case 'refusal':
				if (message.refusal.code === 'missing-dependency') part();
				else refusals.push(`${message.refusal.code}: ${message.refusal.reason}`);
				break;
			default:
				break;
		}
	}

	function part(): void {
		line?.session.left();
		line = undefined;
	}

	return {
		replica,
		refusals,
		get isConnected() {
			return line !== undefined;
		},
		connect(room) {
			part();
			const at = openLine(room, invited, leased, (code, reason) => {
				if (code !== 1013 && code !== 1012) refusals.push(`${code} ${reason}`);
				if (line === at) line = undefined;
			});
			line = at;
			at.say({ kind: 'step1', stateVector: Y.encodeStateVector(doc) });
		},
		disconnect: part,
		deliver(direction, count) {
			const at = line;
			if (at === undefined) return false;
			const waiting = direction === 'up' ? at.up : at.down;
			const some = waiting.splice(0, count);
			for (const bytes of some) {
				// What comes behind a broken line is lost.
				if (line !== at) break;
				if (direction === 'up') at.session.hear(bytes);
				else hear(read(bytes), at);
			}
			return some.length > 0;
		},
		repeat(which) {
			const frame = frames[which % Math.max(1, frames.length)];
			if (frame !== undefined && line !== undefined && (!receipts || line.isSynced)) line.send(frame);
		},
	};
}

interface Line {
	readonly session: Session;
	readonly up: Uint8Array[];
	readonly down: Uint8Array[];
	/** Frames by their number on this connection. */
	readonly sent: Frame[];
	isSynced: boolean;
	say(message: Exclude<Message, { kind: 'unknown' }>): void;
	send(frame: Frame): void;
}

function openLine(
	room: Room,
	{ name, role, receipts, raised }: Invited,
	client: number | undefined,
	closed: (code: number, reason: string) => void,
): Line {
	const up: Uint8Array[] = [];
	const down: Uint8Array[] = [];
	const sent: Frame[] = [];
	const session = room.enter(
		{ ...principal(name, role), ...(raised === true ? { raised: { until: Number.MAX_SAFE_INTEGER } } : {}) },
		{
			send: (bytes) => void down.push(new Uint8Array(bytes)),
			buffered: () => 0,
			close: closed,
			pause: () => undefined,
			resume: () => undefined,
		},
		{ receipts, ...(client === undefined ? {} : { client: client as never }) },
	);
	const line: Line = {
		session,
		up,
		down,
		sent,
		isSynced: false,
		say: (message) => void up.push(encode(message)),
		send(frame) {
			sent.push(frame);
			line.say({ kind: 'update', update: frame.bytes });
		},
	};
	return line;
}

function read(bytes: Uint8Array): Message {
	const decoded = decode(bytes, 'to-client');
	if (!decoded.ok) throw new Error(decoded.error.reason);
	return decoded.value;
}
