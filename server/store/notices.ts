/**
 * The part of the store's port about what observers make of events: a cursor each, and what stands behind it. Guards "each event's
 * notices exactly once": an observation moves the cursor and stores everything that comes of the events up to there in one
 * transaction, by compare-and-set, or does nothing; ids are derived, so that a repetition finds what it would make.
 */
import type { Millis } from '../../shared/clock.ts';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Priority } from '../../shared/notices/channel.ts';
import type { NoticeFacts } from '../../shared/notices/facts.ts';
import type { NoticeKind } from '../../shared/notices/kind.ts';
import type { NewDelivery } from './deliveries.ts';

/** A place in a wedding's events: everything up to and with `seq.index` is behind it. */
export interface EventCursor {
	readonly seq: number;
	readonly index: number;
}

/** One person told of one thing, once; whatever channels it takes are deliveries of it. It is also the line in their inbox. */
export interface Notice {
	/** Derived from event, rule and person. */
	readonly id: string;
	readonly wedding: WeddingId;
	readonly person: PersonId;
	readonly kind: NoticeKind;
	readonly priority: Priority;
	readonly facts: NoticeFacts;
	readonly record?: { readonly kind: string; readonly id: string };
	/** The event it comes of, and where that stands. */
	readonly event: { readonly id: string; readonly seq: number; readonly index: number };
	readonly at: Millis;
	/** Until then it may be taken back or replaced by what has the same key, and nothing but the inbox has it. */
	readonly settlesAt: Millis;
	readonly supersedeKey: string;
	/** What the record was before the first of the changes that this notice stands for: equal to the present, there is nothing to tell. */
	readonly was?: string;
	/** Not in the inbox before: an escalation that may never be needed. */
	readonly visibleAt: Millis;
	/** Not needed if, by then, somebody has acknowledged this. */
	readonly unlessAcked?: string;
	readonly needsAck: boolean;
	/** `replaced`: a later one tells it better. `withdrawn`: undone, nobody need know. Both are out of the inbox unless read. */
	readonly state: 'open' | 'replaced' | 'withdrawn';
	readonly seenAt?: Millis;
	readonly readAt?: Millis;
	readonly ackedAt?: Millis;
}
export type NewNotice = Omit<Notice, 'state' | 'seenAt' | 'readAt' | 'ackedAt'>;

/** One thing gathered into somebody's digest. */
export interface DigestItem {
	readonly wedding: WeddingId;
	readonly person: PersonId;
	/** Which digest: `<person> <bucket>`, the bucket being the moment it closes at. */
	readonly digest: string;
	readonly closesAt: Millis;
	readonly notice: string;
}

/** Why somebody got something, or did not: read back by `…/why`. `person` is absent where a rule chose nobody. */
export interface Explanation {
	readonly event: string;
	readonly person?: PersonId;
	readonly notice?: string;
	readonly outcome: 'told' | 'digest' | 'inbox-only' | 'not-told';
	/** Sentences of the policy, by code and with what they depend on; said in words by whoever shows them. */
	readonly reasons: readonly { readonly code: string; readonly [fact: string]: string | number | boolean }[];
}

/** Everything that comes of the events behind `from` up to `to`. */
export interface Observation {
	readonly observer: string;
	readonly wedding: WeddingId;
	readonly from: EventCursor;
	readonly to: EventCursor;
	readonly at: Millis;
	readonly notices?: readonly NewNotice[];
	/** Open notices that are replaced or withdrawn, with those of their deliveries that have not been sent. */
	readonly ended?: readonly { readonly notice: string; readonly state: 'replaced' | 'withdrawn' }[];
	readonly deliveries?: readonly NewDelivery[];
	readonly digestItems?: readonly DigestItem[];
	readonly explanations?: readonly Explanation[];
	/** Events that this observer could not make anything of, put aside with the reason. */
	readonly letters?: readonly ObserverLetter[];
	readonly timers?: TimerChange;
}

