/**
 * The pump: takes what is due from the outbox, lane by lane, sends it, stores what became of it. Guards: a lane waits for no other; nobody
 * asks the disk whether there is anything to do, but for one timer at the next due moment and a look around once a minute; what is claimed is settled, or comes
 * back by its lease. What it does for one delivery stands in `sending.ts`.
 */
import { type Cancel, type Clock, every, type Millis } from '../../shared/clock.ts';
import { type Priority, priorities } from '../../shared/notices/channel.ts';
import type { Random } from '../../shared/random.ts';
import type { Log } from '../ops/log.ts';
import type { Attempt, Delivery, DeliveryStore, Settlement, TokenBucket } from '../store/deliveries.ts';
import { StorageFull } from '../store/store.ts';
import { createBatches } from './batch.ts';
import { createBreakers } from './breaker.ts';
import type { Dispatchers } from './dispatch.ts';
import { claimAtOnce, lanes, leaseMs, settleAtOnce } from './lanes.ts';
import { createSending, type Ending } from './sending.ts';

export interface PumpDeps {
	readonly store: Pick<
		DeliveryStore,
		| 'claim'
		| 'settle'
		| 'recoverLeases'
		| 'nextDelivery'
		| 'takeTokens'
		| 'holdSlot'
		| 'breakers'
		| 'saveBreaker'
	>;
	readonly dispatchers: Dispatchers;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	/** A dead disk, or our bug. */
	readonly fatal: (fault: unknown) => void;
	/** Names this process's leases. */
	readonly owner: string;
	readonly watch?: PumpWatch;
	/** Crash drills. */
	readonly pass?: (step: PumpStep) => void;
}

/** Where a crash drill may stop the process: claimed and not sent; taken by a provider and not stored; stored and told to nobody. */
export type PumpStep = 'claimed' | 'sent' | 'sent-stored';

export interface PumpWatch {
	asking(delivery: Delivery): void;
	asked(delivery: Delivery, attempt: Attempt): void;
	ended(delivery: Delivery, state: Settlement['state']): void;
}

export interface Pump {
	/** What was left when the last process ended comes first. */
	start(): Promise<void>;
	/** These were stored, or anything may have been. */
	wake(deliveries?: readonly { readonly lane: Priority; readonly dueAt: Millis }[]): void;
	/** Somebody's breaker is open. */
	isAnyOpen(): boolean;
	/** On their way. */
	readonly inFlight: number;
	/** Takes nothing more, and waits a little for what is on its way. */
	close(): Promise<void>;
}

interface Lane {
	readonly name: Priority;
	inFlight: number;
	claiming: boolean;
	/** Woken while it was claiming. */
	again: boolean;
	/** The moment it has to be looked at again. */
	next: Millis;
}

