/**
 * The way of a batch from judged to durable, and back to the log when anything goes wrong: tick, append, and only then an
 * outcome for anybody to hear. After a throw or a failed append the live document is discarded, unappended, and made again
 * from the log; a batch that threw is tried one by one, and what throws alone is refused as malformed.
 */
import type { Seq } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { StructId } from '../../shared/wire/update.ts';
import { EntryRejected, StorageFull, type StorageRefused } from '../store/store.ts';
import { takeSnapshot } from './compaction.ts';
import { limits } from './limits.ts';
import { type Live, openLive } from './live.ts';
import type { RoomDeps, Whereabouts } from './door.ts';
import { createStanding } from './standing.ts';
import { type Moment, type Received, type Ticked, tick } from './tick.ts';

export type Outcome =
	| { readonly kind: 'stored'; readonly seq: Seq; readonly shown: unknown }
	/** It was here already. */
	| { readonly kind: 'known'; readonly seq: Seq }
	| { readonly kind: 'missing'; readonly id: StructId }
	| { readonly kind: 'refused'; readonly refusal: Refusal }
	/** Made upon something that was refused. */
	| { readonly kind: 'ignored' }
	/** Of somebody who belongs to the wedding no more. */
	| { readonly kind: 'removed' }
	| { readonly kind: 'storage'; readonly storage: StorageRefused };
/** What others are to be told, and whose it was (indices into the batch). */
export interface News {
	readonly update: Uint8Array;
	readonly from: ReadonlySet<number>;
}
export interface Committed {
	readonly outcomes: readonly Outcome[];
	readonly news: readonly News[];
	/** What each of the batch took, ms. */
	readonly spent: readonly number[];
}
export interface WritePath {
	/** The document as it is durable; another one after a discard. Only read it with no commit in flight. */
	readonly live: Live;
	commit(batch: readonly Received[]): Promise<Committed>;
	/** Keeps a verified snapshot if there is anything behind the last one. */
	snapshot(): Promise<void>;
}

