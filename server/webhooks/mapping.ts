/**
 * How an event is put for software that wants other names: fields picked, renamed, set, written together. Pure: a description and an event in,
 * a value out. Guards: it reaches nothing but the event, always ends, and never makes more than was described.
 */
import { z } from 'zod';

const path = z
	.string()
	.max(200)
	.regex(
		/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,9}$/,
		'a path is names with dots between, such as data.after.status',
	);
const target = path.refine(
	(text) => !text.split('.').some((name) => forbidden.has(name)),
	'this name means something else to programs',
);
const constant = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]);

/** What one field of the result is made from; the first that is there is used, and none makes no field. */
const rule = z.union([
	z.strictObject({
		/** A value of the event, under its path there; `map` puts other words for it. */
		from: path,
		map: z.record(z.string().max(200), constant).optional(),
		otherwise: constant.optional(),
	}),
	z.strictObject({ value: constant }),
	/** Words around values: `{data.record.id} is {data.after.status}`. */
	z.strictObject({ format: z.string().min(1).max(2_000) }),
]);

export const mappingShape = z.strictObject({
	/** `data` keeps `{type, timestamp}` around it; `body` is all there is. */
	into: z.enum(['data', 'body']).default('data'),
	fields: z
		.record(target, rule)
		.refine((fields) => Object.keys(fields).length <= mostFields, 'a mapping has at most 100 fields'),
});
export type Mapping = z.output<typeof mappingShape>;

export interface Envelope {
	readonly type: string;
	readonly timestamp: string;
	readonly data: unknown;
}

export function mapped(envelope: Envelope, mapping: Mapping): unknown {
	const made: Tree = Object.create(null);
	for (const [name, one] of Object.entries(mapping.fields)) {
		const value = valueOf(one, envelope);
		if (value !== undefined) put(made, name.split('.'), value);
	}
	return mapping.into === 'body' ? made : { type: envelope.type, timestamp: envelope.timestamp, data: made };
}

function valueOf(one: Mapping['fields'][string], envelope: Envelope): unknown {
	if ('value' in one) return one.value;
	if ('format' in one) return formatted(one.format, envelope);
	const { from, map, otherwise } = one;
	const found = at(envelope, from);
	if (found === undefined) return otherwise;
	if (map === undefined) return found;
	if (isWord(found) && Object.hasOwn(map, String(found))) return map[String(found)];
	return otherwise === undefined ? found : otherwise;
}

/** What is not there is written as nothing. Ends where a field is full: four hundred places of what is long would make megabytes of each event. */
function formatted(text: string, envelope: Envelope): string {
	let room = longestWords;
	return text.replace(/\{([A-Za-z0-9_.-]{1,200})\}/g, (_, name: string) => {
		const found = room > 0 ? at(envelope, name) : undefined;
		if (found === undefined || found === null) return '';
		const words = (isWord(found) ? String(found) : JSON.stringify(found)).slice(0, room);
		room -= words.length;
		return words;
	});
}

/** Own fields only: nothing that every object has. */
function at(value: unknown, name: string): unknown {
	let found = value;
	for (const part of name.split('.')) {
		if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
		found = (found as Readonly<Record<string, unknown>>)[part];
	}
	return found;
}

/** A field that stands in another's way gives way to the later one. */
function put(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): void {
	if (rest.length === 0) {
		tree[name] = value;
		return;
	}
	const inner = tree[name];
	const branch: Tree = isTree(inner) ? inner : Object.create(null);
	tree[name] = branch;
	put(branch, rest, value);
}

interface Tree {
	[name: string]: unknown;
}
const isTree = (value: unknown): value is Tree =>
	typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
const isWord = (value: unknown): value is string | number | boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const mostFields = 100;
const longestWords = 10_000;
