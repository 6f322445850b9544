/**
 * A call for help, from the request of whoever needs it to the screens of the others, with a real server: sealed for each browser, once,
 * whatever dies in between; "I have it" ends the calling; who has ended messages is not called, whatever happens.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, type PushHouse, pushHouse } from '../world/providers/web-push.ts';
import { operatorKey, type ServerProcess, startServer } from '../world/server.ts';

const environment = { WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' };
let push: PushHouse;
let server: ServerProcess;

beforeAll(async () => {
	push = await pushHouse();
	server = await startServer({ environment });
});
afterAll(async () => {
	await server.remove();
	await push.close();
});

interface Person {
	readonly person: string;
	readonly token: string;
	readonly browser: Browser;
}

async function call(token: string, method: string, path: string, body?: unknown, key?: string) {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: {
			Authorization: `Bearer ${token}`,
			'Content-Type': 'application/json',
			...(key === undefined ? {} : { 'Idempotency-Key': key }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return { status: response.status, body: response.status === 204 ? {} : await response.json() };
}

async function aWedding(): Promise<{
	readonly path: string;
	enter(name: string, role: string): Promise<Person>;
}> {
	const card = { name: 'M & J', date: '2027-06-12', timeZone: 'Europe/Vienna' };
	const { id: wedding } = (await call(operatorKey, 'POST', '/api/weddings', card)).body;
	return {
		path: `/api/weddings/${wedding}`,
		async enter(name, role) {
			const made = await call(operatorKey, 'POST', '/api/tokens', { wedding, name, role });
			const { person, token } = made.body;
			const { publicKey } = (await call(token, 'GET', '/api/me/push-key')).body;
			const browser = push.browser(publicKey);
			await call(token, 'POST', '/api/me/push-subscriptions', browser.subscription);
			return { person, token, browser };
		},
	};
}

const titles = ({ browser }: Person) => browser.shown.map((one) => (one as { title: string }).title);
const ids = ({ browser }: Person) => new Set(browser.shown.map((one) => (one as { id: string }).id));

test('[AT10] a guest’s call is on the screens of whoever is at work, as urgent as can be, and on no other guest’s', async () => {
	const { path, enter } = await aWedding();
	const [couple, helper, guest, other] = [
		await enter('Maria', 'couple'),
		await enter('Hugo', 'helper'),
		await enter('Edith', 'guest'),
		await enter('Emil', 'guest'),
	];
	const raised = await call(guest.token, 'POST', `${path}/alerts`, {
		text: 'My mother fell',
		place: 'at the lake',
		urgency: 'help',
	});
	expect(raised.status).toBe(201);
	await expect
		.poll(() => [titles(couple).length, titles(helper).length], { timeout: 10_000 })
		.toEqual([1, 1]);
	expect(couple.browser.shown[0]).toMatchObject({ body: expect.stringContaining('My mother fell') });
	expect(couple.browser.headers[0]).toMatchObject({ urgency: 'high' });
	expect(Number(couple.browser.headers[0]?.['ttl'])).toBeLessThanOrEqual(300);
	expect([titles(guest), titles(other)]).toEqual([[], []]);
	await call(helper.token, 'POST', `${path}/alerts/${raised.body.id}/ack`);
	const seen = (await call(guest.token, 'GET', `${path}/alerts`)).body.alerts[0];
	expect(seen.ackedBy.map(({ name }: { name: string }) => name)).toEqual(['Hugo']);
});

test('[AT10] acknowledged in the inbox, it is acknowledged for whoever called', async () => {
	const { path, enter } = await aWedding();
	const [couple, helper] = [await enter('Maria', 'couple'), await enter('Hugo', 'helper')];
	await call(helper.token, 'POST', `${path}/alerts`, { text: 'Fire', urgency: 'emergency' });
	const line = async () => (await call(couple.token, 'GET', '/api/me/notifications')).body.notifications[0];
	await expect.poll(async () => (await line())?.kind, { timeout: 10_000 }).toBe('emergency');
	const { id } = await line();
	expect((await call(couple.token, 'POST', `/api/me/notifications/${id}/ack`)).body.ackedAt).toBeDefined();
	const [alert] = (await call(helper.token, 'GET', `${path}/alerts`)).body.alerts;
	expect(alert.ackedBy.map(({ name }: { name: string }) => name)).toEqual(['Maria']);
});

test('[AT11] killed before the answer or before the push, the same request raises one alert, and each browser is told of it under one id', async () => {
	const { path, enter } = await aWedding();
	const [couple, helper] = [await enter('Maria', 'couple'), await enter('Hugo', 'helper')];
	const body = { text: 'The tent is coming down', urgency: 'emergency' };
	let cutOff = 0;
	const steps = ['inserted:1', 'committed:1', 'committed:2', 'inserted:2'];
	for (const [round, step] of steps.entries()) {
		await server.stop();
		server = await server.again({ environment: { ...environment, FAILPOINT: step } });
		const raise = () => call(helper.token, 'POST', `${path}/alerts`, body, `round-${round}`);
		// It may die before the answer, or after it.
		cutOff += await raise().then(
			() => 0,
			() => 1,
		);
		await server.kill9();
		server = await server.again({ environment });
		expect((await raise()).status).toBe(201);
		await expect.poll(() => ids(couple).size, { timeout: 15_000 }).toBe(round + 1);
	}
	const { alerts } = (await call(couple.token, 'GET', `${path}/alerts`)).body;
	expect(alerts).toHaveLength(steps.length);
	// The first append after a start is the alert's own.
	expect(cutOff).toBeGreaterThanOrEqual(2);
	const { events } = (await call(couple.token, 'GET', `${path}/events?limit=1000`)).body;
	const raised = events.filter(({ type }: { type: string }) => type === 'alert.raised');
	expect(raised.map(({ record }: { record: { id: string } }) => record.id).toSorted()).toEqual(
		alerts.map(({ id }: { id: string }) => id).toSorted(),
	);
}, 120_000);

test('[RE14] who has ended push is not pushed to, not even in an emergency; who agrees again is', async () => {
	const { path, enter } = await aWedding();
	const [couple, helper, other] = [
		await enter('Maria', 'couple'),
		await enter('Hugo', 'helper'),
		await enter('Nora', 'helper'),
	];
	const say = (state: string) => call(couple.token, 'PUT', '/api/me/consent', { channel: 'push', state });
	const raise = (text: string) =>
		call(helper.token, 'POST', `${path}/alerts`, { text, urgency: 'emergency' });
	await say('revoked');
	await raise('First');
	await expect.poll(() => titles(other).length, { timeout: 10_000 }).toBe(1);
	await say('granted');
	await raise('Second');
	await expect.poll(() => titles(couple).length, { timeout: 10_000 }).toBe(1);
	expect(couple.browser.shown).toMatchObject([{ body: expect.stringContaining('Second') }]);
});

test('[RE14] a browser that is gone is forgotten; the keys of the server outlive a restart', async () => {
	const { path, enter } = await aWedding();
	const [couple, helper] = [await enter('Maria', 'couple'), await enter('Hugo', 'helper')];
	const { publicKey } = (await call(couple.token, 'GET', '/api/me/push-key')).body;
	push.forget(couple.browser, 410);
	await call(helper.token, 'POST', `${path}/alerts`, { text: 'Help', urgency: 'emergency' });
	const left = async () => (await call(couple.token, 'GET', '/api/me/push-subscriptions')).body.subscriptions;
	await expect.poll(async () => (await left()).length, { timeout: 10_000 }).toBe(0);
	await server.stop();
	server = await server.again({ environment });
	expect((await call(couple.token, 'GET', '/api/me/push-key')).body).toEqual({ publicKey });
	expect(server.output()).not.toMatch(/127\.0\.0\.1:\d+\/send|Help/);
});
