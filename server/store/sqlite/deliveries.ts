/**
 * The outbox in SQLite, written in the only thread that writes: storing, ending, settling, reports. Guards that a chain has one delivery
 * at most that may go, and that every queue that was touched is looked at again in the same transaction.
 */
import type { Attempt, Delivery, NewDelivery, Report, Settlement } from '../deliveries.ts';
import { isUnsent, merged } from '../lattice.ts';
import type { Database } from './database.ts';
import { type DeliveryRow, deliveryOf } from './delivery-row.ts';
import type { Queues } from './queues.ts';

export interface DeliveryCore {
	/** Those that exist already are left alone; answers how many are new. */
	add(deliveries: readonly NewDelivery[]): number;
	/** Ends these if they wait to be sent. */
	endPending(
		rows: readonly DeliveryRow[],
		end: { state: Delivery['state']; reason: string; at: number },
	): void;
	/** Chains and queues of rows that have changed; to be called at the end of what changed them. */
	look(rows: Iterable<Pick<DeliveryRow, 'chain' | 'queue'>>): void;
}

export function createDeliveryCore(db: Database, queues: Queues): DeliveryCore {
	const insert = db.prepare(
		`INSERT INTO deliveries VALUES (NULL, @id, @wedding, @channel, @lane, @queue, @slot, @toKind, @toId, @notice,
			@event, @eventType, @body, @createdAt, @dueAt, @expiresAt, @unless, @order, @chain, @isReplay,
			'pending', @ready, 0, NULL, NULL, NULL, NULL, NULL, NULL)
		 ON CONFLICT (id) DO NOTHING`,
	);
	const end = db.prepare(
		"UPDATE deliveries SET state = ?, reason = ?, ended_at = ? WHERE n = ? AND state = 'pending'",
	);
	const heal = createHeal(db);

	function look(rows: Iterable<Pick<DeliveryRow, 'chain' | 'queue'>>): void {
		const touched = new Set<number>();
		const chains = new Set<string>();
		for (const { chain, queue } of rows) {
			touched.add(queue);
			if (chain !== null) chains.add(chain);
		}
		for (const chain of chains) for (const queue of heal(chain)) touched.add(queue);
		queues.refresh(touched);
	}

	return {
		look,
		add(deliveries) {
			const added: { chain: string | null; queue: number }[] = [];
			for (const one of deliveries) {
				const queue = queues.of(one);
				const columns = columnsOf(one);
				if (insert.run({ ...columns, queue }).changes === 1) added.push({ chain: columns.chain, queue });
			}
			look(added);
			return added.length;
		},
		endPending(rows, { state, reason, at }) {
			look(rows.filter(({ n }) => end.run(state, reason, at, n).changes === 1));
		},
	};
}

/** Of a chain the first that waits is ready, unless one is on its way. Answers the queues in which something has changed. */
function createHeal(db: Database): (chain: string) => readonly number[] {
	const leased = db
		.prepare('SELECT 1 FROM deliveries WHERE chain = ? AND lease_owner IS NOT NULL LIMIT 1')
		.pluck();
	const first = db.prepare(
		"SELECT n, queue FROM deliveries WHERE chain = ? AND ready = ? AND state = 'pending' ORDER BY n LIMIT 1",
	);
	const set = db.prepare('UPDATE deliveries SET ready = ? WHERE n = ?');
	return (chain) => {
		const ready = first.get(chain, 1) as { n: number; queue: number } | undefined;
		const waiting = first.get(chain, 0) as { n: number; queue: number } | undefined;
		const isBusy = leased.get(chain) !== undefined;
		const head = isBusy
			? undefined
			: [ready, waiting].filter((one) => one !== undefined).sort((a, b) => a.n - b.n)[0];
		if (head?.n === ready?.n) return [];
		if (ready !== undefined) set.run(0, ready.n);
		if (head !== undefined) set.run(1, head.n);
		return [ready, head].flatMap((one) => one?.queue ?? []);
	};
}

export interface SettleDeps {
	readonly core: DeliveryCore;
	readonly queues: Queues;
	readonly mark: (row: DeliveryRow, mark: 'seen' | 'acked', at: number) => void;
}

