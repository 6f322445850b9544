/**
 * The operations that every record kind has: create, change, delete, restore, and, where it has registers or a text, resolve
 * and setNotes or setText. What a kind checks beyond its schema comes in as `Rules`. Each decides only; nothing here writes.
 */
import { z } from 'zod';
import { type RecordId, recordId } from '../../ids.ts';
import { err, ok, type Result } from '../../result.ts';
import { isAllowedValue } from '../fields.ts';
import { type Reading, readFields } from '../record.ts';
import { recordMap, rootMap } from '../roots.ts';
import { type FieldsOf, fieldOf, type RecordKind } from '../schema.ts';
import { changeInput, createInput, idInput, noteText, registerName, scalar } from './input.ts';
import type { Declined } from './operation.ts';
import { checkReferences } from './reference.ts';
import {
	type Context,
	invalid,
	nothing,
	type OperationType,
	operationType,
	type Step,
	type Values,
} from './step.ts';
import { pending } from './write.ts';

type Fields<K extends RecordKind> = { readonly [F in keyof FieldsOf<K>]?: FieldsOf<K>[F] | null };

/** A record as it would be: what its kind's rules judge. */
export interface Draft<K extends RecordKind> {
	readonly id: RecordId;
	/** What is being set; `null` for what is being cleared. */
	readonly values: Fields<K>;
	readonly before: Fields<K>;
	/** `before` with `values` on top. */
	readonly after: Fields<K>;
}

type Defaults<K extends RecordKind> = {
	readonly [F in keyof FieldsOf<K>]?: (context: Context) => FieldsOf<K>[F];
};

export interface Rules<K extends RecordKind> {
	/** What a new record has unless its input says otherwise. */
	readonly defaults?: Defaults<K>;
	/** Fields that stay as they were created. */
	readonly fixed?: readonly (keyof FieldsOf<K> & string)[];
	/** The first thing that is wrong with it. */
	readonly check?: (context: Context, draft: Draft<K>) => Declined | undefined;
}

export function recordOperations<K extends RecordKind>(
	kind: K,
	rules: Rules<K>,
): Record<string, OperationType> {
	return {
		[`${kind}.create`]: create(kind, rules),
		[`${kind}.change`]: change(kind, rules),
		[`${kind}.delete`]: remove(kind),
		[`${kind}.restore`]: restore(kind),
		...resolve(kind, rules),
		...setText(kind),
	};
}

function create<K extends RecordKind>(kind: K, { defaults, check }: Rules<K>): OperationType {
	const byDefault = Object.entries((defaults ?? {}) as Record<string, (context: Context) => unknown>);
	const optional = byDefault.map(([name]) => name);
	return operationType(createInput(kind, optional), (context, input) => {
		const { id, values } = split(input);
		if (reserved.has(id)) return err(invalid(`"${id}" cannot be an id`, id, 'id'));
		if (rootMap(context.doc, kind).has(id)) return err(alreadyThere(kind, id));
		const usual = Object.fromEntries(byDefault.map(([name, valueOf]) => [name, valueOf(context)]));
		const filled = { ...usual, ...defined(values) };
		const declined =
			checkReferences(context, { kind, id, values: filled, before: {} }) ??
			check?.(context, draftOf<K>(id, {}, filled));
		if (declined !== undefined) return err(declined);
		return ok({
			record: id,
			writes: [{ kind: 'create', root: kind, record: id, values: filled }],
			undo: [{ name: `${kind}.delete`, input: { id } }],
		});
	});
}

function change<K extends RecordKind>(kind: K, rules: Rules<K>): OperationType {
	return operationType(changeInput(kind, rules.fixed ?? []), (context, input) => {
		const { id, values } = split(input);
		return set({ context, kind, rules, id, values, how: 'change' });
	});
}

function resolve<K extends RecordKind>(kind: K, rules: Rules<K>): Record<string, OperationType> {
	const field = registerName(kind);
	if (field === undefined) return {};
	const input = z.strictObject({ id: recordId, field, value: scalar });
	const type = operationType(input, (context, { id, field: name, value }) => {
		const register = fieldOf(kind, name);
		if (register?.kind !== 'register' || !isAllowedValue(register, value)) {
			return err(invalid(`${name} cannot have this value`, id, name));
		}
		return set({ context, kind, rules, id, values: { [name]: value }, how: 'resolve' });
	});
	return { [`${kind}.resolve`]: type };
}

