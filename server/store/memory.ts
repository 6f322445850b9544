/**
 * The store in memory, for tests: the same promises as the SQLite one (the contract suite says so), but durable only as long
 * as its `MemoryDisk`; opening another store on the same disk is a restart. Copies bytes in and out, so that a caller who
 * changes what it handed over, or was handed, is caught by the tests.
 */
import type { WeddingEvent } from '../../shared/events/event.ts';
import type { Incarnation, PersonId, Seq, WeddingId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type AuditMemory, createAuditMemory } from './audit-memory.ts';
import { hexOf } from './digest.ts';
import { createBlobMemory } from './blob-memory.ts';
import type { Blob } from './blobs.ts';
import { createEndpointMemory, type EndpointDisk } from './endpoint-memory.ts';
import { createOutboxMemory } from './outbox-memory.ts';
import { type OutboxDisk, outboxDisk } from './outbox-disk.ts';
import { createReachMemory, type ReachDisk, reachDisk } from './reach-memory.ts';
import { createSessionMemory, type SessionDisk, sessionDisk } from './session-memory.ts';
import {
	type Entry,
	EntryRejected,
	type Loaded,
	type Member,
	type Section,
	type Snapshot,
	type StorageRefused,
	type Store,
	type WeddingRow,
} from './store.ts';
import { createWeddingMemory, type WeddingMemory } from './wedding-memory.ts';

type Link = { readonly wedding: WeddingId; readonly person: PersonId; readonly expiresAt?: number };

/** What survives a restart. */
export interface MemoryDisk {
	readonly incarnation: Incarnation;
	readonly weddings: Map<WeddingId, WeddingMemory>;
	readonly links: Map<string, Link>;
	readonly audit: AuditMemory;
	readonly sessions: SessionDisk;
	readonly endpoints: EndpointDisk;
	readonly blobs: Blob[];
	readonly reach: ReachDisk;
	readonly outbox: OutboxDisk;
}

export function memoryDisk(incarnation = 'memory'): MemoryDisk {
	return {
		incarnation: incarnation as Incarnation,
		weddings: new Map(),
		links: new Map(),
		audit: createAuditMemory(),
		sessions: sessionDisk(),
		endpoints: new Map(),
		blobs: [],
		reach: reachDisk(),
		outbox: outboxDisk(),
	};
}