export async function openWritePath(
	deps: RoomDeps & Pick<Moment, 'spokenBy'>,
	where: Whereabouts,
): Promise<WritePath> {
	const { store, clock, log } = deps;
	const { wedding, section } = where;
	const standing = deps.standing ?? createStanding();
	let live = await openLive(store, wedding, section);

	async function commit(batch: readonly Received[], alone?: Alone): Promise<Committed> {
		const stopped = alone?.stopped ?? new Set<unknown>();
		let ticked: Ticked;
		try {
			ticked = tick(live, batch, {
				...where,
				now: clock.now(),
				stopped,
				cpu: deps.cpu,
				spokenBy: deps.spokenBy,
				rights: standing.draft(),
			});
		} catch (fault) {
			return recover(batch, fault, alone);
		}
		deps.pass?.('judged');
		const entries = ticked.judged.flatMap((one) =>
			one.kind === 'admitted' ? [alone?.isTold ? { ...one.entry, events: [] } : one.entry] : [],
		);
		if (entries.length === 0)
			return { outcomes: outcomesOf(ticked, [], live.seq), news: [], spent: ticked.spent };
		const members = entries.flatMap((entry) => entry.members ?? []);
		const change = standing.begin(members);
		const stored = await store.append(entries).catch((fault: unknown) => {
			change.done(false);
			if (fault instanceof EntryRejected) return fault;
			throw fault;
		});
		if (stored instanceof EntryRejected) return recover(batch, stored, alone);
		change.done(stored.ok);
		if (!stored.ok) {
			log('warn', 'append-refused', { wedding, code: stored.error.code });
			live = await openLive(store, wedding, section);
			const outcomes = batch.map(() => ({ kind: 'storage', storage: stored.error }) as const);
			return { outcomes, news: [], spent: ticked.spent };
		}
		deps.pass?.('appended');
		if (members.length > 0) deps.onMembers?.(where.wedding, members);
		live.seq = stored.value.at(-1) ?? live.seq;
		live.rows += entries.length;
		const from = new Set(ticked.judged.flatMap((one, index) => (one.kind === 'admitted' ? [index] : [])));
		const news = ticked.update === undefined ? [] : [{ update: ticked.update, from }];
		return { outcomes: outcomesOf(ticked, stored.value, live.seq), news, spent: ticked.spent };
	}

	/** Even a batch of one is tried again: it may have been the document that was broken, by something before it. */
	async function recover(
		batch: readonly Received[],
		fault: unknown,
		alone: Alone | undefined,
	): Promise<Committed> {
		log('error', 'tick-failed', { wedding, updates: batch.length, fault: faultName(fault) });
		const from = deps.cpu?.() ?? 0;
		live = await openLive(store, wedding, section);
		if (alone === undefined) return oneByOne(batch);
		if (fault instanceof EntryRejected && !alone.isTold) return commit(batch, { ...alone, isTold: true });
		alone.stopped.add(batch[0]?.chain);
		// Whoever sent it pays for making the document again.
		return { outcomes: [poisonous], news: [], spent: [(deps.cpu?.() ?? 0) - from] };
	}

	async function oneByOne(batch: readonly Received[]): Promise<Committed> {
		const outcomes: Outcome[] = [];
		const news: News[] = [];
		const spent: number[] = [];
		const stopped = new Set<unknown>();
		for (const [index, one] of batch.entries()) {
			const single = await commit([one], { stopped });
			outcomes.push(...single.outcomes);
			spent.push(...single.spent);
			for (const { update } of single.news) news.push({ update, from: new Set([index]) });
		}
		return { outcomes, news, spent };
	}

	async function snapshot(): Promise<void> {
		if (live.rows === 0) return;
		const taken = takeSnapshot(live);
		if (!taken.ok) return log('error', 'snapshot-unproven', { wedding, reason: taken.error });
		live.rows = 0;
		live.bytes = taken.value.state.length;
		try {
			await store.saveSnapshot(wedding, section, taken.value);
		} catch (fault) {
			// The log goes on being the truth; the next one comes after as many rows again.
			if (fault instanceof StorageFull) return log('warn', 'snapshot-refused', { wedding, code: 'full' });
			throw fault;
		}
		log('info', 'snapshot', { wedding, seq: taken.value.seq, bytes: taken.value.state.length });
	}

	return {
		get live() {
			return live;
		},
		async commit(batch) {
			const committed = await commit(batch);
			for (const [index, outcome] of committed.outcomes.entries()) {
				const by = batch[index]?.principal;
				if (outcome.kind === 'refused' && by !== undefined) deps.onRefused?.(by, section, outcome.refusal);
			}
			return committed;
		},
		snapshot,
	};
}

/** A batch of one, tried again by itself. */
interface Alone {
	readonly stopped: Set<unknown>;
	/** Its events are in the log already: the row they came with was lost, and a device brought the update again. */
	readonly isTold?: boolean;
}

export const isSnapshotDue = (live: Live): boolean => live.rows >= limits.snapshotRows;

function outcomesOf({ judged }: Ticked, seqs: readonly Seq[], seq: Seq): readonly Outcome[] {
	let next = 0;
	return judged.map((one): Outcome => {
		if (one.kind === 'known') return { kind: 'known', seq };
		if (one.kind !== 'admitted') return one;
		const stored = seqs[next++];
		if (stored === undefined) throw new Error('the store numbered fewer rows than it was given');
		return { kind: 'stored', seq: stored, shown: one.shown };
	});
}

const poisonous: Outcome = {
	kind: 'refused',
	refusal: { code: 'malformed', reason: 'this update cannot be merged' },
};

/** The kind of fault, never its text: that may quote what somebody wrote. */
function faultName(fault: unknown): string {
	return fault instanceof Error ? fault.name : typeof fault;
}
