/**
 * What an operation decided to do: the writes, and the operations that undo them. Deciding reads the document and changes
 * nothing; `operations.ts` performs the step in one transaction. An operation without effect is a step without writes.
 */
import type * as Y from 'yjs';
import type { z } from 'zod';
import type { RecordId } from '../../ids.ts';
import { err, ok, type Result } from '../../result.ts';
import type { RecordKind, Root } from '../schema.ts';
import type { Author, Declined, Operation } from './operation.ts';

export interface Context {
	readonly doc: Y.Doc;
	readonly author: Author;
}

/** Field names to values as `/plan` shows them; `null` clears. */
export type Values = Readonly<Record<string, unknown>>;

export type Write =
	| { readonly kind: 'create'; readonly root: RecordKind; readonly record: RecordId; readonly values: Values }
	| {
			/** `resolve` also settles the open conflicts of the registers it writes. */
			readonly kind: 'change' | 'resolve';
			readonly root: Root;
			readonly record: RecordId | 'meta';
			readonly values: Values;
	  };

export interface Step {
	readonly record: string;
	readonly writes: readonly Write[];
	readonly undo: readonly Operation[];
}

export interface OperationType {
	readonly input: z.ZodType;
	decide(context: Context, input: unknown): Result<Step, Declined>;
}

/** An operation's input schema together with what it decides from parsed input. */
export function operationType<S extends z.ZodType>(
	input: S,
	decide: (context: Context, input: z.output<S>) => Result<Step, Declined>,
): OperationType {
	return {
		input,
		decide(context, raw) {
			const parsed = input.safeParse(wellFormed(raw));
			return parsed.success ? decide(context, parsed.data) : err(explain(parsed.error));
		},
	};
}

export const nothing = (record: string): Result<Step, Declined> => ok({ record, writes: [], undo: [] });

export function invalid(reason: string, record?: string, field?: string): Declined {
	return {
		code: 'invalid-value',
		reason,
		...(record === undefined ? {} : { record }),
		...(field === undefined ? {} : { field }),
	};
}

function explain(error: z.ZodError): Declined {
	const [issue] = error.issues;
	const path = issue?.path.map(String) ?? [];
	const place = path.length === 0 ? '' : `${path.join('.')}: `;
	return invalid(`${place}${issue?.message ?? 'not what this operation takes'}`, undefined, path[0]);
}

/** Half a surrogate pair would be one text here and another on every other device: UTF-8 has no room for it. */
function wellFormed(raw: unknown): unknown {
	if (typeof raw === 'string') return raw.toWellFormed();
	if (Array.isArray(raw)) return raw.map(wellFormed);
	if (typeof raw !== 'object' || raw === null) return raw;
	return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, wellFormed(value)]));
}