export function openMemory(disk: MemoryDisk = memoryDisk()): Store {
	let closed = false;
	const { weddings, links, audit: chains } = disk;

	/** Every call answers later, as a disk does, and none after the close. */
	async function later<T>(work: () => T): Promise<T> {
		if (closed) throw new Error('the store is closed');
		const value = work();
		await Promise.resolve();
		return value;
	}
	const known = (id: WeddingId): WeddingMemory => {
		const wedding = weddings.get(id);
		if (wedding === undefined) throw new EntryRejected(`there is no wedding ${id}`);
		return wedding;
	};
	const sorted = () =>
		[...weddings.values()].sort(
			(a, b) => a.row().createdAt - b.row().createdAt || (a.row().id < b.row().id ? -1 : 1),
		);

	function append(entries: readonly Entry[]): Result<readonly Seq[], StorageRefused> {
		for (const { wedding } of entries) {
			if (weddings.has(wedding)) continue;
			return err({ code: 'unknown-wedding', reason: `There is no wedding ${wedding}.` });
		}
		const byWedding = Map.groupBy(entries, ({ wedding }) => wedding);
		for (const [id, own] of byWedding) known(id).check(own);
		return ok(
			entries.map((entry) => {
				chains.add(entry.wedding, entry.audit ?? []);
				return known(entry.wedding).store(entry);
			}),
		);
	}

	return {
		incarnation: disk.incarnation,
		append: (entries) => later(() => append(entries)),
		load: (wedding, section) =>
			later((): Loaded => weddings.get(wedding)?.load(section) ?? { rows: [], lost: 0, seq: 0 as Seq }),
		quarantine: (wedding, seq) => later(() => known(wedding).quarantine(seq)),
		hasUpdate: (wedding, section, update) =>
			later(() => weddings.get(wedding)?.hasUpdate(section, hexOf(update), update.length) ?? false),
		saveSnapshot: (wedding: WeddingId, section: Section, snapshot: Snapshot) =>
			later(() => known(wedding).saveSnapshot(section, snapshot)),
		events: (wedding, after, limit) =>
			later((): readonly WeddingEvent[] => weddings.get(wedding)?.events(after, limit) ?? []),
		leases: (wedding, section) => later(() => weddings.get(wedding)?.leases(section) ?? []),
		saveLease: (wedding, section, lease) => later(() => known(wedding).saveLease(section, lease)),
		createWedding: (row, audit) =>
			later(() => {
				if (weddings.has(row.id)) return false;
				chains.add(row.id, [audit]);
				weddings.set(row.id, createWeddingMemory(row));
				return true;
			}),
		weddings: () => later((): readonly WeddingRow[] => sorted().map((wedding) => wedding.row())),
		members: (wedding) => later((): readonly Member[] => weddings.get(wedding)?.members() ?? []),
		saveMember: (wedding, member, audit) =>
			later(() => {
				known(wedding).saveMember(member);
				chains.add(wedding, [audit]);
			}),
		raiseMember: (wedding, person, raised, audit) =>
			later(() => {
				if (weddings.get(wedding)?.raiseMember(person, raised) !== true) return false;
				chains.add(wedding, [audit]);
				return true;
			}),
		weddingsOf: (person) =>
			later(() =>
				sorted().flatMap((wedding) => {
					const member = wedding.members().find((one) => one.person === person);
					if (member === undefined || member.removedAt !== undefined) return [];
					return [{ ...wedding.row(), role: member.role }];
				}),
			),
		saveLink: ({ codeHash, ...link }, audit) =>
			later(() => {
				known(link.wedding);
				links.set(codeHash, link);
				chains.add(link.wedding, [audit]);
			}),
		findLink: (codeHash) => later(() => links.get(codeHash)),
		recallAnswer: (wedding, person, key) => later(() => weddings.get(wedding)?.recallAnswer(person, key)),
		suggestion: (wedding, id) => later(() => weddings.get(wedding)?.suggestion(id)),
		suggestions: (wedding, query) => later(() => weddings.get(wedding)?.suggestions(query) ?? []),
		openSuggestions: (wedding, person) =>
			later(() => weddings.get(wedding)?.suggestions({ state: 'open', person, limit: Infinity }).length ?? 0),
		decideSuggestion: (wedding, decision, audit) =>
			later(() => {
				if (weddings.get(wedding)?.decideSuggestion(decision) !== true) return false;
				chains.add(wedding, [audit]);
				return true;
			}),
		alert: (wedding, id) => later(() => weddings.get(wedding)?.alert(id)),
		alerts: (wedding, page) => later(() => weddings.get(wedding)?.alerts(page) ?? []),
		seeAlerts: (wedding, ids, who) => later(() => weddings.get(wedding)?.seeAlerts(ids, who) ?? []),
		closeAlert: (wedding, id, by, audit) =>
			later(() => {
				if (weddings.get(wedding)?.closeAlert(id, by) !== true) return false;
				chains.add(wedding, [audit]);
				return true;
			}),
		note: (chain, facts) =>
			later(() => {
				if (chain !== '') known(chain);
				chains.add(chain, facts);
			}),
		audit: (chain, after, limit) => later(() => chains.list(chain, after, limit)),
		...createSessionMemory(disk.sessions, { later, known, note: chains.add }),
		...createBlobMemory(disk.blobs, { later, known }),
		...createEndpointMemory(disk.endpoints, { later, known, note: chains.add }),
		...createReachMemory(disk.reach, {
			later,
			known,
			note: chains.add,
			members: (wedding) =>
				(weddings.get(wedding)?.members() ?? []).filter(({ removedAt }) => removedAt === undefined),
			devices: () => [...disk.sessions.devices.values()],
		}),
		...createOutboxMemory(disk.outbox, {
			later,
			known,
			ends: () =>
				sorted().map((wedding) => {
					const end = wedding.lastEvent();
					return { wedding: wedding.row().id, ...(end !== undefined && { end }) };
				}),
		}),
		backup: () => Promise.reject(new Error('a store in memory has no backup')),
		probe: () => later(() => ok(undefined)),
		async close() {
			await Promise.resolve();
			closed = true;
		},
	};
}
