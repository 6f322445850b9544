/**
 * The queue against `kill -9`, with real processes, a real disk and a consumer that counts: everything arrives at least once, a consumer
 * that knows repetitions by their id has everything once and each record's in order, and every try is on record.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { fraction, type Random, seededRandom } from '../../shared/random.ts';
import { wedding, weddingRow } from '../world/entry.ts';
import { temporaryFolder } from '../world/folder.ts';
import { hook } from '../world/outbox.ts';
import { fastClock } from '../world/queue-program.ts';

const kills = Number(process.env.KILLS ?? 40);
const seed = Number(process.env.SEED ?? 20270612);
const weddings = ['anna', 'berta', 'clara'].map((name) => wedding(name));
const program = new URL('../world/queue-program.ts', import.meta.url).pathname;

let folder: ReturnType<typeof temporaryFolder>;
let consumer: Awaited<ReturnType<typeof counting>>;
const running = new Set<ChildProcess>();
beforeEach(async () => {
	folder = temporaryFolder();
});
afterEach(async () => {
	for (const one of running) one.kill('SIGKILL');
	await consumer.close();
	folder[Symbol.dispose]();
});

/** Notes what comes before it answers; some it refuses, some it cuts off. */
async function counting(random: Random, faults: number) {
	const arrivals: { readonly id: string; readonly record: string; readonly n: number }[] = [];
	const server = createServer(async (request, response) => {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part as Buffer);
		const { record, n } = JSON.parse(Buffer.concat(parts).toString()) as { record: string; n: number };
		arrivals.push({ id: String(request.headers['webhook-id']), record, n });
		const chance = fraction(random);
		await pause(fraction(random) * 8);
		if (chance < faults / 2) return void request.socket.destroy();
		response.writeHead(chance < faults ? 503 : 204).end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		arrivals,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

const opened = (): Promise<Store> =>
	openSqlite({ path: folder.file('queue.db'), random: seededRandom(1), clock: fastClock });

/** So many events of five records for each of four endpoints of three weddings. */
async function fill(events: number): Promise<string[]> {
	const store = await opened();
	for (const id of weddings) await store.createWedding(weddingRow(id));
	const now = fastClock.now();
	const all = Array.from({ length: events }, (_, n) => {
		const own = weddings[n % 3] ?? wedding('none');
		const endpoint = `${own}-${n % 4}`;
		const record = `${endpoint} task:${n % 5}`;
		return hook(`d${n}`, endpoint, {
			wedding: own,
			order: `task:${n % 5}`,
			createdAt: now,
			dueAt: now,
			body: JSON.stringify({ record, n }),
		});
	});
	await store.addDeliveries(all);
	await store.close();
	return all.map(({ id }) => id);
}

/** Runs the program until it ends; true if it was done. */
async function emptied(given: {
	readonly killAfterMs?: number;
	readonly failPoint?: string;
}): Promise<boolean> {
	const child = spawn(process.execPath, [program, folder.file('queue.db'), consumer.url, String(seed)], {
		env: { ...process.env, FAILPOINT: given.failPoint ?? '' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	running.add(child);
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	if (given.killAfterMs !== undefined) void pause(given.killAfterMs).then(() => child.kill('SIGKILL'));
	await once(child, 'close');
	running.delete(child);
	return said === 'done\n';
}

/** What came of it, as a consumer that deduplicates and as the store see it. */
async function outcome(ids: readonly string[]) {
	const first = [...new Map([...consumer.arrivals].reverse().map((one) => [one.id, one])).values()].reverse();
	const disorder = [...Map.groupBy(first, ({ record }) => record).values()].filter((own) =>
		own.some(({ n }, place) => n < (own[place - 1]?.n ?? 0)),
	);
	const times = Map.groupBy(consumer.arrivals, ({ id }) => id);
	const store = await opened();
	let unaccounted = 0;
	const states = new Set<string>();
	for (const [place, id] of ids.entries()) {
		const stored = await store.delivery(weddings[place % 3] ?? wedding('none'), id);
		states.add(stored?.state ?? 'gone');
		if ((times.get(id)?.length ?? 0) > (stored?.attempts ?? 0)) unaccounted += 1;
	}
	await store.close();
	return { missing: ids.length - first.length, disorder, unaccounted, states: [...states] };
}
const whole = { missing: 0, disorder: [], unaccounted: 0, states: ['accepted'] };

it('[DQ3] random kill -9 lose no delivery, mix up no record, and leave no try uncounted', async () => {
	const random = seededRandom(seed);
	consumer = await counting(seededRandom(seed + 1), 0);
	const ids = await fill(200 * kills);
	let killed = 0;
	for (let isDone = false; !isDone; ) {
		// From before it has opened the file to long after its first request.
		const killAfterMs = 150 + fraction(random) * 900;
		isDone = await emptied(killed < kills ? { killAfterMs } : {});
		if (!isDone) killed += 1;
	}
	console.log(
		`queue: ${killed} kills, ${consumer.arrivals.length} requests for ${ids.length} deliveries, seed ${seed}`,
	);
	expect(await outcome(ids)).toEqual(whole);
});

it('[DQ3] killed right after a claim, an answer or a settlement, the same holds', async () => {
	const random = seededRandom(seed + 2);
	consumer = await counting(seededRandom(seed + 3), 0);
	const ids = await fill(300);
	for (const step of ['claimed', 'sent', 'sent-stored']) {
		for (let round = 0; round < 2; round++) {
			const most = step === 'claimed' ? 3 : 30;
			const at = 1 + Math.floor(fraction(random) * most);
			expect([step, await emptied({ failPoint: `${step}:${at}` })]).toEqual([step, false]);
		}
	}
	expect(await emptied({})).toBe(true);
	expect(consumer.arrivals.length).toBeGreaterThan(ids.length);
	expect(await outcome(ids)).toEqual(whole);
});

it('[DQ11] a consumer that refuses or cuts off a tenth of what it gets still has each record in order', async () => {
	consumer = await counting(seededRandom(seed + 4), 0.1);
	const ids = await fill(240);
	expect(await emptied({})).toBe(true);
	expect(await outcome(ids)).toEqual(whole);
});
