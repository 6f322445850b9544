/** A device with a wedding's plan that nobody is connected to: its edits come out as frames, each upon the one before. */
import * as Y from 'yjs';
import type { Store } from '../../server/store/store.ts';
import type { WeddingId } from '../../shared/ids.ts';

export async function openDraftOf(
	store: Pick<Store, 'load'>,
	wedding: WeddingId,
): Promise<(change: (doc: Y.Doc) => void) => Uint8Array> {
	const doc = new Y.Doc();
	for (const { update } of (await store.load(wedding, 'plan')).rows) Y.applyUpdate(doc, update);
	doc.clientID = 77;
	return (change) => {
		const made: Uint8Array[] = [];
		const keep = (bytes: Uint8Array) => void made.push(bytes);
		doc.on('update', keep);
		doc.transact(() => change(doc));
		doc.off('update', keep);
		return Y.mergeUpdates(made);
	};
}
