/**
 * The door of a room, as types: the one way in for every change, what a room is made of, and what comes out. Everything outside
 * the room knows this and not how it is done.
 */
import type { Clock, Millis } from '../../shared/clock.ts';
import type { Plan } from '../../shared/document/document.ts';
import type { Declined, Operation } from '../../shared/document/operations/operation.ts';
import type { SectionViews } from '../../shared/document/private-sections.ts';
import type { DerivedEvent } from '../../shared/events/event.ts';
import type { DeviceId, PersonId, Seq, WeddingId } from '../../shared/ids.ts';
import type { Random } from '../../shared/random.ts';
import type { Result } from '../../shared/result.ts';
import type { CloseCode } from '../../shared/wire/close-code.ts';
import type { NewsTopic } from '../../shared/wire/message.ts';
import type { Refusal } from '../../shared/wire/refusal.ts';
import type { SignedHeader } from '../../shared/wire/signed.ts';
import type { Update, UpdateFault } from '../../shared/wire/update.ts';
import type { Principal } from '../auth/principal.ts';
import type { AuditFact } from '../store/audit.ts';
import type { MemberRecord, Section, StorageRefused, Store } from '../store/store.ts';
import type { Decision } from '../store/suggestions.ts';
import type { Allowances } from './allowance.ts';
import type { Face } from './faces.ts';
import type { Standing } from './standing.ts';
import type { RefusedUnseen } from './unseen.ts';
import type { Seat, Session, SessionSocket, SessionWish } from './session.ts';

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
	/**
	 * Runs all of them in one row, or none. The row decides the suggestion they come from, so that nothing of it happens twice.
	 */
	carryOut(
		principal: Principal,
		operations: readonly Operation[],
		beside: Required<Beside>,
	): Promise<Result<Operated, NotOperated>>;
	/** The plan as it is durable, and where in the log that is; for the room of the plan only. */
	read(): Promise<{ readonly plan: Plan; readonly seq: Seq }>;
	/** The section as it is durable. */
	view(): Promise<{ readonly view: SectionViews[Section]; readonly seq: Seq }>;
	/** Closes the sockets of a person, or of one device of theirs. */
	dismiss(person: PersonId, farewell: Farewell, device?: DeviceId): void;
	/** Tells those who are meant that something outside the document has changed (message 68). */
	announce(topic: NewsTopic, isMeant: (principal: Principal) => boolean): void;
	/** Somebody's membership as it is stored now: who is out leaves, who has another role comes again with it. */
	follow(member: MemberRecord): void;
	/** Is a device of theirs connected? */
	isHere(person: PersonId): boolean;
	/** How somebody is shown, as far as this room knows. */
	face(person: PersonId): Face | undefined;
	readonly sessions: number;
	/** Messages whose turn has not come. */
	readonly waiting: number;
	/** Says goodbye with this code, finishes what is queued, keeps a snapshot of what is new. */
	close(code: number, reason: string): Promise<void>;
}

/** How a socket is told to go. */
export interface Farewell {
	readonly code: CloseCode;
	readonly reason: string;
}

/** Where a test or a crash drill may stop the process; in production nothing listens. */
export type Step = 'received' | 'judged' | 'appended' | 'told' | 'receipted';
export interface RoomDeps {
	readonly store: Store;
	readonly clock: Clock;
	readonly random: Random;
	/** Calls soon, after what has already arrived was taken in: what comes together is judged together. */
	readonly later: (call: () => void) => void;
	readonly log: (
		level: 'info' | 'warn' | 'error',
		event: string,
		facts: Readonly<Record<string, unknown>>,
	) => void;
	/** Our bug or a dead disk: the process ends. */
	readonly fatal: (fault: unknown) => void;
	readonly pass?: (step: Step) => void;
	/** Told of every update and operation that the gate refused. */
	readonly onRefused?: (principal: Principal, section: Section, refusal: Refusal) => void;
	/** Told of what was refused while somebody else brought it. */
	readonly onRefusedUnseen?: (author: Principal, refused: RefusedUnseen) => void;
	/** Told who joined, changed or left as soon as that is stored, before anybody hears of the update that did it. */
	readonly onMembers?: (wedding: WeddingId, members: readonly MemberRecord[]) => void;
	/** A device's public key (raw Ed25519), if it is registered and not revoked now; being removed revokes no device. */
	readonly deviceKey?: (
		wedding: WeddingId,
		person: PersonId,
		device: DeviceId,
	) => Promise<Uint8Array | undefined>;
	/** Keeps what somebody sent who was removed, for others to decide; resolves when it is durable. */
	readonly hold?: (from: Principal, section: Section, update: Uint8Array) => Promise<void>;
	/** Working time so far, ms: what a message takes is the difference. */
	readonly cpu?: () => number;
	/** A session was read more slowly for so long. */
	readonly slowed?: (ms: Millis) => void;
	/** Told what somebody says of themselves in their presence; nothing of it may be stored. */
	readonly onSaid?: (principal: Principal, said: Readonly<Record<string, unknown>> | null) => void;
	/** The log went bad under the room: it has ended, and is opened anew by whoever comes next. */
	readonly onLost?: () => void;
	/** What persons may take over all sections of a wedding; a room by itself makes its own. */
	readonly allowances?: Allowances;
	/** Who everybody of the wedding is now; one for all its sections. */
	readonly standing?: Standing;
	/** What the wedding's plan, if it is open, knows of how somebody is shown. */
	readonly face?: (wedding: WeddingId, person: PersonId) => Face | undefined;
}

export interface Whereabouts {
	readonly wedding: WeddingId;
	readonly section: Section;
}

export interface Heard {
	readonly kind: 'update';
	readonly seat: Seat;
	readonly n: number;
	readonly size: number;
	readonly read: Result<Update, UpdateFault>;
	/** What reading it took. */
	readonly ms: number;
	/** Made by somebody else than whoever brings it, or so they say. */
	readonly signed?: { readonly header: SignedHeader; readonly isValid: boolean };
}

/** What a row brings besides what it does. */
export interface Beside {
	readonly decides?: Decision;
	readonly audit?: readonly AuditFact[];
	/** What it tells besides what its changes mean. */
	readonly events?: readonly DerivedEvent[];
}

/** An operation on its way through the room. */
export interface Operate {
	readonly kind: 'operate';
	readonly principal: Principal;
	/** Done together or not at all. */
	readonly operations: readonly Operation[];
	readonly beside?: Beside;
	readonly answer: { readonly key: string; readonly request: string } | undefined;
	readonly resolve: (result: Result<Operated, NotOperated>) => void;
}
