import { describe, expect, it } from 'vitest';
import { createHealth } from '../../../server/ops/health.ts';
import { createMetrics } from '../../../server/ops/metrics.ts';
import { testClock } from '../../../shared/clock.ts';
import { err, ok } from '../../../shared/result.ts';

describe('readiness', () => {
	it('is one probe a second, however many ask', async () => {
		const clock = testClock();
		let probes = 0;
		const health = createHealth({ probe: async () => ok(void (probes += 1)) }, clock);
		await Promise.all([health.ready(), health.ready(), health.ready()]);
		clock.advance(999);
		await health.ready();
		expect(probes).toBe(1);
		clock.advance(1);
		await health.ready();
		expect(probes).toBe(2);
	});

	it('ends with a full disk, and with the draining', async () => {
		const full = createHealth({ probe: async () => err({ code: 'full', reason: 'No space.' }) }, testClock());
		expect(await full.ready()).toEqual({ ok: false, error: { code: 'storage-full', reason: 'No space.' } });
		const health = createHealth({ probe: async () => ok(undefined) }, testClock());
		health.drain();
		expect(await health.ready()).toMatchObject({ ok: false, error: { code: 'closing' } });
	});
});

describe('the metrics', () => {
	it('are Prometheus text: counters by label, gauges as they are now', () => {
		let rooms = 1;
		const metrics = createMetrics(() => ({ wedsync_rooms: { help: 'Rooms.', value: rooms } }));
		metrics.count('wedsync_http_requests_total', { method: 'GET', status: 200 });
		metrics.count('wedsync_http_requests_total', { method: 'GET', status: 200 }, 2);
		metrics.count('wedsync_http_requests_total', { method: 'POST', status: 201 });
		rooms = 5;
		expect(metrics.text()).toBe(
			[
				'# HELP wedsync_http_requests_total Requests answered, by method, route and status.',
				'# TYPE wedsync_http_requests_total counter',
				'wedsync_http_requests_total{method="GET",status="200"} 3',
				'wedsync_http_requests_total{method="POST",status="201"} 1',
				'# HELP wedsync_rooms Rooms.',
				'# TYPE wedsync_rooms gauge',
				'wedsync_rooms 5',
				'',
			].join('\n'),
		);
	});
});
