/**
 * Claiming in SQLite: one short transaction takes a few due deliveries of each queue whose turn it is. Guards: at most one worker has a
 * delivery; what was needless by then is ended instead; however much waits, a claim touches about as many rows as it takes.
 */
import type { ClaimWish, Delivery } from '../deliveries.ts';
import { needlessBecause } from '../needless.ts';
import type { Notice } from '../notices.ts';
import { quantum } from '../slot-room.ts';
import type { Database } from './database.ts';
import type { DeliveryCore } from './deliveries.ts';
import { type DeliveryRow, deliveryOf } from './delivery-row.ts';
import type { Queues } from './queues.ts';

export function createClaim(db: Database, core: DeliveryCore, queues: Queues) {
	const due = db.prepare(
		`SELECT * FROM deliveries WHERE queue = ? AND ready = 1 AND due_at <= ? AND state = 'pending'
		 ORDER BY due_at, n LIMIT ?`,
	);
	const lease = db.prepare(
		"UPDATE deliveries SET state = 'sending', lease_owner = ?, lease_until = ? WHERE n = ?",
	);
	const expired = db.prepare(
		'SELECT * FROM deliveries WHERE lane = ? AND lease_owner IS NOT NULL AND lease_until <= ? LIMIT 100',
	);
	const others = db.prepare(
		'SELECT * FROM deliveries WHERE lease_owner IS NOT NULL AND lease_owner <> ? LIMIT 100',
	);
	const recover = createRecover(db, core, queues);
	const endOf = createEndOf(db);

	const claim = db.transaction(({ lane, owner, now, leaseUntil, limit }: ClaimWish): Delivery[] => {
		recover(expired.all(lane, now) as DeliveryRow[], now);
		queues.admit(lane, now);
		const claimed: Delivery[] = [];
		for (let looked = 0; claimed.length < limit && looked < limit + mostNeedless; ) {
			const queue = queues.next(lane);
			if (queue === undefined) break;
			const room = Math.min(quantum, queue.room - queue.in_flight, limit - claimed.length);
			const rows = due.all(queue.id, now, room) as DeliveryRow[];
			for (const row of rows) {
				const end = endOf(row, now);
				if (end !== undefined) {
					core.endPending([row], { ...end, at: now });
					continue;
				}
				lease.run(owner, leaseUntil, row.n);
				queues.fly(row.queue, 1);
				claimed.push(deliveryOf({ ...row, state: 'sending' }));
			}
			looked += Math.max(1, rows.length);
			queues.refresh([queue.id]);
			queues.giveBack(lane, queue, now);
		}
		return claimed;
	});

	return {
		claim: (wish: ClaimWish): Delivery[] => claim.immediate(wish),
		/** Some of them; to be called until there are none. */
		recoverLeases: db.transaction((owner: string, now: number): number => {
			const rows = others.all(owner) as DeliveryRow[];
			recover(rows, now);
			return rows.length;
		}).immediate,
	};
}

/** Back to waiting, with one try used up: it may have been sent. */
function createRecover(db: Database, core: DeliveryCore, queues: Queues) {
	const back = db.prepare(
		`UPDATE deliveries SET lease_owner = NULL, lease_until = NULL,
			attempts = attempts + (state = 'sending'),
			due_at = iif(state = 'sending', ?, due_at),
			reason = iif(state = 'sending', 'lease-lost', reason),
			state = iif(state = 'sending', 'pending', state)
		 WHERE n = ?`,
	);
	return (rows: readonly DeliveryRow[], now: number): void => {
		for (const { n, queue } of rows) {
			back.run(now, n);
			queues.fly(queue, -1);
		}
		core.look(rows);
	};
}

type End = { readonly state: Delivery['state']; readonly reason: string };

function createEndOf(db: Database): (row: DeliveryRow, now: number) => End | undefined {
	const find = db.prepare(
		'SELECT state, seen_at, read_at, acked_at, event FROM notices WHERE wedding = ? AND id = ?',
	);
	const acked = db
		.prepare('SELECT 1 FROM notices WHERE wedding = ? AND event = ? AND acked_at IS NOT NULL LIMIT 1')
		.pluck();
	return ({ wedding, notice: id, unless, expires_at }, now) => {
		const notice = id === null ? undefined : (find.get(wedding, id) as NoticeMarks | undefined);
		if (notice !== undefined) {
			const isAcked = unless === 'acked' && acked.get(wedding, notice.event) !== undefined;
			const reason = needlessBecause(unless ?? undefined, marksOf(notice), isAcked);
			if (reason !== undefined) return { state: 'superseded', reason };
		}
		return expires_at !== null && expires_at <= now ? { state: 'expired', reason: 'expired' } : undefined;
	};
}

interface NoticeMarks {
	readonly state: Notice['state'];
	readonly seen_at: number | null;
	readonly read_at: number | null;
	readonly acked_at: number | null;
	readonly event: string;
}
const marksOf = ({ state, seen_at, read_at, acked_at }: NoticeMarks) => ({
	state,
	...(seen_at !== null && { seenAt: seen_at }),
	...(read_at !== null && { readAt: read_at }),
	...(acked_at !== null && { ackedAt: acked_at }),
});

/** How many that need not be sent any more one claim may clear away beside what it takes. */
const mostNeedless = 100;
