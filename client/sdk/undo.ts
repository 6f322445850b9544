/**
 * Undoing one's own operations by their inverse operations, one step per operation. Never by taking structs back: what others
 * wrote elsewhere in the record stays, and an undone creation is a soft deletion that can be restored. A field gets its former
 * value also where somebody else has set it since. Steps are operations, so they outlive a document that was taken fresh.
 */
import type { Declined, Done, Operation } from '../../shared/document/operations/operation.ts';
import type { Result } from '../../shared/result.ts';

export interface Undo {
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	/** An operation was run by its person: the next step to take back. */
	did(done: Done): void;
	/** False when there was nothing, or nothing of it could be taken back any more. */
	undo(): boolean;
	redo(): boolean;
}

export function createUndo(run: (operation: Operation) => Result<Done, Declined>): Undo {
	const done: (readonly Operation[])[] = [];
	const undone: (readonly Operation[])[] = [];

	function step(from: (readonly Operation[])[], to: (readonly Operation[])[]): boolean {
		const inverses = (from.pop() ?? []).flatMap((operation) => {
			const result = run(operation);
			return result.ok ? [result.value.undo] : [];
		});
		const back = inverses.reverse().flat();
		if (back.length > 0) to.push(back);
		return back.length > 0;
	}

	return {
		get canUndo() {
			return done.length > 0;
		},
		get canRedo() {
			return undone.length > 0;
		},
		did({ undo }) {
			if (undo.length === 0) return;
			done.push(undo);
			if (done.length > maxSteps) done.shift();
			undone.length = 0;
		},
		undo: () => step(done, undone),
		redo: () => step(undone, done),
	};
}

/** More than anybody walks back by hand. */
const maxSteps = 200;
