/**
 * A run of messages on its way through the gate: whose each is, what is answered without judging, the commit of the rest as one
 * batch, and the answers in the order the messages came. Guards: nobody hears of a message before what came before it on the
 * same socket, and what somebody who was removed has sent is held for others to decide, never merged and never dropped.
 */
import * as Y from 'yjs';
import { recordMap } from '../../shared/document/roots.ts';
import { rootsOf } from '../../shared/document/schema.ts';
import { recordId } from '../../shared/ids.ts';
import { closeCodes } from '../../shared/wire/close-code.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { StructId, Update } from '../../shared/wire/update.ts';
import type { Principal } from '../auth/principal.ts';
import { SectionLost, StorageFull } from '../store/store.ts';
import { type Chain, createCarried, notSigned } from './carried.ts';
import type { Heard, RoomDeps, Whereabouts } from './door.ts';
import { createHeld } from './held.ts';
import { limits } from './limits.ts';
import type { Lines } from './line.ts';
import type { Seat } from './session.ts';
import type { Received } from './tick.ts';
import type { News, Outcome, WritePath } from './write-path.ts';

export interface Judging {
	/** Answers the run; gives back what had waited for something that came with it. */
	judge(run: readonly Heard[]): Promise<readonly Heard[]>;
	/** What waited for something that is here now. */
	released(): readonly Heard[];
	/** What waits of a seat, to be judged again as what the seat is now. */
	recall(seat: Seat): readonly Heard[];
	/** Resolves when everything that is to be held is. */
	settled(): Promise<void>;
	forget(seat: Seat): void;
	close(): void;
}

/** What it needs of its room. */
export interface JudgingRoom {
	readonly path: WritePath;
	readonly lines: Pick<Lines, 'done'>;
	readonly tell: (news: readonly News[], seatOf: (index: number) => Seat | undefined) => void;
}

