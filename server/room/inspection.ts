/** What the two halves of the gate's judgement share: the update laid out against the document, and what it leaves written. */
import type * as Y from 'yjs';
import type { Range, Struct } from '../../shared/wire/update.ts';
import type { Place, Places } from './place.ts';
import type { Writing } from './verdict.ts';

export interface Inspection {
	readonly doc: Y.Doc;
	readonly writing: Writing;
	readonly fresh: ReadonlyMap<number, readonly Struct[]>;
	readonly places: Places;
	readonly deleted: NewlyDeleted;
}

export type Field = Extract<Place, { kind: 'field' }>;

/** What this update writes and leaves standing: the place of each, and what a register write has seen. */
export interface Writes {
	/**
	 * By place, where something of this update will stand last: whether it is a value, or was deleted again and leaves the key
	 * empty. What stands there now gives way to it either way.
	 */
	readonly last: ReadonlyMap<string, { readonly place: Field; readonly stands: boolean }>;
	/** By `root/record/field`: what the standing register writes have seen. */
	readonly seen: ReadonlyMap<string, readonly (readonly [number, number])[]>;
	/**
	 * Register fields written more than once in this update: what the first of them saw is gone with its content, and the
	 * later ones saw only what that left. The latest hybrid clock stands for what any of them may have seen.
	 */
	readonly rewritten: ReadonlyMap<string, number>;
}

export interface NewlyDeleted {
	/** Live items that are not deleted yet. */
	readonly items: readonly Y.Item[];
	/** Of those, what can be seen: styles in a note Yjs tidies by itself, earlier or later on each replica. */
	readonly ranges: readonly Range[];
	readonly pieces: number;
	/** Is this struct of the same update deleted by it? */
	has(client: number, clock: number): boolean;
}

export function fieldKey(place: { readonly root: string; readonly record: string }, field: string): string {
	return `${place.root}/${place.record}/${field}`;
}
