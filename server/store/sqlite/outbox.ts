/** The outbox's commands, put together: what the writer thread does of it, and what the reader thread answers. */
import type { WeddingId } from '../../../shared/ids.ts';
import { priorities, type Channel } from '../../../shared/notices/channel.ts';
import type {
	Attempt,
	Breaker,
	Delivery,
	LaneFigures,
	NewDelivery,
	Outward,
	TokenBucket,
} from '../deliveries.ts';
import { takeToken } from '../token-bucket.ts';
import { createClaim } from './claim.ts';
import { type Database, unhurried } from './database.ts';
import { createDeliveryCore, createDeliveryEnds } from './deliveries.ts';
import { type AttemptRow, attemptOf, type DeliveryRow, deliveryOf } from './delivery-row.ts';
import { createNoticeWrites } from './notices.ts';
import { createQueues, endless } from './queues.ts';

export function createOutboxWrites(db: Database) {
	const queues = createQueues(db);
	const core = createDeliveryCore(db, queues);
	const { mark, ...notices } = createNoticeWrites(db, core);
	const holdSlot = db.transaction(queues.hold);
	const holdAWhile = unhurried(db, holdSlot.immediate);
	const { claim, recoverLeases } = createClaim(db, core, queues);
	const { settle, report } = createDeliveryEnds(db, { core, queues, mark });
	const saveBreaker = db.prepare('INSERT OR REPLACE INTO breakers VALUES (@key, @state, @until, @openings)');
	return {
		...notices,
		addDeliveries: db.transaction((given: readonly NewDelivery[]) => core.add(given)).immediate,
		recoverLeases,
		report,
		// What a power cut forgets of these is claimed and sent again, which the outbox promises anyway: at least once.
		claim: unhurried(db, claim),
		settleDeliveries: unhurried(db, settle),
		takeTokens: unhurried(db, createTakeTokens(db)),
		holdSlot: (slot: string, reason: string, until?: number): void =>
			until === undefined ? holdSlot.immediate(slot, reason, endless) : holdAWhile(slot, reason, until),
		releaseSlot: db.transaction(queues.release).immediate,
		saveBreaker: (breaker: Breaker): void => void saveBreaker.run(breaker),
		redrive: createRedrive(db, core.look),
	};
}

function createTakeTokens(db: Database) {
	const find = db.prepare('SELECT full_at FROM buckets WHERE key = ?').pluck();
	const keep = db.prepare('INSERT OR REPLACE INTO buckets VALUES (?, ?)');
	// A full bucket is none. A few at a time, so that nobody waits for it.
	const forget = db.prepare(
		'DELETE FROM buckets WHERE key IN (SELECT key FROM buckets WHERE full_at < ? ORDER BY full_at LIMIT 32)',
	);
	return db.transaction(
		(wishes: readonly (readonly TokenBucket[])[], now: number): (number | undefined)[] => {
			forget.run(now);
			return wishes.map((wish) => {
				const taken = wish.map((bucket) =>
					takeToken(bucket, find.get(bucket.key) as number | undefined, now),
				);
				const missing = taken.flatMap((one) => (one.ok ? [] : one.nextAt));
				if (missing.length > 0) return Math.max(...missing);
				taken.forEach((one, place) => one.ok && keep.run(wish[place]?.key, one.fullAt));
				return undefined;
			});
		},
	).immediate;
}

export interface RedriveQuery {
	readonly wedding?: string | undefined;
	readonly channel?: string | undefined;
	readonly endpoint?: string | undefined;
	readonly ids?: readonly string[] | undefined;
}

/** Some of them; to be called until there are none. */
function createRedrive(db: Database, look: (rows: readonly DeliveryRow[]) => void) {
	const dead = db.prepare(
		`SELECT * FROM deliveries WHERE state = 'dead' AND lane = @lane AND (@wedding IS NULL OR wedding = @wedding)
		 AND (@channel IS NULL OR channel = @channel)
		 AND (@endpoint IS NULL OR (to_kind = 'endpoint' AND to_id = @endpoint))
		 AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids))) ORDER BY n LIMIT 100`,
	);
	const revive = db.prepare(
		`UPDATE deliveries SET state = 'pending', attempts = 0, due_at = ?, reason = NULL, ended_at = NULL,
			ready = iif(chain IS NULL, 1, 0) WHERE n = ?`,
	);
	return db.transaction((query: RedriveQuery, dueAt: number): number => {
		const { wedding = null, channel = null, endpoint = null, ids } = query;
		const wanted = { wedding, channel, endpoint, ids: ids === undefined ? null : JSON.stringify(ids) };
		for (const lane of priorities) {
			const rows = dead.all({ ...wanted, lane }) as DeliveryRow[];
			for (const { n } of rows) revive.run(dueAt, n);
			look(rows);
			if (rows.length > 0) return rows.length;
		}
		return 0;
	}).immediate;
}