function setText(kind: RecordKind): Record<string, OperationType> {
	const field = textField(kind);
	if (field === undefined) return {};
	const name = `${kind}.${textVerbs[field]}`;
	const input = z.strictObject({ id: recordId, text: noteText });
	const type = operationType(input, (context, { id, text }) => {
		const step = set({ context, kind, rules: {}, id, values: { [field]: text }, how: 'change' });
		if (!step.ok || step.value.writes.length === 0) return step;
		const former = readFields(kind, recordMap(context.doc, kind, id) ?? new Map(), field).get(field)?.value;
		return ok({ ...step.value, undo: [{ name, input: { id, text: former } }] });
	});
	return { [name]: type };
}

/** Its one text that grows by typing, if it has one. */
function textField(kind: RecordKind): keyof typeof textVerbs | undefined {
	const names = Object.keys(textVerbs) as (keyof typeof textVerbs)[];
	return names.find((name) => fieldOf(kind, name)?.kind === 'text');
}

function remove(kind: RecordKind): OperationType {
	return operationType(idInput, ({ doc, author }, { id }) => {
		const map = recordMap(doc, kind, id);
		if (map === undefined) return err(notFound(kind, id));
		if (isDeleted(kind, map)) return nothing(id);
		const values = { deletedAt: new Date(author.now).toISOString(), deletedBy: author.person };
		return ok({
			record: id,
			writes: [{ kind: 'change', root: kind, record: id, values }],
			undo: [{ name: `${kind}.restore`, input: { id } }],
		});
	});
}

function restore(kind: RecordKind): OperationType {
	return operationType(idInput, ({ doc }, { id }) => {
		const map = recordMap(doc, kind, id);
		if (map === undefined) return err(notFound(kind, id));
		if (!isDeleted(kind, map)) return nothing(id);
		return ok({
			record: id,
			writes: [{ kind: 'change', root: kind, record: id, values: { deletedAt: null, deletedBy: null } }],
			undo: [{ name: `${kind}.delete`, input: { id } }],
		});
	});
}

interface Setting<K extends RecordKind> {
	readonly context: Context;
	readonly kind: K;
	readonly rules: Rules<K>;
	readonly id: RecordId;
	readonly values: Values;
	readonly how: 'change' | 'resolve';
}

function set<K extends RecordKind>({
	context,
	kind,
	rules,
	id,
	values,
	how,
}: Setting<K>): Result<Step, Declined> {
	const map = recordMap(context.doc, kind, id);
	if (map === undefined) return err(notFound(kind, id));
	const readings = readFields(kind, map);
	if (readings.has('deletedAt')) return err(notFound(kind, id, 'It was deleted; restore it first.'));
	const changing = pending(kind, map, values);
	if (Object.keys(changing.values).length === 0) return nothing(id);
	const text = textField(kind);
	if (text !== undefined && text in changing.values && !readings.has(text)) {
		return err({ ...notFound(kind, id, `It was made without ${text}.`), field: text });
	}
	const before = valuesOf(readings);
	const declined =
		checkReferences(context, { kind, id, values: changing.values, before }) ??
		rules.check?.(context, draftOf<K>(id, before, changing.values));
	if (declined !== undefined) return err(declined);
	return ok({
		record: id,
		writes: [{ kind: how, root: kind, record: id, values: changing.values }],
		undo:
			Object.keys(changing.former).length === 0
				? []
				: [{ name: `${kind}.change`, input: { id, ...changing.former } }],
	});
}

export function notFound(kind: RecordKind, id: string, more = ''): Declined {
	return { code: 'not-found', reason: `There is no "${id}" among the ${kind}. ${more}`.trim(), record: id };
}

const alreadyThere = (kind: RecordKind, id: string): Declined => ({
	code: 'already-exists',
	reason: `There is a "${id}" among the ${kind} already.`,
	record: id,
});

const isDeleted = (kind: RecordKind, map: Parameters<typeof readFields>[1]): boolean =>
	readFields(kind, map, 'deletedAt').has('deletedAt');

function split(input: Values): { readonly id: RecordId; readonly values: Values } {
	const { id, ...values } = input;
	return { id: id as RecordId, values };
}

/** A new record has nothing to clear. */
const defined = (values: Values): Values =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

const valuesOf = (readings: ReadonlyMap<string, Reading>): Values =>
	Object.fromEntries([...readings].map(([name, { value }]) => [name, value]));

// The input was parsed by the schema these types are inferred from.
function draftOf<K extends RecordKind>(id: RecordId, before: Values, values: Values): Draft<K> {
	return { id, values, before, after: { ...before, ...values } } as Draft<K>;
}

const textVerbs = { notes: 'setNotes', text: 'setText' } as const;
/** Names the gate refuses as keys: they reach an object's prototype. */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
