/**
 * What every operation is: a name and a plain input, so that it can lie in an outbox, be run again on a fresh document, be a
 * REST body, and be undone by another operation. Running one is pure but for the document it is handed: it reads no clock
 * and draws no chance; both come in with the author.
 */
import type { Role } from '../../access/roles.ts';
import type { Millis } from '../../clock.ts';
import type { PersonId } from '../../ids.ts';
import { isRoot, type Root } from '../schema.ts';

/** Who acts, as what, when; `doc.clientID` is the id under which registers are written. */
export interface Author {
	readonly person: PersonId;
	readonly role: Role;
	readonly now: Millis;
}

export interface Operation {
	/** `tasks.create`, `timeline.shift`, … : a key of the table in `operations.ts`. */
	readonly name: string;
	/** Plain JSON; the id of a record to be created is part of it, so that running it twice creates one. */
	readonly input: unknown;
}

/** What it is about; undefined for a name that is no operation's. */
export function rootOf({ name }: Pick<Operation, 'name'>): Root | undefined {
	const root = name.slice(0, name.indexOf('.'));
	return isRoot(root) ? root : undefined;
}

/** Why an operation did nothing. `code` is stable and becomes the problem+json `code`. */
export interface Declined {
	readonly code: 'invalid-value' | 'not-found' | 'already-exists' | 'not-allowed' | 'unknown-operation';
	/** A sentence a person can act on. */
	readonly reason: string;
	readonly record?: string;
	readonly field?: string;
}

/** What was done: the record it was about, and the operations that, run in order, undo it. */
export interface Done {
	readonly record: string;
	readonly undo: readonly Operation[];
}

/** The origin of an operation's transaction, read by the outbox and by history. */
export interface OperationOrigin {
	readonly kind: 'operation';
	readonly operation: Operation;
	readonly author: Author;
}
