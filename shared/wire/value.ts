/**
 * The values inside an update: keys, lib0's `any` encoding and JSON texts, read with the limits of `guard.md`: depth, sizes,
 * and no key that reaches an object's prototype. Used by `update.ts` alone.
 */
import { Malformed, type Reader, TooLarge } from './reader.ts';

/** A declared count, believed only as far as there are bytes for it. */
export function readCount(reader: Reader, bytesEach: number, max: number, what: string): number {
	const count = reader.varUint();
	if (count * bytesEach > reader.left + bytesEach)
		throw new Malformed(`more ${what} declared than there are bytes`);
	if (count > max) throw new TooLarge(`too many ${what} in one update`);
	return count;
}

export function readKey(reader: Reader): string {
	const key = reader.string(maxKeyBytes);
	if (forbiddenKeys.has(key)) throw new Malformed('a key that is not allowed');
	return key;
}

export function readAny(reader: Reader, depth: number): unknown {
	if (depth > maxDepth) throw new Malformed('a value is nested too deep');
	const tag = reader.uint8();
	switch (tag) {
		case 127:
			return undefined;
		case 126:
			return null;
		case 125:
			return reader.varInt();
		case 124:
			return view(reader.take(4)).getFloat32(0);
		case 123:
			return view(reader.take(8)).getFloat64(0);
		case 122:
			return view(reader.take(8)).getBigInt64(0);
		case 121:
			return false;
		case 120:
			return true;
		case 119:
			return reader.string(maxStringBytes);
		case 118: {
			const object: Record<string, unknown> = Object.create(null);
			for (let left = readCount(reader, 2, maxValues, 'keys'); left > 0; left--) {
				object[readKey(reader)] = readAny(reader, depth + 1);
			}
			return object;
		}
		case 117: {
			const array: unknown[] = [];
			for (let left = readCount(reader, 1, maxValues, 'values'); left > 0; left--) {
				array.push(readAny(reader, depth + 1));
			}
			return array;
		}
		case 116:
			return reader.varBytes();
		default:
			throw new Malformed('an unknown value');
	}
}

/** JSON text inside an update: only its depth and keys matter here; Yjs parses it. */
export function readJson(reader: Reader): void {
	const text = reader.string(maxStringBytes);
	let depth = 0;
	let inString = false;
	for (let index = 0; index < text.length; index++) {
		const char = text[index];
		if (inString) {
			if (char === '\\') index++;
			else if (char === '"') inString = false;
		} else if (char === '"') inString = true;
		else if (char === '{' || char === '[') depth++;
		else if (char === '}' || char === ']') depth--;
		if (depth > maxDepth) throw new Malformed('a value is nested too deep');
	}
	try {
		JSON.parse(text, (key, value) => {
			if (forbiddenKeys.has(key)) throw new Malformed('a key that is not allowed');
			return value;
		});
	} catch (fault) {
		throw fault instanceof Malformed ? fault : new Malformed('not JSON');
	}
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const maxDepth = 64;
const maxKeyBytes = 256;
export const maxStringBytes = 256 * 1024;
export const maxValues = 65_536;
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);
