/**
 * The former leading tab is gone: what this tab knows and the store does not is written, and what the store knows and this tab does
 * not is taken. Guards: a document that was exchanged by a tab that died before it could say so is exchanged here too, and an edit
 * that tab had settled (receipted, made anew, a draft) is not made a second time.
 */
import * as Y from 'yjs';
import type { Board } from './board.ts';
import type { Copy } from './copy.ts';
import type { Contents } from './device-store.ts';
import type { Drafts } from './drafts.ts';
import type { Journal } from './journal.ts';
import type { Neighbours } from './neighbours.ts';
import { documentOf } from './opening.ts';
import type { Outbox } from './outbox.ts';

export interface TakeoverDeps {
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly board: Board;
	readonly journal: Pick<Journal, 'add'>;
	readonly neighbours: Neighbours;
	readonly drafts: Pick<Drafts, 'hear' | 'share'>;
	/** Own edits that are not durable here. */
	readonly unstored: ReadonlySet<string>;
	readonly report: (fault: unknown) => void;
}

export function takeOver(stored: Contents, deps: TakeoverDeps): void {
	const { copy, outbox, board, journal, neighbours, report } = deps;
	const document = documentOf(stored.updates, report);
	const generation = stored.facts?.generation ?? 0;
	dropSettled(stored, deps);
	if (generation > copy.generation) {
		neighbours.hear({ kind: 'fresh', generation, state: Y.encodeStateAsUpdate(document) });
	}
	board.adopt(stored.facts ?? {});
	// Its last drafts may be stored without anybody having heard of them.
	deps.drafts.hear(stored.drafts, []);
	deps.drafts.share(stored.drafts);
	// First of all, since it tells of our own edits too which of them have left this device.
	neighbours.found(stored.outbox);
	const missing = Y.encodeStateAsUpdate(copy.doc, Y.encodeStateVector(document));
	// In one write with our own edits that are not stored yet: they are in it.
	const frames = outbox.frames.filter((frame) => frame.generation === copy.generation);
	journal.add([
		{ kind: 'update', update: missing },
		...frames.map((frame) => ({ kind: 'frame', frame }) as const),
	]);
}

/** With the exchange all that was on record of the former document went off it; of later ones the relay is asked. */
function dropSettled(stored: Contents, { outbox, unstored }: TakeoverDeps): void {
	const open = new Set(stored.outbox.map(({ id }) => id));
	const generation = stored.facts?.generation ?? 0;
	const settled = outbox.frames.filter(
		(frame) => frame.generation < generation && !open.has(frame.id) && !unstored.has(frame.id),
	);
	outbox.remove(settled.map(({ id }) => id));
}
