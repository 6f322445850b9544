/**
 * Was a client id of ours continued by somebody else? A cloned or restored device writes under ids whose clocks went on elsewhere:
 * two contents under one clock, which Yjs never notices. Here what the relay holds under our ids is compared, before it is merged,
 * with the edits it has not confirmed. Pure.
 *
 * The relay may well hold unconfirmed edits of ours (the receipt was lost), so they are compared by content. Content that was
 * deleted since cannot be compared; there the mark on the frame decides: one that was never offered cannot be there.
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
export function isContinuedElsewhere(doc: Y.Doc, frames: readonly Frame[], answer: Uint8Array): boolean {
	const from = confirmedClocks(frames);
	if (from.size === 0) return false;
	const theirs = Y.decodeUpdate(answer).structs.filter(
		(struct) => struct.id.clock + struct.length > (from.get(struct.id.client) ?? Number.POSITIVE_INFINITY),
	);
	return theirs.some((struct) => {
		const there = frames.filter(
			({ client, from, to }) =>
				client === struct.id.client && from < struct.id.clock + struct.length && to > struct.id.clock,
		);
		return there.some((frame) => !frame.offered) || (there.length > 0 && !isSameAsHere(doc, struct));
	});
}

/** Is what this update would add under the frame's id already here, with other content? */
export function isTakenOtherwise(doc: Y.Doc, frame: Frame): boolean {
	if (frame.from === frame.to || Y.getState(doc.store, frame.client) <= frame.from) return false;
	return Y.decodeUpdate(frame.update).structs.some(
		(struct) => struct.id.client === frame.client && !isSameAsHere(doc, struct),
	);
}

/** Is the whole frame in this document? One that only deletes says nothing by its clocks and counts as absent. */
export function isContained(doc: Y.Doc, frame: Frame): boolean {
	if (frame.from === frame.to || Y.getState(doc.store, frame.client) < frame.to) return false;
	return !isTakenOtherwise(doc, frame);
}

type Struct = Y.Item | Y.GC | Y.Skip;

function isSameAsHere(doc: Y.Doc, struct: Struct): boolean {
	const structs = doc.store.clients.get(struct.id.client);
	const end = Math.min(struct.id.clock + struct.length, Y.getState(doc.store, struct.id.client));
	if (structs === undefined || struct.id.clock >= end || !(struct instanceof Y.Item)) return true;
	for (let index = Y.findIndexSS(structs, struct.id.clock); index < structs.length; index++) {
		const here = structs[index];
		if (here === undefined || here.id.clock >= end) break;
		if (here instanceof Y.Item && !isSameContent(here, struct, end)) return false;
	}
	return true;
}

function isSameContent(a: Y.Item, b: Y.Item, end: number): boolean {
	if (a.content instanceof Y.ContentDeleted || b.content instanceof Y.ContentDeleted) return true;
	if (a.content.getRef() !== b.content.getRef()) return false;
	if (a.content instanceof Y.ContentType) return true;
	const from = Math.max(a.id.clock, b.id.clock);
	const to = Math.min(a.id.clock + a.length, b.id.clock + b.length, end);
	return part(a, from, to) === part(b, from, to);
}

const part = ({ id, content }: Y.Item, from: number, to: number): string =>
	JSON.stringify(
		content instanceof Y.ContentFormat
			? [content.key, content.value]
			: content.getContent().slice(from - id.clock, to - id.clock),
		(_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
	);
