/**
 * How long after the answer to an edit its event has reached everybody who follows: a real server, readers over real connections, one
 * process for the readers. `node test/bench/event-stream.ts [readers] [edits]`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { followEvents } from '../world/event-follower.ts';
import { startServer } from '../world/server.ts';

const readers = Number(process.argv[2] ?? 200);
const edits = Number(process.argv[3] ?? 200);
const perPerson = 10;

const server = await startServer();
const headers = { authorization: `Bearer ${server.operatorKey}`, 'content-type': 'application/json' };
const post = async (path: string, body: unknown, given = headers) =>
	(await (
		await fetch(server.url + path, { method: 'POST', headers: given, body: JSON.stringify(body) })
	).json()) as {
		id: string;
		token: string;
	};
const { id } = await post('/api/weddings', { name: 'Bench', date: '2037-06-12', timeZone: 'UTC' });
const tokens = await Promise.all(
	Array.from({ length: Math.ceil(readers / perPerson) }, (_, index) =>
		post('/api/tokens', { wedding: id, name: `Reader ${index}`, role: 'couple', ttlSeconds: 3_600 }),
	),
);
const url = `${server.url}/api/weddings/${id}/events`;
const followers = Array.from({ length: readers }, (_, index) =>
	followEvents(() => url, tokens[Math.floor(index / perPerson)]?.token ?? ''),
);
while (!followers.every(({ heard }) => heard.length >= tokens.length)) await pause(20);

const own = { ...headers, authorization: `Bearer ${tokens[0]?.token}` };
const delays: number[] = [];
for (let edit = 0; edit < edits; edit++) {
	const before = followers.map(({ heard }) => heard.length);
	await post(`/api/weddings/${id}/tasks`, { title: `Edit ${edit}` }, own);
	const since = performance.now();
	while (!followers.every(({ heard }, index) => heard.length > (before[index] ?? 0))) await pause(0);
	delays.push(performance.now() - since);
	await pause(5);
}
delays.sort((a, b) => a - b);
const at = (share: number) => (delays[Math.floor(delays.length * share)] ?? 0).toFixed(1);
console.log(
	`${readers} readers, ${edits} edits, ms from the answer until the last has heard: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`,
);
await Promise.all(followers.map((one) => one.stop()));
await server.stop();
await server.remove();
