/** Killed while a suggestion is accepted: asked again, it is accepted, and what it asks for is there once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
let at: string;
let token: string;

beforeAll(async () => {
	server = await startServer();
	const body = { name: 'Ada & Noor', date: '2027-06-12', timeZone: 'Europe/London' };
	const wedding = (await call('/api/weddings', 'POST', server.operatorKey, body)).body.id;
	const wish = { wedding, name: 'Ada', role: 'couple', ttlSeconds: 86_400 };
	token = (await call('/api/tokens', 'POST', server.operatorKey, wish)).body.token;
	at = `/api/weddings/${wedding}`;
	await call(`${at}/tasks`, 'POST', token, { id: 'cake', title: 'The cake' });
});
afterAll(() => server?.remove());

async function call(path: string, method: string, bearer: string, body?: unknown) {
	const response = await fetch(server.url + path, {
		method,
		headers: { Authorization: `Bearer ${bearer}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape.
	return { status: response.status, body: (await response.json()) as any };
}

it.each(['judged', 'inserted', 'committed', 'appended'])('[SG3] killed at "%s"', async (step) => {
	const comment = { name: 'comments.create', input: { id: step, on: 'task:cake', text: 'Once' } };
	const rename = { name: 'tasks.change', input: { id: 'cake', title: step } };
	await call(`${at}/suggestions`, 'POST', token, { id: step, operations: [comment, rename] });
	await server.stop();
	server = await server.again({ environment: { FAILPOINT: `${step}:1` } });
	await expect(call(`${at}/suggestions/${step}/accept`, 'POST', token)).rejects.toThrow(TypeError);
	await server.ended;
	server = await server.again({ environment: { FAILPOINT: undefined } });
	const wasDone = (await call(`${at}/suggestions`, 'GET', token)).body.suggestions.length === 0;
	expect(wasDone).toBe(step === 'committed' || step === 'appended');
	const accepted = await call(`${at}/suggestions/${step}/accept`, 'POST', token);
	expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted']);
	const { tasks, comments } = (await call(`${at}/plan`, 'GET', token)).body;
	expect(tasks).toMatchObject([{ id: 'cake', title: step }]);
	expect(comments.filter(({ id }: { id: string }) => id === step)).toHaveLength(1);
	const { audit } = (await call(`${at}/audit?limit=1000`, 'GET', token)).body;
	const decided = audit.filter(
		({ action, subject }: Readonly<Record<string, string>>) =>
			action === 'suggestion.accepted' && subject === step,
	);
	expect(decided).toHaveLength(1);
});
