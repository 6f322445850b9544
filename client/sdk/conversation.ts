/**
 * What is said on one line to the relay, from its hello to its end: hello, lease, our state vector, its answer, then our frames and
 * everybody's as they happen. It decides what came and how it ends; what an end leads to is the uplink's business. Guards: nothing
 * of the relay's is merged before it was compared with what we have not confirmed, nothing is sent before that either, and a step
 * 1 is never answered with a diff.
 */
import * as Y from 'yjs';
import type { Clock } from '../../shared/clock.ts';
import type { Hello, Message, PresenceEntry } from '../../shared/wire/message.ts';
import { type Refusal, refusals } from '../../shared/wire/refusal.ts';
import type { Board } from './board.ts';
import { confirmedClocks, confirmedVector, isContinuedElsewhere } from './collision.ts';
import type { Copy } from './copy.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import type { Frame, KeptFrame } from './frame.ts';
import type { Journal } from './journal.ts';
import type { Line } from './line.ts';
import type { Outbox } from './outbox.ts';

/** Why a line is no longer wanted. */
export type Ending =
	/** The document must be taken fresh; the refused frame becomes a draft. */
	| { readonly kind: 'fresh'; readonly refused?: Refused; readonly mayLack?: boolean }
	/** What came cannot be read. */
	| { readonly kind: 'not-yet' }
	/** A fresh document lacks what the relay once confirmed. */
	| { readonly kind: 'lacking' }
	/** Something is missing there; it is offered again, or somebody else has it. */
	| { readonly kind: 'gap'; readonly isOurs: boolean; readonly client: number; readonly clock: number }
	| { readonly kind: 'outdated' };
export interface Refused {
	readonly id: string;
	readonly refusal: Refusal;
}

/** Asked for one client id, given that or another, and what the relay expects next from it. */
export interface Leased {
	readonly asked: number;
	readonly client: number;
	readonly nextClock: number;
}

/** How a document is asked for: ours brought up to date, or the relay's instead of ours. */
export type Wish =
	| { readonly kind: 'update' }
	| {
			readonly kind: 'fresh';
			readonly refused?: Refused;
			readonly isRebased: boolean;
			/** What the relay has not got by now it will not get; our own is made again from the kept frames. */
			readonly mayLack?: boolean;
	  };

export interface ConversationDeps {
	readonly clock: Clock;
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Pick<Journal, 'add'>;
	readonly readKept: () => Promise<readonly KeptFrame[]>;
	readonly board: Pick<Board, 'facts' | 'set'>;
	/** The answer to the tab that asked first. */
	readonly leased: (tab: string, lease: Leased) => void;
	readonly receipted: (frames: readonly Frame[]) => void;
	readonly restored: (frames: readonly KeptFrame[]) => void;
	/** Puts the relay's document in the place of ours, which is to be written under `client`. */
	readonly exchange: (fresh: Y.Doc, client: number, refused: Refused | undefined) => void;
	readonly present: (entries: readonly PresenceEntry[]) => void;
	/** The relay's document is merged and ours may be sent. */
	readonly live: () => void;
	readonly report: (fault: unknown) => void;
}

export interface Conversation {
	heard(message: Message): void;
	pump(): void;
	askLease(tab: string, client: number): void;
	/** The frame too large for any relay, if one is on its way. */
	largest(): Frame | undefined;
	stop(): void;
}

