/** Messages while no page is open: subscribed from the app, encrypted by the relay, shown by the worker, leading to the record. */
import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import ece from 'http_ece';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReceipted, openByLink } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp({ WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' });
let phone: BrowserContext;
let florist: BrowserContext;
let service: PushService;

beforeAll(async () => {
	service = await startPushService();
	phone = await app.browser.newContext(small);
	await phone.grantPermissions(['notifications'], { origin: app.server.url });
	florist = await app.browser.newContext(wide);
});
afterAll(async () => {
	await Promise.all([phone.close(), florist.close()]);
	service.server.closeAllConnections();
	service.server.close();
});

test('[RE44] switched on in the app, a push is shown with no page open, leads to its record, and is read with that', async () => {
	const amara = await subscribed();
	await amara.getByText('Messages appear here, also when WedSync is closed.').waitFor();
	await app.picture(amara, '390-preferences');
	expect(await violations(amara)).toEqual([]);
	await amara.close();

	const wren = await openByLink(florist, app.linkOf(4));
	await wren.evaluate(() =>
		globalThis.wedsync?.run({ name: 'tasks.change', input: { id: 'task-order-stems', status: 'blocked' } }),
	);
	await isReceipted(wren);
	const pushed = await service.next();
	expect(pushed).toMatchObject({ title: expect.stringContaining('Order the stems'), id: expect.any(String) });

	const empty = await phone.newPage();
	const session = await phone.newCDPSession(empty);
	await deliver(session, JSON.stringify(pushed));
	await expect
		.poll(() => shown(phone), soon)
		.toEqual([
			{ title: pushed['title'], body: pushed['body'], data: { link: pushed['link'], id: pushed['id'] } },
		]);
	expect(phone.pages().filter((page) => page.url().includes('/w/')).length).toBe(0);

	// A tapped notification that finds no page opens one at this address.
	const link = new URL(String(pushed['link']));
	await empty.goto(`${app.server.url}${link.pathname}?notice=${String(pushed['id'])}`);
	await empty.getByRole('dialog', { name: 'Task' }).waitFor();
	await empty.waitForURL(/\/tasks\/task-order-stems$/);
	await empty.goto(`${app.server.url}/w/demo/inbox`);
	const line = empty.locator('li', { has: empty.locator(`[data-line="${String(pushed['id'])}"]`) });
	await line.waitFor();
	await expect.poll(() => line.getByText('unread:').count(), soon).toBe(0);

	// One that finds a page leads that one there.
	await deliver(session, JSON.stringify({ ...pushed, link: '/w/demo/tasks/task-arch-test' }));
	// A later word about the same thing takes the place of the earlier.
	const links = async () => (await shown(phone)).map(({ data }) => (data as { link: string }).link);
	await expect.poll(links, soon).toEqual(['/w/demo/tasks/task-arch-test']);
	await tap(phone);
	await empty.waitForURL(/\/tasks\/task-arch-test$/);
	await deliver(session, 'not ours at all');
	await expect.poll(async () => (await shown(phone)).map(({ title }) => title), soon).toContain('WedSync');
	await empty.close();
});

test('[RE45] switched off, this device is told to the relay no more', async () => {
	const page = await phone.newPage();
	await page.addInitScript(fakeSubscription, service.subscription);
	const told: string[] = [];
	page.on('request', (request) => {
		if (request.url().endsWith('/api/me/push-subscriptions')) told.push(request.method());
	});
	await page.goto(`${app.server.url}/w/demo/preferences`);
	const way = page.getByRole('switch', { name: 'On this device' });
	await way.waitFor();
	await expect.poll(() => way.isChecked(), soon).toBe(true);
	await way.click({ force: true });
	await page.getByText('Nothing appears here while WedSync is closed.').waitFor();
	expect(told).toEqual(['DELETE']);
	await page.close();
});

async function subscribed(): Promise<Page> {
	const page = await openByLink(phone, app.linkOf(0));
	await page.addInitScript(fakeSubscription, service.subscription);
	await page.goto(`${app.server.url}/w/demo/preferences`);
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.getByRole('switch', { name: 'On this device' }).click({ force: true });
	return page;
}

/** Runs in the page: no browser of a test can reach a push service, so one stands in for it on this machine. */
function fakeSubscription(json: object): void {
	const subscription = { toJSON: () => json, unsubscribe: async () => true };
	Reflect.set(PushManager.prototype, 'subscribe', async () => subscription);
	Reflect.set(PushManager.prototype, 'getSubscription', async () => subscription);
}

/** As the browser's push service would, to the worker of this origin. */
async function deliver(session: CDPSession, data: string): Promise<void> {
	const registrationId = new Promise<string>((resolve) =>
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const own = registrations.find(({ scopeURL }) => scopeURL === `${app.server.url}/`);
			if (own !== undefined) resolve(own.registrationId);
		}),
	);
	await session.send('ServiceWorker.enable');
	await session.send('ServiceWorker.deliverPushMessage', {
		origin: app.server.url,
		registrationId: await registrationId,
		data,
	});
	await session.send('ServiceWorker.disable');
}

interface Shown {
	readonly title: string;
	readonly body: string;
	readonly data: unknown;
}

function shown(context: BrowserContext): Promise<readonly Shown[]> {
	const worker = context.serviceWorkers()[0];
	if (worker === undefined) return Promise.resolve([]);
	return worker.evaluate(async () => {
		const scope = globalThis as unknown as { readonly registration: ServiceWorkerRegistration };
		const all = await scope.registration.getNotifications();
		return all.map(({ title, body, data }) => ({ title, body, data: data as unknown }));
	});
}

/** A finger on the one that is shown. */
async function tap(context: BrowserContext): Promise<void> {
	await context.serviceWorkers()[0]?.evaluate(async () => {
		const scope = globalThis as unknown as {
			readonly registration: ServiceWorkerRegistration;
			readonly NotificationEvent: new (type: string, init: object) => Event;
			dispatchEvent(event: Event): boolean;
		};
		const [notification] = await scope.registration.getNotifications();
		scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
	});
}

interface PushService {
	readonly server: Server;
	readonly subscription: object;
	/** The next message, decrypted as a browser would. */
	next(): Promise<Readonly<Record<string, unknown>>>;
}

async function startPushService(): Promise<PushService> {
	const browser = createECDH('prime256v1');
	browser.generateKeys();
	const auth = randomBytes(16);
	const came: Readonly<Record<string, unknown>>[] = [];
	const server = createServer((request, response) => {
		void bytesOf(request).then((bytes) => {
			const text = ece.decrypt(bytes, {
				version: 'aes128gcm',
				privateKey: browser,
				authSecret: auth.toString('base64url'),
			});
			came.push(JSON.parse(text.toString('utf8')) as Readonly<Record<string, unknown>>);
			response.writeHead(201).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const subscription = {
		endpoint: `http://127.0.0.1:${port}/push/1`,
		keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') },
	};
	return {
		server,
		subscription,
		async next() {
			await expect.poll(() => came.length, { ...soon, timeout: 60_000 }).toBeGreaterThan(0);
			const [first] = came.splice(0, 1);
			if (first === undefined) throw new Error('nothing came');
			return first;
		},
	};
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts);
}
