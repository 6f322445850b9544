/**
 * Measures the queue on a real disk, against a provider behind HTTP on this machine: an emergency from the commit of its event to the
 * provider's request while 100,000 low ones wait (and 200,000 are due another day, and 10,000 are held), receipts of edits beside a busy
 * queue, a steady rate, and a burst. Prints JSON; run with Node 24: `node test/bench/deliveries.ts`. Compare only runs of one machine.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Message, Outcome, Provider } from '../../server/notify/channel.ts';
import { createPump } from '../../server/notify/deliver.ts';
import type { Dispatcher } from '../../server/notify/dispatch.ts';
import { createBell } from '../../server/observers/bell.ts';
import type { Observer } from '../../server/observers/observer.ts';
import { createRunner } from '../../server/observers/runner.ts';
import { silentLog } from '../../server/ops/log.ts';
import { systemClock as clock } from '../../server/ops/system.ts';
import type { NewDelivery } from '../../server/store/deliveries.ts';
import { openSqlite } from '../../server/store/sqlite.ts';
import { seededRandom } from '../../shared/random.ts';
import { entry, event, wedding, weddingRow } from '../world/entry.ts';
import { temporaryFolder } from '../world/folder.ts';
import { delivery } from '../world/outbox.ts';

const random = seededRandom(7);
const weddings = Array.from({ length: 20 }, (_, place) => wedding(`wedding-${place}`));
const scale = Number(process.env.SCALE ?? 1);

/** Answers after about 15 ms, as a near provider does. */
const serverProgram = `
	const { createServer } = require('node:http');
	const { parentPort } = require('node:worker_threads');
	const server = createServer((request, response) => {
		request.resume();
		request.on('end', () => setTimeout(() => response.end('{"id":"x"}'), 15));
	});
	server.keepAliveTimeout = 60000;
	server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** When each delivery's request began. */
const begun = new Map<string, number>();
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

function provider(port: number): Provider {
	const send = (message: Message): Promise<Outcome> => {
		if (!begun.has(message.id)) begun.set(message.id, performance.now());
		return new Promise((resolve) => {
			const asked = request({ port, host: '127.0.0.1', method: 'POST', agent }, (response) => {
				response.resume();
				response.on('end', () =>
					resolve({ kind: 'accepted', detail: '200', providerId: message.id, cost: 7 }),
				);
			});
			asked.on('error', () => resolve({ kind: 'transient', detail: 'reset' }));
			asked.end(JSON.stringify({ to: message.to, id: message.id }));
		});
	};
	return { name: 'local', channel: 'sms', knowsRepeats: true, best: 'accepted', price: () => 0, send };
}

function percentiles(values: number[]) {
	values.sort((a, b) => a - b);
	const at = (share: number) => Number((values[Math.floor((values.length - 1) * share)] ?? 0).toFixed(1));
	return { n: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

using folder = temporaryFolder();
const worker = new Worker(serverProgram, { eval: true });
const [port] = (await once(worker, 'message')) as [number];
const sms = provider(port);
const disk = await openSqlite({ path: folder.file('bench.db'), random, clock });
const bell = createBell(disk);
const store = { ...disk, append: bell.append };
for (const id of weddings) await store.createWedding(weddingRow(id));
const fatal = (fault: unknown) => {
	throw fault;
};
const dispatcher: Dispatcher = {
	prepare: async ({ id, wedding: own, lane }) => ({
		kind: 'send',
		providers: [sms],
		message: {
			id,
			wedding: own,
			to: '+491701234567',
			content: { channel: 'sms', text: id },
			priority: lane,
			language: 'en',
		},
	}),
};
const dispatchers = { sms: dispatcher, email: dispatcher };
const pump = createPump({ store, dispatchers, clock, random, log: silentLog, fatal, owner: 'bench' });
const observer: Observer = {
	name: 'bench',
	observe: async (events, now) => ({
		deliveries: events.map(({ id, wedding: own }) =>
			delivery(`e-${id}`, { wedding: own, lane: 'emergency', createdAt: now, dueAt: now }),
		),
	}),
	stored: (effects) => pump.wake(effects.deliveries),
};
const runner = createRunner({ store, bell, clock, log: silentLog, fatal, observers: [observer] });
await runner.start();

let made = 0;
async function put(count: number, given: Partial<NewDelivery>): Promise<string[]> {
	const now = clock.now();
	const some = Array.from({ length: count }, () => {
		const own = weddings[made % weddings.length] ?? wedding('none');
		return delivery(`d${made++}`, { wedding: own, createdAt: now, dueAt: now, ...given });
	});
	await store.addDeliveries(some);
	return some.map(({ id }) => id);
}

/** Edits without events, `perSecond` of them: what a receipt takes. */
async function receipts(perSecond: number, seconds: number) {
	const latencies: number[] = [];
	const calls: Promise<unknown>[] = [];
	const start = performance.now();
	for (let sent = 0; sent < perSecond * seconds; ) {
		const due = Math.min(perSecond * seconds, ((performance.now() - start) / 1_000) * perSecond);
		for (; sent < due; sent++) {
			const asked = performance.now();
			const own = weddings[sent % weddings.length] ?? wedding('none');
			const call = store.append([entry('', { update: random.bytes(32), wedding: own })]);
			calls.push(call.then(() => latencies.push(performance.now() - asked)));
		}
		await pause(1);
	}
	await Promise.all(calls);
	return percentiles(latencies);
}

/** From the commit of an event (its receipt) to the provider's request. */
async function emergencies(count: number, everyMs: number, prefix: string) {
	const committed = new Map<string, number>();
	for (let sent = 0; sent < count; sent++) {
		const own = weddings[sent % weddings.length] ?? wedding('none');
		const name = `${prefix}${sent}`;
		const stored = store.append([
			entry('', { update: random.bytes(32), wedding: own, events: [event(name)] }),
		]);
		void stored.then(() => committed.set(`e-${name}`, performance.now()));
		await pause(everyMs);
	}
	await until(() => [...committed.keys()].every((id) => begun.has(id)) && committed.size === count);
	return percentiles([...committed].map(([id, at]) => (begun.get(id) ?? 0) - at));
}

async function until(isDone: () => boolean): Promise<void> {
	while (!isDone()) await pause(5);
}
const accepted = async (lane: string) =>
	(await store.lanes(clock.now())).find((one) => one.lane === lane)?.pending === 0 && pump.inFlight === 0;

const filling = performance.now();
await put(100_000 * scale, { lane: 'low' });
await put(200_000 * scale, { lane: 'low', channel: 'email', slot: 'email', dueAt: clock.now() + 86_400_000 });
await put(10_000 * scale, { lane: 'low', slot: 'webhook held' });
await store.holdSlot('webhook held', 'disabled');
const filledSeconds = (performance.now() - filling) / 1_000;

const idleReceipts = await receipts(500, 4);
await pump.start();
await pause(1_000);
const before = begun.size;
const start = performance.now();
const [busyReceipts, emergency] = await Promise.all([receipts(500, 10), emergencies(400, 25, 'busy-')]);
const lowPerSecond = Math.round((begun.size - before) / ((performance.now() - start) / 1_000));
await store.holdSlot('sms', 'bench', clock.now() + 86_400_000);
await until(() => pump.inFlight === 0);

/** So many new ones of lane normal each second. */
async function sustained(perSecond: number, seconds: number) {
	const asked = new Map<string, number>();
	const begin = performance.now();
	for (let batch = 0; batch < seconds * 20; batch++) {
		const now = performance.now();
		const ids = await put(perSecond / 20, { lane: 'normal', channel: 'email', slot: 'mail' });
		pump.wake();
		for (const id of ids) asked.set(id, now);
		await pause(Math.max(0, begin + (batch + 1) * 50 - performance.now()));
	}
	await until(() => [...asked.keys()].every((id) => begun.has(id)));
	const perSecondSent = Math.round(asked.size / ((performance.now() - begin) / 1_000));
	return {
		perSecondSent,
		storedToRequestMs: percentiles([...asked].map(([id, at]) => (begun.get(id) ?? 0) - at)),
	};
}

async function burst(count: number) {
	const ids = await put(count, { lane: 'high', channel: 'email', slot: 'mail' });
	const begin = performance.now();
	const cpu = process.cpuUsage();
	pump.wake();
	const [beside] = await Promise.all([
		emergencies(40, 25, 'burst-'),
		until(() => ids.every((id) => begun.has(id))),
	]);
	while (!(await accepted('high'))) await pause(5);
	const seconds = (performance.now() - begin) / 1_000;
	const { user, system } = process.cpuUsage(cpu);
	return {
		count,
		/** Of all threads, the provider's among them: what a busy machine cannot hide. */
		cpuMsEach: Number(((user + system) / 1_000 / count).toFixed(2)),
		seconds: Number(seconds.toFixed(2)),
		perSecond: Math.round(count / seconds),
		emergencyBeside: beside,
	};
}

const steady = await sustained(1_000, 10);
const burst5000 = await burst(5_000);
const results = {
	loadAverage: loadavg().map((load) => Number(load.toFixed(1))),
	filledSeconds: Number(filledSeconds.toFixed(1)),
	receiptMs: { idle: idleReceipts, besideBusyQueue: busyReceipts },
	emergencyCommitToRequestMs: emergency,
	lowPerSecondMeanwhile: lowPerSecond,
	sustained: steady,
	burst: burst5000,
};
process.stdout.write(`${JSON.stringify(results, null, '\t')}\n`);
await pump.close();
await runner.close();
await disk.close();
agent.destroy();
await worker.terminate();
