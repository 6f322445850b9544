/**
 * One section of one wedding, live: the only door through which a change can come. Decode, admit, derive, append, merge,
 * tell happen here in that order (`SPEC.md`); nobody outside touches its document.
 */
import type { Plan } from '../../shared/document/document.ts';
import type { Declined, Operation } from '../../shared/document/operations/operation.ts';
import type { Seq, WeddingId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { Principal } from '../auth/principal.ts';
import type { Section, StorageRefused } from '../store/store.ts';
import type { Session, SessionSocket, SessionWish } from './session.ts';

export interface Operated {
	/** The record as `/plan` shows it, after the operation. */
	readonly record: unknown;
	readonly seq: Seq;
}
export type NotOperated =
	| { readonly kind: 'declined'; readonly declined: Declined }
	| { readonly kind: 'refused'; readonly refusal: Refusal }
	| { readonly kind: 'storage'; readonly storage: StorageRefused };

export interface Room {
	readonly wedding: WeddingId;
	readonly section: Section;
	/** A socket of somebody who may read this section; hand its frames to `session.hear` and call `session.left` once. */
	enter(principal: Principal, socket: SessionSocket, wish: SessionWish): Session;
	/**
	 * Runs an operation as this person, through the same gate and log as a socket's frame. `answer` is remembered in the same
	 * transaction (see `Store.recallAnswer`).
	 */
	operate(
		principal: Principal,
		operation: Operation,
		answer?: { readonly key: string; readonly request: string },
	): Promise<Result<Operated, NotOperated>>;
	/** The plan as it is durable, and where in the log that is. */
	read(): Promise<{ readonly plan: Plan; readonly seq: Seq }>;
}

export interface Rooms {
	/** The room, loaded if it was not. Rejects when the store does. */
	open(wedding: WeddingId, section: Section): Promise<Room>;
	/** Closes the sockets of a person in every room of a wedding (removal, sign-out). */
	dismiss(wedding: WeddingId, person: Principal['person'], code: number): void;
	/** For `/metrics` and the operator. */
	counts(): { readonly rooms: number; readonly sessions: number };
	/** Says goodbye (1012) to everybody, waits for what is being appended, snapshots what changed. */
	close(): Promise<void>;
}