export function createJudging(deps: RoomDeps & Whereabouts, { path, lines, tell }: JudgingRoom): Judging {
	const carried = createCarried(deps, deps);
	const held = createHeld(deps.clock, refuseHeld);
	const holding = new Set<Promise<void>>();
	const notHeldOf = new WeakSet<Seat>();

	async function judge(run: readonly Heard[]): Promise<readonly Heard[]> {
		const due = await prepare(run);
		const batch = due.filter((one): one is Due & { received: Received } => one.received !== undefined);
		const persons = batch.map(({ received }) => received.principal.person);
		for (let wait = deps.standing?.pending(persons); wait; wait = deps.standing?.pending(persons)) await wait;
		const { outcomes, news, spent } = await path.commit(batch.map(({ received }) => received));
		tell(news, (index) => (batch[index]?.heard.signed === undefined ? batch[index]?.heard.seat : undefined));
		deps.pass?.('told');
		for (const [index, one] of batch.entries()) {
			const { principal, update } = one.received;
			const outcome = outcomes[index];
			one.answer = outcome?.kind === 'removed' ? hold(one.heard, principal, update) : outcome;
			if (outcome?.kind === 'refused') refusedUnseen(one.heard, one.received, outcome.refusal);
		}
		for (const { heard, answer } of due) conclude(heard, answer);
		for (const { heard } of due) heard.seat.receipt();
		deps.pass?.('receipted');
		for (const [index, { heard, answer }] of batch.entries()) {
			if (answer?.kind !== 'on its way') lines.done(heard, spent[index] ?? 0);
		}
		const onTheirWay = new Set(
			due.flatMap(({ heard, answer }) => (answer?.kind === 'on its way' ? [heard] : [])),
		);
		for (const heard of run) if (!onTheirWay.has(heard)) lines.done(heard, 0);
		return news.length > 0 ? released() : [];
	}

	async function prepare(run: readonly Heard[]): Promise<readonly Due[]> {
		const due: Due[] = [];
		/** Those whose edits behind an unreadable one were made upon it. */
		const stopped = new Set<Seat>();
		for (const heard of run) {
			const { seat, read, signed } = heard;
			if (seat.state === 'closed' || seat.state === 'refused' || stopped.has(seat)) continue;
			if (!read.ok) {
				deps.onRefused?.(seat.principal, deps.section, read.error);
				due.push({ heard, answer: { kind: 'refused', refusal: read.error } });
				if (signed === undefined) stopped.add(seat);
			} else if (signed !== undefined) due.push(await prepareSigned(heard, read.value));
			else if (seat.state === 'dismissed')
				due.push({ heard, answer: hold(heard, seat.principal, read.value) });
			else due.push({ heard, received: { chain: seat, principal: seat.principal, update: read.value } });
		}
		return due;
	}

	async function prepareSigned(heard: Heard, update: Update): Promise<Due> {
		const { seat, signed } = heard;
		if (signed === undefined) throw new Error('not a signed frame');
		const refused = (refusal: Refusal): Due => ({ heard, answer: { kind: 'refused', refusal } });
		if (!signed.isValid) return refused(notSigned);
		const chain: Chain = carried.chainOf(seat, signed.header);
		if (chain.stop !== undefined) return refused(chain.stop);
		const author = await carried.authorOf(signed.header);
		if (author === undefined) return refused(notSigned);
		if (author.isRemoved) return { heard, answer: hold(heard, author.principal, update) };
		return { heard, received: { chain, principal: author.principal, update } };
	}

	/** Beside the room's own work: each is a write to the disk, and nobody else waits for it. */
	function hold(heard: Heard, from: Principal, { bytes }: Update): Answer {
		if (deps.hold === undefined) return { kind: 'refused', refusal: removed };
		const done = deps
			.hold(from, deps.section, bytes)
			.then(
				() => heard.seat.settle(heard.n, heard.size, path.live.seq),
				(fault: unknown) => notHeld(heard, fault),
			)
			.then(() => heard.seat.receipt())
			.catch(deps.fatal)
			.finally(() => {
				holding.delete(done);
				lines.done(heard, limits.holdMs);
			});
		holding.add(done);
		return { kind: 'on its way' };
	}

	/** Whoever brought it keeps it; of somebody who was removed their device has it. */
	function notHeld(heard: Heard, fault: unknown): void {
		if (!(fault instanceof StorageFull || fault instanceof SectionLost)) throw fault;
		// Once for each socket: somebody may send thousands.
		if (!notHeldOf.has(heard.seat))
			deps.log('warn', 'hold-refused', { wedding: deps.wedding, code: fault.name });
		notHeldOf.add(heard.seat);
		if (heard.signed !== undefined) decline(heard, notKept);
	}

	/** Its author hears of it on a socket only if they brought it themselves. */
	function refusedUnseen({ seat }: Heard, { principal, update }: Received, refusal: Refusal): void {
		if (seat.principal.person === principal.person) return;
		const { section } = deps;
		const id = recordId.safeParse(refusal.record).data;
		const root = rootsOf(section).find((one) => id !== undefined && recordMap(path.live.doc, one, id));
		const record =
			root === undefined || id === undefined
				? ({ root: rootsOf(section)[0] ?? 'meta', id: 'meta' } as const)
				: { root, id };
		deps.onRefusedUnseen?.(principal, { section, refusal, update: update.bytes, record });
	}

	function conclude(heard: Heard, answer: Answer | undefined): void {
		const { seat, n, size, signed } = heard;
		if (answer === undefined) throw new Error('an update without an outcome');
		if (answer.kind === 'stored' || answer.kind === 'known') seat.settle(n, size, answer.seq);
		else if (answer.kind === 'storage') seat.close(closeCodes.tryAgain, answer.storage.code);
		else if (answer.kind === 'on its way') return;
		else if (answer.kind === 'missing') held.hold(heard, answer.id);
		else if (signed !== undefined) decline(heard, answer.kind === 'refused' ? answer.refusal : undefined);
		else if (answer.kind === 'refused') seat.refuse(n, answer.refusal);
	}

	/** Of a frame made upon a refused one the first refusal is the reason. */
	function decline({ seat, n, size, signed }: Heard, refusal: Refusal | undefined): void {
		if (signed === undefined) throw new Error('not a signed frame');
		if (!signed.isValid) return seat.decline(n, size, notSigned);
		const chain = carried.chainOf(seat, signed.header);
		chain.stop ??= refusal;
		seat.decline(n, size, chain.stop ?? notSigned);
	}

	function refuseHeld({ seat, n, size, signed }: Heard, { client, clock: at }: StructId): void {
		const reason = 'this edit stands on others that have not arrived';
		const refusal = { code: 'missing-dependency', reason, client, clock: at } as const;
		if (signed === undefined) seat.refuse(n, refusal);
		else seat.decline(n, size, refusal);
	}

	const isHere = ({ client, clock: at }: StructId) => Y.getState(path.live.doc.store, client) > at;
	const released = () => held.release(isHere);

	async function settled(): Promise<void> {
		while (holding.size > 0) await Promise.all(holding);
	}
	return { judge, released, settled, recall: held.recall, forget: held.forget, close: held.close };
}

type Answer = Outcome | { readonly kind: 'on its way' };
interface Due {
	readonly heard: Heard;
	readonly received?: Received;
	answer?: Answer | undefined;
}

const notKept: Refusal = {
	code: 'not-allowed',
	reason: 'whoever made this edit no longer belongs to the wedding, and no more of theirs can be kept',
};
const removed: Refusal = {
	code: 'not-allowed',
	reason: 'whoever made this edit no longer belongs to the wedding',
};
