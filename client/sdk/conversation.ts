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
import type { Carrier } from './carrier.ts';
import { createClaims } from './claims.ts';
import { confirmedVector, isContinuedElsewhere } from './collision.ts';
import type { Copy } from './copy.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import type { Frame, KeptFrame } from './frame.ts';
import { createIntake } from './intake.ts';
import type { Journal } from './journal.ts';
import type { Leased } from './leased.ts';
import type { Line } from './line.ts';
import type { Outbox } from './outbox.ts';
import { createRestoration } from './restoration.ts';
import { covers } from './sufficiency.ts';
import type { Ending, Refused, Wish } from './wish.ts';

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
	/** Something outside the document changed at the relay. */
	readonly onNews: (topic: string) => void;
	readonly present: (entries: readonly PresenceEntry[]) => void;
	/** The relay's document is merged and ours may be sent. */
	readonly live: () => void;
	readonly carrier: Carrier;
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

export interface ConversationTerms {
	readonly wish: Wish;
	/** The tab that dialled, and the id it asked for in doing so. */
	readonly tab: string;
	readonly client: number;
	/** Ids that a former line was not allowed to write under. */
	readonly suspects: ReadonlySet<number>;
	readonly end: (ending: Ending) => void;
}

export function converse(
	deps: ConversationDeps,
	line: Line,
	{ wish, tab, client, suspects, end }: ConversationTerms,
): Conversation {
	const { clock, copy, outbox, board } = deps;
	let phase: 'greeting' | 'asking' | 'live' | 'over' = 'greeting';
	let asked: Wish = wish;
	let epochSeen: number | undefined;
	let freshClient = 0;
	const restoration = createRestoration(deps);
	const claims = createClaims({
		clock,
		tab,
		client,
		send: (request) => line.send({ kind: 'lease-request', ...request }),
		isWanted: (client) => outbox.frames.some((frame) => frame.client === client),
		onCleared: goOn,
		onProof: proven,
	});
	const intake = createIntake({
		clock,
		copy,
		outbox,
		ask: (stateVector) => line.send({ kind: 'step1', stateVector }),
		isLive: () => phase === 'live',
		over,
	});
	const delivery: Delivery = createDelivery({
		outbox,
		journal: deps.journal,
		claims,
		carrier: deps.carrier,
		sendSigned: ({ header, update }) => line.send({ kind: 'signed', header, update }),
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
				return phase === 'live' ? intake.answered(message.update) : undefined;
			case 'update':
				if (phase === 'live') intake.merge(message.update);
				return;
			case 'receipt':
				return receipt(message.n);
			case 'refusal':
				return refused(message.n, message.refusal);
			case 'awareness':
				return deps.present(message.entries);
			case 'news':
				return deps.onNews(message.topic);
		}
	}

	function greet({ incarnation, epoch, now }: Hello): void {
		const { facts } = board;
		if (facts.epoch !== undefined && facts.epoch !== epoch) asked = { kind: 'fresh', isRebased: true };
		epochSeen = epoch;
		restoration.met(incarnation);
		if (now !== undefined) board.set({ skewMs: now - clock.now() });
	}

	function lease(message: Extract<Message, { kind: 'lease' }>): void {
		const answer = claims.answered(message);
		// A fresh document gets a fresh id; ours goes on under the one it has until then.
		if (phase !== 'greeting') return answer === undefined ? undefined : deps.leased(answer.tab, answer);
		if (freshClient !== 0) return;
		const isDenied = answer !== undefined && answer.asked !== answer.client;
		freshClient = message.client;
		if (asked.kind === 'update' && answer !== undefined) deps.leased(answer.tab, answer);
		claims.doubt(doubtful(isDenied));
		goOn();
	}

	/** Under which ids something may still be on its way, or may not be sent. */
	function doubtful(isDenied: boolean): Iterable<number> {
		const frames = outbox.frames.filter(({ from, to }) => from < to);
		if (asked.kind === 'update')
			return frames.map(({ client }) => client).filter((client) => isDenied || suspects.has(client));
		if (asked.isRebased || asked.isProven === true) return [];
		return frames.filter(({ offered }) => offered).map(({ client }) => client);
	}

	/** What is taken fresh is taken once nothing of ours can arrive any more that would then be made again. */
	function goOn(): void {
		if (phase === 'live') return delivery.pump();
		if (phase !== 'greeting' || freshClient === 0) return;
		if (asked.kind === 'fresh' && !claims.isClear) return;
		if (!restoration.isUnderWay && !(asked.kind === 'fresh' && asked.mayLack === true)) return ask();
		void restoration.offer().then(() => {
			if (phase === 'greeting') ask();
		});
	}

	function proven(client: number): void {
		if (phase === 'greeting') return goOn();
		if (outbox.frames.some((frame) => frame.client === client)) over({ kind: 'fresh', isProven: true });
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
			if (isContinuedElsewhere(unconfirmed(outbox), update)) return over({ kind: 'fresh', isProven: true });
			if (!intake.merge(update)) return;
		}
		if (epochSeen !== undefined && epochSeen !== board.facts.epoch) board.set({ epoch: epochSeen });
		phase = 'live';
		if (restoration.isUnderWay) intake.compareLater();
		deps.live();
		delivery.pump();
		restoration.settle();
	}

	function suffices(fresh: Y.Doc, { isRebased, mayLack }: Extract<Wish, { kind: 'fresh' }>): boolean {
		if (isRebased || covers(fresh, copy.doc, outbox.frames)) return true;
		// An empty document is no wedding, whatever the relay says.
		return mayLack === true && fresh.store.clients.size > 0;
	}

	function receipt(n: number): void {
		const frames = delivery.receipted(n);
		if (frames.length > 0) deps.receipted(frames);
		restoration.settle();
		delivery.pump();
	}

	function refused(n: number, refusal: Refusal): void {
		// Somebody else's: nothing of ours stands on it.
		if (delivery.declined(n)) return;
		const frame = delivery.sentAs(n);
		switch (refusals[refusal.code].reaction) {
			case 'reload':
				return over({ kind: 'outdated' });
			case 'rescue': {
				// Nothing is wrong with an edit whose client id was: under another one it is made again like the rest.
				if (refusal.code !== 'foreign-client')
					return over({
						kind: 'fresh',
						...(frame === undefined ? {} : { refused: { id: frame.id, refusal } }),
					});
				return over(
					frame === undefined || claims.isGranted(frame.client)
						? { kind: 'fresh', isProven: true }
						: { kind: 'doubt', client: frame.client },
				);
			}
			case 'resend':
				return void offerFrom(refusal);
		}
	}

	/** A gap before a frame of ours: it is in the outbox, among the kept, with another device, or gone. */
	async function offerFrom({ client = 0, clock: from = 0 }: Refusal): Promise<void> {
		stop();
		await restoration.offer((frame) => frame.client === client && frame.to > from);
		const isOurs = outbox.frames.some(
			(frame) => frame.client === client && frame.from <= from && from < frame.to,
		);
		// Ours to give and not there to give: what stands on it is made again on what the relay has.
		const isLost = !isOurs && outbox.frames.some((frame) => frame.client === client);
		end(isLost ? { kind: 'fresh' } : { kind: 'gap', isOurs, client, clock: from });
	}

	function stop(): void {
		phase = 'over';
		delivery.stop();
		claims.stop();
	}

	function over(ending: Ending): void {
		stop();
		end(ending);
	}

	return {
		heard,
		pump: () => {
			if (phase === 'live') delivery.pump();
		},
		askLease(whose, client) {
			if (phase === 'live') claims.ask(whose, client);
		},
		largest: () => delivery.largest(),
		stop,
	};
}

const unconfirmed = (outbox: Outbox): readonly Frame[] =>
	outbox.frames.filter(({ id }) => !outbox.isRestored(id));

const vectorOf = (doc: Y.Doc): Uint8Array => Y.encodeStateVector(doc);
