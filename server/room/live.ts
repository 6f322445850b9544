/**
 * A section in memory: a cache of its log, made from the newest snapshot and the rows behind it. It can be thrown away at any
 * moment and made again. Nobody listens on its document; a row that no longer applies is put aside, the rest stays readable.
 */
import * as Y from 'yjs';
import { nextHlc } from '../../shared/document/hlc.ts';
import { rootMap } from '../../shared/document/roots.ts';
import { rootsOf } from '../../shared/document/schema.ts';
import type { Seq, WeddingId } from '../../shared/ids.ts';
import { readUpdate } from '../../shared/wire/update.ts';
import {
	type Lease,
	type Loaded,
	type LogRow,
	type Section,
	StorageFull,
	type Store,
} from '../store/store.ts';
import type { Whereabouts } from './door.ts';
import { limits } from './limits.ts';

export interface Live {
	readonly doc: Y.Doc;
	readonly section: Section;
	/** Who owns which client id. */
	readonly leases: Map<number, Lease>;
	/** The wedding's newest row, as far as this section knows. */
	seq: Seq;
	/** The highest hybrid clock in the document. */
	hlc: number;
	/** About the size of the document, in bytes of its state. */
	bytes: number;
	/** What `bytes` was when it was last measured. */
	measured: number;
	/** Rows behind the newest snapshot. */
	rows: number;
	/** Rows of this wedding that were ever lost: devices may hold what this document does not. */
	readonly lost: number;
}

export async function openLive(store: Store, wedding: WeddingId, section: Section): Promise<Live> {
	const [loaded, leases] = await Promise.all([store.load(wedding, section), store.leases(wedding, section)]);
	const whole = rebuild(section, loaded);
	const doc = whole ?? (await rebuildWithout(store, { wedding, section }, loaded));
	const { lost } = whole === undefined ? await store.load(wedding, section) : loaded;
	const state = loaded.snapshot?.state.length ?? 0;
	return {
		doc,
		section,
		leases: new Map(leases.map((lease) => [lease.client, lease])),
		seq: loaded.seq,
		hlc: nextHlc(doc, 0) - 1,
		bytes: loaded.rows.reduce((sum, row) => sum + row.update.length, state),
		measured: 0,
		rows: loaded.rows.length,
		lost,
	};
}

/** All in one transaction: 50,000 rows so take a fifth of the time they take one by one. Undefined if any row is bad. */
function rebuild(section: Section, { snapshot, rows }: Loaded): Y.Doc | undefined {
	const doc = emptyDocument(section);
	try {
		if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
		doc.transact(() => {
			for (const row of rows) if (row.update.length > 0) Y.applyUpdate(doc, row.update);
		});
	} catch {
		// Which row it was, and whether the document is whole without it, is found out one by one.
		return undefined;
	}
	return isSound(doc) && isEncodable(doc) ? doc : undefined;
}

async function rebuildWithout(store: Store, where: Whereabouts, loaded: Loaded): Promise<Y.Doc> {
	const doc = await sift(store, where, loaded, false);
	// Something deep enough to be read and never written again: only trying after each row finds it.
	return isEncodable(doc) ? doc : sift(store, where, loaded, true);
}

/** Row by row, leaving out what does not apply to what stands before it. */
async function sift(
	store: Store,
	{ wedding, section }: Whereabouts,
	{ snapshot, rows }: Loaded,
	mustEncode: boolean,
): Promise<Y.Doc> {
	const good: LogRow[] = [];
	let doc = restart(section, snapshot, good);
	for (const row of rows) {
		if (row.update.length === 0) continue;
		const isAlone = hasGap(doc, row.update);
		const reason = isAlone ? standsOnNothing : tryRow(doc, row, mustEncode);
		if (reason === undefined) {
			good.push(row);
			continue;
		}
		await putAside(store, wedding, row, reason);
		if (!isAlone) doc = restart(section, snapshot, good);
	}
	return doc;
}

/** Rows behind one that was left out are many: they are told by their clocks, with no document spoilt by trying. */
function hasGap(doc: Y.Doc, update: Uint8Array): boolean {
	const read = readUpdate(update, limits.catchUp);
	if (!read.ok) return false;
	const next = new Map<number, number>();
	return read.value.structs.some(({ client, clock, length }) => {
		const known = next.get(client) ?? Y.getState(doc.store, client);
		next.set(client, Math.max(known, clock + length));
		return clock > known;
	});
}

async function putAside(store: Store, wedding: WeddingId, row: LogRow, reason: string): Promise<void> {
	try {
		await store.quarantine(wedding, row.seq, reason);
	} catch (fault) {
		// It is left out here all the same; the next load finds it again.
		if (!(fault instanceof StorageFull)) throw fault;
	}
}

function restart(section: Section, snapshot: Loaded['snapshot'], rows: readonly LogRow[]): Y.Doc {
	const doc = emptyDocument(section);
	if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
	doc.transact(() => {
		for (const row of rows) Y.applyUpdate(doc, row.update);
	});
	return doc;
}

function tryRow(doc: Y.Doc, row: LogRow, mustEncode: boolean): string | undefined {
	try {
		Y.applyUpdate(doc, row.update);
	} catch (fault) {
		return fault instanceof Error ? fault.message : String(fault);
	}
	if (!isSound(doc)) return standsOnNothing;
	return mustEncode && !isEncodable(doc) ? 'leaves a document that cannot be written any more' : undefined;
}

function isEncodable(doc: Y.Doc): boolean {
	try {
		return Y.encodeStateAsUpdate(doc).length > 0;
	} catch {
		// A value nested thousands deep: Yjs reads it and overflows the stack writing it.
		return false;
	}
}

/** Its own section's roots and no others. */
export function emptyDocument(section: Section): Y.Doc {
	const doc = new Y.Doc();
	for (const root of rootsOf(section)) rootMap(doc, root);
	return doc;
}

/**
 * A document that a throw interrupted keeps running and never tells anybody of a change again (yjs issues 723 and 799); one
 * with parked structs holds what was never admitted whole.
 */
export function isSound(doc: Y.Doc): boolean {
	return (
		doc._transaction === null &&
		doc._transactionCleanups.length === 0 &&
		doc.store.pendingStructs === null &&
		doc.store.pendingDs === null
	);
}

const standsOnNothing = 'stands on rows that are not there, or leaves the document deaf';
