/**
 * Suggestions: edits that somebody wants and may not make, for somebody to decide who may. Kept beside the log, told of in it.
 * A suggestion is open until it is accepted or declined, once; accepting it is one transaction with the row that does it.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Change } from '../../shared/document/change.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Section } from './store.ts';

export type SuggestionState = 'open' | 'accepted' | 'declined';

export interface Suggestion {
	/** Chosen by whoever suggests, so that sending it twice makes one. */
	readonly id: string;
	readonly section: Section;
	readonly by: { readonly person: PersonId; readonly name: string; readonly role: Role };
	readonly at: Millis;
	/** `held`: edited offline by somebody who was removed meanwhile. */
	readonly kind: 'suggested' | 'held';
	/** What accepting it does, in order. */
	readonly operations: readonly Operation[];
	/** What the suggester saw change: for showing, never for doing. */
	readonly changes: readonly Change[];
	readonly note?: string;
	readonly refusal?: Refusal;
	/** The bytes of a held edit in base64: what comes after them stands on them. Never shown. */
	readonly frame?: string;
	readonly state: SuggestionState;
	readonly decidedBy?: PersonId;
	readonly decidedAt?: Millis;
}

export interface Decision {
	readonly id: string;
	readonly state: Exclude<SuggestionState, 'open'>;
	readonly by: PersonId;
	readonly at: Millis;
}

/** Which suggestions: all of a wedding unless narrowed. The oldest first. */
export interface SuggestionQuery {
	readonly state?: SuggestionState;
	readonly person?: PersonId;
	/** Behind the one of this id. */
	readonly after?: string;
	readonly limit: number;
}

/** A suggestion's columns of their own, and the rest of it as one JSON text. */
export const bodyOf = ({ operations, changes, note, refusal, frame }: Suggestion): string =>
	JSON.stringify({ operations, changes, note, refusal, frame });
