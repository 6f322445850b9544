/**
 * Under which client id this tab writes. An id is used again only where its next clock is known for certain: the record
 * committed with its last frame equals the loaded document's clock, and nobody else on this device holds it. Anything else
 * takes a new id, since continuing behind what others have seen gives different contents under equal state vectors.
 */
import * as Y from 'yjs';
import { type Random, uint32 } from '../../shared/random.ts';
import type { Frame } from './frame.ts';
import type { Locks, Release } from './locks.ts';

export interface Lease {
	readonly client: number;
	/** The clock after the last frame committed under it. */
	readonly next: number;
	/** The order of the latest frame known then: what is made later must sort behind it, also in another session. */
	readonly order: number;
}

export interface Held extends Lease {
	readonly release: Release;
}

/** Locks the leases that no living tab holds; read the document only afterwards, then call `chooseLease`. */
export async function holdFree(
	leases: readonly Lease[],
	locks: Locks,
	scope: string,
): Promise<readonly Held[]> {
	const held: Held[] = [];
	for (const lease of leases) {
		const release = await locks.tryHold(lockName(scope, lease.client));
		if (release !== undefined) held.push({ ...lease, release });
	}
	return held;
}

/** The first consistent lease; the others are let go, and those that can never be used again are named. */
export function chooseLease(
	held: readonly Held[],
	stored: { readonly leases: readonly Lease[]; readonly outbox: readonly Frame[]; readonly doc: Y.Doc },
): { readonly chosen: Held | undefined; readonly ended: readonly number[] } {
	const ended: number[] = [];
	let chosen: Held | undefined;
	for (const { client, release } of held) {
		const lease = stored.leases.find((one) => one.client === client);
		const isConsistent = lease !== undefined && isCertain(lease, stored.outbox, stored.doc);
		if (isConsistent && chosen === undefined) chosen = { ...lease, release };
		else {
			if (!isConsistent) ended.push(client);
			release();
		}
	}
	return { chosen, ended };
}

/** A new id that nobody in this document has written under. */
export function newClient(doc: Y.Doc, random: Random): number {
	for (;;) {
		const client = uint32(random);
		if (client > 0 && !doc.store.clients.has(client)) return client;
	}
}

export const lockName = (scope: string, client: number): string => `${scope}/lease/${client}`;

function isCertain(lease: Lease, outbox: readonly Frame[], doc: Y.Doc): boolean {
	const { client } = lease;
	// After a failed write was made good, frames may have been committed out of order: the furthest one counts.
	const next = outbox.reduce(
		(max, frame) => (frame.client === client ? Math.max(max, frame.to) : max),
		lease.next,
	);
	const isPending = doc.store.pendingStructs?.missing.has(client) === true;
	return next === Y.getState(doc.store, client) && !isPending;
}
