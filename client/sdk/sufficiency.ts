/** Whether the relay's document may take the place of ours: nothing it once confirmed may be missing. Pure. */
import * as Y from 'yjs';
import { confirmedClocks } from './collision.ts';
import type { Frame } from './frame.ts';

/** Everything of ours but what is made again anyway is in the relay's document: nothing is lost by taking that one. */
export function covers(fresh: Y.Doc, ours: Y.Doc, frames: readonly Frame[]): boolean {
	const confirmed = confirmedClocks(frames);
	for (const client of ours.store.clients.keys()) {
		const needed = confirmed.get(client) ?? Y.getState(ours.store, client);
		if (Y.getState(fresh.store, client) < needed) return false;
	}
	return true;
}
