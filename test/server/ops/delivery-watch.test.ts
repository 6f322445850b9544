import { expect, it } from 'vitest';
import { watchDeliveries } from '../../../server/ops/delivery-watch.ts';
import { createHealth } from '../../../server/ops/health.ts';
import { createMetrics } from '../../../server/ops/metrics.ts';
import type { LaneFigures } from '../../../server/store/deliveries.ts';
import { testClock } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import { attempt, delivery, noon } from '../../world/outbox.ts';
import { turn } from '../../world/turn.ts';

function watching() {
	const clock = testClock(noon);
	let emergency: Partial<LaneFigures> = {};
	const state = { isAnyOpen: false };
	const metrics = createMetrics(() => watch.gauges());
	const watch = watchDeliveries({
		store: { lanes: async () => [{ lane: 'emergency', pending: 0, held: 0, dead: 0, ...emergency }] },
		clock,
		metrics,
		isAnyOpen: () => state.isAnyOpen,
	});
	const health = createHealth({ probe: async () => ok(undefined) }, clock, watch.late);
	return { clock, metrics, watch, health, state, say: (given: Partial<LaneFigures>) => (emergency = given) };
}
const sent = {
	...delivery('d1', { lane: 'high', dueAt: noon - 30 }),
	state: 'sending',
	attempts: 0,
} as const;

it('[DQ13] how long deliveries waited and were asked for is told by channel, lane and provider, in buckets', () => {
	const { metrics, watch } = watching();
	watch.asking({ ...sent, createdAt: noon - 700 });
	watch.asking({ ...sent, attempts: 1 });
	watch.asked(sent, attempt('d1', { ms: 20 }));
	watch.ended(sent, 'accepted');
	const text = metrics.text();
	expect(text).toContain('wedsync_delivery_wait_milliseconds_bucket{channel="sms",lane="high",le="25"} 0\n');
	expect(text).toContain('wedsync_delivery_wait_milliseconds_bucket{channel="sms",lane="high",le="50"} 2\n');
	expect(text).toContain(
		'wedsync_delivery_wait_milliseconds_bucket{channel="sms",lane="high",le="+Inf"} 2\n',
	);
	expect(text).toContain('wedsync_delivery_wait_milliseconds_sum{channel="sms",lane="high"} 60\n');
	expect(text).toContain('wedsync_delivery_age_milliseconds_bucket{channel="sms",lane="high",le="500"} 0\n');
	expect(text).toContain('wedsync_delivery_age_milliseconds_count{channel="sms",lane="high"} 1\n');
	expect(text).toContain(
		'wedsync_delivery_request_milliseconds_count{channel="sms",provider="twilio-sms"} 1\n',
	);
	expect(text).toContain(
		'wedsync_delivery_attempts_total{channel="sms",lane="high",provider="twilio-sms",outcome="accepted"} 1\n',
	);
	expect(text).toContain('wedsync_deliveries_total{channel="sms",lane="high",state="accepted"} 1\n');
	expect(text).toContain('# TYPE wedsync_delivery_wait_milliseconds histogram\n');
});

it('[DQ13] what waits in a lane, and since when, is looked at every few seconds', async () => {
	const { metrics, clock, say, watch } = watching();
	say({ pending: 3, held: 2, dead: 1, oldestDueAt: noon - 1_000 });
	clock.advance(5_000);
	await turn();
	const text = metrics.text();
	expect(text).toContain('wedsync_deliveries_pending{lane="emergency"} 3\n');
	expect(text).toContain('wedsync_deliveries_held{lane="emergency"} 2\n');
	expect(text).toContain('wedsync_deliveries_dead{lane="emergency"} 1\n');
	expect(text).toContain('wedsync_delivery_oldest_due_seconds{lane="emergency"} 6\n');
	watch.close();
});

it('[DQ13] an emergency that nobody sends for ten seconds makes the server unready, unless somebody else is broken', async () => {
	const { clock, health, say, state } = watching();
	const ready = async () => {
		clock.advance(1_000);
		const answer = await health.ready();
		return answer.ok ? 'ready' : answer.error.code;
	};
	expect(await ready()).toBe('ready');
	say({ pending: 1, oldestDueAt: clock.now() - 8_000 });
	expect(await ready()).toBe('ready');
	expect(await ready()).toBe('ready');
	expect(await ready()).toBe('queue-late');
	state.isAnyOpen = true;
	expect(await ready()).toBe('ready');
	state.isAnyOpen = false;
	say({});
	expect(await ready()).toBe('ready');
});
