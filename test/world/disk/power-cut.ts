/**
 * What a disk may hold after a power cut, made from a trace of system calls: all that was synced, and of the writes behind the
 * last sync whatever the disk felt like. Pure but for the chance it is handed.
 */
import { dirname } from 'node:path';
import { type Random, uint32 } from '../../../shared/random.ts';
import type { DiskCall } from './strace.ts';

/** How the unsynced writes fared. */
export const cutKinds = ['none', 'all', 'subset', 'torn', 'sectors'] as const;
export type CutKind = (typeof cutKinds)[number];

export interface Image {
	readonly kind: CutKind;
	/** How many calls of the trace had happened. */
	readonly at: number;
	readonly files: ReadonlyMap<string, Buffer>;
}

/** Yields `count` images at random moments of the trace, in their order. `deaf` takes every sync for a lie. */
export function* powerCuts(given: {
	readonly calls: readonly DiskCall[];
	readonly count: number;
	readonly random: Random;
	readonly deaf?: boolean;
}): Generator<Image> {
	const { calls, count, random } = given;
	const below = (limit: number) => uint32(random) % limit;
	const moments = Array.from({ length: count }, () => below(calls.length + 1)).sort((a, b) => a - b);
	const disk = createDisk();
	let done = 0;
	for (const [number, at] of moments.entries()) {
		for (; done < at; done++) {
			const call = calls[done];
			if (call !== undefined && !(given.deaf === true && call.kind === 'sync')) disk.apply(call, done);
		}
		const kind = cutKinds[number % cutKinds.length] ?? 'none';
		yield { kind, at, files: disk.imageAfterCut(kind, below) };
	}
}

type Change = (Exclude<DiskCall, { kind: 'sync' }> | { readonly kind: 'create'; readonly path: string }) & {
	readonly index: number;
};
/** Files under change: each in a buffer with room to grow; only one that is linked can be found in its folder. */
type Files = Map<string, { bytes: Buffer; length: number; isLinked: boolean }>;

/** Each file: what is on the platter, and the changes that may or may not follow it there. */
function createDisk() {
	const durable: Files = new Map();
	let pending: Change[] = [];
	const existing = new Set<string>();

	return {
		apply(call: DiskCall, index: number): void {
			if (call.kind !== 'sync') {
				if (call.kind === 'remove') existing.delete(call.path);
				else if (!existing.has(call.path)) pending.push({ kind: 'create', path: call.path, index });
				if (call.kind !== 'remove') existing.add(call.path);
				pending.push({ ...call, index });
				return;
			}
			// Syncing a file makes its own changes durable, up to those that were there when the call began; that it
			// exists, or no longer does, takes a sync of its folder.
			const reached = (change: Change) =>
				(change.kind === 'create' || change.kind === 'remove' ? dirname(change.path) : change.path) ===
					call.path && change.index < call.begun;
			for (const change of pending) if (reached(change)) applyTo(durable, change);
			pending = pending.filter((change) => !reached(change));
		},
		imageAfterCut(kind: CutKind, below: (limit: number) => number): Map<string, Buffer> {
			const files: Files = new Map();
			for (const [path, file] of durable) files.set(path, { ...file, bytes: Buffer.from(file.bytes) });
			const kept = pending.filter(() => kind !== 'none' && (kind === 'all' || below(2) === 0));
			const torn = kind === 'torn' ? kept.findLastIndex(({ kind: what }) => what === 'write') : -1;
			for (const [place, change] of kept.entries()) {
				for (const part of partsOf(change, { kind, isTorn: place === torn, below })) applyTo(files, part);
			}
			const found = [...files].filter(([, { isLinked }]) => isLinked);
			return new Map(found.map(([path, { bytes, length }]) => [path, bytes.subarray(0, length)]));
		},
	};
}

function partsOf(
	change: Change,
	how: { readonly kind: CutKind; readonly isTorn: boolean; readonly below: (limit: number) => number },
): readonly Change[] {
	if (change.kind !== 'write') return [change];
	if (how.isTorn)
		return [{ ...change, bytes: change.bytes.subarray(0, prefix(change.bytes.length, how.below)) }];
	return how.kind === 'sectors' ? sectorsOf(change).filter(() => how.below(2) === 0) : [change];
}

function applyTo(files: Files, change: Change): void {
	if (change.kind === 'remove') {
		files.delete(change.path);
		return;
	}
	const file = files.get(change.path) ?? { bytes: Buffer.alloc(0), length: 0, isLinked: false };
	files.set(change.path, file);
	if (change.kind === 'create') {
		file.isLinked = true;
		return;
	}
	const offset = change.kind === 'write' ? (change.offset === -1 ? file.length : change.offset) : 0;
	const end = change.kind === 'write' ? offset + change.bytes.length : change.length;
	if (end > file.bytes.length) {
		const bytes = Buffer.alloc(end * 2);
		file.bytes.copy(bytes, 0, 0, file.length);
		file.bytes = bytes;
	}
	if (change.kind === 'write') change.bytes.copy(file.bytes, offset);
	// What is cut off must not come back when the file grows again.
	else file.bytes.fill(0, Math.min(end, file.length));
	file.length = change.kind === 'write' ? Math.max(file.length, end) : end;
}

/** A torn write ends on the border of a sector. */
const prefix = (length: number, below: (limit: number) => number) =>
	below(Math.max(1, Math.ceil(length / sectorBytes))) * sectorBytes;

function sectorsOf(change: Change & { kind: 'write' }): Change[] {
	const parts: Change[] = [];
	for (let start = 0; start < change.bytes.length; ) {
		const end = Math.min(change.bytes.length, start + sectorBytes - ((change.offset + start) % sectorBytes));
		parts.push({ ...change, offset: change.offset + start, bytes: change.bytes.subarray(start, end) });
		start = end;
	}
	return parts;
}

const sectorBytes = 512;
