/** Who sees what of the app: a guest the programme and nothing else, a signed-out device nothing at all. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();

test('a guest sees the programme and nothing else, at every address, and also without a network', async () => {
	const context = await app.browser.newContext(small);
	const page = await context.newPage();
	const sockets: string[] = [];
	const asked: string[] = [];
	page.on('websocket', (socket) => sockets.push(socket.url()));
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await page.goto(app.linkOf(6));
	await page.getByRole('heading', { name: 'Amara & Theo', level: 1 }).waitFor();
	await page.getByText('Cutting the cake').waitFor();
	await app.picture(page, '390-programme');
	expect(await violations(page)).toEqual([]);
	for (const path of ['/tasks', '/people', '/more', '/budget']) {
		await page.goto(`${app.server.url}/w/demo${path}`);
		await page.getByText('Cutting the cake').waitFor();
		expect([path, await page.getByRole('navigation').count()]).toEqual([path, 0]);
	}
	expect(await page.evaluate(() => globalThis.wedsync)).toBe(undefined);
	expect(sockets).toEqual([]);
	expect(
		asked.filter((path) => path.startsWith('/api/weddings/demo/') && !/\/(programme|alerts)$/.test(path)),
	).toEqual([]);

	await page.evaluate(() => navigator.serviceWorker.ready);
	await context.setOffline(true);
	await page.reload();
	await page.getByText('Cutting the cake').waitFor();
	await page.getByText(/WedSync can’t be reached/).waitFor();
	await context.setOffline(false);
	await context.close();
});

test('signing out warns of what is unsent, and then leaves nothing of the wedding on the device', async () => {
	const context = await app.browser.newContext(wide);
	const page = await openByLink(context, app.linkOf(0), '/more');
	await isReceipted(page);
	const left = () => page.evaluate(leftOnDevice);
	expect((await left()).length).toBeGreaterThan(0);
	await context.setOffline(true);
	await page.evaluate(() =>
		globalThis.wedsync?.run({ name: 'meta.change', input: { place: 'The old mill' } }),
	);
	await page.getByRole('button', { name: 'Sign out here' }).click();
	await page.getByRole('alert').getByText('1 edit has not reached WedSync yet').waitFor();
	expect(await violations(page)).toEqual([]);
	await page.getByRole('button', { name: 'Stay' }).click();
	await context.setOffline(false);
	await isReceipted(page);
	await page.getByRole('button', { name: 'Sign out here' }).click();
	await page.waitForURL(/\/sign-in$/);
	await expect.poll(left, soon).toEqual([]);
	await page.goto(`${app.server.url}/w/demo`);
	await page.getByText('You are signed out here.').waitFor();
	await context.close();
});

test('emergency access is offered near the day, told to the couple with its reason, and ended early', async () => {
	const [laptop, phone] = [await app.browser.newContext(wide), await app.browser.newContext(small)];
	const amara = await openByLink(laptop, app.linkOf(0));
	const priya = await openByLink(phone, app.linkOf(2));
	expect(await priya.getByRole('button', { name: 'Take emergency access' }).count()).toBe(0);
	const today = new Date().toISOString().slice(0, 10);
	await amara.evaluate((date) => globalThis.wedsync?.run({ name: 'meta.change', input: { date } }), today);
	await priya.getByRole('button', { name: 'Take emergency access' }).click();
	await priya.getByRole('textbox', { name: 'Why' }).fill('the buses are late');
	await app.picture(priya, '390-emergency');
	expect(await violations(priya)).toEqual([]);
	await priya.getByRole('button', { name: 'Take access' }).click();
	await priya.getByText(/^You have emergency access until/).waitFor();
	await amara.getByText(/Priya Raman has taken emergency access until/).waitFor();
	await amara.getByText('the buses are late').waitFor();
	await app.picture(amara, '1280-emergency');
	expect(await violations(amara)).toEqual([]);
	await priya.getByRole('button', { name: 'End now' }).click();
	await expect.poll(() => amara.getByText(/emergency access until/).count(), soon).toBe(0);
	await laptop.close();
	await phone.close();
});

test('who does what on the day is told only by those who choose to, and seen beside their face', async () => {
	const [laptop, phone] = [await app.browser.newContext(wide), await app.browser.newContext(small)];
	const amara = await openByLink(laptop, app.linkOf(0), '/people');
	const wren = await openByLink(phone, app.linkOf(4), '/more');
	const row = amara.getByRole('listitem').filter({ has: amara.getByRole('link', { name: 'Wren Abbott' }) });
	await row.getByText('here now').waitFor();
	expect(await row.getByText('on the way').count()).toBe(0);
	await choose(wren, 'What you are doing', 'on the way');
	await row.getByText('on the way').waitFor();
	expect(await violations(wren)).toEqual([]);
	await choose(wren, 'What you are doing', 'Say nothing');
	await expect.poll(() => row.getByText('on the way').count(), soon).toBe(0);
	await isOpen(wren);
	// Gone, she was last seen a moment ago.
	await wren.close();
	await amara.evaluate(() => window.dispatchEvent(new Event('focus')));
	await row.getByText(/ ago$|just now/).waitFor();
	await laptop.close();
	await phone.close();
});

async function choose(page: Page, name: string, label: string): Promise<void> {
	await page.getByRole('combobox', { name }).selectOption({ label });
}

/** Runs in the page: databases, and what is kept of the wedding or of who is signed in to it. */
async function leftOnDevice(): Promise<readonly string[]> {
	const databases = (await indexedDB.databases()).map(({ name }) => `database ${name ?? ''}`);
	const kept = Object.entries(localStorage)
		.filter(([, value]) => /demo|person-amara|eyJ/.test(value))
		.map(([key]) => `kept ${key}`);
	return [...databases, ...kept];
}
