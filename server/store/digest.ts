/**
 * Checksums at rest. `hashOf` covers the bytes of an update, `crcOf` the rest of its row: a flipped bit anywhere in a
 * row is noticed when it is read, so no rotten byte ever reaches a document.
 */
import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export function hashOf(bytes: Uint8Array): Buffer {
	return hash('sha256', bytes, 'buffer');
}

export function hexOf(bytes: Uint8Array): string {
	return hash('sha256', bytes, 'hex');
}

/** CRC-32 of the fields, with their types and borders: `null` and `''`, or `'ab','c'` and `'a','bc'`, differ. */
export function crcOf(fields: readonly (string | number | null)[], bytes?: Uint8Array): number {
	return crc32(JSON.stringify(fields), bytes === undefined ? 0 : crc32(bytes));
}
