/**
 * What lies in the tail and is not settled yet, as the writer thread knows it: which rows, and which event ids they carry.
 * Guards that an event id is stored once (`event_ids` knows only settled ones). Follows the transactions: claims of a call
 * are kept or dropped with it, and all of a batch's with its commit.
 */
import { EntryRejected } from '../store.ts';
import type { Database } from './database.ts';

export interface TailRow {
	readonly id: number;
	readonly wedding: string;
	readonly seq: number;
}

export interface Tail {
	/** Marks event ids as used by the call being stored; throws `EntryRejected` if one was used before. */
	claim(wedding: string, ids: readonly string[] | undefined): void;
	dropClaims(): void;
	keepClaims(rows: readonly TailRow[]): void;
	committed(): void;
	rolledBack(): void;
	readonly length: number;
	/** Hands over all rows, in the order of commits, to be settled. */
	take(): TailRow[];
	/** What was taken is settled. */
	settled(): void;
}

export function createTail(db: Database): Tail {
	const isSettled = db.prepare('SELECT 1 FROM event_ids WHERE wedding = ? AND id = ?').pluck();
	let rows: TailRow[] = [];
	let ids = new Set<string>();
	let batchRows: TailRow[] = [];
	let batchIds: string[] = [];
	let callIds: string[] = [];
	/** Of rows that are being settled: not yet all in `event_ids`. */
	let settlingIds = new Set<string>();

	for (const [id, wedding, seq, events] of db
		.prepare('SELECT id, wedding, seq, events FROM tail ORDER BY id')
		.raw()
		.iterate() as Iterable<[number, string, number, string | null]>) {
		rows.push({ id, wedding, seq });
		for (const event of idsIn(events)) ids.add(keyOf(wedding, event));
	}

	return {
		claim(wedding, claimed = []) {
			for (const id of claimed) {
				const key = keyOf(wedding, id);
				if (ids.has(key) || settlingIds.has(key) || isSettled.get(wedding, id) !== undefined) {
					throw new EntryRejected(`event ${id} was stored before`);
				}
				ids.add(key);
				callIds.push(key);
			}
		},
		dropClaims() {
			for (const key of callIds) ids.delete(key);
			callIds = [];
		},
		keepClaims(stored) {
			batchRows.push(...stored);
			batchIds.push(...callIds);
			callIds = [];
		},
		committed() {
			rows.push(...batchRows);
			batchRows = [];
			batchIds = [];
		},
		rolledBack() {
			for (const key of [...batchIds, ...callIds]) ids.delete(key);
			batchRows = [];
			batchIds = [];
			callIds = [];
		},
		get length() {
			return rows.length;
		},
		take() {
			const taken = rows;
			rows = [];
			settlingIds = ids;
			ids = new Set();
			return taken;
		},
		settled() {
			settlingIds = new Set();
		},
	};
}

/** The ids in a row's events; of a rotten list, those that can still be read. */
export function idsIn(events: string | null): string[] {
	if (events === null) return [];
	try {
		const list: unknown = JSON.parse(events);
		return Array.isArray(list) ? list.map((event) => event?.id).filter((id) => typeof id === 'string') : [];
	} catch (cause) {
		if (cause instanceof SyntaxError) return [];
		throw cause;
	}
}

const keyOf = (wedding: string, id: string) => `${wedding} ${id}`;
