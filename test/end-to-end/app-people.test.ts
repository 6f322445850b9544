/** What those meet who look at it once a year: words in one piece on a small phone, a guest who is told and asks for help, a device that is handed on. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openByLink } from '../world/browser.ts';
import { brokenWords } from '../world/broken-words.ts';
import { demoApp, small, soon } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();
const tiny: BrowserContextOptions = { ...small, viewport: { width: 320, height: 640 } };

for (const [width, options] of [
	[390, small],
	[320, tiny],
] as const)
	test(`at ${width} pixels no word of the pages of telling is torn apart, and nothing hangs over the edge`, async () => {
		const context = await app.browser.newContext(options);
		const priya = await openByLink(context, app.linkOf(2));
		for (const path of ['/more', '/inbox', '/preferences', '/policy', '/webhooks', '/alerts']) {
			await app.visit(priya, path);
			await priya.getByRole('heading', { level: 1 }).waitFor();
			if (path === '/preferences') await priya.locator('summary', { hasText: 'Each kind by itself' }).click();
			await expect.poll(() => priya.locator('main [aria-busy]').count(), soon).toBe(0);
			const over = await priya.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect([path, over, await brokenWords(priya)]).toEqual([path, 0, []]);
		}
		await context.close();
	});

test('[IB6] somebody who opens the demonstration finds a few examples in the inbox and no flood', async () => {
	const context = await app.browser.newContext(small);
	const amara = await openByLink(context, app.linkOf(0), '/inbox');
	await amara.locator('main [data-line]').first().waitFor();
	const told = await amara.evaluate(() => {
		const { list } = JSON.parse(localStorage.getItem('wedsync.inbox.demo') ?? '{}') as {
			list: { kind: string }[];
		};
		return list.map(({ kind }) => kind);
	});
	expect(told.filter((kind) => kind !== 'mentioned' && kind !== 'assignment-asked')).toEqual([]);
	expect(told.length).toBeLessThan(10);
	await context.close();
});

test('[AT45] a guest calls those who run the day, urgently and in no other way, and keeps what was typed when it was not sent', async () => {
	const context = await app.browser.newContext(small);
	const edith = await openAsGuest(await context.newPage());
	await edith.getByRole('button', { name: 'I need help' }).click();
	const sheet = edith.getByRole('dialog', { name: 'Call for help' });
	await sheet.getByText('Those who run the day are told at once.').waitFor();
	expect(await sheet.getByRole('radio').count()).toBe(0);
	expect(await sheet.getByText(/everybody/i).count()).toBe(0);
	await sheet.getByRole('textbox', { name: 'What is the matter?' }).fill('Grandpa feels dizzy');
	await sheet.getByRole('textbox', { name: 'Where are you?' }).fill('rose arch');
	await context.setOffline(true);
	await sheet.getByRole('button', { name: 'Call them' }).click();
	await sheet.getByText(/Not sent yet/).waitFor();
	await sheet.getByRole('button', { name: 'Don’t send' }).click();
	expect(await sheet.getByRole('textbox', { name: 'What is the matter?' }).inputValue()).toBe(
		'Grandpa feels dizzy',
	);
	expect(await sheet.getByRole('textbox', { name: 'Where are you?' }).inputValue()).toBe('rose arch');
	await context.setOffline(false);
	await sheet.getByRole('button', { name: 'Call them' }).click();
	await sheet.getByText('Those who run the day are being told.').waitFor();
	await sheet.getByRole('button', { name: 'Close' }).last().click();
	// Their own open call does not vanish with the sheet.
	const own = edith.getByRole('status', { name: 'You called for help:' });
	await edith.evaluate(() => window.dispatchEvent(new Event('focus')));
	await own.getByText('Grandpa feels dizzy').waitFor();
	expect(await violations(edith)).toEqual([]);
	await own.getByRole('button', { name: 'It is settled' }).click();
	await expect.poll(() => own.count(), soon).toBe(0);
	await context.close();
});

test('[AT41] what is said to everybody stands above a guest’s programme too, until they have seen it', async () => {
	const desk = await app.browser.newContext(small);
	const priya = await openByLink(desk, app.linkOf(2), '/alerts');
	const context = await app.browser.newContext(small);
	const edith = await openAsGuest(await context.newPage());
	await priya.getByRole('textbox', { name: 'Your words' }).fill('The ceremony moves into the barn');
	await priya.getByText('Urgent', { exact: true }).click();
	await priya.getByRole('button', { name: 'Announce' }).click();
	const card = priya.getByRole('article', { name: 'The ceremony moves into the barn' });
	await card.waitFor();
	await edith.evaluate(() => window.dispatchEvent(new Event('focus')));
	const banner = edith.getByRole('alert').filter({ hasText: 'The ceremony moves into the barn' });
	await banner.waitFor();
	await app.picture(edith, '390-guest-announcement');
	expect(await violations(edith)).toEqual([]);
	await banner.getByRole('button', { name: 'I have seen it' }).click();
	await expect.poll(() => banner.count(), soon).toBe(0);
	await card.getByText('1 person has seen it').first().waitFor();
	await Promise.all([desk.close(), context.close()]);
});

test('[IB26] who signs out leaves no message in the tray, no number on the icon and no line of the inbox, also with a second tab open', async () => {
	const context = await app.browser.newContext(small);
	await context.grantPermissions(['notifications'], { origin: app.server.url });
	await context.addInitScript(() => {
		Object.assign(navigator, {
			setAppBadge: async (n: number) => localStorage.setItem('test.badge', String(n)),
			clearAppBadge: async () => localStorage.setItem('test.badge', 'none'),
		});
		const subscription = {
			toJSON: () => ({ endpoint: 'https://push.example/ruth', keys: { p256dh: 'p', auth: 'a' } }),
			unsubscribe: async () => true,
		};
		Reflect.set(PushManager.prototype, 'getSubscription', async () => subscription);
	});
	const ruth = await openByLink(context, app.linkOf(3), '/more');
	const other = await context.newPage();
	await app.visit(other, '/inbox');
	await expect
		.poll(() => ruth.evaluate(() => localStorage.getItem('wedsync.inbox.demo')), soon)
		.toContain('needsAck');
	await ruth.evaluate(async () => {
		const session = JSON.parse(localStorage.getItem('wedsync.sessions') ?? '[]')[0] as { person: string };
		const told = { demo: { endpoint: 'https://push.example/ruth', person: session.person } };
		localStorage.setItem('wedsync.push', JSON.stringify(told));
		const { showNotification } = ServiceWorkerRegistration.prototype;
		await showNotification.call(await navigator.serviceWorker.ready, 'Ours', {
			data: { link: '/w/demo/inbox' },
		});
		await showNotification.call(await navigator.serviceWorker.ready, 'Theirs', {
			data: { link: '/w/demolition' },
		});
	});
	await ruth.getByRole('button', { name: 'Sign out here' }).click();
	await ruth.getByRole('heading', { name: 'Good to see you' }).waitFor();
	await other.evaluate(() => window.dispatchEvent(new Event('focus')));
	await other.getByText('You are signed out here.').waitFor();
	const left = await ruth.evaluate(async () => ({
		inbox: localStorage.getItem('wedsync.inbox.demo'),
		badge: localStorage.getItem('test.badge'),
		tray: (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title }) => title),
	}));
	expect(left).toEqual({ inbox: null, badge: 'none', tray: ['Theirs'] });
	await context.close();
});

test('[IB21] who was removed is told that, and not that there is no connection; what is said from then on is not theirs', async () => {
	const [desk, phone] = [await app.browser.newContext(small), await app.browser.newContext(small)];
	const priya = await openByLink(desk, app.linkOf(2), '/people/person-marcus');
	const marcus = await openByLink(phone, app.linkOf(5), '/inbox');
	await marcus.locator('main [data-line]').first().waitFor();
	await priya.getByRole('button', { name: 'Remove Marcus Oyelaran' }).click();
	await marcus.getByText('You are no longer part of this wedding.').waitFor();
	const count = await marcus.locator('main [data-line]').count();
	await priya.evaluate(() =>
		globalThis.wedsync?.run({
			name: 'tasks.change',
			input: { id: 'task-arch-test', notes: '@Marcus nothing for you' },
		}),
	);
	await marcus.reload();
	await marcus.getByText(/^This is from /).waitFor();
	expect(await marcus.getByText('WedSync can’t be reached.').count()).toBe(0);
	expect(await marcus.locator('main [data-line]').count()).toBe(count);
	await Promise.all([desk.close(), phone.close()]);
});

async function openAsGuest(page: Page): Promise<Page> {
	await page.goto(app.linkOf(6));
	await page.getByRole('button', { name: 'I need help' }).waitFor();
	return page;
}
