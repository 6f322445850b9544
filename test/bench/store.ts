/**
 * Measures the store: receipts at a given rate and at saturation, what a load costs from the log and from a snapshot, and how
 * long the main thread is held. Prints JSON; run with Node 24: `node test/bench/store.ts`. Times depend on the disk: compare
 * only runs of one machine.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { openSqlite } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { testClock } from '../../shared/clock.ts';
import { seededRandom } from '../../shared/random.ts';
import { entry, event, seq, snapshot, wedding, weddingRow, writer } from '../world/entry.ts';
import { temporaryFolder } from '../world/folder.ts';

const random = seededRandom(7);
const weddings = Array.from({ length: 100 }, (_, place) => wedding(`wedding-${place}`));
let written = 0;

function edit(place: number, withEvent: boolean) {
	const update = random.bytes(32);
	return entry('', {
		update,
		wedding: weddings[place % weddings.length] ?? wedding('none'),
		writer: writer(`person-${place % 10}`),
		events: withEvent ? [event(`e${written++}`)] : [],
	});
}

function percentiles(values: number[]) {
	values.sort((a, b) => a - b);
	const at = (share: number) => Number((values[Math.floor((values.length - 1) * share)] ?? 0).toFixed(2));
	return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** `perSecond` appends, spread over 1 ms ticks, for `seconds`; every third carries an event. */
async function atRate(store: Store, perSecond: number, seconds: number) {
	const latencies: number[] = [];
	const calls: Promise<unknown>[] = [];
	const delay = monitorEventLoopDelay({ resolution: 1 });
	const idle = performance.eventLoopUtilization();
	delay.enable();
	const start = performance.now();
	for (let sent = 0; sent < perSecond * seconds; ) {
		const due = Math.min(perSecond * seconds, ((performance.now() - start) / 1_000) * perSecond);
		for (; sent < due; sent++) {
			const asked = performance.now();
			const call = store.append([edit(sent, sent % 3 === 0)]);
			calls.push(call.then(() => latencies.push(performance.now() - asked)));
		}
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	await Promise.all(calls);
	delay.disable();
	return {
		perSecond: Math.round(calls.length / ((performance.now() - start) / 1_000)),
		receiptMs: percentiles(latencies),
		mainBusy: Number(performance.eventLoopUtilization(idle).utilization.toFixed(3)),
		loopDelayMs: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
	};
}

/** `waiting` callers, each appending again as soon as its receipt is there. */
async function saturated(store: Store, waiting: number, seconds: number) {
	const latencies: number[] = [];
	const idle = performance.eventLoopUtilization();
	const end = performance.now() + seconds * 1_000;
	await Promise.all(
		Array.from({ length: waiting }, async (_, place) => {
			while (performance.now() < end) {
				const asked = performance.now();
				await store.append([edit(place, place % 3 === 0)]);
				latencies.push(performance.now() - asked);
			}
		}),
	);
	const perSecond = Math.round(latencies.length / seconds);
	const { utilization } = performance.eventLoopUtilization(idle);
	return { waiting, perSecond, receiptMs: percentiles(latencies), mainBusy: Number(utilization.toFixed(3)) };
}

async function loads(store: Store, rows: number) {
	const hot = wedding('hot');
	await store.createWedding(weddingRow(hot));
	for (let done = 0; done < rows; done += 500) {
		await store.append(Array.from({ length: 500 }, (_, place) => ({ ...edit(place, false), wedding: hot })));
	}
	const timed = async (label: string) => {
		const times: number[] = [];
		const held: number[] = [];
		for (let run = 0; run < 7; run++) {
			const busy = performance.eventLoopUtilization();
			const start = performance.now();
			await store.load(hot, 'plan');
			times.push(performance.now() - start);
			held.push(performance.eventLoopUtilization(busy).active);
		}
		return { label, ms: percentiles(times), mainHeldMs: percentiles(held) };
	};
	const fromLog = await timed(`${rows} rows from the log`);
	const state = { ...snapshot(rows - 200), state: random.bytes(600_000), seq: seq(rows - 200) };
	const start = performance.now();
	await store.saveSnapshot(hot, 'plan', state);
	return {
		fromLog,
		savedInMs: performance.now() - start,
		fromSnapshot: await timed('snapshot and 200 rows'),
	};
}

using folder = temporaryFolder();
const opening = performance.now();
const store = await openSqlite({ path: folder.file('bench.db'), random, clock: testClock() });
const openedMs = performance.now() - opening;
for (const id of weddings) await store.createWedding(weddingRow(id));
await atRate(store, 2_000, 1);
const results = {
	openedMs,
	at2000: await atRate(store, 2_000, 10),
	at10000: await atRate(store, 10_000, 5),
	saturated: [await saturated(store, 64, 5), await saturated(store, 1_000, 5)],
	loads: await loads(store, 50_000),
};
await store.close();
const again = performance.now();
const reopened = await openSqlite({ path: folder.file('bench.db'), random, clock: testClock() });
const reopenedMs = performance.now() - again;
const loading = performance.now();
await reopened.load(wedding('hot'), 'plan');
const firstLoadMs = performance.now() - loading;
await reopened.close();
process.stdout.write(`${JSON.stringify({ ...results, reopenedMs, firstLoadMs }, null, '\t')}\n`);
