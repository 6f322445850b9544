/**
 * How long a call for help takes to reach a hundred devices: from the request to the push service's having each, with a real server and
 * sealed messages. Run by hand: `npm exec -c 'node test/bench/alerts.ts [people] [alerts]'`.
 */
import { operatorKey, startServer } from '../world/server.ts';
import { type Browser, pushHouse } from '../world/providers/web-push.ts';

const [people, alerts] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 20)];
const push = await pushHouse();
const server = await startServer({ environment: { WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' } });

async function call(token: string, method: string, path: string, body?: unknown) {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (response.status >= 300) throw new Error(`${path}: ${response.status} ${await response.text()}`);
	return response.json();
}
const card = { name: 'M & J', date: '2027-06-12', timeZone: 'Europe/Vienna' };
const { id: wedding } = await call(operatorKey, 'POST', '/api/weddings', card);
const enter = async (name: string) =>
	(await call(operatorKey, 'POST', '/api/tokens', { wedding, name, role: 'helper' })).token as string;
const browsers: Browser[] = [];
for (let n = 0; n < people; n += 1) {
	const token = await enter(`Helper ${n}`);
	const { publicKey } = await call(token, 'GET', '/api/me/push-key');
	const browser = push.browser(publicKey);
	await call(token, 'POST', '/api/me/push-subscriptions', browser.subscription);
	browsers.push(browser);
}
const callers = await Promise.all(
	Array.from({ length: Math.ceil(alerts / 8) }, (_, n) => enter(`Caller ${n}`)),
);
const [first, last, answered]: [number[], number[], number[]] = [[], [], []];
for (let n = 0; n < alerts; n += 1) {
	const before = push.received.length;
	const start = performance.now();
	const raising = call(callers[n % callers.length] ?? '', 'POST', `/api/weddings/${wedding}/alerts`, {
		text: `Help ${n}`,
		urgency: 'emergency',
	}).then(() => answered.push(performance.now() - start));
	await push.arrived(before + 1);
	first.push(performance.now() - start);
	await push.arrived(before + people);
	last.push(performance.now() - start);
	await raising;
}
const at = (list: readonly number[], share: number) =>
	(list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0).toFixed(
		1,
	);
const row = (name: string, list: readonly number[]) =>
	console.log(`${name}: p50 ${at(list, 0.5)} ms, p95 ${at(list, 0.95)} ms, worst ${at(list, 1)} ms`);
console.log(`${alerts} alerts to ${people} devices`);
row('answered', answered);
row('first device', first);
row('last device', last);
await server.remove();
await push.close();