export function createPump(deps: PumpDeps): Pump {
	const { store, clock, fatal, pass } = deps;
	const states = priorities.map(
		(name): Lane => ({ name, inFlight: 0, claiming: false, again: false, next: Infinity }),
	);
	const breakers = createBreakers(clock, (breaker) => void store.saveBreaker(breaker).catch(troubled));
	const tokens = createBatches(claimAtOnce, (wishes: readonly (readonly TokenBucket[])[]) =>
		store.takeTokens(wishes, clock.now()),
	);
	const settling = createBatches(settleAtOnce, async (settlements: readonly Settlement[]) => {
		await settle(settlements);
		return settlements;
	});
	const send = createSending({
		...deps,
		breakers,
		takeTokens: tokens.ask,
		hold: (slot, reason, until) => void store.holdSlot(slot, reason, until).catch(troubled),
	});
	let timer: { readonly at: Millis; readonly cancel: Cancel } | undefined;
	/** Should a wake be lost, or somebody's report let the next of an order go: late, and not never. */
	let stopRounds: Cancel = () => undefined;
	let phase: 'new' | 'open' | 'closed' = 'new';
	const waitingForEnd = new Set<() => void>();
	const inFlight = () => states.reduce((sum, lane) => sum + lane.inFlight, 0);

	function look(lane: Lane): void {
		lane.again = true;
		lane.next = Infinity;
		if (!lane.claiming && phase === 'open') void claimAll(lane);
	}

	async function claimAll(lane: Lane): Promise<void> {
		lane.claiming = true;
		// All who come back in one turn make room first.
		await Promise.resolve();
		try {
			while (lane.again && phase === 'open') {
				lane.again = false;
				await claimSome(lane);
			}
		} catch (fault) {
			troubled(fault);
			lane.next = clock.now() + troubleMs;
		}
		lane.claiming = false;
		setTimer();
	}

	async function claimSome(lane: Lane): Promise<void> {
		const { room } = lanes[lane.name];
		const limit = Math.min(room - lane.inFlight, claimAtOnce);
		// Whoever comes back looks again: a commit for each single place would cost more than it brings.
		if (limit < Math.min(claimAtOnce, room / 4) && lane.inFlight > 0) return;
		const now = clock.now();
		const wish = { lane: lane.name, owner: deps.owner, now, leaseUntil: now + leaseMs, limit };
		const claimed = await store.claim(wish);
		if (claimed.length > 0) pass?.('claimed');
		for (const delivery of claimed) void carry(lane, delivery);
		if (claimed.length === limit) lane.again = true;
		if (lane.again) return;
		const next = (await store.nextDelivery(lane.name)) ?? Infinity;
		// What fell due just now, or is held up by a full slot: soon, but not in a circle.
		lane.next = Math.min(lane.next, Math.max(next, clock.now() + soonestMs));
	}

	async function carry(lane: Lane, delivery: Delivery): Promise<void> {
		lane.inFlight += 1;
		try {
			const { outcome, ...ending } = await send(delivery);
			if (outcome !== undefined) pass?.('sent');
			const { id, wedding } = delivery;
			await settling.ask({ ...ending, delivery: id, wedding, owner: deps.owner });
			pass?.('sent-stored');
			deps.watch?.ended(delivery, ending.state);
			await afterwards(delivery, { ...ending, ...(outcome && { outcome }) });
		} catch (fault) {
			// Its lease ends by itself.
			troubled(fault);
		}
		lane.inFlight -= 1;
		look(lane);
		// The next of its order may wait in another lane.
		if (delivery.order !== undefined) for (const other of states) look(other);
		for (const end of inFlight() === 0 ? waitingForEnd : []) end();
	}

	async function afterwards(delivery: Delivery, { tries, outcome, instead = [] }: Ending): Promise<void> {
		wake(instead);
		const last = tries.at(-1);
		if (last === undefined || outcome === undefined) return;
		try {
			await deps.dispatchers[delivery.channel]?.settled?.(delivery, last, outcome);
		} catch (fault) {
			deps.log.error('settled-in-vain', { operation: delivery.channel, error: fault });
		}
	}

	/** Without room on the disk it is tried until there is: what was sent has to be said. */
	async function settle(settlements: readonly Settlement[]): Promise<void> {
		for (;;) {
			try {
				return await store.settle(settlements);
			} catch (cause) {
				if (!(cause instanceof StorageFull) || phase === 'closed') throw cause;
				await new Promise<void>((resolve) => clock.after(troubleMs, resolve));
			}
		}
	}

	function troubled(fault: unknown): void {
		if (fault instanceof StorageFull) deps.log.warn('outbox-full', { reason: fault.message });
		else if (phase !== 'closed') fatal(fault);
	}

	function setTimer(): void {
		const at = Math.min(...states.map(({ next }) => next));
		if (phase !== 'open' || at === timer?.at) return;
		timer?.cancel();
		timer = undefined;
		if (at === Infinity) return;
		// A timer holds 24 days at most; one that fires early looks and sets itself again.
		const cancel = clock.after(Math.min(Math.max(0, at - clock.now()), longestTimerMs), () => {
			timer = undefined;
			const now = clock.now();
			for (const lane of states.filter(({ next }) => next <= now)) {
				// It says its next moment when it has looked; until then a timer would only come back at once.
				lane.next = Infinity;
				look(lane);
			}
			setTimer();
		});
		timer = { at, cancel };
	}

	function wake(deliveries?: readonly { readonly lane: Priority; readonly dueAt: Millis }[]): void {
		const now = clock.now();
		for (const lane of states) {
			const own = deliveries?.filter((one) => one.lane === lane.name).map(({ dueAt }) => dueAt) ?? [now];
			const first = Math.min(...own);
			if (first <= now) look(lane);
			else lane.next = Math.min(lane.next, first);
		}
		setTimer();
	}

	return {
		async start() {
			breakers.restore(await store.breakers());
			await store.recoverLeases(deps.owner, clock.now());
			phase = 'open';
			stopRounds = every(clock, roundMs, wake);
			wake();
		},
		wake,
		isAnyOpen: breakers.isAnyOpen,
		get inFlight() {
			return inFlight();
		},
		async close() {
			phase = 'closed';
			stopRounds();
			timer?.cancel();
			timer = undefined;
			if (inFlight() > 0)
				await new Promise<void>((resolve) => {
					const cancel = clock.after(goodbyeMs, resolve);
					waitingForEnd.add(() => {
						cancel();
						resolve();
					});
				});
			await settling.drained().catch(() => undefined);
		},
	};
}

const roundMs: Millis = 60_000;
/** After a full disk. */
const troubleMs: Millis = 1_000;
const soonestMs: Millis = 5;
const longestTimerMs: Millis = 3_600_000;
/** Of the ten seconds that a server has to stop in. */
const goodbyeMs: Millis = 4_000;
