/**
 * The IndexedDB database of one wedding: opened, lost and opened again. Its first two object stores are y-indexeddb's own
 * (`updates`, `custom`), so a stock y-indexeddb reads and writes the same document; it opens without asking for a version and
 * is not disturbed by ours. A connection is closed whenever somebody else wants the database: holding on would block them for
 * ever, and the next use opens it again.
 */
export interface Database {
	/** Runs `use` in a transaction over all stores; resolves when it is complete, rejects when it did not happen. */
	transact<T>(mode: IDBTransactionMode, use: (transaction: IDBTransaction) => T): Promise<T>;
	/** Resolves when it is deleted, which waits for whoever else has it open. */
	destroy(): Promise<void>;
	close(): void;
}

export interface DatabaseDeps {
	readonly factory: IDBFactory;
	readonly name: string;
	/** The database had to be created although it had been open before: somebody deleted it under us. */
	readonly onEmptied: () => void;
}

export function createDatabase({ factory, name, onEmptied }: DatabaseDeps): Database {
	let opening: Promise<IDBDatabase> | undefined;
	let wasOpen = false;

	function connect(): Promise<IDBDatabase> {
		const attempt = open(factory, name).then(({ database, created }) => {
			const lose = () => {
				if (opening === attempt) opening = undefined;
			};
			database.onversionchange = () => {
				database.close();
				lose();
			};
			database.onclose = lose;
			if (created && wasOpen) onEmptied();
			wasOpen = true;
			return database;
		});
		attempt.catch(() => {
			if (opening === attempt) opening = undefined;
		});
		return attempt;
	}

	async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
		opening ??= connect();
		const database = await opening;
		try {
			return database.transaction(storeNames, mode, { durability: 'strict' });
		} catch {
			// Closed since, by the browser or for somebody else: once more on a new connection, and then it is the caller's.
			opening = connect();
			return (await opening).transaction(storeNames, mode, { durability: 'strict' });
		}
	}

	return {
		async transact(mode, use) {
			const transaction = await begin(mode);
			const finished = completion(transaction);
			try {
				const result = use(transaction);
				await finished;
				return result;
			} catch (fault) {
				// Without this the requests issued so far would be committed by themselves.
				abort(transaction);
				finished.catch(() => undefined);
				throw fault;
			}
		},
		destroy() {
			this.close();
			return remove(factory, name);
		},
		close() {
			void opening?.then(
				(database) => database.close(),
				() => undefined,
			);
			opening = undefined;
		},
	};
}

function open(factory: IDBFactory, name: string): Promise<{ database: IDBDatabase; created: boolean }> {
	return new Promise((resolve, reject) => {
		const request = factory.open(name, version);
		let created = false;
		let isGivenUp = false;
		request.onupgradeneeded = ({ oldVersion }) => {
			created = oldVersion === 0;
			createStores(request.result);
		};
		request.onsuccess = () => {
			if (isGivenUp) request.result.close();
			else resolve({ database: request.result, created });
		};
		request.onerror = () => reject(request.error ?? new Error('the database does not open'));
		request.onblocked = () => {
			isGivenUp = true;
			reject(new Error('the database is held by another page'));
		};
	});
}

function remove(factory: IDBFactory, name: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = factory.deleteDatabase(name);
		request.onsuccess = () => resolve();
		request.onerror = () => reject(request.error ?? new Error('the database cannot be deleted'));
	});
}

function createStores(database: IDBDatabase): void {
	const create = (store: string, options?: IDBObjectStoreParameters) => {
		if (!database.objectStoreNames.contains(store)) database.createObjectStore(store, options);
	};
	create('updates', { autoIncrement: true });
	create('custom');
	create('outbox', { keyPath: 'id' });
	create('kept', { keyPath: 'id' });
	create('leases', { keyPath: 'client' });
	create('drafts', { keyPath: 'id' });
	create('facts');
	create('keys');
}

function completion(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
	});
}

function abort(transaction: IDBTransaction): void {
	try {
		transaction.abort();
	} catch (fault) {
		// It is over already, which is what was wanted.
		if (!(fault instanceof DOMException)) throw fault;
	}
}

/** y-indexeddb makes version 1. */
const version = 3;
const storeNames = ['updates', 'outbox', 'kept', 'leases', 'drafts', 'facts', 'keys'];
