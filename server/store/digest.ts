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

/** CRC-32 over parts, in order. */
export function crcOf(...parts: readonly (string | Uint8Array)[]): number {
	return parts.reduce((crc: number, part) => crc32(part, crc), 0);
}
