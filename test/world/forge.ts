/**
 * Yjs updates built byte by byte with lib0, as a stranger would build them: nothing here asks whether they make sense. Counts
 * can be declared falsely, lengths can be zero, ids can be anybody's.
 */
import * as encoding from 'lib0/encoding';

export type Id = readonly [client: number, clock: number];
export interface Written {
	readonly ref: number;
	write(encoder: encoding.Encoder): void;
}
export interface ForgedItem {
	readonly origin?: Id;
	readonly right?: Id;
	/** A root's name or the id of a nested type; only written when there is neither origin nor right. */
	readonly parent?: string | Id;
	readonly key?: string;
	readonly content: Written;
}
export type Forged = { readonly gc: number } | { readonly skip: number } | ForgedItem;
export interface ForgedClient {
	readonly client: number;
	readonly clock: number;
	readonly list: readonly Forged[];
	/** How many structs it says there are, if not as many as there are. */
	readonly declared?: number;
}
export interface ForgedDeletes {
	readonly client: number;
	readonly ranges: readonly (readonly [clock: number, length: number])[];
	readonly declared?: number;
}
export interface Forgery {
	readonly structs?: readonly ForgedClient[];
	readonly deletes?: readonly ForgedDeletes[];
	readonly declaredClients?: number;
	readonly trailing?: readonly number[];
}

export function forge({
	structs = [],
	deletes = [],
	declaredClients,
	trailing = [],
}: Forgery): Uint8Array<ArrayBuffer> {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, declaredClients ?? structs.length);
	for (const { client, clock, list, declared } of structs) {
		encoding.writeVarUint(encoder, declared ?? list.length);
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, clock);
		for (const struct of list) writeStruct(encoder, struct);
	}
	encoding.writeVarUint(encoder, deletes.length);
	for (const { client, ranges, declared } of deletes) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, declared ?? ranges.length);
		for (const [clock, length] of ranges) {
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarUint(encoder, length);
		}
	}
	for (const byte of trailing) encoding.writeUint8(encoder, byte);
	return encoding.toUint8Array(encoder);
}

/** One client's structs and nothing else. */
export function forgeStructs(client: number, clock: number, ...list: readonly Forged[]) {
	return forge({ structs: [{ client, clock, list }] });
}

export const deletesOnly = (client: number, ...ranges: readonly (readonly [number, number])[]) =>
	forge({ deletes: [{ client, ranges }] });

export const anyOf = (...values: readonly unknown[]): Written => ({
	ref: 8,
	write(encoder) {
		encoding.writeVarUint(encoder, values.length);
		for (const value of values) encoding.writeAny(encoder, value as never);
	},
});
/** One value in lib0's `any` encoding, given as bytes: what its writer would never produce. */
export const rawAny = (bytes: Uint8Array): Written => ({
	ref: 8,
	write(encoder) {
		encoding.writeVarUint(encoder, 1);
		encoding.writeUint8Array(encoder, bytes);
	},
});
export const textOf = (text: string): Written => ({
	ref: 4,
	write: (encoder) => encoding.writeVarString(encoder, text),
});
export const typeOf = (type: number, name?: string): Written => ({
	ref: 7,
	write(encoder) {
		encoding.writeVarUint(encoder, type);
		if (name !== undefined) encoding.writeVarString(encoder, name);
	},
});
export const goneFor = (length: number): Written => ({
	ref: 1,
	write: (encoder) => encoding.writeVarUint(encoder, length),
});
export const jsonOf = (...texts: readonly string[]): Written => ({
	ref: 2,
	write(encoder) {
		encoding.writeVarUint(encoder, texts.length);
		for (const text of texts) encoding.writeVarString(encoder, text);
	},
});
export const binaryOf = (bytes: Uint8Array): Written => ({
	ref: 3,
	write: (encoder) => encoding.writeVarUint8Array(encoder, bytes),
});
export const embedOf = (json: string): Written => ({
	ref: 5,
	write: (encoder) => encoding.writeVarString(encoder, json),
});
export const formatOf = (key: string, json: string): Written => ({
	ref: 6,
	write(encoder) {
		encoding.writeVarString(encoder, key);
		encoding.writeVarString(encoder, json);
	},
});
export const subdocumentOf = (guid: string): Written => ({
	ref: 9,
	write(encoder) {
		encoding.writeVarString(encoder, guid);
		encoding.writeAny(encoder, { autoLoad: true });
	},
});

/** Arrays within arrays in lib0's `any` encoding, without building the value. */
export function nestedAny(depth: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (let left = depth; left > 0; left--) {
		encoding.writeUint8(encoder, 117);
		encoding.writeVarUint(encoder, left === 1 ? 0 : 1);
	}
	return encoding.toUint8Array(encoder);
}

/** A JSON text of arrays within arrays. */
export const nestedJson = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

function writeStruct(encoder: encoding.Encoder, struct: Forged): void {
	if ('gc' in struct) {
		encoding.writeUint8(encoder, 0);
		encoding.writeVarUint(encoder, struct.gc);
		return;
	}
	if ('skip' in struct) {
		encoding.writeUint8(encoder, 10);
		encoding.writeVarUint(encoder, struct.skip);
		return;
	}
	const { origin, right, parent, key, content } = struct;
	const info =
		content.ref |
		(origin === undefined ? 0 : 0x80) |
		(right === undefined ? 0 : 0x40) |
		(key === undefined ? 0 : 0x20);
	encoding.writeUint8(encoder, info);
	if (origin !== undefined) writeId(encoder, origin);
	if (right !== undefined) writeId(encoder, right);
	if (origin === undefined && right === undefined) {
		if (parent === undefined) throw new Error('a forged item needs a parent, an origin or a right');
		encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0);
		if (typeof parent === 'string') encoding.writeVarString(encoder, parent);
		else writeId(encoder, parent);
		if (key !== undefined) encoding.writeVarString(encoder, key);
	}
	content.write(encoder);
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
	encoding.writeVarUint(encoder, client);
	encoding.writeVarUint(encoder, clock);
}
