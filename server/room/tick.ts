/**
 * One tick of a room: judges a batch of updates and applies the admitted ones to the live document one by one, inside one
 * transaction, reading what each touches before and after, so that every update's events stand under its own author. It
 * appends nothing and tells nobody. Any throw means that the document must be discarded.
 */
import * as Y from 'yjs';
import type { Change } from '../../shared/document/change.ts';
import { captureTouched } from '../../shared/document/changes.ts';
import { readMeta } from '../../shared/document/document.ts';
import { hlcAt, hlcMillis } from '../../shared/document/hlc.ts';
import type { Millis } from '../../shared/clock.ts';
import { derive } from '../../shared/events/derive.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { StructId, Update } from '../../shared/wire/update.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import type { Entry, Lease, Section } from '../store/store.ts';
import type { Beside } from './door.ts';
import { admit } from './gate.ts';
import type { Verdict, Writing } from './verdict.ts';
import { limits } from './limits.ts';
import { isSound, type Live } from './live.ts';
import { followPeople } from './membership.ts';
import type { Draft } from './standing.ts';
import { whoOf } from './who.ts';

export interface Received {
	/** Updates of one chain are ignored behind a refused one: they were made upon it. */
	readonly chain: unknown;
	readonly principal: Principal;
	readonly update: Update;
	/** Set when the server itself wrote it on somebody's behalf, under this client id. */
	readonly desk?: number;
	/** Reads what the writer wants to be shown, right after the update was applied. */
	readonly show?: () => unknown;
	readonly answer?: { readonly key: string; readonly request: string };
	readonly beside?: Beside;
}
export type Judged =
	| { readonly kind: 'admitted'; readonly entry: Entry; readonly shown: unknown }
	| { readonly kind: 'known' }
	| { readonly kind: 'missing'; readonly id: StructId }
	| { readonly kind: 'refused'; readonly refusal: Refusal }
	/** Whoever made it belongs to the wedding no more: not judged, for others to decide. */
	| { readonly kind: 'removed' }
	| { readonly kind: 'ignored' };
export interface Ticked {
	/** One for each update received, in order. */
	readonly judged: readonly Judged[];
	/** Everything that was admitted, as one update for the others. */
	readonly update: Uint8Array | undefined;
	/** What each took, ms, and its share of what was done for all of them at the end. */
	readonly spent: readonly number[];
}
export interface Moment {
	readonly wedding: WeddingId;
	readonly section: Section;
	readonly now: Millis;
	/** Chains that were refused something already. */
	readonly stopped: Set<unknown>;
	/** Who speaks for an id that nobody has written under; see `presence.ts`. */
	readonly spokenBy?: ((client: number) => PersonId | undefined) | undefined;
	/** Who everybody is now; without it, who they were when they came. */
	readonly rights?: Draft | undefined;
	/** See `RoomDeps`; without it nothing is measured. */
	readonly cpu?: (() => number) | undefined;
}

export function tick(live: Live, received: readonly Received[], moment: Moment): Ticked {
	const { doc } = live;
	// One update's own bytes serve the others too, unless most of them is what everybody has (a whole difference, sent again).
	const isOwnFrame = received.length === 1 && (received[0]?.update.bytes.length ?? 0) <= ownFrameBytes;
	const told: Uint8Array[] = [];
	const keep = (bytes: Uint8Array) => void told.push(bytes);
	const judged: Judged[] = [];
	const { cpu = still } = moment;
	const spent: number[] = [];
	const begun = cpu();
	if (!isOwnFrame) doc.on('update', keep);
	doc.transact(() => {
		for (const one of received) {
			const from = cpu();
			const verdict = moment.stopped.has(one.chain) ? ignored : judgeNow(live, one, moment);
			if (verdict.kind === 'refused') moment.stopped.add(one.chain);
			judged.push(verdict);
			spent.push(cpu() - from);
		}
	});
	doc.off('update', keep);
	if (!isSound(doc)) throw new Error('the document is not sound after a tick');
	const [first] = judged;
	const own = isOwnFrame && first?.kind === 'admitted' ? first.entry.update : undefined;
	const update = own ?? whole(told);
	return { judged, update, spent: withShares(spent, cpu() - begun) };
}

/** What is left of the time at the end is everybody's in the measure of their own: the tidying is of what they did. */
function withShares(spent: readonly number[], all: number): readonly number[] {
	const own = spent.reduce((sum, ms) => sum + ms, 0);
	return spent.map((ms) => (own > 0 ? (ms * all) / own : all / spent.length));
}

/** Yjs tidies a formatted note in a transaction of its own behind ours: then there are two. */
function whole(told: readonly Uint8Array[]): Uint8Array | undefined {
	return told.length > 1 ? Y.mergeUpdates([...told]) : told[0];
}

const ownFrameBytes = 4_096;
const still = () => 0;
const ignored: Judged = { kind: 'ignored' };

/** As its author is now, whoever they were when they sent it: the update before it may have changed that. */
function judgeNow(live: Live, received: Received, moment: Moment): Judged {
	const { rights } = moment;
	const principal = rights === undefined ? received.principal : rights.now(received.principal);
	if (principal === undefined) return { kind: 'removed' };
	const judged = judge(live, { ...received, principal }, moment);
	if (judged.kind === 'admitted' && judged.entry.members !== undefined) rights?.learn(judged.entry.members);
	return judged;
}

