/** Every number the data path is bounded by, each with its reason. Measured where it says so; see `SPEC.md` for the rules. */
import type { UpdateLimits } from '../../shared/wire/update.ts';
import type { Rates } from './budget.ts';

const kib = 1024;
const mib = 1024 * kib;
const second = 1_000;
const minute = 60 * second;

export const limits = {
	/** The WebSocket's own limit: stock clients reconnect for ever over a frame their server cannot read, so it is generous. */
	frameBytes: 8 * mib,
	/** Browsers cut long messages into pieces of 64 KB and more; one-byte pieces are an attack on memory. */
	frameFragments: 1_024,
	/** One edit; a person types, pastes or shifts a day, nothing of which comes near. */
	live: { bytes: mib, clients: 64, structs: 5_000, deletes: 5_000 } satisfies UpdateLimits,
	/** A device that was away: its whole difference in one frame. Deletes count ranges that may long be done. */
	catchUp: { bytes: 8 * mib, clients: 2_000, structs: 20_000, deletes: 50_000 } satisfies UpdateLimits,
	/** Fields one update may touch: every one is read before and after, and may become an event that somebody is told of. */
	touchedFields: 5_000,
	/** Ranges one update may newly delete: more is either an attack or wants several steps. */
	newDeletes: 1_000,
	/** Neighbours walked over to merge one update, at 80 ns each; an honest one after a week away takes some hundreds. */
	mergeSteps: 500_000,
	/** A whole document; 80 tasks, 35 items and 25 people take 60 KB. */
	documentBytes: 5 * mib,
	/** A full wedding can still be put in order: edits of this size (a title, a soft delete) have some room of their own. */
	smallEditBytes: kib,
	reserveBytes: 512 * kib,
	/** What may come in near the budget before the document is measured again, which takes some 20 ms. */
	measureBytes: 64 * kib,
	/**
	 * Client ids of one person in one section: each makes every later edit of everybody dearer. A stock client takes one at each
	 * page load; our own reuses them.
	 */
	clientsPerPerson: 2_000,
	/** A client's state vector: 90,000 entries, more than any wedding may have ids; each costs the answer a look-up. */
	stateVectorBytes: 512 * kib,

	/** Clocks of honest phones are minutes off, not hours; a hybrid clock further ahead would win `later` for ever. */
	clockAheadMs: 10 * minute,
	/** Heard of so much later than it happened, an edit was made on a device that was away; less is the clocks' own difference. */
	lateMs: 10 * minute,

	/** Updates that wait for what they stand on, per session (a held one is applied as soon as it fits). */
	heldStructs: 64,
	heldBytes: 256 * kib,
	heldMs: 5 * second,

	/** Updates applied in one transaction: larger ticks cost nobody's latency less. */
	tickUpdates: 256,
	/** Unjudged bytes of one session above which its socket is not read further. */
	pauseBytes: 256 * kib,

	/**
	 * What one session may take before it is read more slowly. A week of offline edits (1 MB, 5,000 messages, 0.4 s of work here)
	 * lies within the bursts, on a machine six times slower too; the rates are for good. `strain` is what single messages take beyond `strainMs`: the worst that is
	 * admitted takes 0.2 to 1 s, and is paid for at once.
	 */
	session: {
		bytes: { burst: 8 * mib, perSecond: 64 * kib },
		frames: { burst: 12_000, perSecond: 200 },
		structs: { burst: 100_000, perSecond: 2_000 },
		cpu: { burst: 3_000, perSecond: 20 },
		strain: { burst: 250, perSecond: 20 },
	} satisfies Rates,
	strainMs: 20,
	/** What checking one signature counts as: it is done beside the main thread, and not for nothing. */
	verifyMs: 0.2,
	/** What holding an edit of somebody who was removed counts as: a write of its own, and trying it on a copy. */
	holdMs: 1,
	/** What all sessions of one person in a wedding may take, in sessions: a phone, a tablet and a laptop after a week away. */
	personSessions: 3,
	/** Messages and bytes of one session that the room works on at a time; others come in between. */
	turnUpdates: 256,
	turnBytes: 64 * kib,

	/** A slow reader: cut at this many bytes (beside a whole document on its way), or after this long without taking any. */
	slowReaderBytes: mib,
	slowReaderMs: 10 * second,
	/** A socket that answers no ping until the next is dead: a vanished phone is present for twice this at most. */
	heartbeatMs: 15 * second,
	/** A session is told the document at most this often: three bytes would otherwise cost 5 ms each. */
	syncMs: second,
	/** Tabs of one device that its leading tab takes ids for; every id costs every later edit. */
	leasesPerSession: 64,
	/** How long a socket that was told to close may take to say goodbye. */
	goodbyeMs: 3 * second,
	/** Stock clients drop a connection that was silent for 30 s. */
	keepAliveMs: 15 * second,

	/** Presence: one entry per tab, small, a few messages a second of one session. */
	presenceBytes: 4 * kib,
	presencePerSecond: 5,
	presenceDepth: 16,
	/** Others forget an entry after 30 s. */
	presenceRenewMs: 15 * second,

	/** A room without sessions stays this long: reloads of a page come within it. */
	idleMs: 30 * second,
	/** Rows behind the last snapshot at which a new one is taken. */
	snapshotRows: 500,
} as const;
