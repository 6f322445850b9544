/**
 * What was typed into a note, typed again into another copy of the document: each piece goes behind the same character it stood
 * behind, also when that character was itself typed again just before. What has lost its neighbour goes to the end; nothing typed
 * is left out. Deleting takes away only what is the same character, not the same position.
 */
import * as Y from 'yjs';
import { recordMap } from '../../shared/document/roots.ts';
import { fieldOf } from '../../shared/document/schema.ts';
import type { Change } from '../../shared/document/change.ts';
import { isTakenOtherwise } from './collision.ts';
import type { Frame } from './frame.ts';

export interface TextReplay {
	/** Types and deletes again what the frame did; what cannot be made again is given back, each with the reason. */
	replay(frame: Frame, texts: readonly Change[]): readonly Untyped[];
	/** The changes with what was typed, which changes of a text do not carry. */
	withTyped(frame: Frame, changes: readonly Change[]): readonly Change[];
	/** The frame's own creation of this text was run again as an operation: its characters are those. */
	adopt(frame: Frame, texts: readonly Change[]): void;
}

export interface Untyped {
	readonly change: Change;
	readonly reason: string;
}

interface Moved {
	readonly client: number;
	readonly from: number;
	readonly to: number;
	readonly newClient: number;
	readonly newFrom: number;
}
interface Piece {
	readonly id: Y.ID;
	readonly origin: Y.ID | null;
	readonly rightOrigin: Y.ID | null;
	readonly text: string;
}

/** `old` is the copy the frames were made on, if it is still there: it knows which text a piece belongs to. */
export function createTextReplay(old: Y.Doc | undefined, fresh: Y.Doc): TextReplay {
	const moved: Moved[] = [];

	const newId = (id: Y.ID): Y.ID => {
		const move = moved.find(
			({ client, from, to }) => client === id.client && from <= id.clock && id.clock < to,
		);
		return move === undefined ? id : Y.createID(move.newClient, move.newFrom + id.clock - move.from);
	};
	const note = ({ id, text }: Piece, newFrom: number) => {
		const { client, clock } = id;
		moved.push({ client, from: clock, to: clock + text.length, newClient: fresh.clientID, newFrom });
	};
	const insert = (text: Y.Text, piece: Piece) => {
		const at = placeOf(text, piece, newId);
		const clock = Y.getState(fresh.store, fresh.clientID);
		text.insert(at, piece.text);
		note(piece, clock);
	};

	/** The old copy knows nothing of a frame in whose place it holds something else. */
	const madeOn = (frame: Frame) => (old === undefined || isTakenOtherwise(old, frame) ? undefined : old);

	function replay(frame: Frame, texts: readonly Change[]) {
		const lost: Untyped[] = [];
		const update = Y.decodeUpdate(frame.update);
		const made = madeOn(frame);
		for (const [index, change] of texts.entries()) {
			const pieces = piecesOf(frame, update.structs).filter(({ id }) => isIn(made, id, change, index === 0));
			const text = textOf(fresh, change);
			if (text === undefined) {
				lost.push({ change: saying(change, pieces), reason: 'The note this was typed into is gone.' });
				continue;
			}
			if (
				update.structs.some((struct) => isFormat(struct, frame) && isIn(made, struct.id, change, index === 0))
			)
				lost.push({ change, reason: 'The formatting of this note is not made again by itself.' });
			fresh.transact(() => {
				for (const piece of pieces) insert(text, piece);
				erase(text, update.ds, newId);
			});
		}
		return lost;
	}

	function adopt(frame: Frame, texts: readonly Change[]): void {
		const pieces = piecesOf(frame, Y.decodeUpdate(frame.update).structs);
		const made = madeOn(frame);
		for (const change of texts) {
			const fresher = [...itemsOf(textOf(fresh, change))].filter((item) => !item.deleted);
			for (const piece of pieces.filter(({ id }) => isIn(made, id, change, true))) {
				const item = fresher.find((one) => String(one.content.getContent().join('')).startsWith(piece.text));
				if (item?.id.client === fresh.clientID) note(piece, item.id.clock);
			}
		}
	}

	function withTyped(frame: Frame, changes: readonly Change[]): readonly Change[] {
		const pieces = piecesOf(frame, Y.decodeUpdate(frame.update).structs);
		const made = madeOn(frame);
		const first = changes.find(isText);
		return changes.map((change) =>
			isText(change)
				? saying(
						change,
						pieces.filter(({ id }) => isIn(made, id, change, change === first)),
					)
				: change,
		);
	}
	return { replay, adopt, withTyped };
}

