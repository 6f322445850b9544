/**
 * The relay's document in the place of ours, with everything unconfirmed made again on it. Called after a refusal, when an id of
 * ours was continued elsewhere, when the document was re-based. Guards: the exchange, the frames made again and the drafts are one
 * write, so a crash leaves either the former state whole (and the refusal will come again) or the new one.
 */
import * as Y from 'yjs';
import type { Author } from '../../shared/document/operations/operation.ts';
import type { Millis } from '../../shared/clock.ts';
import { heldId } from '../../shared/wire/held-id.ts';
import { mendableReasons, type Refusal } from '../../shared/wire/refusal.ts';
import { isContained } from './collision.ts';
import type { Copy } from './copy.ts';
import type { Edit } from './device-store.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './frame.ts';
import type { Journal } from './journal.ts';
import type { Outbox } from './outbox.ts';
import { createRedo, type Redo } from './redo.ts';
import type { Rights } from './rights.ts';
import { suggestedOf } from './suggesting.ts';
import { createTextReplay } from './text-replay.ts';
import { joinTyped } from './typing-drafts.ts';
import { withWholeNotes } from './whole-notes.ts';
import type { Refused } from './wish.ts';

export interface Rescue {
	/** Our document becomes this one, written under `client`. */
	exchange(fresh: Y.Doc, client: number, refused: Refused | undefined): void;
	/** Nothing here will ever be taken: all of it becomes drafts that are handed in by themselves. */
	surrender(): Promise<void>;
	/** Frames made on a former document by a tab that had not heard of the exchange yet. */
	late(frames: readonly Frame[]): void;
}

export interface RescueDeps {
	readonly copy: Copy;
	readonly outbox: Outbox;
	readonly journal: Pick<Journal, 'add'>;
	readonly author: () => Author;
	readonly rights: Pick<Rights, 'mayRun' | 'may'>;
	/** SHA-256. */
	readonly hash: (bytes: Uint8Array) => Promise<Uint8Array>;
	readonly now: () => Millis;
	/** The facts with another generation, as an edit. */
	readonly nextGeneration: () => Edit;
	/** The facts that say what this document holds that the relay never took, as an edit. */
	readonly surrendered: () => Edit;
	/** The document was exchanged: lease and presence must follow. */
	readonly onExchanged: () => void;
	/** The exchange is durable. */
	readonly onFresh: (generation: number, state: Uint8Array) => void;
	readonly onDrafts: (drafts: readonly Draft[]) => void;
	/** They are durable. */
	readonly onDraftsStored: (drafts: readonly Draft[]) => void;
	/** These are off the list, durably. */
	readonly onSettled: (ids: readonly string[]) => void;
}

export function createRescue(deps: RescueDeps): Rescue {
	const { copy, outbox, journal } = deps;
	/** Remembers what became of typed characters, for frames that come late. */
	let redo: Redo | undefined;
	/** Made again after a refusal that the present role or time may mend: a second one makes a draft. */
	const mended = new Set<string>();

	function exchange(fresh: Y.Doc, client: number, refused: Refused | undefined): void {
		const { doc: old, client: formerClient } = copy;
		const frames = outbox.frames;
		const ids = frames.map(({ id }) => id);
		const there = frames.filter((frame) => isContained(fresh, frame));
		const rest = frames.filter((frame) => !there.includes(frame));
		const state = Y.encodeStateAsUpdate(fresh);
		const generation = copy.generation + 1;
		fresh.clientID = client;
		journal.add(
			[
				{ kind: 'replace', state },
				deps.nextGeneration(),
				{ kind: 'lease-ended', client: formerClient },
				...there.map((frame) => ({ kind: 'receipt', frame: { ...frame, receiptedAt: deps.now() } }) as const),
				...rest.map(({ id }) => ({ kind: 'frame-dropped', id }) as const),
			],
			() => {
				deps.onFresh(generation, state);
				deps.onSettled(ids);
			},
		);
		copy.exchange(fresh, generation);
		deps.onExchanged();
		outbox.remove(ids);
		redo = createRedo({ old, fresh, author: deps.author(), rights: deps.rights });
		keep(withWholeNotes(joinTyped(again(redo, rest, refused), rest, old), old, fresh));
	}

	function again(
		{ again: redoAll }: Redo,
		rest: readonly Frame[],
		refused: Refused | undefined,
	): readonly Draft[] {
		const isMended = refused !== undefined && isMendable(refused.refusal) && !mended.has(refused.id);
		const toBlame = isMended ? undefined : refused;
		return rest.flatMap((frame) => {
			if (!mended.has(frame.id) && !(isMended && frame.id === refused.id)) return redoAll([frame], toBlame);
			const before = new Set(outbox.frames.map(({ id }) => id));
			const drafts = redoAll([frame], toBlame);
			for (const { id } of outbox.frames) if (!before.has(id)) mended.add(id);
			return drafts;
		});
	}

	function late(frames: readonly Frame[]): void {
		const missing = frames.filter((frame) => !isContained(copy.doc, frame));
		const ids = frames.map(({ id }) => id);
		journal.add(
			ids.map((id) => ({ kind: 'frame-dropped', id })),
			() => deps.onSettled(ids),
		);
		outbox.remove(ids);
		const { rights } = deps;
		redo ??= createRedo({ old: undefined, fresh: copy.doc, author: deps.author(), rights });
		keep(redo.again(missing));
	}

	async function surrender(): Promise<void> {
		for (let frames = outbox.frames; frames.length > 0; frames = outbox.frames) {
			const ids = await Promise.all(frames.map(async ({ update }) => heldId(await deps.hash(update))));
			const texts = createTextReplay(copy.doc, copy.doc);
			const drafts = frames.flatMap((frame, index) => {
				const id = ids[index];
				if (id === undefined || outbox.get(frame.id) === undefined) return [];
				const { madeAt: at, operation } = frame;
				const changes = texts.withTyped(frame, frame.changes);
				const edit = { ...(operation === undefined ? {} : { operation }), changes };
				return [
					{
						id,
						at,
						refusal: removed,
						...edit,
						suggestion: { state: 'waiting', kind: 'held', ...suggestedOf(edit, copy.doc, frames) },
					},
				] as const;
			});
			const gone = frames.map(({ id }) => id);
			journal.add([deps.surrendered(), ...gone.map((id) => ({ kind: 'frame-dropped', id }) as const)], () =>
				deps.onSettled(gone),
			);
			outbox.remove(gone);
			keep(drafts);
		}
	}

	function keep(drafts: readonly Draft[]): void {
		if (drafts.length === 0) return;
		journal.add(
			drafts.map((draft) => ({ kind: 'draft', draft })),
			() => deps.onDraftsStored(drafts),
		);
		deps.onDrafts(drafts);
	}

	return { exchange, late, surrender };
}

const removed: Refusal = {
	code: 'not-allowed',
	reason: 'You are no longer part of this wedding; this was handed to those who plan it.',
};

const isMendable = ({ reason }: Refusal): boolean => Object.values<string>(mendableReasons).includes(reason);
