/** Ceremony, guests and budget in the app: each on its own page, live between those who may, closed to those who may not. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();

const visit = async (page: Page, path: string) => {
	await page.goto(`${app.server.url}/w/demo${path}`);
	await isOpen(page);
	await page.getByRole('heading', { level: 1 }).waitFor();
};
const onScreen = (page: Page) => page.evaluate(() => globalThis.wedsync?.section);

test('the order of the ceremony moves on every screen, and two who moved the same part decide which', async () => {
	const [laptop, phone] = [await app.browser.newContext(wide), await app.browser.newContext(small)];
	const amara = await openByLink(laptop, app.linkOf(0), '/ceremony');
	const priya = await openByLink(phone, app.linkOf(2), '/ceremony');
	await amara.getByRole('link', { name: 'Welcome' }).waitFor();
	await priya.getByRole('link', { name: 'Welcome' }).waitFor();
	expect([await onScreen(amara), await onScreen(priya)]).toEqual(['ceremony', 'ceremony']);
	await amara.getByRole('button', { name: 'Move up: Welcome' }).click();
	await expect.poll(() => order(priya), soon).toMatch(/seated.*Welcome.*Procession/s);
	for (const [page, name] of [
		[amara, '1280-ceremony'],
		[priya, '390-ceremony'],
	] as const) {
		await app.picture(page, name);
		expect(await violations(page)).toEqual([]);
	}
	await phone.setOffline(true);
	await priya.getByRole('button', { name: 'Move down: Rings' }).click();
	await amara.getByRole('button', { name: 'Move up: Rings' }).click();
	await isReceipted(amara);
	await phone.setOffline(false);
	await isReceipted(priya);
	await priya.getByRole('link', { name: 'Rings', exact: true }).click();
	const card = priya.getByRole('region', { name: 'Two answers for “Place in the order”' });
	await card.waitFor();
	expect(await violations(priya)).toEqual([]);
	await card.getByRole('button').first().click();
	await expect.poll(() => card.count(), soon).toBe(0);
	await priya.getByRole('button', { name: 'Close' }).first().click();
	await priya.getByRole('link', { name: 'Tasks' }).click();
	await expect.poll(() => onScreen(priya), soon).toBe('plan');
	await laptop.close();
	await phone.close();
});

test('guests are found, answered for and seated; the kitchen and the tables count along', async () => {
	const context = await app.browser.newContext(small);
	const page = await openByLink(context, app.linkOf(3), '/guests');
	await page.getByRole('searchbox', { name: 'Find a guest' }).fill('viktor');
	await page.getByRole('link', { name: 'Viktor Lang' }).click();
	const sheet = page.getByRole('dialog', { name: 'Guest' });
	await sheet.getByRole('radio', { name: 'Comes', exact: true }).check({ force: true });
	await sheet.getByRole('combobox', { name: 'Table' }).selectOption({ label: 'Willow · 2 free' });
	await sheet.getByRole('textbox', { name: 'Diet' }).fill('no mustard');
	expect(await violations(page)).toEqual([]);
	await sheet.getByRole('button', { name: 'Close' }).click();
	await page.getByText('no mustard').first().waitFor();
	await page.getByText('5 of 6 seats').waitFor();
	await page.getByRole('searchbox').fill('');
	await app.picture(page, '390-guests');
	expect(await violations(page)).toEqual([]);
	// Ruth is family: she plans the guests, reads the ceremony, and the money stays with the couple.
	await visit(page, '/ceremony');
	await page.getByText('Why?').waitFor();
	expect(await page.getByRole('button', { name: /^Move / }).count()).toBe(0);
	await visit(page, '/budget');
	await page.getByRole('heading', { name: 'This part is not for your role.' }).waitFor();
	expect(await violations(page)).toEqual([]);
	await visit(page, '/more');
	const links = page.getByRole('navigation', { name: 'More' });
	expect(await links.getByRole('link').allTextContents()).toEqual([
		' Who does what',
		' People',
		' Ceremony',
		' Guests & tables',
		' Calls & announcements',
		' How you hear of it',
	]);
	await context.close();
});

test('the budget adds up as figures change, and fits a small phone', async () => {
	const context = await app.browser.newContext({ ...small, viewport: { width: 320, height: 640 } });
	const page = await openByLink(context, app.linkOf(0), '/budget');
	const sums = () => page.locator('dl').first().textContent();
	await expect.poll(sums, soon).toBe('Planned23,825.50Paid7,730Still due16,095.50');
	await page.getByRole('link', { name: 'Cake, three tiers' }).click();
	const sheet = page.getByRole('dialog', { name: 'Line of the budget' });
	await sheet.getByRole('spinbutton', { name: 'Paid' }).fill('395.5');
	await sheet.getByRole('spinbutton', { name: 'Paid' }).press('Enter');
	await sheet.getByRole('button', { name: 'Close' }).click();
	await expect.poll(sums, soon).toBe('Planned23,825.50Paid8,025.50Still due15,800');
	await app.picture(page, '320-budget');
	expect(await violations(page)).toEqual([]);
	for (const path of ['/budget', '/guests', '/ceremony', '/access', '/people']) {
		await visit(page, path);
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect([path, width]).toEqual([path, 320]);
	}
	await context.close();
});

async function order(page: Page): Promise<string> {
	return (await page.getByRole('listitem').allTextContents()).join('\n');
}
