import { setTimeout as pause } from 'node:timers/promises';
import type * as Y from 'yjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalHash } from '../../shared/document/canonical.ts';
import { fraction, seededRandom } from '../../shared/random.ts';
import { createWriter, editOnce, lost, readTasks, type Writer } from '../world/carnage.ts';
import { lightClient } from '../world/light-client.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

const names = ['ada', 'noor', 'ines'];
const kills = Number(process.env.KILLS ?? 300);
const seed = Number(process.env.SEED ?? 20270612);

let server: ServerProcess;
let wedding: string;
let writers: Writer[];
let auditToken: string;

beforeAll(async () => {
	server = await startServer();
	await server.stop();
	server = await server.again();
	wedding = (
		await call('/api/weddings', { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/London' })
	).id;
	const path = `/sync/${wedding}`;
	const tokens = await Promise.all(names.map((name) => issue(name)));
	writers = names.map((name, index) => createWriter(name, tokens[index] ?? '', path));
	auditToken = await issue('auditor');
});
afterAll(() => server?.remove());

async function call(path: string, body: unknown): Promise<{ id: string; token: string }> {
	const response = await fetch(server.url + path, {
		method: 'POST',
		headers: { authorization: `Bearer ${server.operatorKey}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
	return response.json() as Promise<{ id: string; token: string }>;
}
async function issue(name: string): Promise<string> {
	return (await call('/api/tokens', { wedding, name, role: 'couple', ttlSeconds: 86_400 })).token;
}

/** Everything the server holds, as a stranger to the history gets it. */
async function audit(): Promise<Y.Doc> {
	const auditor = lightClient({ token: auditToken, path: `/sync/${wedding}` });
	await auditor.connect(server.url);
	auditor.close();
	return auditor.doc;
}

async function shortfall(): Promise<{ receipted: number; seen: number }> {
	const present = readTasks(await audit());
	const sum = (book: (writer: Writer) => Map<string, number>) =>
		writers.reduce((total, writer) => total + lost(book(writer), present), 0);
	return { receipted: sum((writer) => writer.receipted), seen: sum((writer) => writer.seen) };
}

/** Writes without pause until the server is gone. */
async function rampage(
	random: ReturnType<typeof seededRandom>,
	until: Promise<unknown>,
	count: { edits: number },
) {
	let over = false;
	void until.then(() => {
		over = true;
	});
	while (!over) {
		for (const [index, writer] of writers.entries()) {
			if (writer.client.unreceipted() < 20) editOnce(writer, names[index] ?? '', random, count.edits++);
		}
		await pause(fraction(random) * 2);
	}
}

async function reconnect(): Promise<void> {
	await Promise.all(writers.map((writer) => writer.client.connect(server.url)));
}

/** Nobody writes; everything issued gets its receipt. */
async function quiet(): Promise<void> {
	for (let waits = 0; writers.some((writer) => writer.client.unreceipted() > 0); waits++) {
		if (waits > 2_000) throw new Error('edits stay without a receipt');
		await pause(5);
	}
}

test(`[R1] [R4] ${kills} random kill -9 under load lose no receipted edit and none that another client saw`, async () => {
	const random = seededRandom(seed);
	const count = { edits: 0 };
	const losses = { receipted: 0, seen: 0 };
	for (let kill = 0; kill < kills; kill++) {
		await reconnect();
		const dying = pause(fraction(random) * 120).then(() => server.kill9());
		await rampage(random, dying, count);
		await dying;
		server = await server.again();
		const short = await shortfall();
		losses.receipted += short.receipted;
		losses.seen += short.seen;
	}
	await reconnect();
	await quiet();
	const whole = await audit();
	console.log(`kill -9: ${kills} kills, ${count.edits} edits, seed ${seed}, lost ${JSON.stringify(losses)}`);
	expect(losses).toEqual({ receipted: 0, seen: 0 });
	expect(writers.map((writer) => writer.client.refusals)).toEqual([[], [], []]);
	expect(writers.map((writer) => canonicalHash(writer.client.doc))).toEqual(
		writers.map(() => canonicalHash(whole)),
	);
	expect(lost(new Map(writers.flatMap((writer) => [...writer.issued])), readTasks(whole))).toBe(0);
});

test('[R1] killed at every named step of the write path, the same holds', async () => {
	const random = seededRandom(seed + 1);
	const count = { edits: 1_000_000 };
	const steps = {
		received: 40,
		judged: 20,
		inserted: 20,
		committed: 20,
		appended: 20,
		told: 20,
		receipted: 20,
		settled: 2,
		kept: 1,
	};
	for (const [step, most] of Object.entries(steps)) {
		for (let round = 0; round < 2; round++) {
			await server.kill9();
			server = await server.again({
				environment: { FAILPOINT: `${step}:${1 + Math.floor(fraction(random) * most)}` },
			});
			await reconnect();
			await rampage(random, server.ended, count);
			server = await server.again({ environment: { FAILPOINT: undefined } });
			expect([step, await shortfall()]).toEqual([step, { receipted: 0, seen: 0 }]);
		}
	}
	await reconnect();
	await quiet();
	const whole = canonicalHash(await audit());
	expect(writers.map((writer) => canonicalHash(writer.client.doc))).toEqual(writers.map(() => whole));
});
