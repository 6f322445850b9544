/**
 * The server's own writer: runs operations (REST, hooks, the demo wedding) on a replica beside the live document and hands over
 * the bytes, which then go through the same gate as anybody's. Its client id is leased to the server, a new one for every
 * incarnation and whenever rows were lost: devices then may know more under the former id than this log does.
 */
import * as Y from 'yjs';
import { type Forbidden, firstNo } from '../../shared/access/deeds.ts';
import type { Who } from '../../shared/access/may.ts';
import type { Author, Declined, Operation } from '../../shared/document/operations/operation.ts';
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
	/** Why this person may not do it, as far as the replica knows: asked before, so that a no costs nothing. */
	forbids(who: Who, operation: Operation): Forbidden | undefined;
	/** All of them as one update, or nothing. */
	write(principal: Principal, operations: readonly Operation[], now: Millis): Result<Written, Declined>;
}
export interface Written {
	/** Empty when the operation changed nothing. */
	readonly update: Uint8Array;
	/** Of the last operation. */
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
		forbids: (who, operation) => firstNo(who, operation, replica),
		write({ person, role }, operations, now) {
			const author = { person, role, now };
			const declined = operations.length > 1 ? rehearse(replica, author, operations) : undefined;
			if (declined !== undefined) return err(declined);
			const before = Y.encodeStateVector(replica);
			const updates: Uint8Array[] = [];
			const keep = (bytes: Uint8Array) => void updates.push(bytes);
			replica.on('update', keep);
			const done = replica.transact(() => operations.map((operation) => run(replica, author, operation)));
			replica.off('update', keep);
			const last = done.at(-1);
			if (last === undefined) throw new Error('nothing to write');
			if (!last.ok) return last;
			const [update = Y.encodeStateAsUpdate(emptyDocument(section), before), ...more] = updates;
			return ok({
				update: more.length === 0 ? update : Y.mergeUpdates(updates),
				record: last.value.record,
			});
		},
	};
}

/** Tried on a copy, so that a later one that is declined leaves nothing of an earlier one behind. */
function rehearse(replica: Y.Doc, author: Author, operations: readonly Operation[]): Declined | undefined {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(replica));
	for (const operation of operations) {
		const done = run(copy, author, operation);
		if (!done.ok) return done.error;
	}
	return undefined;
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
