/**
 * An event's name, derived from what caused it and never drawn: a replayed log, a crash between commit and telling, and a
 * second node all arrive at the same id, so that a unique index is enough for "exactly once". 192 bits of SHA-256 in
 * base64url. What goes in must never change its form: ids already delivered would come a second time under a new name.
 */
import { toBase64UrlEncoded } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';
import type { WeddingId } from '../ids.ts';
import type { EventType } from './event.ts';

export interface EventCause {
	readonly wedding: WeddingId;
	readonly type: EventType;
	/** `kind:id` of the record; a record has at most one event of a type (and part) per cause. */
	readonly record: string;
	/** A canonical string for what happened: for an update, the structs and deletions that were new in it. */
	readonly cause: string;
	/** Tells events of one type on one record apart: the mentioned person, the disputed field. */
	readonly part?: string | undefined;
}

export function eventId({ wedding, type, record, cause, part }: EventCause): string {
	// JSON keeps the parts apart: no text in one of them can pass for the border to the next.
	const text = JSON.stringify([wedding, type, record, cause, part ?? null]);
	return toBase64UrlEncoded(digest(encodeUtf8(text)).subarray(0, ID_BYTES));
}

/** Three bytes make four characters: 32 without padding. */
const ID_BYTES = 24;
