/** A florist ticks a task on the real server; the couple's mail about it is in the outbox while somebody looks at it, and a sign-in link too. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChromium } from '../world/browser.ts';
import { wide } from '../world/demo-app.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
let browser: Browser;
beforeAll(async () => {
	server = await startServer({ isDemo: true });
	browser = await startChromium();
});
afterAll(async () => {
	await browser?.close();
	await server?.remove();
});

async function as(name: string) {
	const code = server.links.find((link) => link.name.startsWith(name))?.url.split('#')[1];
	const { token } = await (await send('POST', '/api/sign-in/redeem', { code })).json();
	return (method: string, path: string, body?: object) => send(method, path, body, token);
}
const send = (method: string, path: string, body?: object, token = '') =>
	fetch(`${server.url}${path}`, {
		method,
		headers: {
			'Content-Type': 'application/json',
			...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});

describe('from an edit to the outbox', () => {
	it('[OX1] on the real server, what is told by mail is seen as it would be read', async () => {
		const [amara, wren] = [await as('Amara'), await as('Wren')];
		await amara('PUT', '/api/me/contacts', { email: 'amara@bell.example' });
		await amara('PUT', '/api/me/preferences', { channels: { email: true }, digest: 'off', quiet: null });
		const printed = /Development outbox {2}http:\/\/[^/]+(\S+)/.exec(server.output())?.[1];
		const context = await browser.newContext(wide);
		const page = await context.newPage();
		page.setDefaultTimeout(60_000);
		await page.goto(`${server.url}${printed}`);
		await page.locator('nav').waitFor();
		const done = await wren('PATCH', '/api/weddings/demo/tasks/task-flower-list', { status: 'done' });
		expect(done.status).toBe(200);
		const told = page
			.getByRole('article')
			.filter({ hasText: 'Wren Abbott finished “Agree on the flower list” · Amara & Theo' })
			.filter({ hasText: 'amara@bell.example' });
		await told.waitFor();
		const mail = told.frameLocator('iframe');
		const button = mail.getByRole('link', { name: 'Open the task' });
		expect(await button.getAttribute('href')).toMatch(/\/w\/demo\/tasks\/task-flower-list$/);
		await send('POST', '/api/sign-in', { email: 'amara@bell.example' });
		await page.getByRole('heading', { name: 'Sign in to Amara & Theo' }).waitFor();
		await context.close();
	});
});
