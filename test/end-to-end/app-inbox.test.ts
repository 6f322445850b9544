/** From what somebody does on one phone to what the others are told: inbox, badge, calls for help, on real devices and a real server. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReceipted, openByLink } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { pictureFile } from '../world/picture.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();
let laptop: BrowserContext;
let phone: BrowserContext;
let florist: BrowserContext;
let amara: Page;
let pocket: Page;
let wren: Page;

beforeAll(async () => {
	laptop = await app.browser.newContext(wide);
	phone = await app.browser.newContext(small);
	florist = await app.browser.newContext(small);
	amara = await openByLink(laptop, app.linkOf(0));
	pocket = await openByLink(phone, app.linkOf(0));
	wren = await openByLink(florist, app.linkOf(4));
});
afterAll(async () => {
	await Promise.all([laptop, phone, florist].map((context) => context.close()));
});

test('[IB28] a florist finishes a task with a photo: it is in the couple’s inbox with the photo and on the badge of each device', async () => {
	await nothingUnread(amara);
	await expect.poll(() => unread(pocket), soon).toBe(0);
	await app.visit(wren, '/tasks/task-order-stems');
	await expect.poll(() => wren.getByText('Done, with a photo').count(), soon).toBe(1);
	expect(await violations(wren)).toEqual([]);
	const file = await pictureFile(wren, { width: 3_000, height: 2_000 });
	await Promise.all([watchBadge(amara), watchBadge(pocket), watchTick(wren)]);
	await wren.getByLabel('Done, with a photo').setInputFiles(file);
	await wren.getByRole('button', { name: 'Photo 1, show it large' }).waitFor();
	await app.picture(wren, '390-task-photo');
	const ticked = await happened(wren);
	const [onLaptop, onPhone] = await Promise.all([happened(amara), happened(pocket)]);
	console.info(
		`from the florist's edit to the couple's badge: laptop ${onLaptop - ticked} ms, phone ${onPhone - ticked} ms`,
	);
	expect([await unread(amara), await unread(pocket)]).toEqual([1, 1]);

	await pocket.getByRole('link', { name: /Inbox/ }).click();
	const photo = pocket.getByRole('img', { name: /^Photo: / });
	// From 3,000 pixels, made small before it went out.
	await expect
		.poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth), soon)
		.toBe(2_048);
	await app.picture(pocket, '390-inbox');
	expect(await violations(pocket)).toEqual([]);
	await app.visit(amara, '/inbox');
	await amara.getByRole('img', { name: /^Photo: / }).waitFor();
	await amara.getByText('Why did I get this?').first().click();
	await amara.locator('details[open] p').first().waitFor();
	await app.picture(amara, '1280-inbox');
	expect(await violations(amara)).toEqual([]);
	const kept = await wren.evaluate(
		() => globalThis.wedsync?.plan.tasks.find(({ id }) => id === 'task-order-stems')?.evidence.length,
	);
	expect(kept).toBe(1);
});

test('[IB29] what is read on the phone is read on the laptop, and its badge is gone', async () => {
	expect([await unread(amara), await unread(pocket)]).toEqual([1, 1]);
	await watchBadge(amara);
	await app.visit(pocket, '/inbox');
	const before = await now(pocket);
	await pocket.getByRole('link', { name: /Order the stems/ }).click();
	await pocket.waitForURL(/\/tasks\/task-order-stems$/);
	await expect.poll(() => unread(amara), soon).toBe(0);
	console.info(`from a tap on the phone to the laptop's badge gone: ${(await happened(amara)) - before} ms`);
	expect(await unread(pocket)).toBe(0);
});

test('[IB30] the inbox is walked and read with the keyboard, and is there without a network', async () => {
	await app.visit(wren, '/tasks/task-arch-test');
	await wren.evaluate(() =>
		globalThis.wedsync?.run({ name: 'tasks.change', input: { id: 'task-arch-test', status: 'blocked' } }),
	);
	await isReceipted(wren);
	await app.visit(amara, '/inbox');
	await expect.poll(() => unread(amara), soon).toBe(1);
	const lines = amara.locator('main [data-line]');
	await lines.first().focus();
	await amara.keyboard.press('ArrowDown');
	await expect.poll(() => lines.nth(1).evaluate((line) => line === document.activeElement), soon).toBe(true);
	await amara.keyboard.press('ArrowUp');
	await amara.keyboard.press('r');
	await expect.poll(() => unread(amara), soon).toBe(0);
	await amara.keyboard.press('Enter');
	await amara.waitForURL(/\/tasks\/task-arch-test$/);

	await amara.evaluate(() => navigator.serviceWorker.ready);
	await laptop.setOffline(true);
	await amara.goto(`${app.server.url}/w/demo/inbox`);
	await amara.getByText(/WedSync can’t be reached. This is from/).waitFor();
	expect(await lines.count()).toBeGreaterThan(1);
	expect(await violations(amara)).toEqual([]);
	await app.picture(amara, '1280-inbox-offline');
	await laptop.setOffline(false);
});

test('[BL42] a photo taken without a network is kept on the device, is proof at once, and goes out later', async () => {
	await app.visit(wren, '/tasks/task-arch-test');
	const file = await pictureFile(wren, { width: 800, height: 600 });
	await florist.setOffline(true);
	await wren.getByLabel('Done, with a photo').setInputFiles(file);
	await wren
		.getByText(/The photo lies on this device/)
		.first()
		.waitFor();
	await wren.getByRole('button', { name: 'Photo 1, show it large' }).click();
	await wren.getByRole('dialog', { name: 'Photo 1' }).waitFor();
	expect(await violations(wren)).toEqual([]);
	await wren.keyboard.press('Escape');
	await florist.setOffline(false);
	await wren.evaluate(() => window.dispatchEvent(new Event('online')));
	await isReceipted(wren);
	const sent = () => wren.evaluate(async () => (await (await caches.open('photos-waiting')).keys()).length);
	await expect.poll(sent, soon).toBe(0);
	await app.visit(amara, '/tasks/task-arch-test');
	await amara.getByRole('button', { name: 'Photo 1, show it large' }).waitFor();
});

test('[AT45] a guest calls for help from the programme, and sees who comes', async () => {
	const guest = await app.browser.newContext(small);
	const page = await guest.newPage();
	await page.goto(app.linkOf(6));
	await page.getByRole('button', { name: 'I need help' }).click();
	await page.getByRole('button', { name: 'Somebody is hurt' }).click();
	await page.getByRole('button', { name: 'Call them' }).click();
	await page.getByText('Those who run the day are being told.').waitFor();
	const banner = amara.getByRole('alert').filter({ hasText: 'Somebody is hurt' });
	await banner.getByRole('button', { name: 'I’m coming' }).click();
	const sheet = page.getByRole('dialog', { name: 'Call for help' });
	await sheet.getByText('1 person is coming').waitFor();
	expect(await violations(page)).toEqual([]);
	await app.picture(page, '390-guest-help');
	await sheet.getByRole('button', { name: 'It is settled' }).click();
	await guest.close();
});

test('[AT42] a call for help is above everybody’s page, is answered there, and its caller sees by whom', async () => {
	const today = new Date().toISOString().slice(0, 10);
	await app.visit(amara, '/tasks');
	await amara.evaluate((date) => globalThis.wedsync?.run({ name: 'meta.change', input: { date } }), today);
	await app.visit(wren, '/');
	// In the head and beside the thumb.
	await expect.poll(() => wren.getByRole('button', { name: 'I need help' }).count(), soon).toBe(2);
	await app.picture(wren, '390-now-help');
	await wren.getByRole('button', { name: 'I need help' }).last().click();
	await wren.getByRole('button', { name: 'Something is broken' }).click();
	await wren.getByRole('textbox', { name: 'Where are you?' }).fill('walled garden');
	await app.picture(wren, '390-help');
	expect(await violations(wren)).toEqual([]);
	const sheet = wren.getByRole('dialog', { name: 'Call for help' });
	const before = await now(wren);
	await wren.getByRole('button', { name: 'Tell everybody' }).click();
	const banner = amara.getByRole('alert').filter({ hasText: 'Something is broken' });
	await banner.waitFor();
	console.info(`from the red button to another screen: ${(await now(amara)) - before} ms`);
	await banner.getByText('walled garden').waitFor();
	expect(await violations(amara)).toEqual([]);
	await app.picture(amara, '1280-alert');
	await sheet.getByText('Nobody is coming yet').waitFor();
	// The laptop asked for it, since it has a page in front.
	await sheet.getByText('Amara Bell was shown it').waitFor();
	await banner.getByRole('button', { name: 'I’m coming' }).click();
	await sheet.getByText('1 person is coming').waitFor();
	await sheet.getByText('Amara Bell').waitFor();
	await app.picture(wren, '390-help-seen');
	expect(await violations(wren)).toEqual([]);
	await expect.poll(() => banner.count(), soon).toBe(0);
	await sheet.getByRole('button', { name: 'It is settled' }).click();
	await app.visit(pocket, '/alerts');
	await pocket.getByRole('region', { name: 'Settled' }).getByText('Something is broken').waitFor();
	await app.picture(pocket, '390-alerts');
	expect(await violations(pocket)).toEqual([]);
});

test('[AT42] a page in the background is nobody’s screen, until somebody brings it to the front', async () => {
	const desk = await app.browser.newContext(wide);
	await desk.addInitScript(() => {
		Object.defineProperty(document, 'hidden', { get: () => Reflect.get(globalThis, 'isInFront') !== true });
	});
	const theo = await openByLink(desk, app.linkOf(1));
	await theo.getByRole('link', { name: /Inbox/ }).first().waitFor();
	await app.visit(wren, '/');
	await wren.getByRole('button', { name: 'I need help' }).last().click();
	await wren.getByRole('textbox', { name: 'What is the matter?' }).fill('The van does not start');
	await wren.getByRole('button', { name: 'Tell everybody' }).click();
	const sheet = wren.getByRole('dialog', { name: 'Call for help' });
	await sheet.getByText('Amara Bell was shown it').waitFor();
	expect(await sheet.getByText('Theo Lindqvist').count()).toBe(0);
	await theo.evaluate(() => {
		Reflect.set(globalThis, 'isInFront', true);
		document.dispatchEvent(new Event('visibilitychange'));
	});
	await theo.getByRole('alert').filter({ hasText: 'The van does not start' }).waitFor();
	await sheet.getByText('Theo Lindqvist was shown it').waitFor();
	await sheet.getByRole('button', { name: 'It is settled' }).click();
	await desk.close();
});

test('[AT43] a call without a network says that nothing was sent, and goes out once when there is one', async () => {
	await app.visit(wren, '/');
	await florist.setOffline(true);
	await wren.getByRole('button', { name: 'I need help' }).last().click();
	await wren.getByRole('textbox', { name: 'What is the matter?' }).fill('The arch has fallen over');
	await wren.getByRole('button', { name: 'Tell everybody' }).click();
	const sheet = wren.getByRole('dialog', { name: 'Call for help' });
	await sheet.getByText(/Not sent yet/).waitFor();
	await florist.setOffline(false);
	await sheet.getByText('Everybody is being told.').waitFor();
	await app.visit(amara, '/alerts');
	await expect
		.poll(() => amara.getByRole('article', { name: 'The arch has fallen over' }).count(), soon)
		.toBe(1);
	await sheet.getByRole('button', { name: 'It is settled' }).click();
});

test('[AT44] who may says something to everybody, and sees who has seen it', async () => {
	await app.visit(amara, '/alerts');
	await amara.getByRole('textbox', { name: 'Your words' }).fill('The buses leave at 22:30');
	await amara.getByRole('button', { name: 'Announce' }).click();
	await app.visit(wren, '/tasks');
	const banner = wren.getByRole('alert').filter({ hasText: 'The buses leave at 22:30' });
	await banner.getByRole('button', { name: 'I have seen it' }).click();
	const card = amara.getByRole('article', { name: 'The buses leave at 22:30' });
	await card.getByText('1 person has seen it').first().waitFor();
	await app.picture(amara, '1280-alerts');
	expect(await violations(amara)).toEqual([]);
});

async function nothingUnread(page: Page): Promise<void> {
	await app.visit(page, '/inbox');
	await expect.poll(() => unread(page), soon).toBeGreaterThan(0);
	await page.getByRole('button', { name: 'Mark all read' }).click();
	await expect.poll(() => unread(page), soon).toBe(0);
}

/** As the badge beside "Inbox" says. */
function unread(page: Page): Promise<number> {
	return page.evaluate(() => {
		const links = [...document.querySelectorAll('nav a')].filter((link) => link.checkVisibility());
		const inbox = links.find((link) => link.getAttribute('href')?.endsWith('/inbox'));
		return Number.parseInt(/\d+/.exec(inbox?.textContent ?? '')?.[0] ?? '0', 10);
	});
}

