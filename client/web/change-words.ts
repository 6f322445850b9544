/**
 * What an edit would change, as lines a person reads: the field, what it was, what it would become. For drafts and suggestions.
 * Pure; says nothing of what the operations keep by themselves.
 */
import type { Operation } from '../../shared/document/operations/operation.ts';
import { type ValueContext, fieldName, valueWords } from './value-words.ts';
import type { Words } from './messages/messages.ts';

/** As much of a `Change` as is shown; it may come from the relay. */
export interface ShownChange {
	readonly root: string;
	readonly record: string;
	readonly field: string;
	readonly before?: unknown;
	readonly after?: unknown;
}

export interface ChangeLine {
	readonly key: string;
	/** Empty where the sentence needs no field in front. */
	readonly label: string;
	readonly before: string | undefined;
	readonly after: string;
}

export function changeLines(
	changes: readonly ShownChange[],
	words: Words,
	context: ValueContext,
): readonly ChangeLine[] {
	const made = new Set(changes.flatMap((one) => (one.field === '' ? [`${one.root}/${one.record}`] : [])));
	return changes.flatMap((change) => {
		const isNew = made.has(`${change.root}/${change.record}`);
		return unsaid.has(change.field) ? [] : [lineOf(change, isNew, { words, context })];
	});
}

/** What it is called that these changes make, if they make something. */
export function newTitle(changes: readonly ShownChange[]): string | undefined {
	if (!changes.some(({ field }) => field === '')) return undefined;
	const named = changes.find(({ field }) => field === 'title' || field === 'name');
	return typeof named?.after === 'string' ? named.after : undefined;
}

/** Of a text, a change carries no words, or those that were typed; what it replaces it is shown with whole, as the operation has it. */
export function withTexts(
	changes: readonly ShownChange[],
	operations: readonly Operation[],
): readonly ShownChange[] {
	return changes.map((change) => {
		const isSaid = change.after !== undefined && change.before === undefined;
		if (!texts.has(change.field) || isSaid) return change;
		const after = operations.map((operation) => textIn(operation, change)).find((text) => text !== undefined);
		return after === undefined ? change : { ...change, after };
	});
}

function textIn({ input }: Operation, { record, field }: ShownChange): string | undefined {
	const values = new Map<string, unknown>(Object.entries(Object(input)));
	const text = values.get('text') ?? values.get(field);
	return values.get('id') === record && typeof text === 'string' ? text : undefined;
}

function lineOf(
	{ root, record, field, before, after }: ShownChange,
	isNew: boolean,
	{ words, context }: { readonly words: Words; readonly context: ValueContext },
): ChangeLine {
	const { say } = words;
	const key = `${root} ${record} ${field}`;
	const plain = (text: string): ChangeLine => ({ key, label: '', before: undefined, after: text });
	if (field === '') return plain(say.drafts.created);
	if (field === 'deletedAt') return plain(after === undefined ? say.drafts.restored : say.drafts.deleted);
	const label = fieldName(field, words);
	if (texts.has(field)) {
		return { key, label, before: undefined, after: typeof after === 'string' ? after : say.drafts.rewritten };
	}
	if (Array.isArray(before) || Array.isArray(after)) {
		return {
			key,
			label,
			before: undefined,
			after: say.drafts.entries(Array.isArray(after) ? after.length : 0),
		};
	}
	return {
		key,
		label,
		before: isNew || before === undefined ? undefined : valueWords(field, before, words, context),
		after: valueWords(field, after, words, context),
	};
}

const texts: ReadonlySet<string> = new Set(['notes', 'text']);
/** Kept by the operations. */
const unsaid: ReadonlySet<string> = new Set(['deletedBy', 'version', 'by', 'at']);
