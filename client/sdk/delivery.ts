/**
 * The outbox on one line: which frames were sent as which message, what their receipts mean, which one was refused. Sends frames as
 * they are and in order, a window at a time; marks those that were made offline as offered, durably, before they leave.
 */
import type { Carrier } from './carrier.ts';
import type { Claims } from './claims.ts';
import type { Frame } from './frame.ts';
import { heldBack } from './held-back.ts';
import type { Journal } from './journal.ts';
import type { Outbox } from './outbox.ts';
import type { SignedFrame } from './signed-frame.ts';

export interface Delivery {
	/** Sends what may be sent now; call after anything was released, taken or receipted. */
	pump(): void;
	/** Messages up to `n` are durable: the frames that were. */
	receipted(n: number): readonly Frame[];
	/** Message `n` was somebody else's frame, which the relay refused: true if it was one. */
	declined(n: number): boolean;
	/** What was sent as message `n`. */
	sentAs(n: number): Frame | undefined;
	/** The largest frame sent and not yet receipted: the one a relay means that closes with "too large". */
	largest(): Frame | undefined;
	/** Nothing more is sent. */
	stop(): void;
}

export interface DeliveryDeps {
	readonly outbox: Outbox;
	readonly journal: Pick<Journal, 'add'>;
	/** Under which ids nothing may be sent for now. */
	readonly claims: Pick<Claims, 'isClear' | 'isDoubted'>;
	readonly send: (update: Uint8Array) => void;
	/** Others' frames. */
	readonly carrier: Pick<Carrier, 'open' | 'settle'>;
	readonly sendSigned: (frame: SignedFrame) => void;
}

export function createDelivery(deps: DeliveryDeps): Delivery {
	const { outbox, journal, claims, send, carrier, sendSigned } = deps;
	/** By message number, in order. */
	const sent = new Map<number, Frame>();
	const sentIds = new Set<string>();
	const carried = new Map<number, SignedFrame>();
	const carriedHere = new Set<SignedFrame>();
	let count = 0;
	let isMarking = false;
	let isStopped = false;

	function pump(): void {
		if (!isStopped) carry();
		for (const frame of sendable()) {
			if (!frame.offered) return mark();
			count++;
			sent.set(count, frame);
			sentIds.add(frame.id);
			send(frame.update);
		}
	}

	function carry(): void {
		for (const frame of carrier.open) {
			if (carriedHere.has(frame)) continue;
			carriedHere.add(frame);
			count++;
			carried.set(count, frame);
			sendSigned(frame);
		}
	}

	/** From the first unsent frame up to one that is not committed here, as far as the window goes. */
	function sendable(): readonly Frame[] {
		if (isStopped || isMarking) return [];
		const next: Frame[] = [];
		const held = claims.isClear ? nothing : heldBack(outbox.frames, claims.isDoubted);
		for (const frame of outbox.frames) {
			if (sent.size + next.length >= windowFrames || !outbox.isReleased(frame.id)) break;
			if (!sentIds.has(frame.id) && !held.has(frame.id)) next.push(frame);
		}
		return next;
	}

	function mark(): void {
		const offered = sendable()
			.filter((frame) => !frame.offered)
			.map((frame) => ({ ...frame, offered: true }));
		isMarking = true;
		const edits = offered.map((frame) => ({ kind: 'frame', frame }) as const);
		journal.add(edits, () => {
			isMarking = false;
			for (const frame of offered) outbox.update(frame);
			pump();
		});
	}

	return {
		pump,
		receipted(n) {
			for (const [number, frame] of carried) {
				if (number > n) break;
				carried.delete(number);
				carrier.settle(frame, true);
			}
			const frames: Frame[] = [];
			for (const [number, frame] of sent) {
				if (number > n) break;
				sent.delete(number);
				frames.push(outbox.get(frame.id) ?? frame);
			}
			return frames;
		},
		declined(n) {
			const frame = carried.get(n);
			if (frame === undefined) return false;
			carried.delete(n);
			carrier.settle(frame, false);
			return true;
		},
		sentAs: (n) => sent.get(n),
		largest: () =>
			[...sent.values()].reduce<Frame | undefined>(
				(max, frame) => (max === undefined || frame.update.length > max.update.length ? frame : max),
				undefined,
			),
		stop() {
			isStopped = true;
		},
	};
}

/** In flight at most: little to take back after a refusal, enough to fill the relay's ticks. */
const windowFrames = 256;
const nothing: ReadonlySet<string> = new Set();