/** Remembers when the badge changes for the first time from now on. */
function watchBadge(page: Page): Promise<void> {
	return page.evaluate(() => {
		Reflect.deleteProperty(globalThis, 'happenedAt');
		const watch = new MutationObserver((changes) => {
			const isInbox = changes.some(({ target }) =>
				(target instanceof Element ? target : target.parentElement)?.closest('a[href$="/inbox"]'),
			);
			if (!isInbox) return;
			Reflect.set(globalThis, 'happenedAt', performance.timeOrigin + performance.now());
			watch.disconnect();
		});
		watch.observe(document.body, { subtree: true, childList: true, characterData: true });
	});
}

/** Remembers when this page's own task is done in its plan. */
function watchTick(page: Page): Promise<void> {
	return page.evaluate(() => {
		Reflect.deleteProperty(globalThis, 'happenedAt');
		const stop = globalThis.wedsync?.subscribe(() => {
			const task = globalThis.wedsync?.plan.tasks.find(({ id }) => id === 'task-order-stems');
			if (task?.status !== 'done') return;
			Reflect.set(globalThis, 'happenedAt', performance.timeOrigin + performance.now());
			stop?.();
		});
	});
}

async function happened(page: Page): Promise<number> {
	await page.waitForFunction(() => Reflect.has(globalThis, 'happenedAt'));
	return Math.round(await page.evaluate(() => Reflect.get(globalThis, 'happenedAt') as number));
}

const now = (page: Page): Promise<number> =>
	page.evaluate(() => Math.round(performance.timeOrigin + performance.now()));
