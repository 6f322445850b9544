/**
 * Whose turn it is, in memory: the rules of `claim` as plain data. Weddings take turns by how much each has had (start-time fair queueing),
 * so that one with a hundred endpoints gets no more than one with one.
 */
import type { ClaimWish, Delivery } from './deliveries.ts';
import { needlessBecause } from './needless.ts';
import { type DeliveryRow, keyOf, type OutboxDisk } from './outbox-disk.ts';
import { quantum, roomOf } from './slot-room.ts';

export function createClaimMemory(disk: OutboxDisk) {
	const { deliveries, holds, turns, notices } = disk;
	/** How far each lane and each wedding in it has come; lost with the process, which costs one round of fairness. */
	const finished = new Map<string, number>();

	const chainOf = ({ delivery: { to, order } }: DeliveryRow): string | undefined =>
		order === undefined ? undefined : keyOf(to.kind, to.kind === 'person' ? to.person : to.endpoint, order);

	/** Of one order the first only, and none while one of them is on its way. */
	function isNext(row: DeliveryRow): boolean {
		const chain = chainOf(row);
		if (chain === undefined) return true;
		return ![...deliveries.values()].some(
			(other) =>
				chainOf(other) === chain &&
				(other.lease !== undefined || (other.delivery.state === 'pending' && other.n < row.n)),
		);
	}

	const isHeld = ({ slot, lane }: Delivery, now: number): boolean => {
		const hold = holds.get(slot);
		if (hold === undefined) return false;
		return hold.until === undefined || (lane !== 'emergency' && hold.until > now);
	};

	function endIfNeedless(row: DeliveryRow, now: number): boolean {
		const reason = needlessOf(row.delivery);
		const { expiresAt } = row.delivery;
		if (reason !== undefined) row.delivery = { ...row.delivery, state: 'superseded', reason, endedAt: now };
		else if (expiresAt !== undefined && expiresAt <= now)
			row.delivery = { ...row.delivery, state: 'expired', reason: 'expired', endedAt: now };
		return row.delivery.state !== 'pending';
	}

	function needlessOf({ wedding, notice: id, unless }: Delivery): string | undefined {
		const notice = id === undefined ? undefined : notices.get(keyOf(wedding, id));
		if (notice === undefined) return undefined;
		const isAcked = [...notices.values()].some(
			(one) => one.wedding === wedding && one.event.id === notice.event.id && one.ackedAt !== undefined,
		);
		return needlessBecause(unless, notice, isAcked);
	}

	function due(lane: string, now: number): DeliveryRow[] {
		return [...deliveries.values()]
			.filter(
				({ delivery: { state, dueAt, lane: own } }) => state === 'pending' && own === lane && dueAt <= now,
			)
			.filter((row) => !isHeld(row.delivery, now) && isNext(row))
			.sort((a, b) => a.delivery.dueAt - b.delivery.dueAt || a.n - b.n);
	}

	return {
		isNext,
		isHeld,
		claim({ lane, owner, now, leaseUntil, limit }: ClaimWish): Delivery[] {
			const claimed: Delivery[] = [];
			while (claimed.length < limit) {
				const open = Map.groupBy(
					due(lane, now).filter(({ delivery }) => inFlight(delivery) < roomOf(delivery.channel, lane)),
					({ delivery: { wedding, slot } }) => keyOf(lane, wedding, slot),
				);
				for (const key of turns.keys()) if (!open.has(key) && JSON.parse(key)[0] === lane) turns.delete(key);
				for (const [key, [row]] of open) if (row !== undefined) giveTurn(key, row.delivery);
				const next = [...open.keys()].sort((a, b) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0))[0];
				if (next === undefined) break;
				finished.set(lane, turns.get(next) ?? 0);
				turns.delete(next);
				for (const row of open.get(next)?.slice(0, quantum) ?? []) {
					if (claimed.length === limit) break;
					if (endIfNeedless(row, now) || inFlight(row.delivery) >= roomOf(row.delivery.channel, lane))
						continue;
					row.delivery = { ...row.delivery, state: 'sending' };
					row.lease = { owner, until: leaseUntil };
					claimed.push(row.delivery);
				}
			}
			return structuredClone(claimed);
		},
	};

	function giveTurn(key: string, { lane, wedding }: Delivery): void {
		if (turns.has(key)) return;
		const own = keyOf(lane, wedding);
		const turn = Math.max(finished.get(lane) ?? 0, finished.get(own) ?? 0) + 1;
		finished.set(own, turn);
		turns.set(key, turn);
	}

	function inFlight({ lane, wedding, slot }: Delivery): number {
		return [...deliveries.values()].filter(
			({ lease, delivery }) =>
				lease !== undefined &&
				delivery.lane === lane &&
				delivery.wedding === wedding &&
				delivery.slot === slot,
		).length;
	}
}
