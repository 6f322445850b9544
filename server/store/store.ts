/**
 * The port to durable storage. The log is the truth: whatever `append` resolved for is on the disk (fsynced) and
 * survives `kill -9` and power loss; everything else here can be made again from it.
 *
 * Errors: what the world can cause comes back as a value (`StorageRefused`); a dead disk rejects with `StorageDead`, after
 * which nothing more is promised by this process: it must exit, and a new one reads what is really there.
 * The contract suite is `test/contracts/store.ts`; every adapter runs it.
 */
import type { Role } from '../../shared/access/roles.ts';
import type { Millis } from '../../shared/clock.ts';
import type { sections } from '../../shared/document/schema.ts';
import type { DerivedEvent, WeddingEvent } from '../../shared/events/event.ts';
import type { ClientId, DeviceId, Incarnation, PersonId, Seq, TabId, WeddingId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { AlertAck, AlertStore, NewAlert } from './alerts.ts';
import type { AuditChain, AuditFact, AuditRow } from './audit.ts';
import type { BlobStore } from './blobs.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { EndpointStore } from './endpoints.ts';
import type { NoticeStore } from './notices.ts';
import type { ReachStore } from './reach.ts';
import type { SessionStore } from './sessions.ts';
import type { Decision, Suggestion, SuggestionQuery } from './suggestions.ts';

/** Sections are documents of their own; a wedding's rows share one sequence. */
export type Section = keyof typeof sections;

export interface Writer {
	readonly person: PersonId;
	readonly role: Role;
	readonly device?: DeviceId;
}

/** One admitted update with the events it means, on its way into the log. All of it is stored, or nothing. */
export interface Entry {
	readonly wedding: WeddingId;
	readonly section: Section;
	/** The bytes as they were received. Empty for a row that carries only events. */
	readonly update: Uint8Array;
	readonly writer: Writer;
	readonly at: Millis;
	readonly events: readonly DerivedEvent[];
	/** Client ids first used by this update, bound to their person for good. */
	readonly bind: readonly ClientId[];
	/** The answer to remember for a repeated request (see `recallAnswer`); `seq` is filled in on reading. */
	readonly answer?: { readonly key: string; readonly request: string; readonly body: string };
	/** The wedding's name and date, when this update changed them: what lists of weddings show. */
	readonly card?: WeddingCard;
	/** Who belongs to the wedding by this update's word: membership never stands apart from the people records. */
	readonly members?: readonly MemberRecord[];
	/** What it means for the audit. */
	readonly audit?: readonly AuditFact[];
	/** A suggestion it brings; its id is new. */
	readonly suggestion?: Suggestion;
	/** The open suggestion that it carries out. */
	readonly decides?: Decision;
	/** An alert it tells of; its id is new. */
	readonly alert?: NewAlert;
	/** Somebody's first acknowledgement of an alert. */
	readonly acknowledges?: AlertAck;
}

export interface WeddingCard {
	readonly name: string;
	readonly date: string;
}

export interface LogRow {
	readonly seq: Seq;
	readonly section: Section;
	readonly update: Uint8Array;
	readonly writer: Writer;
	readonly at: Millis;
}

export interface Snapshot {
	/** The last row it contains. */
	readonly seq: Seq;
	/** A Yjs V1 state update. */
	readonly state: Uint8Array;
	/** Encoded state vector and canonical hash (SHA-256, hex) that the state must show when loaded. */
	readonly stateVector: Uint8Array;
	readonly hash: string;
}

/** A section as it can be rebuilt: the newest snapshot that reads back whole, and the rows behind it in order. */
export interface Loaded {
	readonly snapshot?: Snapshot;
	readonly rows: readonly LogRow[];
	/** How many rows of this wedding were ever put aside or found rotten: devices may hold what they said. */
	readonly lost: number;
	/** The wedding's last sequence number, over all sections; 0 if it has no row. */
	readonly seq: Seq;
}

export interface Lease {
	readonly client: ClientId;
	readonly person: PersonId;
	readonly device?: DeviceId;
	readonly tab?: TabId;
}

export interface Member {
	readonly person: PersonId;
	readonly name: string;
	readonly role: Role;
	readonly trade?: string;
	readonly removedAt?: Millis;
	/** In emergency access until then. */
	readonly raised?: Raised;
	/** Tokens issued before are dead: who comes back after a removal brings none of them to life. */
	readonly tokensFrom?: Millis;
}

export interface Raised {
	readonly until: Millis;
	readonly by: PersonId;
	readonly reason: string;
}

/**
 * A member as the people record says. Stored in an entry it leaves the rest as it stands: a removal keeps the moment it first
 * happened, which becomes `tokensFrom`, and ends raised rights.
 */
export type MemberRecord = Pick<Member, 'person' | 'name' | 'role' | 'trade' | 'removedAt'>;

export interface WeddingRow extends WeddingCard {
	readonly id: WeddingId;
	readonly createdAt: Millis;
}

export type StorageRefused = {
	/** `full`: no space left; nothing of the entry is stored, trying again later can work. */
	readonly code: 'full' | 'unknown-wedding';
	readonly reason: string;
};

/** Rejected with when the disk failed (EIO, a corrupted file): the process must end, never retry an fsync. */
export class StorageDead extends Error {
	override readonly name = 'StorageDead';
}

/** Rejected with, by calls that answer no `Result`, when there is no space: nothing is stored, trying again later can work. */
export class StorageFull extends Error {
	override readonly name = 'StorageFull';
}

/**
 * Rejected with when a call breaks a rule its caller keeps (our bug): an event id or an idempotency key stored before, a
 * client id bound to somebody else, an unknown wedding, a snapshot from the future. Nothing of it is stored; other
 * calls are unaffected.
 */
export class EntryRejected extends Error {
	override readonly name = 'EntryRejected';
}

/** Rejected with by `load` when rotten bytes leave a section that cannot be rebuilt whole; other sections are unaffected. */
export class SectionLost extends Error {
	override readonly name = 'SectionLost';
}

export interface Store
	extends SessionStore,
		ReachStore,
		NoticeStore,
		DeliveryStore,
		BlobStore,
		EndpointStore,
		AlertStore {
	/** New for every database file made, and again after every restore from a backup. */
	readonly incarnation: Incarnation;

	/**
	 * Stores the entries of one tick, all of them or none (a later one may depend on an earlier), in the order of calls per
	 * wedding; resolves after the fsync that covers them, with their numbers. Calls made while a batch is in flight share the
	 * next one (group commit); one call's failure does not touch another's. Rows get `seq` without gaps, per wedding.
	 */
	append(entries: readonly Entry[]): Promise<Result<readonly Seq[], StorageRefused>>;
	load(wedding: WeddingId, section: Section): Promise<Loaded>;
	/** Puts a row aside that no longer applies: `load` leaves it out; it stays in the database for a person to look at. */
	quarantine(wedding: WeddingId, seq: Seq, reason: string): Promise<void>;
	/** Was exactly this update stored before? (By SHA-256; folding the log forgets bytes, never hashes.) */
	hasUpdate(wedding: WeddingId, section: Section, update: Uint8Array): Promise<boolean>;

	/**
	 * Keeps a verified snapshot. The last three of a section stay; rows that lie behind all kept ones are folded: their bytes
	 * go, their number, hash, writer and time stay.
	 */
	saveSnapshot(wedding: WeddingId, section: Section, snapshot: Snapshot): Promise<void>;

	/** `{events, next}` in order behind the cursor `seq.index` (exclusive); `next` is absent at the end. */
	events(
		wedding: WeddingId,
		after: { seq: number; index: number },
		limit: number,
	): Promise<readonly WeddingEvent[]>;

	leases(wedding: WeddingId, section: Section): Promise<readonly Lease[]>;
	/** Binds a client id; false if it is already bound to somebody else (same person, device and tab is true again). */
	saveLease(wedding: WeddingId, section: Section, lease: Lease): Promise<boolean>;

	/** `audit` of this and the calls below is stored with the effect, or not at all. */
	createWedding(wedding: WeddingRow, audit?: AuditFact): Promise<boolean>;
	weddings(): Promise<readonly WeddingRow[]>;
	members(wedding: WeddingId): Promise<readonly Member[]>;
	saveMember(wedding: WeddingId, member: Member, audit?: AuditFact): Promise<void>;
	/** Raises or ends rights without touching the rest of a member; false if there is no such member, or a removed one. */
	raiseMember(
		wedding: WeddingId,
		person: PersonId,
		raised: Raised | undefined,
		audit?: AuditFact,
	): Promise<boolean>;
	/** The weddings a person belongs to, with the role; removed members are left out. */
	weddingsOf(person: PersonId): Promise<readonly (WeddingRow & { readonly role: Role })[]>;

	/** Sign-in links: only the SHA-256 of a code is kept. */
	saveLink(
		link: {
			readonly codeHash: string;
			readonly wedding: WeddingId;
			readonly person: PersonId;
			readonly expiresAt?: Millis;
		},
		audit?: AuditFact,
	): Promise<void>;
	findLink(
		codeHash: string,
	): Promise<
		{ readonly wedding: WeddingId; readonly person: PersonId; readonly expiresAt?: Millis } | undefined
	>;

	/** The remembered answer for an idempotency key of this person; `request` is the hash of what was asked then. */
	recallAnswer(
		wedding: WeddingId,
		person: PersonId,
		key: string,
	): Promise<{ readonly request: string; readonly body: string; readonly seq: Seq } | undefined>;

	suggestion(wedding: WeddingId, id: string): Promise<Suggestion | undefined>;
	suggestions(wedding: WeddingId, query: SuggestionQuery): Promise<readonly Suggestion[]>;
	/** How many open ones a person has. */
	openSuggestions(wedding: WeddingId, person: PersonId): Promise<number>;
	/** Decides an open suggestion that needs no row of the log; false if it is not open (any more). */
	decideSuggestion(wedding: WeddingId, decision: Decision, audit?: AuditFact): Promise<boolean>;

	/** Notes what has no other effect that is stored. */
	note(chain: AuditChain, facts: readonly AuditFact[]): Promise<void>;
	/** The rows of a chain behind `after`, in order. */
	audit(chain: AuditChain, after: number, limit: number): Promise<readonly AuditRow[]>;

	/** A consistent copy while running (SQLite's backup API), written to a new file. */
	backup(path: string): Promise<void>;
	/** Resolves if a small write is durable now; for `/readyz`. */
	probe(): Promise<Result<void, StorageRefused>>;
	/** Waits for what is queued, checkpoints, closes. Later calls reject. */
	close(): Promise<void>;
}
