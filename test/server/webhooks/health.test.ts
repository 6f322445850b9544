/** How an endpoint is doing, try by try. */
import { expect, it } from 'vitest';
import type { EndpointHealth } from '../../../server/store/endpoints.ts';
import { afterTry, enabled, healthy, probed, type Trouble } from '../../../server/webhooks/health.ts';

const hour = 60 * 60 * 1_000;
const day = 24 * hour;

/** Tries at these moments, all failing unless told otherwise, and what was said when. */
function course(moments: readonly number[], isTaken: (at: number) => boolean = () => false) {
	let health: EndpointHealth = healthy;
	const told: [number, Trouble][] = [];
	for (const at of moments) {
		const judged = afterTry(health, {
			at,
			isTaken: isTaken(at),
			...(isTaken(at) ? {} : { fault: 'HTTP 500' }),
		});
		health = judged.health;
		if (judged.trouble !== undefined) told.push([at, judged.trouble]);
	}
	return { health, told };
}
const hourly = (hours: number) => Array.from({ length: hours + 1 }, (_, n) => n * hour);

it('[WH10] its people hear after four failed tries, after a day, and when it is given up after five days, once each', () => {
	const { told, health } = course(hourly(6 * 24));
	expect(told).toEqual([
		[3 * hour, 'attempts'],
		[day, 'day'],
		[5 * day, 'failing'],
	]);
	expect(health).toMatchObject({
		disabled: { at: 5 * day, why: 'failing', since: 0 },
		probeAt: 6 * day,
		lastFault: 'HTTP 500',
	});
});

it('[WH10] one success in between begins all of it anew', () => {
	const { told, health } = course(hourly(6 * 24), (at) => at === 4 * day);
	expect(told.map(([, trouble]) => trouble)).toEqual(['attempts', 'day', 'recovered', 'attempts', 'day']);
	expect(health.disabled).toBeUndefined();
	expect(course([0, 1, 2, 3], (at) => at === 3)).toEqual({
		health: { failures: 0, lastSuccessAt: 3 },
		told: [],
	});
});

it('[WH10] four tries are counted however long they take, and three are no news', () => {
	expect(course([0, 1, 2]).told).toEqual([]);
	expect(course([0, 1, 2, 3]).told).toEqual([[3, 'attempts']]);
	// A day of three tries is a day all the same, and then four are no more news.
	expect(course([0, 1, day, day + 1]).told).toEqual([[day, 'day']]);
});

it('[WH11] one that says it is gone is given up at once and not asked again', () => {
	const { health, trouble } = afterTry(healthy, { at: 5, isTaken: false, fault: 'HTTP 410', isGone: true });
	expect({ health, trouble }).toEqual({
		health: {
			failures: 1,
			failingSince: 5,
			lastFailureAt: 5,
			lastFault: 'HTTP 410',
			disabled: { at: 5, why: 'gone', since: 5 },
		},
		trouble: 'gone',
	});
});

it('[WH12] one that was given up is tried daily, and used again with the first success', () => {
	const { health } = course(hourly(5 * 24));
	const looked = probed(health, 6 * day);
	const again = afterTry(looked, { at: 6 * day, isTaken: false, fault: 'time-out' });
	expect(again.trouble).toBeUndefined();
	expect(again.health).toMatchObject({ probeAt: 7 * day, disabled: { why: 'failing' } });
	const back = afterTry(again.health, { at: 7 * day, isTaken: true });
	expect(back).toEqual({
		health: { failures: 0, lastSuccessAt: 7 * day, missedSince: 0 },
		trouble: 'recovered',
	});
	const gone = afterTry(again.health, { at: 7 * day, isTaken: false, isGone: true });
	expect(gone.health.probeAt).toBeUndefined();
	expect(gone.health.disabled?.why).toBe('gone');
});

it('[WH12] brought back by hand it begins with a clean sheet', () => {
	expect(enabled(course(hourly(5 * 24)).health)).toEqual({ failures: 0, missedSince: 0 });
	// Behind its last success; what failed first had happened before it failed.
	const { health } = course(hourly(7 * 24), (at) => at === day);
	expect(enabled(health)).toEqual({ failures: 0, lastSuccessAt: day, missedSince: day });
	expect(enabled({ failures: 3, lastSuccessAt: 9 })).toEqual({ failures: 0, lastSuccessAt: 9 });
});