export function converse(
	deps: ConversationDeps,
	line: Line,
	{ wish, tab, end }: { readonly wish: Wish; readonly tab: string; readonly end: (ending: Ending) => void },
): Conversation {
	const { clock, copy, outbox, board } = deps;
	let phase: 'greeting' | 'asking' | 'live' | 'over' = 'greeting';
	let asked: Wish = wish;
	let incarnation: string | undefined;
	let epochSeen: number | undefined;
	let freshClient = 0;
	let isWatchingGap = false;
	let isRechecking = false;
	/** Whose lease the next answer is, and for which id; the address of the line asked for the first. */
	const waiting = [{ tab, asked: copy.client }];
	/** What this line has or will have: asked for again, the relay would take it for somebody else's and give another. */
	const held = new Set([copy.client]);
	const delivery: Delivery = createDelivery({
		outbox,
		journal: deps.journal,
		send: (update) => line.send({ kind: 'update', update }),
	});

	function heard(message: Message): void {
		if (phase === 'over') return;
		try {
			take(message);
		} catch (fault) {
			deps.report(fault);
			over({ kind: 'not-yet' });
		}
	}

	function take(message: Message): void {
		switch (message.kind) {
			case 'hello':
				return greet(message.hello);
			case 'lease':
				return lease(message);
			case 'step2':
				if (phase === 'asking') return answer(message.update);
				return isRechecking ? recheck(message.update) : follow(message.update);
			case 'update':
				return follow(message.update);
			case 'receipt':
				return receipt(message.n);
			case 'refusal':
				return refused(message.n, message.refusal);
			case 'awareness':
				return deps.present(message.entries);
		}
	}

	function greet({ incarnation: seen, epoch, now }: Hello): void {
		const { facts } = board;
		if (facts.epoch !== undefined && facts.epoch !== epoch) asked = { kind: 'fresh', isRebased: true };
		if (facts.incarnation !== undefined && facts.incarnation !== seen) incarnation = seen;
		epochSeen = epoch;
		board.set({
			...(now === undefined ? {} : { skewMs: now - clock.now() }),
			...(incarnation === undefined ? { incarnation: seen } : {}),
		});
	}

	function lease({ client, nextClock }: Extract<Message, { kind: 'lease' }>): void {
		const whose = waiting.shift();
		held.add(client);
		// A fresh document gets a fresh id; ours goes on under the one it has until then.
		if (phase === 'greeting' && asked.kind === 'fresh') freshClient = client;
		else if (whose !== undefined) deps.leased(whose.tab, { asked: whose.asked, client, nextClock });
		if (phase !== 'greeting') return;
		if (incarnation === undefined && !(asked.kind === 'fresh' && asked.mayLack === true)) return ask();
		void deps.readKept().then((kept) => {
			if (phase !== 'greeting') return;
			outbox.restore(kept);
			deps.restored(kept);
			ask();
		});
	}

	function ask(): void {
		phase = 'asking';
		const stateVector =
			asked.kind === 'fresh' ? vectorOf(new Y.Doc()) : confirmedVector(copy.doc, unconfirmed(outbox));
		line.send({ kind: 'step1', stateVector });
	}

	function answer(update: Uint8Array): void {
		if (asked.kind === 'fresh') {
			const fresh = new Y.Doc();
			Y.applyUpdate(fresh, update, 'relay');
			if (!suffices(fresh, asked)) {
				// Ours is not given up for it, and others are read meanwhile.
				if (!isContinuedElsewhere(outbox.frames, update)) copy.merge(update.slice(), 'relay');
				return over({ kind: 'lacking' });
			}
			deps.exchange(fresh, freshClient, asked.refused);
		} else {
			if (isContinuedElsewhere(unconfirmed(outbox), update)) return over({ kind: 'fresh' });
			if (!merge(update)) return;
		}
		if (epochSeen !== undefined && epochSeen !== board.facts.epoch) board.set({ epoch: epochSeen });
		phase = 'live';
		if (incarnation !== undefined) recheckLater();
		deps.live();
		delivery.pump();
		settleIncarnation();
	}

	/** Whoever had what a restored relay lost has offered it by then, or made it anew: the former copies are not kept here. */
	function recheckLater(): void {
		clock.after(recheckMs, () => {
			if (phase !== 'live' || isWatchingGap) return;
			isRechecking = true;
			line.send({ kind: 'step1', stateVector: vectorOf(new Y.Doc()) });
		});
	}

	function recheck(update: Uint8Array): void {
		isRechecking = false;
		const fresh = new Y.Doc();
		Y.applyUpdate(fresh, update, 'relay');
		if (covers(fresh, copy.doc, outbox.frames)) follow(update);
		else over({ kind: 'fresh', mayLack: true });
	}

	function suffices(fresh: Y.Doc, { isRebased, mayLack }: Extract<Wish, { kind: 'fresh' }>): boolean {
		if (isRebased || covers(fresh, copy.doc, outbox.frames)) return true;
		// An empty document is no wedding, whatever the relay says.
		return mayLack === true && fresh.store.clients.size > 0;
	}

	function follow(update: Uint8Array): void {
		if (phase === 'live') merge(update);
	}

	function merge(update: Uint8Array): boolean {
		// A copy: what came is a view into the socket's buffer, and this is going to be stored.
		if (!copy.merge(update.slice(), 'relay')) {
			over({ kind: 'fresh' });
			return false;
		}
		if (copy.doc.store.pendingStructs !== null && !isWatchingGap) watchGap();
		return true;
	}

	/** Something that others' edits stand on did not come; if it still has not after a while, ask for everything again. */
	function watchGap(): void {
		isWatchingGap = true;
		clock.after(gapMs, () => {
			isWatchingGap = false;
			if (phase !== 'live' || copy.doc.store.pendingStructs === null) return;
			line.send({ kind: 'step1', stateVector: vectorOf(copy.doc) });
		});
	}

	function receipt(n: number): void {
		const frames = delivery.receipted(n);
		if (frames.length > 0) deps.receipted(frames);
		settleIncarnation();
		delivery.pump();
	}

	/** The restored relay is known from now on: it has taken what was offered again, or that was made anew. */
	function settleIncarnation(): void {
		if (incarnation === undefined || outbox.frames.some(({ id }) => outbox.isRestored(id))) return;
		board.set({ incarnation });
		incarnation = undefined;
	}

	function refused(n: number, refusal: Refusal): void {
		const frame = delivery.sentAs(n);
		switch (refusals[refusal.code].reaction) {
			case 'reload':
				return over({ kind: 'outdated' });
			case 'rescue': {
				// Nothing is wrong with an edit whose client id was: under another one it is made again like the rest.
				const isToBlame = frame !== undefined && refusal.code !== 'foreign-client';
				return over({ kind: 'fresh', ...(isToBlame ? { refused: { id: frame.id, refusal } } : {}) });
			}
			case 'resend':
				return void offerFrom(refusal);
		}
	}

	/** A gap before a frame of ours: it is in the outbox, among the kept, with another device, or gone. */
	async function offerFrom({ client = 0, clock: from = 0 }: Refusal): Promise<void> {
		phase = 'over';
		delivery.stop();
		const covers = (frame: Frame) => frame.client === client && frame.from <= from && from < frame.to;
		const kept = (await deps.readKept()).filter((frame) => frame.client === client && frame.to > from);
		outbox.restore(kept);
		deps.restored(kept);
		const isOurs = outbox.frames.some(covers);
		// Ours to give and not there to give: what stands on it is made again on what the relay has.
		const isLost = !isOurs && outbox.frames.some((frame) => frame.client === client);
		end(isLost ? { kind: 'fresh' } : { kind: 'gap', isOurs, client, clock: from });
	}

	function over(ending: Ending): void {
		phase = 'over';
		delivery.stop();
		end(ending);
	}

	return {
		heard,
		pump: () => {
			if (phase === 'live') delivery.pump();
		},
		askLease(whose, client) {
			if (phase !== 'live' || held.has(client)) return;
			held.add(client);
			waiting.push({ tab: whose, asked: client });
			line.send({ kind: 'lease-request', client, tab: whose });
		},
		largest: () => delivery.largest(),
		stop() {
			phase = 'over';
			delivery.stop();
		},
	};
}

const unconfirmed = (outbox: Outbox): readonly Frame[] =>
	outbox.frames.filter(({ id }) => !outbox.isRestored(id));

const vectorOf = (doc: Y.Doc): Uint8Array => Y.encodeStateVector(doc);

/** Everything of ours but what is made again anyway is in the relay's document: nothing is lost by taking that one. */
function covers(fresh: Y.Doc, ours: Y.Doc, frames: readonly Frame[]): boolean {
	const confirmed = confirmedClocks(frames);
	for (const client of ours.store.clients.keys()) {
		const needed = confirmed.get(client) ?? Y.getState(ours.store, client);
		if (Y.getState(fresh.store, client) < needed) return false;
	}
	return true;
}

/** As long as a gap is waited for. */
const recheckMs = 60_000;

/** Updates may overtake each other by moments; longer, and something is lost on the way. */
const gapMs = 5_000;
