/** A field's name and value as a person reads them: for conflicts, drafts and what changed elsewhere. Pure. */
import type { Role } from '../../shared/access/roles.ts';
import type { Words } from './messages/messages.ts';
import { dateWords, lengthWords, moneyWords, timeWords } from './wording.ts';

export interface ValueContext {
	nameOf(person: string): string | undefined;
}

export function fieldName(field: string, { say }: Words): string {
	const names: Readonly<Record<string, unknown>> = say.fields;
	const name = names[field];
	return typeof name === 'string' ? name : field;
}

export function valueWords(field: string, value: unknown, words: Words, { nameOf }: ValueContext): string {
	const { say, locale } = words;
	if (value === undefined || value === null || value === '') {
		return field === 'owner' ? say.tasks.nobody : say.conflict.empty;
	}
	const text = String(value);
	if (field === 'owner' || field === 'person') return nameOf(text) ?? text;
	if (field === 'table') return nameOf(text) ?? text;
	if (field === 'amount' || field === 'paid') return moneyWords(Number(value), locale);
	if (field === 'rsvp') return answerWords(text, words);
	if (field === 'minutes' || field === 'minMinutes') return lengthWords(Number(value), words);
	if (field === 'start' || field === 'due')
		return `${timeWords(text, locale)}, ${dateWords(text, locale, 'short')}`;
	if (field === 'date') return dateWords(text, locale);
	if (field === 'role') return roleWords(text, words);
	if (field === 'status' || field === 'state' || field === 'kind') return stateWords(text, words);
	return text;
}

export function roleWords(role: string, { say }: Words): string {
	return Object.hasOwn(say.roles, role) ? say.roles[role as Role] : role;
}

/** A part of the day by its usual name, or as somebody called it. */
export function partWords(part: string, { say }: Words): string {
	if (part === '') return say.runSheet.ungrouped;
	return Object.hasOwn(say.groups, part) ? (say.groups[part] ?? part) : part;
}

function answerWords(value: string, { say }: Words): string {
	const all: Readonly<Record<string, string>> = say.guests.answers;
	return Object.hasOwn(all, value) ? (all[value] ?? value) : value;
}

function stateWords(value: string, { say }: Words): string {
	const all: Readonly<Record<string, string>> = {
		...say.assignmentStatuses,
		...say.taskStatuses,
		...say.states,
		...say.kinds,
	};
	return Object.hasOwn(all, value) ? (all[value] ?? value) : value;
}