export function createOutboxReads(db: Database) {
	const one = db.prepare('SELECT * FROM deliveries WHERE id = ? AND wedding = ?');
	const tries = db.prepare('SELECT * FROM attempts WHERE delivery = ? ORDER BY place');
	const nextWake = db
		.prepare(
			`SELECT min(wake) FROM (
			SELECT min(wake) AS wake FROM queues WHERE lane = @lane AND turn IS NULL AND wake IS NOT NULL
			UNION ALL SELECT min(wake) FROM queues WHERE lane = @lane AND turn IS NOT NULL
			UNION ALL SELECT min(lease_until) FROM deliveries WHERE lane = @lane AND lease_owner IS NOT NULL)`,
		)
		.pluck();
	const outward = db.prepare(
		`SELECT to_id AS person, notice, due_at AS dueAt FROM deliveries
		 WHERE wedding = ? AND due_at > ? AND to_kind = 'person' AND notice IS NOT NULL
		 AND state NOT IN ('superseded', 'suppressed', 'expired') ORDER BY n`,
	);
	const breakers = db.prepare('SELECT key, state, until, openings FROM breakers ORDER BY key');
	const spent = db.prepare(
		'SELECT channel, count, cost FROM ledger WHERE wedding = ? AND month = ? ORDER BY channel',
	);
	const whole = (row: DeliveryRow): Delivery & { readonly tries: readonly Attempt[] } => ({
		...deliveryOf(row),
		tries: (tries.all(row.id) as AttemptRow[]).map(attemptOf),
	});
	return {
		nextDelivery: (lane: string) => (nextWake.get({ lane }) as number | null) ?? undefined,
		delivery(wedding: string, id: string) {
			const row = one.get(id, wedding) as DeliveryRow | undefined;
			return row && whole(row);
		},
		deliveries: createDeliveryList(db, whole),
		outward: (wedding: string, since: number) => outward.all(wedding, since) as Outward[],
		breakers: () => breakers.all() as Breaker[],
		lanes: createLanes(db),
		spent: (wedding: WeddingId, month: string) =>
			spent.all(wedding, month) as { channel: Channel; count: number; cost: number }[],
	};
}

export interface DeliveryQuery {
	readonly endpoint?: string | undefined;
	readonly notice?: string | undefined;
	readonly state?: string | undefined;
	readonly before?: string | undefined;
	readonly limit: number;
}

function createDeliveryList<T>(db: Database, whole: (row: DeliveryRow) => T) {
	const list = (condition: string) =>
		db.prepare(
			`SELECT * FROM deliveries WHERE wedding = @wedding AND ${condition}
			 AND n < coalesce((SELECT n FROM deliveries WHERE id = @before), ${Number.MAX_SAFE_INTEGER})
			 AND (@state IS NULL OR state = @state) AND (@notice IS NULL OR notice = @notice)
			 ORDER BY n DESC LIMIT @limit`,
		);
	const all = list('1');
	const ofEndpoint = list("to_kind = 'endpoint' AND to_id = @endpoint");
	const ofNotice = list('notice = @notice');
	return (wedding: string, { endpoint, notice, state, before, limit }: DeliveryQuery): T[] => {
		const select = endpoint !== undefined ? ofEndpoint : notice !== undefined ? ofNotice : all;
		const wanted = { wedding, notice: notice ?? null, state: state ?? null, before: before ?? null, limit };
		const rows = select.all(endpoint === undefined ? wanted : { ...wanted, endpoint });
		return (rows as DeliveryRow[]).map(whole);
	};
}

function createLanes(db: Database) {
	const waiting = (condition: string) =>
		db
			.prepare(
				`SELECT count(*) FROM queues CROSS JOIN deliveries ON deliveries.queue = queues.id
				 AND deliveries.state = 'pending' WHERE queues.lane = @lane AND ${condition}`,
			)
			.pluck();
	const pending = waiting('1');
	const held = waiting('queues.hold_until > @now');
	const dead = db.prepare("SELECT count(*) FROM deliveries WHERE lane = ? AND state = 'dead'").pluck();
	const oldest = db
		.prepare(
			'SELECT min(next_due) FROM queues WHERE lane = @lane AND next_due <= @now AND hold_until <= @now',
		)
		.pluck();
	return db.transaction((now: number): LaneFigures[] =>
		priorities.map((lane) => {
			const oldestDueAt = oldest.get({ lane, now }) as number | null;
			return {
				lane,
				pending: Number(pending.get({ lane })),
				held: Number(held.get({ lane, now })),
				dead: Number(dead.get(lane)),
				...(oldestDueAt !== null && { oldestDueAt }),
			};
		}),
	);
}
