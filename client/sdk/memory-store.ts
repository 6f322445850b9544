/**
 * The device store in memory: for Node, for browsers that refuse storage, and for tests. What it is given it copies,
 * as a database would: all of a write before any of it counts.
 */
import type { DeviceKey } from './device-key.ts';
import type { Draft } from './draft.ts';
import type { DeviceStore, Edit, Facts } from './device-store.ts';
import { byOrder, type Frame, type KeptFrame } from './frame.ts';
import type { Lease } from './lease.ts';

export function createMemoryStore(): DeviceStore {
	let updates: Uint8Array[] = [];
	let facts: Facts | undefined;
	let key: DeviceKey | undefined;
	const outbox = new Map<string, Frame>();
	const kept = new Map<string, KeptFrame>();
	const leases = new Map<number, Lease>();
	const drafts = new Map<string, Draft>();

	function apply(edit: Edit): void {
		switch (edit.kind) {
			case 'update':
				updates.push(edit.update);
				break;
			case 'replace':
				updates = [edit.state];
				break;
			case 'frame':
				outbox.set(edit.frame.id, edit.frame);
				break;
			case 'receipt':
				outbox.delete(edit.frame.id);
				kept.set(edit.frame.id, edit.frame);
				break;
			case 'frame-dropped':
				outbox.delete(edit.id);
				kept.delete(edit.id);
				break;
			case 'lease':
				leases.set(edit.lease.client, edit.lease);
				break;
			case 'lease-ended':
				leases.delete(edit.client);
				break;
			case 'draft':
				drafts.set(edit.draft.id, edit.draft);
				break;
			case 'draft-discarded':
				drafts.delete(edit.id);
				break;
			case 'facts':
				facts = edit.facts;
				break;
			case 'key':
				key = edit.key;
				break;
		}
	}

	const frames = () => [...outbox.values()].sort(byOrder);
	return {
		read: async () => ({
			updates: [...updates],
			outbox: frames(),
			leases: [...leases.values()],
			drafts: [...drafts.values()],
			facts,
			key,
		}),
		write: async (edits) => edits.map(copied).forEach(apply),
		readLeases: async () => [...leases.values()],
		readOutbox: async () => frames(),
		readKept: async () => [...kept.values()].sort(byOrder),
		prune: async (before) => {
			for (const frame of kept.values()) if (frame.receiptedAt < before) kept.delete(frame.id);
		},
		compact: async (rows, merge) => {
			if (updates.length >= rows) updates = [merge(updates)];
		},
		destroy: async () => {
			updates = [];
			facts = undefined;
			key = undefined;
			for (const kind of [outbox, kept, leases, drafts]) kind.clear();
		},
		close: async () => undefined,
	};
}

/** A key is a handle to what never leaves the platform: there is nothing of it to copy. */
const copied = (edit: Edit): Edit => (edit.kind === 'key' ? edit : structuredClone(edit));
