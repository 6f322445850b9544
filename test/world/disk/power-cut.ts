/**
 * What a disk may hold after a power cut, made from a trace of system calls: all that was synced, and of the writes behind the
 * last sync whatever the disk felt like. Pure but for the chance it is handed.
 */
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

type Change = Exclude<DiskCall, { kind: 'sync' }> & { readonly index: number };

/** Each file: what is on the platter, and the changes that may or may not follow it there. */
function createDisk() {
	const durable = new Map<string, Buffer>();
	let pending: Change[] = [];

	return {
		apply(call: DiskCall, index: number): void {
			if (call.kind !== 'sync') {
				pending.push({ ...call, index });
				return;
			}
			// Syncing a file makes its own changes durable, up to those that were there when the call began.
			const reached = (change: Change) => change.path === call.path && change.index < call.begun;
			for (const change of pending) if (reached(change)) applyTo(durable, change);
			pending = pending.filter((change) => !reached(change));
		},
		imageAfterCut(kind: CutKind, below: (limit: number) => number): Map<string, Buffer> {
			const files = new Map(durable);
			const kept = pending.filter(() => kind !== 'none' && (kind === 'all' || below(2) === 0));
			const torn = kind === 'torn' ? kept.findLastIndex(({ kind: what }) => what === 'write') : -1;
			kept.forEach((change, place) => {
				if (change.kind !== 'write') applyTo(files, change);
				else if (place === torn)
					applyTo(files, { ...change, bytes: change.bytes.subarray(0, prefix(change.bytes.length, below)) });
				else if (kind === 'sectors')
					for (const part of sectorsOf(change)) below(2) === 0 && applyTo(files, part);
				else applyTo(files, change);
			});
			return files;
		},
	};
}

function applyTo(files: Map<string, Buffer>, change: Change): void {
	const before = files.get(change.path) ?? Buffer.alloc(0);
	if (change.kind === 'remove') {
		files.delete(change.path);
		return;
	}
	if (change.kind === 'truncate') {
		const after = Buffer.alloc(change.length);
		before.copy(after);
		files.set(change.path, after);
		return;
	}
	const offset = change.offset === -1 ? before.length : change.offset;
	const after = Buffer.alloc(Math.max(before.length, offset + change.bytes.length));
	before.copy(after);
	change.bytes.copy(after, offset);
	files.set(change.path, after);
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
