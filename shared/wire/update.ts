/**
 * A Yjs V1 update read without Yjs: the structural scan that stands before everything else. It passes every update Yjs
 * itself produces and refuses what would make a document deaf, unreadable or slow (`guard.md` in the design lists the
 * cases), in one pass, allocating nothing from declared numbers. What it returns is what the gate judges; it knows no
 * document, so it cannot say whether a struct fits one.
 */
import { err, ok, type Result } from '../result.ts';
import { Malformed, Reader, TooLarge } from './reader.ts';
import { maxStringBytes, maxValues, readAny, readCount, readJson, readKey } from './value.ts';

export interface StructId {
	readonly client: number;
	readonly clock: number;
}
export type Content =
	| { readonly kind: 'deleted' }
	| { readonly kind: 'binary' }
	| { readonly kind: 'string'; readonly text: string }
	| { readonly kind: 'embed' }
	| { readonly kind: 'format'; readonly key: string }
	/** 0 array, 1 map, 2 text, 3–6 XML. */
	| { readonly kind: 'type'; readonly type: number }
	| { readonly kind: 'any'; readonly values: readonly unknown[] };
export interface Struct extends StructId {
	readonly length: number;
	/** Absent for a garbage-collected struct. */
	readonly item?: {
		readonly origin: StructId | undefined;
		readonly rightOrigin: StructId | undefined;
		/** Only written when there is neither origin nor right origin; else it is theirs. */
		readonly parent: StructId | string | undefined;
		readonly key: string | undefined;
		readonly content: Content;
	};
}
export interface Range extends StructId {
	readonly length: number;
}
export interface Update {
	readonly bytes: Uint8Array;
	/** By client as they were sent, clocks ascending and without holes within one client. */
	readonly structs: readonly Struct[];
	readonly deletes: readonly Range[];
}
export interface UpdateFault {
	readonly code: 'malformed' | 'too-large';
	readonly reason: string;
}
export interface UpdateLimits {
	readonly bytes: number;
	readonly clients: number;
	readonly structs: number;
	readonly deletes: number;
}

export function readUpdate(bytes: Uint8Array, limits: UpdateLimits): Result<Update, UpdateFault> {
	if (bytes.length > limits.bytes) return err({ code: 'too-large', reason: 'the update has too many bytes' });
	const reader = new Reader(bytes);
	try {
		const structs = readStructs(reader, limits);
		const deletes = readDeletes(reader, limits);
		reader.end();
		return ok({ bytes, structs, deletes });
	} catch (fault) {
		if (fault instanceof TooLarge) return err({ code: 'too-large', reason: fault.message });
		if (fault instanceof Malformed) return err({ code: 'malformed', reason: fault.message });
		throw fault;
	}
}

function readStructs(reader: Reader, limits: UpdateLimits): readonly Struct[] {
	const clients = readCount(reader, 3, limits.clients, 'client ids');
	const seen = new Set<number>();
	const structs: Struct[] = [];
	for (let index = 0; index < clients; index++) {
		const count = readCount(reader, 2, limits.structs - structs.length, 'structs');
		const client = readClient(reader, seen);
		let clock = reader.varUint();
		for (let left = count; left > 0; left--) {
			const struct = readStruct(reader, client, clock);
			clock += struct.length;
			if (clock > maxClock) throw new Malformed('a clock is too large');
			structs.push(struct);
		}
	}
	return structs;
}

function readStruct(reader: Reader, client: number, clock: number): Struct {
	const info = reader.uint8();
	const ref = info & 0b1_1111;
	if (info === gcRef) return { client, clock, length: readLength(reader) };
	if (ref === gcRef || ref === skipRef) throw new Malformed('a struct Yjs would not send');
	const origin = info & hasOrigin ? readId(reader) : undefined;
	const rightOrigin = info & hasRightOrigin ? readId(reader) : undefined;
	let parent: StructId | string | undefined;
	let key: string | undefined;
	if (origin === undefined && rightOrigin === undefined) {
		parent = reader.varUint() === 1 ? readKey(reader) : readId(reader);
		if (info & hasKey) key = readKey(reader);
	}
	const { content, length } = readContent(reader, ref);
	return { client, clock, length, item: { origin, rightOrigin, parent, key, content } };
}

function readContent(reader: Reader, ref: number): { readonly content: Content; readonly length: number } {
	switch (ref) {
		case 1:
			return { content: { kind: 'deleted' }, length: readLength(reader) };
		case 3:
			reader.varBytes();
			return { content: { kind: 'binary' }, length: 1 };
		case 4: {
			const text = reader.string(maxStringBytes);
			if (text.length === 0) throw new Malformed('an empty struct');
			return { content: { kind: 'string', text }, length: text.length };
		}
		case 5:
			readJson(reader);
			return { content: { kind: 'embed' }, length: 1 };
		case 6: {
			const key = readKey(reader);
			readJson(reader);
			return { content: { kind: 'format', key }, length: 1 };
		}
		case 7: {
			const type = reader.varUint();
			if (type > 6) throw new Malformed('an unknown type');
			if (type === 3 || type === 5) readKey(reader);
			return { content: { kind: 'type', type }, length: 1 };
		}
		case 8: {
			const length = readCount(reader, 1, maxValues, 'values');
			if (length === 0) throw new Malformed('an empty struct');
			const values: unknown[] = [];
			for (let left = length; left > 0; left--) values.push(readAny(reader, 0));
			return { content: { kind: 'any', values }, length };
		}
		default:
			throw new Malformed('content of a kind nobody writes here');
	}
}

function readDeletes(reader: Reader, limits: UpdateLimits): readonly Range[] {
	const clients = readCount(reader, 2, limits.clients, 'client ids');
	const seen = new Set<number>();
	const deletes: Range[] = [];
	for (let index = 0; index < clients; index++) {
		const client = readClient(reader, seen);
		let end = 0;
		for (let left = readCount(reader, 2, limits.deletes - deletes.length, 'deletes'); left > 0; left--) {
			const clock = reader.varUint();
			const length = readLength(reader);
			// Descending ranges cost Yjs quadratic time, and it never writes them.
			if (clock < end) throw new Malformed('deletes are not in order');
			end = clock + length;
			if (end > maxClock) throw new Malformed('a clock is too large');
			deletes.push({ client, clock, length });
		}
	}
	return deletes;
}

function readClient(reader: Reader, seen: Set<number>): number {
	const client = reader.varUint();
	if (seen.has(client)) throw new Malformed('a client id stands twice');
	seen.add(client);
	return client;
}

function readId(reader: Reader): StructId {
	return { client: reader.varUint(), clock: reader.varUint() };
}

function readLength(reader: Reader): number {
	const length = reader.varUint();
	if (length === 0) throw new Malformed('an empty struct');
	return length;
}

const gcRef = 0;
const skipRef = 10;
const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasKey = 0x20;
const maxClock = 2 ** 32;
