import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WeddingEvent } from '../../shared/events/event.ts';
import { fraction, seededRandom } from '../../shared/random.ts';
import { createWriter, editOnce, type Writer } from '../world/carnage.ts';
import { type EventFollower, followEvents } from '../world/event-follower.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

const names = ['ada', 'noor'];
const kills = Number(process.env.KILLS ?? 40);
const seed = Number(process.env.SEED ?? 20270612);

let server: ServerProcess;
let wedding: string;
let reader: string;
let writers: Writer[];

beforeAll(async () => {
	server = await startServer();
	const made = await call('/api/weddings', {
		name: 'Ada & Noor',
		date: '2027-06-12',
		timeZone: 'Europe/London',
	});
	wedding = String(made.id);
	const tokens = await Promise.all(names.map(async (name) => (await issue(name)).token));
	writers = names.map((name, index) => createWriter(name, tokens[index] ?? '', `/sync/${wedding}`));
	reader = (await issue('reader')).token;
});
afterAll(() => server?.remove());

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
async function call(path: string, body?: unknown, token = server.operatorKey, method = 'POST'): Promise<any> {
	const response = await fetch(server.url + path, {
		method: body === undefined && method === 'POST' ? 'GET' : method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
	return response.json();
}
const issue = (name: string, role = 'couple'): Promise<{ token: string; person: string }> =>
	call('/api/tokens', { wedding, name, role, ttlSeconds: 86_400 });
const follow = (token = reader): EventFollower =>
	followEvents(() => `${server.url}/api/weddings/${wedding}/events`, token);

/** The whole log, page by page. */
async function listed(): Promise<readonly WeddingEvent[]> {
	const events: WeddingEvent[] = [];
	for (let after: string | undefined = '0.0'; after !== undefined; ) {
		const page = await call(`/api/weddings/${wedding}/events?after=${after}&limit=1000`, undefined, reader);
		events.push(...page.events);
		after = page.next;
	}
	return events;
}

async function until(isSo: () => boolean, what: string): Promise<void> {
	for (let waits = 0; !isSo(); waits++) {
		if (waits > 4_000) throw new Error(`waited in vain until ${what}`);
		await pause(5);
	}
}

const placeOf = ({ id, seq, index }: WeddingEvent): string => `${seq}.${index} ${id}`;

test(`[SV14] a reader that comes again with the last id sees each event once and in order, over ${kills} kill -9 under load and as many broken lines`, async () => {
	const random = seededRandom(seed);
	const followers = [follow(), follow(), follow()];
	let edits = 0;
	for (let kill = 0; kill < kills; kill++) {
		await Promise.all(writers.map((writer) => writer.client.connect(server.url)));
		const dying = pause(20 + fraction(random) * 150).then(() => server.kill9());
		let isOver = false;
		void dying.then(() => {
			isOver = true;
		});
		while (!isOver) {
			for (const [index, writer] of writers.entries())
				if (writer.client.unreceipted() < 20) editOnce(writer, names[index] ?? '', random, edits++);
			if (fraction(random) < 0.05) followers[Math.floor(fraction(random) * followers.length)]?.drop();
			await pause(fraction(random) * 3);
		}
		await dying;
		server = await server.again();
	}
	await Promise.all(writers.map((writer) => writer.client.connect(server.url)));
	await until(() => writers.every((writer) => writer.client.unreceipted() === 0), 'all is receipted');
	const all = await listed();
	await until(() => followers.every(({ heard }) => heard.length >= all.length), 'all is heard');
	const connections = followers.map((one) => one.connections);
	console.log(
		`event stream: ${kills} kills, ${edits} edits, ${all.length} events, connections ${connections}`,
	);
	const places = all.map(placeOf);
	for (const { heard } of followers) expect(heard.map(placeOf)).toEqual(places);
	expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
	expect(all.length).toBeGreaterThan(kills);
	for (const count of connections) expect(count).toBeGreaterThan(kills / 2);
	await Promise.all(followers.map((one) => one.stop()));
});

test('[SV6] over a real connection ends within two seconds of a removal', async () => {
	const wren = await issue('Wren', 'vendor');
	const follower = follow(wren.token);
	await until(() => follower.heard.some(({ record }) => record.id === wren.person), 'it has caught up');
	const since = process.hrtime.bigint();
	const response = await fetch(`${server.url}/api/weddings/${wedding}/people/${wren.person}`, {
		method: 'DELETE',
		headers: { authorization: `Bearer ${reader}` },
	});
	expect(response.ok).toBe(true);
	await until(() => follower.statuses.at(-1) === 401, 'it is turned away');
	const ms = Number(process.hrtime.bigint() - since) / 1e6;
	console.log(`event stream: ended ${Math.round(ms)} ms after the removal`);
	expect(follower.heard.some(({ type, record }) => type === 'person.left' && record.id === wren.person)).toBe(
		false,
	);
	await follower.stop();
});

test('[SV11] a server that stops ends its streams and exits in peace, long before it would be given up', async () => {
	const followers = [follow(), follow()];
	await until(
		() => followers.every((one) => one.isConnected && one.lastEventId !== ''),
		'they are connected',
	);
	expect(await server.stop()).toBe(0);
	server = await server.again();
	await call(`/api/weddings/${wedding}/tasks`, { title: 'Afterwards' }, reader);
	const all = (await listed()).map(placeOf);
	await until(() => followers.every((one) => one.heard.length >= all.length), 'they have heard everything');
	for (const one of followers) expect(one.heard.map(placeOf)).toEqual(all);
	await Promise.all(followers.map((one) => one.stop()));
});

test('[OB13] killed before and after what an observer made is stored, each event is made something of once', async () => {
	const owner = await issue('Owner', 'helper');
	const random = seededRandom(seed + 2);
	const made: string[] = [];
	const steps = ['observed', 'noted', 'observed', 'noted', 'observed', 'noted'];
	for (const [round, step] of steps.entries()) {
		await server.kill9();
		server = await server.again({
			environment: { FAILPOINT: `${step}:${2 + Math.floor(fraction(random) * 20)}` },
		});
		let hasEnded = false;
		void server.ended.then(() => {
			hasEnded = true;
		});
		for (let number = 0; !hasEnded && number < 200; number++) {
			const id = `given-${round}-${number}`;
			const body = { id, title: `Given ${round} ${number}`, owner: owner.person };
			const done = await call(`/api/weddings/${wedding}/tasks`, body, reader).catch(() => undefined);
			if (done !== undefined) made.push(id);
		}
		await server.ended;
		server = await server.again({ environment: { FAILPOINT: undefined } });
	}
	const inbox = async (): Promise<readonly string[]> => {
		const ids: string[] = [];
		for (let before = ''; ; ) {
			const page = await call(`/api/me/notifications?limit=100${before}`, undefined, owner.token);
			for (const { kind, record } of page.notifications) if (kind === 'task-assigned') ids.push(record.id);
			if (page.next === undefined) return ids;
			before = `&before=${encodeURIComponent(page.next)}`;
		}
	};
	const given = (await listed()).filter(
		({ type, after }) => type === 'task.assigned' && after['owner'] === owner.person,
	);
	let found: readonly string[] = [];
	for (let waits = 0; waits < 400 && found.length < given.length; waits++) {
		found = await inbox();
		await pause(25);
	}
	console.log(`observers: ${steps.length} kills, ${given.length} events, ${found.length} notices`);
	expect([...found].sort()).toEqual(given.map(({ record }) => record.id).sort());
	expect(made.filter((id) => !found.includes(id))).toEqual([]);
});
