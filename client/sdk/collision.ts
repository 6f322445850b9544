/**
 * Was a client id of ours continued by somebody else? A cloned or restored device writes under ids whose clocks went on elsewhere:
 * two contents under one clock, which Yjs never notices. Here what the relay holds under our ids is compared, before it is merged,
 * with the edits it has not confirmed. Pure.
 *
 * The relay may well hold unconfirmed edits of ours (the receipt was lost, or a clone sent the very same ones), so they are compared
 * by content. What was deleted since cannot be compared; there the mark on the frame decides: one never offered cannot be there.
 */
import * as Y from 'yjs';
import type { Frame } from './frame.ts';

/** From where on nothing written under each of our ids is confirmed: what to leave out of the state vector we send. */
export function confirmedClocks(frames: readonly Frame[]): ReadonlyMap<number, number> {
	const clocks = new Map<number, number>();
	for (const { client, from, to } of frames) {
		if (from < to) clocks.set(client, Math.min(from, clocks.get(client) ?? from));
	}
	return clocks;
}

/** What we have, less what is not confirmed: the answer shows what the relay has in those places. */
export function confirmedVector(doc: Y.Doc, frames: readonly Frame[]): Uint8Array<ArrayBuffer> {
	const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
	for (const [client, clock] of confirmedClocks(frames)) {
		vector.set(client, Math.min(clock, vector.get(client) ?? 0));
	}
	// lib0's encoder makes a buffer of its own.
	return Y.encodeStateVector(vector) as Uint8Array<ArrayBuffer>;
}

/** Does the relay's answer hold, in the place of one of these unconfirmed frames, something else? */
export function isContinuedElsewhere(frames: readonly Frame[], answer: Uint8Array): boolean {
	const from = confirmedClocks(frames);
	if (from.size === 0) return false;
	const theirs = Y.decodeUpdate(answer).structs.filter(
		(struct) => struct.id.clock + struct.length > (from.get(struct.id.client) ?? Number.POSITIVE_INFINITY),
	);
	return frames.some((frame) => {
		const there = theirs.filter((struct) => isWithin(struct, frame));
		if (there.length === 0) return false;
		const likeness = compare(there, structsOf(frame));
		return likeness === 'other' || (likeness === 'unknown' && !frame.offered);
	});
}

/** Is what this frame would add under its id already here, with other content? */
export function isTakenOtherwise(doc: Y.Doc, frame: Frame): boolean {
	if (frame.from === frame.to || Y.getState(doc.store, frame.client) <= frame.from) return false;
	return compare(structsHere(doc, frame), structsOf(frame)) === 'other';
}

/** Is the whole frame in this document? One that only deletes says nothing by its clocks: all it deletes must be gone. */
export function isContained(doc: Y.Doc, frame: Frame): boolean {
	if (frame.from === frame.to) return isDeletedHere(doc, Y.decodeUpdate(frame.update));
	if (Y.getState(doc.store, frame.client) < frame.to) return false;
	const likeness = compare(structsHere(doc, frame), structsOf(frame));
	return likeness === 'same' || (likeness === 'unknown' && frame.offered);
}

type Struct = Y.Item | Y.GC | Y.Skip;
type Likeness = 'same' | 'other' | 'unknown';

const structsOf = (frame: Frame): readonly Struct[] =>
	Y.decodeUpdate(frame.update).structs.filter((struct) => isWithin(struct, frame));

function isDeletedHere(doc: Y.Doc, { ds }: ReturnType<typeof Y.decodeUpdate>): boolean {
	for (const [client, ranges] of ds.clients) {
		for (const { clock, len } of ranges) {
			if (Y.getState(doc.store, client) < clock + len) return false;
			const structs = doc.store.clients.get(client) ?? [];
			for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
				const struct = structs[index];
				if (struct === undefined || struct.id.clock >= clock + len) break;
				if (!struct.deleted) return false;
			}
		}
	}
	return true;
}

function structsHere(doc: Y.Doc, frame: Frame): readonly Struct[] {
	const structs = doc.store.clients.get(frame.client) ?? [];
	const here: Struct[] = [];
	for (let index = Y.findIndexSS(structs, frame.from); index < structs.length; index++) {
		const struct = structs[index];
		if (struct === undefined || !isWithin(struct, frame)) break;
		here.push(struct);
	}
	return here;
}

function isWithin({ id, length }: Struct, { client, from, to }: Frame): boolean {
	return id.client === client && id.clock < to && id.clock + length > from;
}

/** Where both have something to say they must agree; `unknown` if there is a place where one of them has not. */
function compare(some: readonly Struct[], others: readonly Struct[]): Likeness {
	let likeness: Likeness = 'same';
	for (const one of some) {
		for (const other of others) {
			const from = Math.max(one.id.clock, other.id.clock);
			const to = Math.min(one.id.clock + one.length, other.id.clock + other.length);
			if (from >= to) continue;
			const [mine, theirs] = [part(one, from, to), part(other, from, to)];
			if (mine === undefined || theirs === undefined) likeness = 'unknown';
			else if (mine !== theirs) return 'other';
		}
	}
	return likeness;
}

/** Content as text, to be compared; `undefined` for what is deleted or collected. */
function part(struct: Struct, from: number, to: number): string | undefined {
	if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return undefined;
	const { content, id } = struct;
	const kind = content.getRef();
	if (content instanceof Y.ContentType) return `${kind}`;
	const values =
		content instanceof Y.ContentFormat
			? [content.key, content.value]
			: content.getContent().slice(from - id.clock, to - id.clock);
	return `${kind} ${JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`;
}
