/**
 * An edit the relay would not take, kept for its author with the reason in words; and, once it was sent to somebody with the right, what
 * became of it.
 */
import type { Change } from '../../shared/document/change.ts';
import type { Operation } from '../../shared/document/operations/operation.ts';
import type { Millis } from '../../shared/clock.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';

export interface Draft {
	readonly id: string;
	readonly at: Millis;
	readonly refusal: Refusal;
	/** What was tried, if an operation made the edit; else only its changes. */
	readonly operation?: Operation;
	readonly changes: readonly Change[];
	/** It is, or is on its way to, somebody who may decide. */
	readonly suggestion?: DraftSuggestion;
}

export interface DraftSuggestion {
	/** `waiting`: kept here until the relay can be had. */
	readonly state: SuggestionState;
	/** `held`: its author was removed before the relay had it, and it was handed in by itself. */
	readonly kind: 'suggested' | 'held';
	/** What accepting it does, and what it shows. */
	readonly operations: readonly Operation[];
	readonly changes: readonly Change[];
	readonly note?: string;
	/** Why it could not be handed in at all, in words. */
	readonly reason?: string;
}

export const suggestionStates = ['waiting', 'sent', 'accepted', 'declined'] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/** Nobody else has it: given up with this device it is gone. */
export const isOnlyHere = ({ suggestion }: Draft): boolean =>
	suggestion === undefined || suggestion.state === 'waiting';

/** What was typed, as text to copy: the value alone if it is the only one, else each under its field's name. */
export function textOfDraft({ changes, operation }: Draft): string {
	const { text } = Object(operation?.input);
	// A note set as a whole: all of it, as it stood on the screen.
	if (operation !== undefined && setsText.test(operation.name) && typeof text === 'string') return text;
	const values = new Map<string, string>();
	for (const [field, value] of Object.entries(Object(operation?.input))) {
		if (field !== 'id') note(values, field, value);
	}
	for (const { field, after } of changes) if (field !== '') note(values, field, after);
	const [only] = values.values();
	return values.size === 1 && only !== undefined
		? only
		: [...values].map(([field, value]) => `${field}: ${value}`).join('\n');
}

function note(values: Map<string, string>, field: string, value: unknown): void {
	if (value === undefined || value === null || value === '') return;
	const text = Array.isArray(value)
		? value.join(', ')
		: typeof value === 'object'
			? undefined
			: String(value);
	if (text !== undefined && text !== '') values.set(field, text);
}

const setsText = /\.set(Notes|Text)$/;
