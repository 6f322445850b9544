/**
 * What this device has of a wedding, read into a document. Guards the order of it: leases are locked before the document is read,
 * so that nobody moves their clocks in between, and chosen after everything stored was applied. A row that Yjs cannot read is left
 * out, never the document; a store that cannot be read at all is not written either.
 */
import * as Y from 'yjs';
import type { Contents, DeviceStore } from './device-store.ts';
import { type Held, holdFree } from './lease.ts';
import type { Locks } from './locks.ts';

export interface Opening {
	readonly contents: Contents;
	/** The stored updates, without the outbox. */
	readonly doc: Y.Doc;
	readonly held: readonly Held[];
	/** The store to go on with. */
	readonly store: DeviceStore;
}

export interface OpeningDeps {
	readonly store: DeviceStore;
	readonly locks: Locks;
	readonly scope: string;
	readonly report: (fault: unknown) => void;
}

export async function readDevice({ store, locks, scope, report }: OpeningDeps): Promise<Opening> {
	for (let attempt = 1; ; attempt++) {
		let held: readonly Held[] = [];
		try {
			held = await holdFree(await store.readLeases(), locks, scope);
			const contents = await store.read();
			return { contents, doc: documentOf(contents.updates, report), held, store };
		} catch (fault) {
			for (const { release } of held) release();
			if (attempt < attempts) continue;
			report(fault);
			return { contents: nothing, doc: new Y.Doc(), held: [], store: unusable(store, fault) };
		}
	}
}

/** All updates in one transaction; one by one, without what throws, if that throws. */
export function documentOf(updates: readonly Uint8Array[], report: (fault: unknown) => void): Y.Doc {
	const doc = new Y.Doc();
	try {
		Y.transact(doc, () => updates.forEach((update) => Y.applyUpdate(doc, update, 'store')), 'store', false);
		return doc;
	} catch (fault) {
		report(fault);
	}
	return updates.reduce((whole, update) => {
		const next = new Y.Doc();
		try {
			Y.applyUpdate(next, Y.encodeStateAsUpdate(whole), 'store');
			Y.applyUpdate(next, update, 'store');
			return next;
		} catch {
			// Reported above. What cannot be read is left where it is; the relay has it, or it never left this device whole.
			return whole;
		}
	}, new Y.Doc());
}

/** Writing into a store that could not be read would mix two histories. */
function unusable(store: DeviceStore, fault: unknown): DeviceStore {
	const refuse = () => Promise.reject(fault);
	return {
		read: async () => nothing,
		write: refuse,
		readLeases: async () => [],
		readOutbox: async () => [],
		readKept: async () => [],
		prune: async () => undefined,
		compact: async () => undefined,
		destroy: () => store.destroy(),
		close: () => store.close(),
	};
}

/** A database that was closed for an upgrade opens at the second try. */
const attempts = 3;
const nothing: Contents = {
	updates: [],
	outbox: [],
	leases: [],
	drafts: [],
	facts: undefined,
	key: undefined,
};
