/**
 * The server's own writer: runs operations (REST, hooks, the demo wedding) on a replica beside the live document and hands over
 * the bytes, which then go through the same gate as anybody's. Its client id is leased to the server, a new one for every
 * incarnation and whenever rows were lost: devices then may know more under the former id than this log does.
 */
import * as Y from 'yjs';
import type { Operation, Declined } from '../../shared/document/operations/operation.ts';
import { run } from '../../shared/document/operations/operations.ts';
import type { Millis } from '../../shared/clock.ts';
import { deviceId, personId, tabId } from '../../shared/ids.ts';
import { type Random, uint32 } from '../../shared/random.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Principal } from '../auth/principal.ts';
import type { Lease, Section, Store } from '../store/store.ts';
import type { WeddingId } from '../../shared/ids.ts';
import { emptyDocument, type Live } from './live.ts';

export interface Desk {
	readonly client: number;
	/** Brings the replica up to the live document; call with nothing in flight. */
	catchUp(doc: Y.Doc): void;
	write(principal: Principal, operation: Operation, now: Millis): Result<Written, Declined>;
}
export interface Written {
	/** Empty when the operation changed nothing. */
	readonly update: Uint8Array;
	readonly record: string;
}

export async function openDesk(
	{ store, random, wedding, section }: { store: Store; random: Random; wedding: WeddingId; section: Section },
	live: Live,
): Promise<Desk> {
	const tab = tabId.parse(`desk-${store.incarnation.slice(0, 32)}-${live.lost}`);
	let lease = [...live.leases.values()].find((one) => one.person === server && one.tab === tab);
	if (lease === undefined) {
		lease = { client: unusedClient(live, random), person: server, device: deviceId.parse('server'), tab };
		if (!(await store.saveLease(wedding, section, lease))) throw new Error('a fresh client id was taken');
		live.leases.set(lease.client, lease);
	}
	return createDesk(lease, section);
}

function createDesk({ client }: Lease, section: Section): Desk {
	const replica = emptyDocument(section);
	return {
		client,
		catchUp(doc) {
			Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(replica)));
			// Only now: Yjs takes another id when it is handed what was written under its own.
			replica.clientID = client;
		},
		write({ person, role }, operation, now) {
			const before = Y.encodeStateVector(replica);
			let update: Uint8Array | undefined;
			const keep = (bytes: Uint8Array) => {
				update = bytes;
			};
			replica.on('update', keep);
			const done = run(replica, { person, role, now }, operation);
			replica.off('update', keep);
			if (!done.ok) return err(done.error);
			return ok({
				update: update ?? Y.encodeStateAsUpdate(emptyDocument(section), before),
				record: done.value.record,
			});
		},
	};
}

/** An id nobody holds and nothing was written under. */
export function unusedClient(live: Live, random: Random): Lease['client'] {
	for (;;) {
		const client = uint32(random);
		if (client > 0 && !live.leases.has(client) && !live.doc.store.clients.has(client))
			return client as Lease['client'];
	}
}

/** Not a person of any wedding: the owner of the server's own client ids. */
const server = personId.parse('wedsync-server');
