/**
 * The inputs of operations as schemas, all made from the table in `schema.ts`: what a field may hold is said once. Strict: a
 * key nobody knows is refused, so that a typing error is not taken for an edit. `null` clears what may be empty.
 */
import { z } from 'zod';
import { recordId } from '../../ids.ts';
import { type Field, type RecordKind, type Root, schema } from '../schema.ts';

/** `optional`: fields that must stand in the record but have a default. */
export function createInput(kind: RecordKind, optional: readonly string[]) {
	const shape = fieldsOf(kind).map(([name, field]) => {
		const value = valueOf(field);
		return [name, isRequired(field) && !optional.includes(name) ? value : value.optional()];
	});
	return z.strictObject({ id: recordId, ...(Object.fromEntries(shape) as Record<string, z.ZodType>) });
}

export function changeInput(kind: RecordKind, fixed: readonly string[]) {
	return z.strictObject({ id: recordId, ...changes(kind, fixed) });
}

export function metaInput() {
	return z.strictObject(changes('meta', []));
}

export const idInput = z.strictObject({ id: recordId });

/** `undefined` for a kind without registers: it has nothing to resolve. */
export function registerName(root: Root) {
	const names = fieldsOf(root).flatMap(([name, field]) => (field.kind === 'register' ? [name] : []));
	return names.length === 0 ? undefined : z.enum(names);
}

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** As long as a note may get; the gate's limit for one string is 256 KB. */
export const noteText = z.string().max(50_000);

/** Written by operations of their own, never by hand. */
const kept: ReadonlySet<string> = new Set(['deletedAt', 'deletedBy', 'version']);

function changes(root: Root, fixed: readonly string[]): Record<string, z.ZodType> {
	return Object.fromEntries(
		fieldsOf(root)
			.filter(([name]) => !fixed.includes(name))
			.map(([name, field]) => [name, valueOf(field).optional()]),
	);
}

function fieldsOf(root: Root): readonly [string, Field][] {
	return Object.entries<Field>(schema[root]).filter(([name]) => !kept.has(name));
}

const isRequired = (field: Field): boolean => field.kind === 'plain' && !field.optional;

function valueOf(field: Field): z.ZodType {
	switch (field.kind) {
		case 'plain':
		case 'register':
			return field.optional ? field.value.nullable() : field.value;
		case 'text':
			return noteText;
		case 'set':
			return z.array(field.member).max(500);
	}
}
