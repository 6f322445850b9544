/**
 * A row of the log as SQLite holds it, in `tail` and `log` alike, and the proof that it is still what was written. Guards
 * "no rotten byte reaches a document": nothing else turns stored columns into a row.
 */
import type { Role } from '../../../shared/access/roles.ts';
import type { DeviceId, PersonId, Seq } from '../../../shared/ids.ts';
import { crcOf, hashOf } from '../digest.ts';
import type { LogRow } from '../store.ts';

/** The columns behind the wedding, in the order of `rowColumns`; `bytes` is null in a folded row. */
export type StoredRow = [
	seq: number,
	section: string,
	person: string,
	role: string,
	device: string | null,
	at: number,
	hash: Uint8Array,
	crc: number,
	events: string | null,
	bytes: Uint8Array | null,
];

export const rowColumns = 'seq, section, person, role, device, at, hash, crc, events, bytes';

/** What the row's `crc` must be: over everything but `bytes`, with the fields' borders kept. */
export function crcOfRow(wedding: string, row: StoredRow): number {
	const [seq, section, person, role, device, at, hash, , events] = row;
	return crcOf(JSON.stringify([wedding, seq, section, person, role, device, at]), hash, events ?? '');
}

export function isWholeRow(wedding: string, row: StoredRow): boolean {
	const [, , , , , , hash, crc, , bytes] = row;
	if (crcOfRow(wedding, row) !== crc) return false;
	return bytes === null || hashOf(bytes).equals(hash);
}

/** The row as the port shows it; the caller has found it whole and not folded. */
export function logRowOf(row: StoredRow): Omit<LogRow, 'section'> {
	const [seq, , person, role, device, at, , , , bytes] = row;
	return {
		seq: seq as Seq,
		update: bytes ?? new Uint8Array(),
		at,
		writer: {
			person: person as PersonId,
			role: role as Role,
			...(device !== null && { device: device as DeviceId }),
		},
	};
}