function saying(change: Change, pieces: readonly Piece[]): Change {
	const typed = pieces.map(({ text }) => text).join('');
	return typed === '' ? change : { ...change, after: typed };
}

const isText = ({ root, field }: Change): boolean => fieldOf(root, field)?.kind === 'text';

/** Neither characters nor their deletion: a format's beginning or end, or an embedded thing. */
function isFormat(struct: Y.Item | Y.GC | Y.Skip, { client, from }: Frame): boolean {
	if (!(struct instanceof Y.Item) || struct.id.client !== client || struct.id.clock < from) return false;
	return struct.content instanceof Y.ContentFormat || struct.content instanceof Y.ContentEmbed;
}

/** In the order they were typed in. */
function piecesOf({ client, from }: Frame, structs: readonly (Y.Item | Y.GC | Y.Skip)[]): readonly Piece[] {
	return structs.flatMap((struct) => {
		if (!(struct instanceof Y.Item) || struct.id.client !== client || struct.id.clock < from) return [];
		const { content, id, origin, rightOrigin } = struct;
		return content instanceof Y.ContentString ? [{ id, origin, rightOrigin, text: content.str }] : [];
	});
}

/** Does a character of the old copy belong to this text? Where nobody can tell, `otherwise`. */
function isIn(old: Y.Doc | undefined, id: Y.ID, change: Change, otherwise: boolean): boolean {
	const structs = old?.store.clients.get(id.client);
	if (old === undefined || structs === undefined || Y.getState(old.store, id.client) <= id.clock)
		return otherwise;
	const item = structs[Y.findIndexSS(structs, id.clock)];
	if (!(item instanceof Y.Item)) return otherwise;
	return item.parent === textOf(old, change);
}

function textOf(doc: Y.Doc, { root, record, field }: Change): Y.Text | undefined {
	const text = recordMap(doc, root, record)?.get(field);
	return text instanceof Y.Text ? text : undefined;
}

function placeOf(text: Y.Text, { origin, rightOrigin }: Piece, newId: (id: Y.ID) => Y.ID): number {
	if (origin !== null) return indexOf(text, newId(origin), 'behind') ?? text.length;
	if (rightOrigin !== null) return indexOf(text, newId(rightOrigin), 'before') ?? text.length;
	return text.length;
}

function indexOf(text: Y.Text, id: Y.ID, side: 'before' | 'behind'): number | undefined {
	let index = 0;
	for (const item of itemsOf(text)) {
		const offset = id.clock - item.id.clock;
		const isVisible = !item.deleted && item.countable;
		if (item.id.client === id.client && offset >= 0 && offset < item.length) {
			return isVisible ? index + offset + (side === 'behind' ? 1 : 0) : index;
		}
		if (isVisible) index += item.length;
	}
	return undefined;
}

function erase(text: Y.Text, deletes: ReturnType<typeof Y.createDeleteSet>, newId: (id: Y.ID) => Y.ID): void {
	const gone = new Set<string>();
	for (const [client, ranges] of deletes.clients) {
		for (const { clock, len } of ranges) {
			for (let unit = clock; unit < clock + len; unit++) {
				const id = newId(Y.createID(client, unit));
				gone.add(`${id.client}:${id.clock}`);
			}
		}
	}
	const indices: number[] = [];
	let index = 0;
	for (const item of itemsOf(text)) {
		if (item.deleted || !item.countable) continue;
		for (let offset = 0; offset < item.length; offset++, index++) {
			if (gone.has(`${item.id.client}:${item.id.clock + offset}`)) indices.push(index);
		}
	}
	for (const at of indices.reverse()) text.delete(at, 1);
}

function* itemsOf(text: Y.Text | undefined): Generator<Y.Item> {
	for (let item = text?._start ?? null; item !== null; item = item.right) yield item;
}
