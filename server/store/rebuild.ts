/**
 * Proves that a section can be rebuilt from what is stored: the snapshot shows the state vector and the canonical hash it was
 * kept with, and every row behind it applies with nothing missing. For verify and restore, which trust no bytes.
 */
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import type { Loaded } from './store.ts';

/** What is wrong, or undefined if the section is whole. */
export function whyNotWhole({ snapshot, rows }: Loaded): string | undefined {
	const doc = new Y.Doc();
	try {
		if (snapshot !== undefined) {
			Y.applyUpdate(doc, snapshot.state);
			const expected = Y.decodeStateVector(snapshot.stateVector);
			if (!isSameVector(Y.decodeStateVector(Y.encodeStateVector(doc)), expected)) {
				return `the snapshot at ${snapshot.seq} shows another state vector than it was kept with`;
			}
			if (canonicalHash(doc) !== snapshot.hash) {
				return `the snapshot at ${snapshot.seq} shows other contents than it was kept with`;
			}
		}
		doc.transact(() => {
			for (const row of rows) Y.applyUpdate(doc, row.update);
		});
		if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
			return 'some rows stand on rows that are not there';
		}
		Y.encodeStateAsUpdate(doc);
		return undefined;
	} catch (cause) {
		return `it does not load: ${cause instanceof Error ? cause.message : String(cause)}`;
	} finally {
		doc.destroy();
	}
}

function isSameVector(one: Map<number, number>, other: Map<number, number>): boolean {
	return one.size === other.size && [...one].every(([client, clock]) => other.get(client) === clock);
}
