/**
 * How the queue is: what it sends and how late, what waits in each lane and since when. Guards: a queue that has silently stopped is seen
 * (`late`), and a provider that is down is not mistaken for one; nothing of a person or a wedding is in the numbers.
 */
import { type Clock, every, type Millis } from '../../shared/clock.ts';
import type { PumpWatch } from '../notify/deliver.ts';
import type { DeliveryStore, LaneFigures } from '../store/deliveries.ts';
import type { Gauge, Metrics } from './metrics.ts';

export interface DeliveryWatch extends PumpWatch {
	gauges(): Readonly<Record<string, Gauge>>;
	/** An emergency that is due so long and on nobody's way, though nobody is broken; absent if there is none. */
	late(): Promise<Millis | undefined>;
	close(): void;
}

export interface DeliveryWatchDeps {
	readonly store: Pick<DeliveryStore, 'lanes'>;
	readonly clock: Clock;
	readonly metrics: Pick<Metrics, 'count' | 'took'>;
	/** A breaker is open: whoever waits, waits for somebody else. */
	readonly isAnyOpen: () => boolean;
}

export function watchDeliveries({ store, clock, metrics, isAnyOpen }: DeliveryWatchDeps): DeliveryWatch {
	let figures: readonly LaneFigures[] = [];
	const look = async () => {
		figures = await store.lanes(clock.now());
	};
	// A dead disk is told of by those who write to it.
	const stop = every(clock, lookMs, () => void look().catch(() => undefined));

	const perLane = (value: (one: LaneFigures) => number) =>
		figures.map((one) => ({ labels: { lane: one.lane }, value: value(one) }));
	const oldest = ({ oldestDueAt }: LaneFigures): Millis =>
		oldestDueAt === undefined ? 0 : Math.max(0, clock.now() - oldestDueAt);

	return {
		asking({ channel, lane, dueAt, createdAt, attempts }) {
			metrics.took('wedsync_delivery_wait_milliseconds', { channel, lane }, clock.now() - dueAt);
			if (attempts === 0)
				metrics.took('wedsync_delivery_age_milliseconds', { channel, lane }, clock.now() - createdAt);
		},
		asked({ channel, lane }, { provider, outcome, ms }) {
			metrics.count('wedsync_delivery_attempts_total', { channel, lane, provider, outcome });
			metrics.took('wedsync_delivery_request_milliseconds', { channel, provider }, ms);
		},
		ended: ({ channel, lane }, state) => metrics.count('wedsync_deliveries_total', { channel, lane, state }),
		gauges: () => ({
			wedsync_deliveries_pending: {
				help: 'Deliveries that wait to be sent, by lane.',
				value: perLane(({ pending }) => pending),
			},
			wedsync_deliveries_held: {
				help: 'Of these, how many wait for a breaker, a limit or an endpoint that is disabled.',
				value: perLane(({ held }) => held),
			},
			wedsync_deliveries_dead: {
				help: 'Deliveries that were given up and can be sent again by hand.',
				value: perLane(({ dead }) => dead),
			},
			wedsync_delivery_oldest_due_seconds: {
				help: 'For how long the oldest delivery of a lane has been due without being on its way.',
				value: perLane((one) => oldest(one) / 1_000),
			},
		}),
		async late() {
			await look();
			const emergency = figures.find(({ lane }) => lane === 'emergency');
			const age = emergency === undefined ? 0 : oldest(emergency);
			return age > latestMs && !isAnyOpen() ? age : undefined;
		},
		close: stop,
	};
}

const lookMs: Millis = 5_000;
/** A hundred times what an emergency takes to its request; short of it, a server full of work is no server to be replaced. */
const latestMs: Millis = 10_000;