function judge(live: Live, received: Received, moment: Moment): Judged {
	const { doc } = live;
	const { principal, update } = received;
	const verdict = admit(doc, update, writing(live, received, moment));
	if (verdict.kind !== 'admitted') return verdict;
	const changesNow = captureTouched(doc, verdict.touched);
	Y.applyUpdate(doc, update.bytes);
	if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
		throw new Error('an admitted update left something pending');
	}
	const changes = changesNow();
	for (const client of verdict.bind) live.leases.set(client, leaseOf(principal, client));
	const newest = newestHlc(live, verdict);
	live.hlc = Math.max(live.hlc, newest);
	live.bytes += update.bytes.length - verdict.frees;
	const shown = received.show?.();
	return {
		kind: 'admitted',
		entry: entryOf(live, received, { verdict, changes, moment, shown, newest }),
		shown,
	};
}

function writing(live: Live, { principal, desk, update }: Received, { now, spokenBy }: Moment): Writing {
	/** New ones in this update. */
	let begun = 0;
	return {
		section: live.section,
		who: whoOf(principal, now),
		...(principal.unbound === undefined ? {} : { unbound: true }),
		owns(client) {
			if (desk !== undefined) return client === desk ? 'yes' : 'no';
			const lease = live.leases.get(client);
			if (lease !== undefined) return isTheirs(lease, principal) ? 'yes' : 'no';
			if ((spokenBy?.(client) ?? principal.person) !== principal.person) return 'no';
			begun += 1;
			return idsOf(live, principal) + begun <= limits.clientsPerPerson ? 'new' : 'no';
		},
		// Whoever has seen a clock writes a later one, so the bound may never fall behind what was admitted once.
		maxHlc: Math.max(hlcAt(now + limits.clockAheadMs), live.hlc + hlcAt(1)),
		get mayGrow() {
			return mayGrowBy(live, update.bytes.length);
		},
	};
}

/** A person's other device writes under ids of its own: two that go on under one would tear the document apart. */
function isTheirs(lease: Lease, { person, device }: Principal): boolean {
	const isSameDevice = lease.device === undefined || device === undefined || lease.device === device;
	return lease.person === person && isSameDevice;
}

function idsOf({ leases }: Live, { person }: Principal): number {
	let count = 0;
	for (const lease of leases.values()) if (lease.person === person) count += 1;
	return count;
}

/** Counted by what came in, which may have been here already; near the budget it is measured. */
function mayGrowBy(live: Live, bytes: number): boolean {
	if (live.bytes + bytes > limits.documentBytes && live.bytes > live.measured + limits.measureBytes) {
		live.bytes = Y.encodeStateAsUpdate(live.doc).length;
		live.measured = live.bytes;
	}
	if (live.bytes + bytes <= limits.documentBytes) return true;
	return bytes <= limits.smallEditBytes && live.bytes <= limits.documentBytes + limits.reserveBytes;
}

function leaseOf({ person, device }: Principal, client: number) {
	return { client: client as never, person, ...(device === undefined ? {} : { device }) };
}

/** Of what this update wrote; 0 if it wrote nothing that has a clock. */
function newestHlc(live: Live, verdict: Extract<Verdict, { kind: 'admitted' }>): number {
	let highest = 0;
	for (const { root, record, key } of verdict.touched) {
		if (!key.includes('~')) continue;
		const map = root === 'meta' ? live.doc.getMap(root) : live.doc.getMap(root).get(record);
		const raw = map instanceof Y.Map ? map.get(key) : undefined;
		if (Array.isArray(raw) && Number.isSafeInteger(raw[1])) highest = Math.max(highest, Number(raw[1]));
	}
	return highest;
}

/** On the device, by its clock, if the server heard of it only later. */
function happenedAt(newest: number, now: Millis): string | undefined {
	const at = hlcMillis(newest);
	return at > 0 && now - at >= limits.lateMs ? new Date(at).toISOString() : undefined;
}

interface Applied {
	readonly verdict: Extract<Verdict, { kind: 'admitted' }>;
	readonly changes: readonly Change[];
	readonly moment: Moment;
	readonly shown: unknown;
	readonly newest: number;
}

function entryOf(live: Live, { principal, update, answer, beside }: Received, applied: Applied): Entry {
	const { verdict, changes, moment, shown, newest } = applied;
	const { wedding, section, now } = moment;
	const { person, role, device } = principal;
	const writer = { person, role, ...(device === undefined ? {} : { device }) };
	const isCard = changes.some(({ root, field }) => root === 'meta' && (field === 'name' || field === 'date'));
	const meta = isCard ? readMeta(live.doc) : undefined;
	const { members, audit = [] } = followPeople(live.doc, changes, { principal, now });
	const facts = [...(beside?.audit ?? []), ...audit];
	return {
		wedding,
		section,
		update: update.bytes,
		writer,
		at: now,
		events: [
			...derive({
				wedding,
				cause: verdict.cause,
				actor: writer,
				changes,
				occurredAt: happenedAt(newest, now),
			}),
			...(beside?.events ?? []),
		],
		bind: verdict.bind,
		...(answer === undefined ? {} : { answer: { ...answer, body: JSON.stringify(shown) } }),
		...(meta === undefined ? {} : { card: { name: meta.name, date: meta.date ?? '' } }),
		...(members === undefined ? {} : { members }),
		...(facts.length === 0 ? {} : { audit: facts }),
		...(beside?.decides === undefined ? {} : { decides: beside.decides }),
	};
}
