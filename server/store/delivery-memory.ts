/** The outbox in memory: the rules of `deliveries.ts` as plain data, slow and simple. Used by `memory.ts` and its parts only. */
import type { Millis } from '../../shared/clock.ts';
import type { WeddingId } from '../../shared/ids.ts';
import { priorities } from '../../shared/notices/channel.ts';
import { createClaimMemory } from './claim-memory.ts';
import type { Delivery, DeliveryStore, LaneFigures, NewDelivery, Report, Settlement } from './deliveries.ts';
import { isUnsent, merged } from './lattice.ts';
import { type DeliveryRow, keyOf, type OutboxDisk } from './outbox-disk.ts';
import { takeToken } from './token-bucket.ts';

export interface DeliveryMemory {
	/** Those that exist already are left alone. */
	add(deliveries: readonly NewDelivery[]): number;
	/** Ends what waits to be sent. */
	endPending(isMeant: (delivery: Delivery) => boolean, reason: string, at: Millis): void;
	readonly calls: DeliveryStore;
}

export interface DeliveryMemoryDeps {
	readonly later: <T>(work: () => T) => Promise<T>;
	/** Throws for a wedding that is not there. */
	readonly known: (wedding: WeddingId) => unknown;
	/** A provider says that its notice was seen or acknowledged. */
	readonly mark: (delivery: Delivery, mark: 'seen' | 'acked', at: Millis) => void;
}

