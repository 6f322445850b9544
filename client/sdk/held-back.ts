/**
 * Which frames must wait while client ids are in doubt: those written under them, and what stands on those. Everything else goes on.
 * Pure.
 */
import * as Y from 'yjs';
import type { Frame } from './frame.ts';

/** In order; answers the ids of those that wait. */
export function heldBack(
	frames: readonly Frame[],
	isDoubted: (client: number) => boolean,
): ReadonlySet<string> {
	const held = new Set<string>();
	/** By client: from where on nothing is there yet. */
	const absent = new Map<number, number>();
	for (const frame of frames) {
		const { id, client, from, to } = frame;
		const isUnder = from < to && isDoubted(client);
		if (!isUnder && (absent.size === 0 || !standsOn(frame, absent))) continue;
		held.add(id);
		if (from < to) absent.set(client, Math.min(from, absent.get(client) ?? from));
	}
	return held;
}

function standsOn({ client, from, to, update }: Frame, absent: ReadonlyMap<number, number>): boolean {
	const isAbsent = (id: Y.ID | null | undefined): boolean =>
		id !== null && id !== undefined && id.clock >= (absent.get(id.client) ?? Number.POSITIVE_INFINITY);
	if (from < to && from > (absent.get(client) ?? Number.POSITIVE_INFINITY)) return true;
	const { structs, ds } = Y.decodeUpdate(update);
	for (const struct of structs) {
		if (!(struct instanceof Y.Item)) continue;
		const parent = struct.parent instanceof Y.ID ? struct.parent : undefined;
		if (isAbsent(struct.origin) || isAbsent(struct.rightOrigin) || isAbsent(parent)) return true;
	}
	for (const [other, ranges] of ds.clients) {
		if (ranges.some(({ clock, len }) => isAbsent(Y.createID(other, clock + len - 1)))) return true;
	}
	return false;
}