/** An event that an observer failed at: kept, and tried again when somebody asks for it. */
export interface ObserverLetter {
	readonly event: string;
	readonly seq: number;
	readonly index: number;
	readonly fault: string;
	readonly tries: number;
}

/** A moment that something is to be looked at again; `key` names it within its wedding, one row each. */
export interface Timer {
	readonly wedding: WeddingId;
	readonly key: string;
	readonly dueAt: Millis;
	/** What it is about, as JSON: whoever set it reads it. */
	readonly content: string;
}
/** All timers whose key begins with `prefix` are replaced by these. */
export interface TimerChange {
	readonly prefix: string;
	readonly timers: readonly Omit<Timer, 'wedding'>[];
}

export interface DigestMade {
	readonly notice?: NewNotice;
	readonly deliveries: readonly NewDelivery[];
	/** The notices that `dueDigests` showed in it. */
	readonly of: readonly string[];
	readonly at: Millis;
}

export interface NoticeStore {
	/** Where an observer stands in each wedding that has events behind it: what it has to catch up with. */
	behind(observer: string): Promise<readonly { readonly wedding: WeddingId; readonly cursor: EventCursor }[]>;
	cursor(observer: string, wedding: WeddingId): Promise<EventCursor>;
	/** False if the cursor stands elsewhere: somebody else has been here. Nothing is stored then. */
	observe(observation: Observation): Promise<boolean>;
	/** Events put aside, the oldest first. */
	letters(
		observer: string,
		wedding?: WeddingId,
	): Promise<readonly (ObserverLetter & { readonly wedding: WeddingId })[]>;
	/** Takes it out, to be tried again. */
	takeLetter(observer: string, wedding: WeddingId, event: string): Promise<boolean>;

	/** Open notices of a wedding with one of these keys. */
	openNotices(wedding: WeddingId, supersedeKeys: readonly string[]): Promise<readonly Notice[]>;
	notice(wedding: WeddingId, id: string): Promise<Notice | undefined>;
	/** Somebody's inbox, the newest first: visible at `now`, open or read. `before` is the last one seen. */
	inbox(
		wedding: WeddingId,
		person: PersonId,
		page: {
			readonly now: Millis;
			readonly before?: { readonly at: Millis; readonly id: string };
			readonly limit: number;
		},
	): Promise<readonly Notice[]>;
	unread(wedding: WeddingId, person: PersonId, now: Millis): Promise<number>;
	/**
	 * A person has seen, read or acknowledged some of theirs; later marks imply earlier ones, the first moment stays. Deliveries that
	 * wait for `unless` end with it. Answers the ids that changed.
	 */
	markNotices(
		wedding: WeddingId,
		person: PersonId,
		marks: {
			readonly ids: readonly string[] | 'all';
			readonly mark: 'seen' | 'read' | 'acked';
			readonly at: Millis;
		},
	): Promise<readonly string[]>;
	explanations(wedding: WeddingId, person: PersonId, event: string): Promise<readonly Explanation[]>;

	/** Digests that close at `now` or before, each with its open notices; until `closeDigest` they are found again. */
	dueDigests(
		now: Millis,
		limit: number,
	): Promise<
		readonly {
			readonly digest: string;
			readonly wedding: WeddingId;
			readonly person: PersonId;
			readonly closesAt: Millis;
			readonly notices: readonly Notice[];
		}[]
	>;
	/** Closes it with what carries it; false if it is closed already, or if what is open in it is no longer what that was made of. */
	closeDigest(digest: string, wedding: WeddingId, made: DigestMade): Promise<boolean>;
	nextDigest(): Promise<Millis | undefined>;

	/** Those of a wedding whose key begins so, the soonest first. */
	timers(wedding: WeddingId, prefix: string): Promise<readonly Timer[]>;
	dueTimers(now: Millis, limit: number): Promise<readonly Timer[]>;
	/** Outside of an observation. */
	setTimers(wedding: WeddingId, change: TimerChange): Promise<void>;
	nextTimer(): Promise<Millis | undefined>;
}
