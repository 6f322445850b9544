/**
 * Makes a snapshot of a live section and proves it before it counts: a document loaded from the very bytes must show the same
 * state vector and the same canonical hash. A snapshot that does not is never kept; the log goes on being the truth.
 */
import * as Y from 'yjs';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Snapshot } from '../store/store.ts';
import { emptyDocument, isSound, type Live } from './live.ts';

export function takeSnapshot(live: Live): Result<Snapshot, string> {
	try {
		return proven(live);
	} catch {
		// What cannot be written or read back is no snapshot; the next load finds the row that it came from.
		return err('a snapshot cannot be written');
	}
}

function proven(live: Live): Result<Snapshot, string> {
	const state = Y.encodeStateAsUpdate(live.doc);
	const stateVector = Y.encodeStateVector(live.doc);
	const hash = canonicalHash(live.doc);
	const proof = emptyDocument(live.section);
	Y.applyUpdate(proof, state);
	if (!isSound(proof)) return err('a snapshot does not load whole');
	if (!equal(Y.encodeStateVector(proof), stateVector)) return err('a snapshot shows another state vector');
	if (canonicalHash(proof) !== hash) return err('a snapshot shows other contents');
	return ok({ seq: live.seq, state, stateVector, hash });
}

/** State vectors list their clients in the order they were met; what counts is the set. */
function equal(one: Uint8Array, other: Uint8Array): boolean {
	const [first, second] = [Y.decodeStateVector(one), Y.decodeStateVector(other)];
	if (first.size !== second.size) return false;
	for (const [client, clock] of first) if (second.get(client) !== clock) return false;
	return true;
}
