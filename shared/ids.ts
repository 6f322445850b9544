/**
 * Names for things, branded so that a person's id cannot stand where a task's is wanted. Made only by the
 * parsers here (at the edge) and by `newId` (from a `Random`); inside the house they are trusted.
 */
import { z } from 'zod';
import type { Random } from './random.ts';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id has 1 to 64 letters, digits, "-" or "_"');

export const weddingId = id.brand<'WeddingId'>();
export const personId = id.brand<'PersonId'>();
export const recordId = id.brand<'RecordId'>();
export const deviceId = id.brand<'DeviceId'>();
export const tabId = id.brand<'TabId'>();
export const incarnation = id.brand<'Incarnation'>();
/** The position of a row in a wedding's log, from 1; 0 stands before the first. */
export const seq = z.int().min(0).brand<'Seq'>();
/** A Yjs client id: who wrote a struct. Wider ids would let a writer choose to win every concurrent map write. */
export const clientId = z.int().min(1).max(0xffff_ffff).brand<'ClientId'>();

export type WeddingId = z.infer<typeof weddingId>;
export type PersonId = z.infer<typeof personId>;
export type RecordId = z.infer<typeof recordId>;
export type DeviceId = z.infer<typeof deviceId>;
export type TabId = z.infer<typeof tabId>;
export type Incarnation = z.infer<typeof incarnation>;
export type Seq = z.infer<typeof seq>;
export type ClientId = z.infer<typeof clientId>;

/**
 * 95 random bits in base64url: 16 characters, unguessable, safe in URLs and in the document's flat set keys. The first is a
 * letter, so that no command line takes an id for an option.
 */
export function newId<T extends string>(random: Random): T {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	let text = '';
	for (const byte of random.bytes(16)) text += alphabet[byte & (text === '' ? 31 : 63)];
	return text as T;
}
