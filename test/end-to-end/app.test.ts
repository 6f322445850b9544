/** The app as a person meets it: one real server, two devices, everything done through the page. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink, run } from '../world/browser.ts';
import { demoApp, soon } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();
let laptop: BrowserContext;
let phone: BrowserContext;
let amara: Page;
let priya: Page;

const { visit } = app;

beforeAll(async () => {
	laptop = await app.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
	phone = await app.browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
		locale: 'en-GB',
	});
	amara = await openByLink(laptop, app.linkOf(0));
	priya = await openByLink(phone, app.linkOf(2));
});

test('a personal link opens the wedding and leaves no code in the address; this device needs no link again', async () => {
	expect(amara.url()).toBe(`${app.server.url}/w/demo`);
	await amara.goto(app.server.url);
	await amara.getByRole('link', { name: /Amara & Theo/ }).click();
	await isOpen(amara);
	await amara.getByRole('heading', { name: 'Amara & Theo', level: 1 }).waitFor();
	const stranger = await app.browser.newContext();
	const page = await stranger.newPage();
	await page.goto(`${app.server.url}/sign-in#no-such-code-here`);
	await page.getByRole('alert').waitFor();
	expect(page.url()).toBe(`${app.server.url}/sign-in`);
	await stranger.close();
});

test('what is typed on one screen is on the other, with a ring round whoever looks at it', async () => {
	await visit(amara, '/tasks');
	await visit(priya, '/tasks/task-send-invitations');
	const title = priya.getByRole('textbox', { name: 'Title' });
	await title.fill('Send the invitations by hand');
	await title.press('Enter');
	await amara.getByText('Send the invitations by hand').waitFor();
	await amara
		.locator('li', { hasText: 'Send the invitations by hand' })
		.getByRole('img', { name: 'Priya Raman is looking at this' })
		.waitFor();
	await priya.getByRole('button', { name: 'Close' }).click();
	await expect
		.poll(() => amara.getByRole('img', { name: 'Priya Raman is looking at this' }).count(), soon)
		.toBe(0);
});

test('a task is written, found, opened, closed and taken back without a pointer', async () => {
	await visit(amara, '/tasks');
	await amara.getByRole('textbox', { name: 'New task' }).focus();
	await amara.keyboard.type('Polish the lanterns');
	await amara.keyboard.press('Enter');
	const line = amara.getByRole('link', { name: 'Polish the lanterns' });
	await line.focus();
	await amara.keyboard.press('ArrowUp');
	await amara.keyboard.press('ArrowDown');
	await amara.keyboard.press('Enter');
	await amara.getByRole('complementary', { name: 'Task' }).waitFor();
	await amara.keyboard.press('Escape');
	await expect.poll(() => line.evaluate((element) => element === document.activeElement), soon).toBe(true);
	await amara.keyboard.press('Control+z');
	await expect.poll(() => line.count(), soon).toBe(0);
	await amara.keyboard.press('Control+Shift+z');
	await line.waitFor();
});

test('a ticked task stays where it is, and "Undo" in the notice takes back just that', async () => {
	await visit(priya, '/tasks');
	const line = priya.locator('li', { hasText: 'Order the stems' });
	await line.getByRole('checkbox').check({ force: true });
	await priya.getByRole('button', { name: 'Undo', exact: true }).last().click();
	expect(await line.getByRole('checkbox').isChecked()).toBe(false);
});

test('two times set at once become a card with both; one tap settles it on every screen', async () => {
	const date = await amara.evaluate(() => globalThis.wedsync?.plan.meta.date);
	await app.server.kill9();
	await run(amara, 'timeline.change', { id: 'item-ceremony', start: `${date}T15:30` });
	await run(priya, 'timeline.change', { id: 'item-ceremony', start: `${date}T14:45` });
	await run(amara, 'timeline.change', { id: 'item-dinner', place: 'Lawn' });
	await run(priya, 'timeline.change', { id: 'item-dinner', place: 'Tent' });
	await app.again();
	await Promise.all([isReceipted(amara), isReceipted(priya)]);
	await amara.getByRole('link', { name: /More/ }).click();
	const card = amara.getByRole('region', { name: 'Two answers for “Starts”' });
	await card.getByRole('button', { name: /15:30.*counts now/s }).waitFor();
	expect(await amara.getByRole('navigation').getByText('2 To decide').count()).toBe(1);
	await card.getByRole('button', { name: /14:45/ }).click();
	await expect.poll(() => card.count(), soon).toBe(0);
	await visit(priya, '/run-sheet');
	await expect
		.poll(() => priya.locator('li:has([data-line=item-ceremony]) time').textContent(), soon)
		.toBe('14:45');
	await priya.getByRole('link', { name: 'Dinner', exact: true }).click();
	const other = priya.getByRole('region', { name: 'Two answers for “Place”' });
	await other.getByRole('button', { name: /Lawn.*counts now/s }).waitFor();
	expect(await violations(priya)).toEqual([]);
	await priya.getByRole('textbox', { name: 'Place' }).fill('Orchard');
	await priya.keyboard.press('Enter');
	await expect.poll(() => other.count(), soon).toBe(0);
	await expect.poll(() => amara.getByText('Nothing to decide. Everybody agrees.').count(), soon).toBe(1);
});

test('a moment that runs late takes along what hangs on it, after a look at what it would do, as one step', async () => {
	await visit(amara, '/run-sheet/item-cake');
	const starts = () =>
		amara.evaluate(() =>
			globalThis.wedsync?.plan.timeline.map(({ id, start }) => `${id} ${start}`).join('\n'),
		);
	const before = await starts();
	const box = amara.getByRole('region', { name: 'Running late?' });
	await box.getByRole('button', { name: '+10 min' }).click();
	expect(await starts()).toBe(before);
	await box.getByRole('button', { name: /^Move \d+ moments$/ }).click();
	await expect.poll(starts, soon).not.toBe(before);
	await amara.getByRole('button', { name: 'Undo' }).first().click();
	await expect.poll(starts, soon).toBe(before);
});

test('once opened, the app and the plan open without any server, take edits, and say what waits', async () => {
	await visit(priya, '/tasks');
	await priya.evaluate(() => navigator.serviceWorker.ready);
	await app.server.kill9();
	await priya.reload();
	await isOpen(priya);
	await priya.getByRole('textbox', { name: 'New task' }).fill('Bring twine');
	await priya.keyboard.press('Enter');
	await priya.getByRole('link', { name: 'Bring twine' }).waitFor();
	const status = priya.getByRole('region', { name: 'State of your edits' });
	await expect.poll(() => status.textContent(), soon).toMatch(/Saved on this phone · 1 edit waiting · /);
	await app.again();
	await isReceipted(priya);
	await expect.poll(() => status.textContent(), soon).toMatch(/^Saved on this phone · reached WedSync /);
	await amara.getByRole('link', { name: 'Tasks', exact: true }).click();
	await amara.getByRole('link', { name: 'Bring twine' }).waitFor();
});

test('what one is typing is never overwritten, and a note written by two hands keeps both', async () => {
	await visit(amara, '/tasks/task-order-stems');
	await visit(priya, '/tasks/task-order-stems');
	const title = priya.getByRole('textbox', { name: 'Title' });
	await title.fill('Half a sente');
	await run(amara, 'tasks.change', { id: 'task-order-stems', title: 'Order all stems' });
	await priya.getByText('Meanwhile changed to “Order all stems”').waitFor();
	expect(await title.inputValue()).toBe('Half a sente');
	await title.press('Escape');
	expect(await title.inputValue()).toBe('Order all stems');

	const [hers, his] = [amara, priya].map((page) => page.getByRole('textbox', { name: 'Notes' }));
	if (hers === undefined || his === undefined) throw new Error('each page has its notes');
	await hers.fill('peonies');
	await expect.poll(() => his.inputValue(), soon).toBe('peonies');
	await his.press('End');
	await Promise.all([his.pressSequentially(', no lilies'), hers.fill('white peonies')]);
	await expect.poll(() => hers.inputValue(), soon).toBe('white peonies, no lilies');
	await expect.poll(() => his.inputValue(), soon).toBe('white peonies, no lilies');
});

test('an edit that the relay refuses is kept as a draft with the reason, and can be let go', async () => {
	await visit(priya, '/more');
	await priya.evaluate(() => {
		const task = globalThis.wedsync?.doc.getMap('tasks').get('task-order-stems');
		(task as { set(key: string, value: unknown): void }).set('priority', 'enormous');
	});
	const drafts = priya.getByRole('region', { name: 'Not in the plan' });
	await drafts.getByText('The plan can’t hold this value.').waitFor();
	expect(await priya.getByRole('navigation').getByText('1 To decide').count()).toBe(1);
	expect(await violations(priya)).toEqual([]);
	await drafts.getByRole('button', { name: 'Let it go' }).click();
	await expect.poll(() => drafts.count(), soon).toBe(0);
	await run(priya, 'tasks.change', { id: 'task-order-stems', priority: 'high' });
	await isReceipted(priya);
});

test('a new version of the app waits until the person says "Update"', async () => {
	const page = await laptop.newPage();
	await visit(page, '');
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await isOpen(page);
	await page.evaluate(() => {
		document.body.dataset['stillHere'] = 'yes';
		// Another address is another version to the browser, whatever is in it.
		return navigator.serviceWorker.register('/service-worker.js?next').then(() => undefined);
	});
	await page.getByText('A new version of WedSync is ready.').waitFor();
	expect(await page.evaluate(() => document.body.dataset['stillHere'])).toBe('yes');
	await page.getByRole('button', { name: 'Update' }).click();
	await page.waitForFunction(() => document.body.dataset['stillHere'] === undefined);
	await isOpen(page);
	await page.close();
});
