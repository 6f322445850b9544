/**
 * The hybrid clock of registers: milliseconds × 1024 + counter. Each write's is greater than every one its writer has seen,
 * so "later" agrees with "has seen", and close to the wall clock, so people can be told when. Reads no clock: `now` comes in.
 * How far a clock may run from the server's is the gate's business.
 */
import type * as Y from 'yjs';
import type { Millis } from '../clock.ts';
import { presentRoots, recordMap, recordsOf } from './roots.ts';

const ticksPerMs = 1024;

export const hlcAt = (ms: Millis): number => Math.max(0, Math.trunc(ms)) * ticksPerMs;
export const hlcMillis = (hlc: number): Millis => Math.floor(hlc / ticksPerMs);

export function nextHlc(doc: Y.Doc, now: Millis): number {
	let latest = -1;
	for (const root of presentRoots(doc)) {
		if (root === 'meta') latest = latestOf(recordMap(doc, root, root), latest);
		else for (const [, record] of recordsOf(doc, root)) latest = latestOf(record, latest);
	}
	return Math.max(hlcAt(now), latest + 1);
}

function latestOf(record: Y.Map<unknown> | undefined, latest: number): number {
	let found = latest;
	record?.forEach((raw, key) => {
		if (!Array.isArray(raw) || !key.includes('~')) return;
		const hlc: unknown = raw[1];
		if (typeof hlc === 'number' && Number.isSafeInteger(hlc) && hlc > found) found = hlc;
	});
	return found;
}
