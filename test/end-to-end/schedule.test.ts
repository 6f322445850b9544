import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { fraction, seededRandom } from '../../shared/random.ts';
import { encode } from '../../shared/wire/codec.ts';
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

/** The types of what the server itself has said of somebody or something. */
async function saidOf(of: string, bearer: string, record: string): Promise<readonly string[]> {
	const { events } = await call(`/api/weddings/${of}/events?limit=1000`, undefined, bearer);
	const own = (events as readonly WeddingEvent[]).filter(({ actor }) => actor.person === 'wedsync');
	return own.filter((event) => event.record.id === record).map(({ type }) => type);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let waits = 0; !(await isSo()); waits++) {
		if (waits > 400) throw new Error('waited in vain');
		await pause(25);
	}
}

test('[TM15] a policy that is saved is looked at at once', async () => {
	const due = new Date(Date.now() + 2 * 3_600_000).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
	await call(`/api/weddings/${wedding}/tasks`, { id: 'soon', title: 'Soon', due });
	// A day before is past already: it is said as soon as it is written down.
	await until(async () => (await saidOf(wedding, token, 'soon')).includes('task.due-soon'));
	const people = { name: 'Noor', role: 'couple', ttlSeconds: 86_400 };
	const made = await call(
		'/api/weddings',
		{ name: 'Noor', date: '2037-06-12', timeZone: 'UTC' },
		server.operatorKey,
	);
	const other = (await call('/api/tokens', { wedding: made.id, ...people }, server.operatorKey)).token;
	const later = new Date(Date.now() + 50 * 3_600_000).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
	await call(`/api/weddings/${made.id}/tasks`, { id: 'later', title: 'Later', due: later }, other);
	const response = await fetch(`${server.url}/api/weddings/${made.id}/policy`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${other}`, 'content-type': 'application/json' },
		body: JSON.stringify({ dueSoonMinutes: 3 * 24 * 60 }),
	});
	expect(response.status).toBe(200);
	await until(async () => (await saidOf(made.id, other, 'later')).includes('task.due-soon'));
});

test('[TM14] a phone that says over its socket how little battery it has is told of once', async () => {
	const date = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
	const made = await call('/api/weddings', { name: 'Today', date, timeZone: 'UTC' }, server.operatorKey);
	const joins = (name: string, role: string) =>
		call('/api/tokens', { wedding: made.id, name, role, ttlSeconds: 86_400 }, server.operatorKey);
	const [ada, wren] = [await joins('Ada', 'couple'), await joins('Wren', 'vendor')];
	const item = {
		id: 'last',
		title: 'Last dance',
		kind: 'fixed',
		start: `${date}T23:59`,
		minutes: 1,
		owner: wren.person,
	};
	await call(`/api/weddings/${made.id}/timeline`, item, ada.token);
	const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/${made.id}?token=${wren.token}`);
	await once(socket, 'open');
	for (const [clock, battery] of [12, 9].entries()) {
		const state = JSON.stringify({ activity: 'at-venue', battery });
		socket.send(encode({ kind: 'awareness', entries: [{ client: 7, clock: clock + 1, state }] }));
		await pause(300);
	}
	await until(async () => (await saidOf(made.id, ada.token, wren.person)).length > 1);
	expect(await saidOf(made.id, ada.token, wren.person)).toEqual(['person.joined', 'presence.low-battery']);
	socket.close();
});

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
	const all: readonly string[] = tasks.map(({ id }: { id: string }) => id);
	const ids = all.filter((id) => id.startsWith('late-')).sort();
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
