/**
 * The device store in IndexedDB (see `device-store.ts` for what it promises and `database.ts` for the layout). Every write is one
 * transaction with all its requests issued at once and an explicit `commit()`: what was asked for before a page is torn down is
 * stored. Must not merge updates by itself: `Y.mergeUpdates` over a long log takes minutes.
 */
import type { DeviceKey } from './device-key.ts';
import type { Draft } from './draft.ts';
import { createDatabase, type Database, type DatabaseDeps } from './database.ts';
import type { DeviceStore, Edit, Facts } from './device-store.ts';
import { byOrder, type Frame, type KeptFrame } from './frame.ts';
import type { Lease } from './lease.ts';

export function createOfflineStore(deps: DatabaseDeps): DeviceStore {
	const database = createDatabase(deps);
	return {
		async read() {
			const all = await readAll(database, ['updates', 'outbox', 'leases', 'drafts', 'facts', 'keys']);
			const [updates, outbox, leases, drafts, [facts], [key]] = all as Stored;
			return { updates, outbox: outbox.sort(byOrder), leases, drafts, facts, key };
		},
		write: (edits) =>
			database.transact('readwrite', (transaction) => {
				for (const edit of edits) issue(transaction, edit);
				transaction.commit();
			}),
		readLeases: async () => (await readAll(database, ['leases']))[0] as Lease[],
		readOutbox: async () => ((await readAll(database, ['outbox']))[0] as Frame[]).sort(byOrder),
		readKept: async () => ((await readAll(database, ['kept']))[0] as KeptFrame[]).sort(byOrder),
		prune: (before) => database.transact('readwrite', (transaction) => prune(transaction, before)),
		compact: (rows, merge) =>
			database.transact('readwrite', (transaction) => compact(transaction, rows, merge)),
		destroy: () => database.destroy(),
		close: async () => database.close(),
	};
}

type Stored = [Uint8Array[], Frame[], Lease[], Draft[], [Facts?], [DeviceKey?]];

async function readAll(database: Database, stores: readonly string[]): Promise<readonly unknown[][]> {
	const requests = await database.transact('readonly', (transaction) =>
		stores.map((store): IDBRequest<unknown[]> => transaction.objectStore(store).getAll()),
	);
	return requests.map((request) => request.result);
}

function issue(transaction: IDBTransaction, edit: Edit): void {
	const store = (name: string) => transaction.objectStore(name);
	switch (edit.kind) {
		case 'update':
			store('updates').add(edit.update);
			break;
		case 'replace':
			store('updates').clear();
			store('updates').add(edit.state);
			break;
		case 'frame':
			store('outbox').put(edit.frame);
			break;
		case 'receipt':
			store('outbox').delete(edit.frame.id);
			store('kept').put(edit.frame);
			break;
		case 'frame-dropped':
			store('outbox').delete(edit.id);
			store('kept').delete(edit.id);
			break;
		case 'lease':
			store('leases').put(edit.lease);
			break;
		case 'lease-ended':
			store('leases').delete(edit.client);
			break;
		case 'draft':
			store('drafts').put(edit.draft);
			break;
		case 'draft-discarded':
			store('drafts').delete(edit.id);
			break;
		case 'facts':
			store('facts').put(edit.facts, 'facts');
			break;
		case 'key':
			store('keys').put(edit.key, 'key');
			break;
	}
}

function prune(transaction: IDBTransaction, before: number): void {
	const request = transaction.objectStore('kept').openCursor();
	request.onsuccess = () => {
		const cursor = request.result;
		if (cursor === null) return;
		if ((cursor.value as KeptFrame).receiptedAt < before) cursor.delete();
		cursor.continue();
	};
}

/** Reading, merging and replacing are one transaction, so a row that another tab adds meanwhile is neither lost nor doubled. */
function compact(
	transaction: IDBTransaction,
	rows: number,
	merge: (updates: readonly Uint8Array[]) => Uint8Array,
): void {
	const updates = transaction.objectStore('updates');
	const count = updates.count();
	count.onsuccess = () => {
		if (count.result < rows) return;
		const all: IDBRequest<Uint8Array[]> = updates.getAll();
		all.onsuccess = () => {
			const merged = merge(all.result);
			updates.clear();
			updates.add(merged);
		};
	};
}
