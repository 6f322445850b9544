/**
 * Group commit: one batch is with the writer, the next one is whatever is queued meanwhile. Guards the order of calls and
 * that a receipt is given only for what the writer's commit covers; under load one fsync covers many edits.
 */
import type { Seq } from '../../../shared/ids.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type Entry, EntryRejected, StorageFull, type StorageRefused } from '../store.ts';
import type { PackedCall, PackedEntry, Stored } from './append.ts';

type Answer = Result<readonly Seq[], StorageRefused>;
interface Call {
	readonly entries: readonly Omit<PackedEntry, 'end'>[];
	readonly updates: readonly Uint8Array[];
	resolve(answer: Answer): void;
	reject(cause: unknown): void;
}

export interface GroupCommit {
	/** Events and the like are read at once; the updates' bytes must stay as they are until it resolves. */
	append(entries: readonly Entry[]): Promise<Answer>;
	/** Resolves when nothing is queued or in flight. */
	drained(): Promise<void>;
}

/** `store` commits a batch; it rejects with `StorageFull` if nothing of it is stored for want of space. */
export function createGroupCommit(
	store: (calls: readonly PackedCall[], bytes: Uint8Array<ArrayBuffer>) => Promise<readonly Stored[]>,
): GroupCommit {
	let queue: Call[] = [];
	let running: Promise<void> | undefined;

	async function run(): Promise<void> {
		// One turn later, so that all calls of one tick share the first batch too.
		await Promise.resolve();
		while (queue.length > 0) {
			const batch = queue.slice(0, callsAtOnce);
			queue = queue.slice(callsAtOnce);
			await commit(batch);
		}
		running = undefined;
	}

	async function commit(batch: readonly Call[]): Promise<void> {
		try {
			const { calls, bytes } = packCalls(batch);
			const stored = await store(calls, bytes);
			batch.forEach((call, place) => answer(call, stored[place]));
		} catch (cause) {
			for (const { resolve, reject } of batch) {
				if (cause instanceof StorageFull) resolve(err({ code: 'full', reason: noSpace }));
				else reject(cause);
			}
		}
	}

	return {
		append: (entries) =>
			new Promise((resolve, reject) => {
				queue.push({
					entries: entries.map(packEntry),
					updates: entries.map(({ update }) => update),
					resolve,
					reject,
				});
				running ??= run();
			}),
		async drained() {
			await running;
		},
	};
}

/** The updates of all calls in one buffer, which changes hands instead of being copied again. */
function packCalls(batch: readonly Call[]): { calls: PackedCall[]; bytes: Uint8Array<ArrayBuffer> } {
	let size = 0;
	for (const { updates } of batch) for (const update of updates) size += update.length;
	const bytes = new Uint8Array(size);
	let end = 0;
	const calls = batch.map(({ entries, updates }) =>
		entries.map((entry, place): PackedEntry => {
			const update = updates[place] ?? new Uint8Array();
			bytes.set(update, end);
			end += update.length;
			return { ...entry, end };
		}),
	);
	return { calls, bytes };
}

function answer({ resolve, reject }: Call, stored: Stored | undefined): void {
	if (stored === undefined) reject(new Error('the writer gave no answer'));
	else if ('seqs' in stored) resolve(ok(stored.seqs as readonly Seq[]));
	else if ('rejected' in stored) reject(new EntryRejected(stored.rejected));
	else resolve(err({ code: 'unknown-wedding', reason: `There is no wedding ${stored.unknownWedding}.` }));
}

function packEntry({ writer, events, ...entry }: Entry): Omit<PackedEntry, 'end'> {
	return {
		wedding: entry.wedding,
		section: entry.section,
		person: writer.person,
		role: writer.role,
		at: entry.at,
		...(writer.device !== undefined && { device: writer.device }),
		...(events.length > 0 && {
			events: { ids: events.map(({ id }) => id), json: JSON.stringify(events) },
		}),
		...(entry.bind.length > 0 && { bind: entry.bind }),
		...(entry.answer && { answer: entry.answer }),
		...(entry.card && { card: entry.card }),
		...besideOf(entry),
	};
}

function besideOf(entry: Omit<Entry, 'writer' | 'events'>) {
	const { members, audit, suggestion, decides, alert, acknowledges } = entry;
	const beside = { members, audit, suggestion, decides, alert, acknowledges };
	return Object.values(beside).every((part) => part === undefined) ? undefined : { beside };
}

const noSpace = 'The disk of the server is full; nothing of this was stored.';
/** Bounds how long one transaction, and so one receipt, takes. */
const callsAtOnce = 1_000;
