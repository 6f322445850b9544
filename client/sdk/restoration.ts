/**
 * What a relay restored from a backup is owed: our kept frames again, until it has all of them. Guards: its new incarnation is noted
 * only once nothing offered again is open any more, so that a crash in between begins anew.
 */
import type { Board } from './board.ts';
import type { KeptFrame } from './frame.ts';
import type { Outbox } from './outbox.ts';

export interface Restoration {
	/** The relay says which log it writes. */
	met(incarnation: string): void;
	/** It is another log than the one we knew, and not settled yet. */
	readonly isUnderWay: boolean;
	/** Offers again what `isWanted` says, all tabs alike. */
	offer(isWanted?: (frame: KeptFrame) => boolean): Promise<void>;
	/** Call after receipts: the restored relay is known from now on if it has taken all of it, or it was made anew. */
	settle(): void;
}

export interface RestorationDeps {
	readonly board: Pick<Board, 'facts' | 'set'>;
	readonly outbox: Outbox;
	readonly readKept: () => Promise<readonly KeptFrame[]>;
	readonly restored: (frames: readonly KeptFrame[]) => void;
}

export function createRestoration({ board, outbox, readKept, restored }: RestorationDeps): Restoration {
	let incarnation: string | undefined;
	return {
		met(seen) {
			const { facts } = board;
			if (facts.incarnation === undefined) board.set({ incarnation: seen });
			else if (facts.incarnation !== seen) incarnation = seen;
		},
		get isUnderWay() {
			return incarnation !== undefined;
		},
		async offer(isWanted = () => true) {
			const kept = (await readKept()).filter(isWanted);
			outbox.restore(kept);
			restored(kept);
		},
		settle() {
			if (incarnation === undefined || outbox.frames.some(({ id }) => outbox.isRestored(id))) return;
			board.set({ incarnation });
			incarnation = undefined;
		},
	};
}