export function createDeliveryEnds(db: Database, { core, queues, mark }: SettleDeps) {
	const find = db.prepare('SELECT * FROM deliveries WHERE id = ?');
	const update = db.prepare(
		`UPDATE deliveries SET state = @state, reason = @reason, provider = @provider, provider_id = @providerId,
			attempts = @attempts, due_at = @dueAt, ended_at = @endedAt, lease_owner = @leaseOwner WHERE n = @n`,
	);
	const note = createNoteAttempt(db);
	const keepSent = db.prepare('INSERT OR REPLACE INTO sent_ids VALUES (?, ?, ?)');
	const sentAs = db.prepare('SELECT delivery FROM sent_ids WHERE provider = ? AND provider_id = ?').pluck();
	const park = db.prepare('INSERT INTO parked_reports VALUES (NULL, ?, ?, ?, ?)');
	const forget = db.prepare('DELETE FROM parked_reports WHERE at < ?');
	const unpark = db
		.prepare('DELETE FROM parked_reports WHERE provider = ? AND provider_id = ? RETURNING n, content')
		.raw();
	const rowOf = (id: string) => find.get(id) as DeliveryRow | undefined;

	function settle(one: Settlement): void {
		const row = rowOf(one.delivery);
		if (row === undefined || row.wedding !== one.wedding) return;
		note(row, one.tries);
		const provider = one.tries.at(-1)?.provider;
		if (one.providerId !== undefined && provider !== undefined)
			keepSent.run(provider, one.providerId, row.id);
		if (row.lease_owner === one.owner) {
			update.run(settledColumns(row, one));
			queues.fly(row.queue, -1);
			core.look([row]);
			core.add(one.instead ?? []);
		}
		if (one.providerId === undefined || provider === undefined) return;
		const parked = unpark.all(provider, one.providerId) as [number, string][];
		for (const [, content] of parked.sort(([a], [b]) => a - b)) apply(row.id, JSON.parse(content) as Report);
	}

	function apply(id: string, report: Report): DeliveryRow | undefined {
		const row = rowOf(id);
		if (row === undefined) return undefined;
		if (report.state === 'seen' || report.state === 'acked') mark(row, report.state, report.at);
		const state = merged(row.state, report.state);
		if (state === row.state) return undefined;
		update.run({
			n: row.n,
			state,
			reason: report.state === 'rejected' ? (report.detail ?? 'rejected') : null,
			provider: row.provider ?? report.provider,
			providerId: row.provider_id ?? report.providerId,
			attempts: row.attempts,
			dueAt: row.due_at,
			endedAt: row.ended_at ?? report.at,
			leaseOwner: row.lease_owner,
		});
		if (row.state === 'pending') core.look([row]);
		return row;
	}

	return {
		settle: db.transaction((settlements: readonly Settlement[]) => settlements.forEach(settle)).immediate,
		report: db.transaction((reports: readonly Report[]): Delivery[] => {
			const changed = new Set<string>();
			for (const one of reports) {
				const id = one.delivery ?? sentAs.get(one.provider, one.providerId);
				if (typeof id === 'string' && rowOf(id) !== undefined) {
					if (apply(id, one) !== undefined) changed.add(id);
					continue;
				}
				forget.run(one.at - parkedMs);
				park.run(one.provider, one.providerId, one.at, JSON.stringify(one));
			}
			return [...changed].flatMap((id) => {
				const row = rowOf(id);
				return row === undefined ? [] : [deliveryOf(row)];
			});
		}).immediate,
	};
}

/** Keeps each try, and what it cost, whoever has the lease by now: the bill counts it. */
function createNoteAttempt(db: Database) {
	const keep = db.prepare(
		`INSERT INTO attempts VALUES (@delivery, (SELECT coalesce(max(place), 0) + 1 FROM attempts WHERE delivery = @delivery),
			@n, @provider, @at, @ms, @outcome, @detail, @status, @request, @response, @cost)`,
	);
	const spend = db.prepare(
		`INSERT INTO ledger VALUES (?, ?, ?, 1, ?)
		 ON CONFLICT DO UPDATE SET count = count + 1, cost = cost + excluded.cost`,
	);
	return ({ wedding, channel }: DeliveryRow, tries: readonly Attempt[]): void => {
		for (const one of tries) {
			const { status = null, request = null, response = null, cost = null } = one;
			keep.run({ ...one, status, request, response, cost });
			if (one.outcome !== 'accepted' && (cost ?? 0) === 0) continue;
			spend.run(wedding, new Date(one.at).toISOString().slice(0, 7), channel, cost ?? 0);
		}
	};
}

/** What has been reported meanwhile stays: only what is still on its way can go back to waiting. */
function settledColumns(row: DeliveryRow, one: Settlement) {
	const state = isUnsent(row.state)
		? one.state
		: one.state === 'pending'
			? row.state
			: merged(row.state, one.state);
	return {
		n: row.n,
		state,
		reason: one.reason ?? null,
		provider: one.tries.at(-1)?.provider ?? row.provider,
		providerId: one.providerId ?? row.provider_id,
		attempts: row.attempts + (one.tries.length > 0 ? 1 : 0),
		dueAt: state === 'pending' ? (one.dueAt ?? one.at) : row.due_at,
		endedAt: isUnsent(state) ? null : (row.ended_at ?? one.at),
		leaseOwner: null,
	};
}

function columnsOf(one: NewDelivery) {
	const { to } = one;
	const toId = to.kind === 'person' ? to.person : to.endpoint;
	const chain = one.order === undefined ? null : JSON.stringify([one.wedding, to.kind, toId, one.order]);
	return {
		id: one.id,
		wedding: one.wedding,
		channel: one.channel,
		lane: one.lane,
		slot: one.slot,
		toKind: to.kind,
		toId,
		notice: one.notice ?? null,
		event: one.event ?? null,
		eventType: one.eventType ?? null,
		body: one.body ?? null,
		createdAt: one.createdAt,
		dueAt: one.dueAt,
		expiresAt: one.expiresAt ?? null,
		unless: one.unless ?? null,
		order: one.order ?? null,
		chain,
		isReplay: one.isReplay === true ? 1 : 0,
		// Of a chain nobody is ready before it was looked at.
		ready: chain === null ? 1 : 0,
	};
}

/** Providers retry their reports for a week; what nobody has claimed by then was never ours. */
const parkedMs = 7 * 86_400_000;
