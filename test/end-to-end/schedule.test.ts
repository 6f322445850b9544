import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { fraction, seededRandom } from '../../shared/random.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

const kills = Number(process.env.KILLS ?? 12);
const seed = Number(process.env.SEED ?? 20270612);

let server: ServerProcess;
let wedding: string;
let token: string;

beforeAll(async () => {
	server = await startServer();
	const made = await call(
		'/api/weddings',
		{ name: 'Ada & Noor', date: '2037-06-12', timeZone: 'UTC' },
		server.operatorKey,
	);
	wedding = String(made.id);
	token = (
		await call(
			'/api/tokens',
			{ wedding, name: 'Ada', role: 'couple', ttlSeconds: 86_400 },
			server.operatorKey,
		)
	).token;
});
afterAll(() => server?.remove());

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
async function call(path: string, body?: unknown, bearer = token): Promise<any> {
	const response = await fetch(server.url + path, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
	return response.json();
}

async function overdue(): Promise<readonly string[]> {
	const found: WeddingEvent[] = [];
	for (let after: string | undefined = '0.0'; after !== undefined; ) {
		const page = await call(`/api/weddings/${wedding}/events?after=${after}&limit=1000`);
		found.push(...page.events);
		after = page.next;
	}
	return found.filter(({ type }) => type === 'task.overdue').map(({ record }) => record.id);
}

test(`[TM9] killed ${kills} times around everything that is stored, the schedule says each thing once`, async () => {
	const random = seededRandom(seed);
	const made = new Set<string>();
	const steps = ['inserted', 'committed', 'observed', 'noted'];
	for (let kill = 0; kill < kills; kill++) {
		await server.kill9();
		const point = `${steps[kill % steps.length]}:${6 + Math.floor(fraction(random) * 20)}`;
		server = await server.again({ environment: { FAILPOINT: point } });
		let hasEnded = false;
		void server.ended.then(() => {
			hasEnded = true;
		});
		// Late already when it is written down: what there is to say is to be said now.
		const due = new Date(Date.now() - 120_000).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
		for (let number = 0; !hasEnded && number < 100; number++) {
			const id = `late-${kill}-${number}`;
			const task = await call(`/api/weddings/${wedding}/tasks`, { id, title: id, due }).catch(
				() => undefined,
			);
			if (task !== undefined) made.add(id);
		}
		await server.ended;
		server = await server.again({ environment: { FAILPOINT: undefined } });
	}
	const { tasks } = await call(`/api/weddings/${wedding}/plan`);
	const ids: readonly string[] = tasks.map(({ id }: { id: string }) => id).sort();
	let said: readonly string[] = [];
	for (let waits = 0; waits < 400 && said.length < ids.length; waits++) {
		await pause(25);
		said = await overdue();
	}
	// Whoever came back to it once more says nothing again.
	await server.kill9();
	server = await server.again();
	await call(`/api/weddings/${wedding}/tasks`, { title: 'Something else' });
	await pause(500);
	console.log(`schedule: ${kills} kills, ${ids.length} late tasks, ${said.length} said`);
	expect([...(await overdue())].sort()).toEqual(ids);
	expect(ids.length).toBeGreaterThanOrEqual(made.size);
	expect(made.size).toBeGreaterThan(kills);
});
