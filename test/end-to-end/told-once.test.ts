import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { fraction, type Random, seededRandom } from '../../shared/random.ts';
import { type CountingConsumer, countingConsumer } from '../world/counting-consumer.ts';
import type { LocalProvider } from '../world/providers/local.ts';
import { key as resendKey, localResend } from '../world/providers/resend.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

/**
 * From an edit to whoever is told of it, over processes that are killed anywhere between: a couple gives tasks to a florist, who gets a
 * line in her inbox and a mail; the caterer's software gets a webhook of each event. What was counted is compared with the log.
 */
const kills = Number(process.env.KILLS ?? 60);
const seed = Number(process.env.SEED ?? 20270612);
const wedding = { name: 'Ada & Noor', date: '2029-06-12', timeZone: 'Europe/London' };

let server: ServerProcess;
let consumer: CountingConsumer;
let mails: LocalProvider;
let folder: string;
let environment: Readonly<Record<string, string>>;
let id: string;
let couple: string;
let florist: { token: string; person: string };
let secret: string;
const told = new Set<string>();

beforeAll(async () => {
	const random = seededRandom(seed + 1);
	consumer = await countingConsumer(random, { slowMs: 60, verify: isSigned });
	mails = await localResend();
	folder = mkdtempSync(join(tmpdir(), 'wedsync-providers-'));
	const path = join(folder, 'providers.json');
	const resend = {
		provider: 'resend',
		key: resendKey,
		from: 'Ada & Noor <plan@example.org>',
		baseUrl: mails.url,
	};
	writeFileSync(path, JSON.stringify({ email: [resend] }));
	environment = { WEDSYNC_PROVIDERS: path, WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' };
	server = await startServer({ environment });
	id = (await ask<{ id: string }>('POST', '/api/weddings', server.operatorKey, wedding)).id;
	couple = (await token('Ada', 'couple')).token;
	florist = await token('Wren', 'vendor');
	await ask('PUT', '/api/me/contacts', florist.token, { email: 'wren@flowers.example' });
	// One kind by mail and at once: what is counted here is not what waits for a quiet moment.
	await ask('PUT', '/api/me/preferences', florist.token, {
		channels: { email: false },
		kinds: { 'task-assigned': { email: true } },
		quiet: null,
		digest: 'off',
	});
	await ask('PUT', `/api/weddings/${id}/policy`, couple, { perHour: 1_000 });
	const hook = { url: consumer.url, events: ['task.created', 'task.assigned', 'task.updated'] };
	secret = (await ask<{ secret: string }>('POST', `/api/weddings/${id}/webhooks`, couple, hook)).secret;
});
afterAll(async () => {
	await server?.remove();
	await consumer?.close();
	await mails?.close();
	rmSync(folder, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, bearer: string, body?: unknown): Promise<T> {
	const response = await fetch(server.url + path, {
		method,
		headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	return response.json() as Promise<T>;
}
function token(name: string, role: string): Promise<{ token: string; person: string }> {
	return ask('POST', '/api/tokens', server.operatorKey, { wedding: id, name, role, ttlSeconds: 86_400 });
}

/** Gives a new task to the florist, and renames one of before; asked again until it is answered. */
async function edit(n: number, random: Random): Promise<void> {
	const task = { id: `task-${n}`, title: `Task ${n}`, owner: florist.person };
	const former = Math.floor(fraction(random) * n);
	try {
		await ask('POST', `/api/weddings/${id}/tasks`, couple, task);
		told.add(task.id);
		if (n > 0)
			await ask('PATCH', `/api/weddings/${id}/tasks/task-${former}`, couple, { title: `Again ${n}` });
	} catch {
		// Killed before it answered, or done by the request before: what the log says counts.
	}
}

async function events(): Promise<readonly WeddingEvent[]> {
	const all: WeddingEvent[] = [];
	for (let after = '0.0'; ; ) {
		const path = `/api/weddings/${id}/events?after=${after}&limit=500`;
		const page = await ask<{ events: WeddingEvent[]; next?: string }>('GET', path, couple);
		all.push(...page.events);
		if (page.next === undefined) return all;
		after = page.next;
	}
}

const drill = (FAILPOINT: string | undefined) => ({ environment: { ...environment, FAILPOINT } });

interface Line {
	readonly id: string;
	readonly kind: string;
	readonly record?: { readonly id: string };
}
async function inbox(): Promise<readonly Line[]> {
	const all: Line[] = [];
	for (let before = ''; ; ) {
		const path = `/api/me/notifications?limit=200${before && `&before=${encodeURIComponent(before)}`}`;
		const page = await ask<{ notifications: Line[]; next?: string }>('GET', path, florist.token);
		all.push(...page.notifications);
		if (page.next === undefined) return all;
		before = page.next;
	}
}

/** Until everything has been sent that is to be sent, however long the way back is. */
async function settled(): Promise<void> {
	for (let waits = 0; ; waits++) {
		const wanted = (await events()).filter(({ type }) => hooked.has(type)).length;
		const assigned = (await events()).filter(isAssigned).length;
		if (consumer.first().length >= wanted && mailed().size >= assigned) return;
		if (waits > 600)
			throw new Error(
				`${consumer.first().length} of ${wanted} webhooks, ${mailed().size} of ${assigned} mails`,
			);
		await pause(500);
	}
}
const hooked = new Set(['task.created', 'task.assigned', 'task.updated']);
const isAssigned = ({ type }: WeddingEvent) => type === 'task.assigned';

/** Bodies by idempotency key: Resend sends one mail for each. */
function mailed(): Map<string, Set<string>> {
	const byKey = new Map<string, Set<string>>();
	for (const { path, headers, body } of mails.received) {
		if (path !== '/emails') continue;
		const keyed = String(headers['idempotency-key']);
		byKey.set(keyed, (byKey.get(keyed) ?? new Set()).add(body));
	}
	return byKey;
}

async function proveAll(): Promise<void> {
	const log = (await events()).filter(({ type }) => hooked.has(type));
	const assigned = log.filter(isAssigned);
	// A line in the inbox for each event that is one, and no second.
	const lines = (await inbox()).filter(({ kind }) => kind === 'task-assigned');
	expect(lines.map(({ record }) => record?.id).sort()).toEqual(
		assigned.map(({ record }) => record.id).sort(),
	);
	expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
	// One mail each, the same whenever it was asked for again.
	expect(mailed().size).toBe(assigned.length);
	expect([...mailed().values()].filter(({ size }) => size !== 1)).toEqual([]);
	// Each event at the consumer, once by its delivery's id, verified by somebody else's code, in order for each record.
	const first = consumer.first();
	expect(first.map(({ event }) => event).sort()).toEqual(log.map((event) => event.id).sort());
	expect(consumer.arrivals.filter((one) => !one.isSigned)).toEqual([]);
	for (const [record, arrived] of Map.groupBy(first, (one) => one.record)) {
		const places = arrived.map(({ seq, index }) => seq * 1_000 + index);
		expect([record, places]).toEqual([record, [...places].sort((a, b) => a - b)]);
	}
	for (const task of told) expect(lines.some(({ record }) => record?.id === task)).toBe(true);
}

function isSigned(body: string, headers: Readonly<Record<string, string>>): boolean {
	try {
		new Webhook(secret).verify(body, headers);
		return true;
	} catch {
		return false;
	}
}

test(`[OB1] [DQ1] ${kills} random kill -9 between an edit and whoever is told of it: everybody is told, and once`, async () => {
	const random = seededRandom(seed);
	let n = 0;
	for (let kill = 0; kill < kills; kill++) {
		const dying = pause(fraction(random) * 250).then(() => server.kill9());
		for (let edits = 0; edits < 2; edits++) await edit(n++, random);
		await dying;
		server = await server.again();
	}
	await settled();
	await proveAll();
	const { arrivals } = consumer;
	console.log(
		`told once: ${kills} kills, seed ${seed}, ${told.size} tasks answered, ${arrivals.length} webhooks of ${consumer.first().length} deliveries, ${mails.received.length} requests for ${mailed().size} mails`,
	);
}, 1_200_000);

test('[OB1] [DQ1] killed at every named step from the event to the provider, the same holds', async () => {
	const random = seededRandom(seed + 2);
	let n = 1_000_000;
	for (const step of ['observed', 'noted', 'claimed', 'sent', 'sent-stored']) {
		for (let round = 1; round <= 2; round++) {
			await server.kill9();
			const whole = server;
			// What is left from before may bring it to the step before it is ready.
			const drilled = await whole.again(drill(`${step}:${round}`)).catch(() => undefined);
			let hasEnded = drilled === undefined;
			void drilled?.ended.then(() => {
				hasEnded = true;
			});
			server = drilled ?? whole;
			for (let edits = 0; edits < 40 && !hasEnded; edits++) {
				await edit(n++, random);
				await pause(20);
			}
			await drilled?.ended;
			server = await whole.again(drill(undefined));
		}
	}
	await settled();
	await proveAll();
}, 600_000);