export function createDeliveryMemory(disk: OutboxDisk, deps: DeliveryMemoryDeps): DeliveryMemory {
	const { deliveries, attempts, sent, holds, breakers, buckets, ledger } = disk;
	const { later, known } = deps;
	const { claim, isHeld, isNext } = createClaimMemory(disk);
	const rows = () => [...deliveries.values()];

	function add(given: readonly NewDelivery[]): number {
		for (const { wedding } of given) known(wedding);
		let added = 0;
		for (const one of given) {
			if (deliveries.has(one.id)) continue;
			const delivery: Delivery = { ...structuredClone(one), state: 'pending', attempts: 0 };
			deliveries.set(one.id, { n: deliveries.size + 1, delivery });
			added += 1;
		}
		return added;
	}

	function endPending(isMeant: (delivery: Delivery) => boolean, reason: string, at: Millis): void {
		for (const row of rows()) {
			if (row.delivery.state !== 'pending' || !isMeant(row.delivery)) continue;
			row.delivery = { ...row.delivery, state: 'superseded', reason, endedAt: at };
		}
	}

	function recover(isDead: (row: DeliveryRow) => boolean, now: Millis): number {
		const dead = rows().filter((row) => row.lease !== undefined && isDead(row));
		for (const row of dead) {
			delete row.lease;
			if (row.delivery.state !== 'sending') continue;
			const { attempts: before, ...rest } = row.delivery;
			row.delivery = { ...rest, attempts: before + 1, state: 'pending', dueAt: now, reason: 'lease-lost' };
		}
		return dead.length;
	}

	function settle(one: Settlement): void {
		attempts.push(...structuredClone(one.tries));
		const row = deliveries.get(one.delivery);
		if (row === undefined || row.delivery.wedding !== one.wedding) return;
		spend(row.delivery, one);
		const provider = one.tries.at(-1)?.provider;
		if (one.providerId !== undefined && provider !== undefined)
			sent.set(keyOf(provider, one.providerId), one.delivery);
		if (row.lease?.owner === one.owner) {
			delete row.lease;
			row.delivery = settled(row.delivery, one);
			add(one.instead ?? []);
		}
		if (one.providerId === undefined) return;
		const isOurs = (report: Report) => report.provider === provider && report.providerId === one.providerId;
		const parked = disk.parked.filter(isOurs);
		disk.parked = disk.parked.filter((report) => !isOurs(report));
		for (const report of parked) apply(row, report);
	}

	function spend({ wedding, channel }: Delivery, { tries }: Settlement): void {
		for (const { outcome, cost = 0, at } of tries) {
			if (outcome !== 'accepted' && cost === 0) continue;
			const key = keyOf(wedding, new Date(at).toISOString().slice(0, 7), channel);
			const before = ledger.get(key) ?? { count: 0, cost: 0 };
			ledger.set(key, { count: before.count + 1, cost: before.cost + cost });
		}
	}

	/** True if it changed anything. */
	function apply(row: DeliveryRow, { state, at, detail, provider, providerId }: Report): boolean {
		const before = row.delivery.state;
		const after = merged(before, state);
		if (state === 'seen' || state === 'acked') deps.mark(row.delivery, state, at);
		if (after === before) return false;
		const { endedAt = at, reason: _, ...rest } = row.delivery;
		const reason = state === 'rejected' ? { reason: detail ?? 'rejected' } : {};
		row.delivery = { ...rest, ...reason, state: after, endedAt, provider: rest.provider ?? provider };
		if (rest.providerId === undefined) row.delivery = { ...row.delivery, providerId };
		return true;
	}

	function report(reports: readonly Report[]): readonly Delivery[] {
		const changed = new Set<DeliveryRow>();
		for (const one of reports) {
			const id = one.delivery ?? sent.get(keyOf(one.provider, one.providerId));
			const row = id === undefined ? undefined : deliveries.get(id);
			if (row === undefined) disk.parked.push(one);
			else if (apply(row, one)) changed.add(row);
		}
		return [...changed].map(({ delivery }) => structuredClone(delivery));
	}

	const whole = ({ delivery }: DeliveryRow) =>
		structuredClone({ ...delivery, tries: attempts.filter((one) => one.delivery === delivery.id) });

	const calls: DeliveryStore = {
		addDeliveries: (given) => later(() => add(given)),
		claim: (wish) =>
			later(() => {
				recover(
					({ lease, delivery }) => delivery.lane === wish.lane && (lease?.until ?? 0) <= wish.now,
					wish.now,
				);
				return claim(wish);
			}),
		recoverLeases: (owner, now) => later(() => recover(({ lease }) => lease?.owner !== owner, now)),
		settle: (settlements) => later(() => settlements.forEach(settle)),
		nextDelivery: (lane) =>
			later(() => {
				const own = rows().filter(({ delivery }) => delivery.lane === lane);
				const leases = own.flatMap(({ lease }) => lease?.until ?? []);
				const waiting = own
					.filter((row) => row.delivery.state === 'pending' && isNext(row))
					.map(({ delivery }) => Math.max(delivery.dueAt, heldUntil(delivery)));
				const next = Math.min(...leases, ...waiting);
				return next === Infinity ? undefined : next;
			}),
		report: (reports) => later(() => report(reports)),
		holdSlot: (slot, reason, until) =>
			later(() => {
				const before = holds.get(slot);
				if (until === undefined) return void holds.set(slot, { reason });
				if (before !== undefined && (before.until ?? Infinity) >= until) return;
				holds.set(slot, { reason, until });
			}),
		releaseSlot: (slot, dueAt) => later(() => void holds.set(slot, { reason: 'released', until: dueAt })),
		takeTokens: (wishes, now) =>
			later(() =>
				wishes.map((wish) => {
					const taken = wish.map((bucket) => takeToken(bucket, buckets.get(bucket.key), now));
					const missing = taken.flatMap((one) => (one.ok ? [] : one.nextAt));
					if (missing.length > 0) return Math.max(...missing);
					taken.forEach((one, place) => one.ok && buckets.set(wish[place]?.key ?? '', one.fullAt));
					return undefined;
				}),
			),
		breakers: () => later(() => structuredClone([...breakers.values()])),
		saveBreaker: (breaker) => later(() => void breakers.set(breaker.key, structuredClone(breaker))),
		delivery: (wedding, id) =>
			later(() => {
				const row = deliveries.get(id);
				return row?.delivery.wedding === wedding ? whole(row) : undefined;
			}),
		deliveries: (wedding, { endpoint, notice, state, before, limit }) =>
			later(() =>
				rows()
					.filter(({ n, delivery }) => {
						const { to } = delivery;
						if (delivery.wedding !== wedding || n >= (deliveries.get(before ?? '')?.n ?? Infinity))
							return false;
						if (endpoint !== undefined && !(to.kind === 'endpoint' && to.endpoint === endpoint)) return false;
						return (
							(notice ?? delivery.notice) === delivery.notice && (state ?? delivery.state) === delivery.state
						);
					})
					.sort((a, b) => b.n - a.n)
					.slice(0, limit)
					.map(whole),
			),
		redrive: ({ wedding, channel, endpoint, ids }, dueAt) =>
			later(() => {
				const dead = rows().filter(({ delivery }) => {
					const { to, state } = delivery;
					if (state !== 'dead' || (ids !== undefined && !ids.includes(delivery.id))) return false;
					if (endpoint !== undefined && !(to.kind === 'endpoint' && to.endpoint === endpoint)) return false;
					return (
						(wedding ?? delivery.wedding) === delivery.wedding &&
						(channel ?? delivery.channel) === delivery.channel
					);
				});
				for (const row of dead) {
					const { endedAt: _, reason: __, ...rest } = row.delivery;
					row.delivery = { ...rest, state: 'pending', attempts: 0, dueAt };
				}
				return dead.length;
			}),
		outward: (wedding, since) =>
			later(() =>
				rows().flatMap(({ delivery: { wedding: whose, to, notice, dueAt, state } }) =>
					whose !== wedding ||
					to.kind !== 'person' ||
					notice === undefined ||
					dueAt <= since ||
					calledOff.has(state)
						? []
						: [{ person: to.person, notice, dueAt }],
				),
			),
		lanes: (now) => later(() => priorities.map((lane) => figures(lane, now))),
		spent: (wedding, month) =>
			later(() =>
				[...ledger]
					.map(([key, sums]) => ({ key: JSON.parse(key) as string[], sums }))
					.filter(({ key }) => key[0] === wedding && key[1] === month)
					.map(({ key, sums }) => ({ channel: key[2] as Delivery['channel'], ...sums }))
					.sort((a, b) => (a.channel < b.channel ? -1 : 1)),
			),
	};

	function heldUntil({ slot, lane }: Delivery): Millis {
		const hold = holds.get(slot);
		if (hold === undefined) return 0;
		if (hold.until === undefined) return Infinity;
		return lane === 'emergency' ? 0 : hold.until;
	}

	function figures(lane: LaneFigures['lane'], now: Millis): LaneFigures {
		const own = rows().filter(({ delivery }) => delivery.lane === lane);
		const pending = own.filter(({ delivery }) => delivery.state === 'pending');
		const held = pending.filter(({ delivery }) => isHeld(delivery, now));
		const due = pending.filter(
			(row) => !isHeld(row.delivery, now) && row.delivery.dueAt <= now && isNext(row),
		);
		const oldestDueAt = Math.min(...due.map(({ delivery }) => delivery.dueAt));
		return {
			lane,
			pending: pending.length,
			held: held.length,
			dead: own.filter(({ delivery }) => delivery.state === 'dead').length,
			...(oldestDueAt < Infinity && { oldestDueAt }),
		};
	}

	return { add, endPending, calls };
}

/** What has been reported meanwhile stays: only what is still on its way can go back to waiting. */
function settled(before: Delivery, one: Settlement): Delivery {
	const { reason: _, ...rest } = before;
	const last = one.tries.at(-1);
	const state =
		before.state === 'sending' || before.state === 'pending'
			? one.state
			: one.state === 'pending'
				? before.state
				: merged(before.state, one.state);
	return {
		...rest,
		state,
		attempts: before.attempts + (one.tries.length > 0 ? 1 : 0),
		dueAt: state === 'pending' ? (one.dueAt ?? one.at) : before.dueAt,
		...(one.reason !== undefined && { reason: one.reason }),
		...(last !== undefined && { provider: last.provider }),
		...(one.providerId !== undefined && { providerId: one.providerId }),
		...(!isUnsent(state) && { endedAt: before.endedAt ?? one.at }),
	};
}
const calledOff: ReadonlySet<Delivery['state']> = new Set(['superseded', 'suppressed', 'expired']);
