/** The app for everybody: no violation that axe can find, thumbs hit what they aim at, and the browser has nothing to object to. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, openByLink, run } from '../world/browser.ts';
import { demoApp } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();

const link = (): string => app.linkOf(0);
const laptop: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: 'en-GB' };
const phone: BrowserContextOptions = {
	viewport: { width: 390, height: 844 },
	hasTouch: true,
	isMobile: true,
	locale: 'en-GB',
};
const paths = [
	'',
	'/run-sheet',
	'/run-sheet/item-ceremony',
	'/tasks',
	'/tasks/task-send-invitations',
	'/assignments',
	'/people',
	'/people/person-wren',
	'/access',
	'/inbox',
	'/alerts',
	'/preferences',
	'/policy',
	'/webhooks',
	'/more',
];

/** Until what the address names is on the page. */
async function visit(page: Page, path: string): Promise<void> {
	await page.goto(`${app.server.url}/w/demo${path}`);
	await isOpen(page);
	await page.locator('main h1').first().waitFor({ state: 'attached' });
	// What only the relay knows is on the page as well.
	if (path === '/preferences' || path === '/policy') await page.locator('main h2').nth(2).waitFor();
	if (path.split('/').length > 2)
		await page
			.getByRole('button', { name: /^(Delete|Remove )/ })
			.last()
			.waitFor();
}

/** Signed in as Amara, with everything that went wrong in the browser gathered in `faults`. */
async function amara(options: BrowserContextOptions): Promise<{ page: Page; faults: string[] }> {
	const context = await app.browser.newContext({ ...options, reducedMotion: 'reduce' });
	const page = await openByLink(context, link());
	const faults: string[] = [];
	page.on('pageerror', (fault) => faults.push(String(fault)));
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) faults.push(message.text());
	});
	return { page, faults };
}

/** Where every kind of thing can be seen at least once, for the other looks. */
const few = ['', '/run-sheet/item-ceremony', '/more', '/access', '/inbox', '/preferences', '/policy'];

test.each([
	['paper on a laptop', 'paper', laptop, paths],
	['paper on a phone', 'paper', phone, paths],
	['the dark', 'dark', laptop, few],
	['the sun', 'outdoor', phone, few],
] as const)('no page has a violation: %s', async (_, theme, options, seen) => {
	const { page, faults } = await amara(options);
	await page.evaluate((name) => localStorage.setItem('wedsync.theme', name), theme);
	for (const path of seen) {
		await visit(page, path);
		expect([path, ...(await violations(page))]).toEqual([path]);
	}
	for (const path of ['/', '/sign-in']) {
		await page.goto(`${app.server.url}${path}`);
		await page.getByRole('heading', { level: 1 }).waitFor();
		expect([path, ...(await violations(page))]).toEqual([path]);
	}
	expect(faults).toEqual([]);
	await page.context().close();
});

test('nor what opens on a page: a preview, a notice, forms', async () => {
	const { page, faults } = await amara(phone);
	const found = async (what: string) => [what, ...(await violations(page))];
	await page.goto(`${app.server.url}/w/demo/run-sheet/item-cake`);
	await page.getByRole('button', { name: '+30 min' }).click();
	await page.getByRole('button', { name: /^Move / }).waitFor();
	expect(await found('preview')).toEqual(['preview']);
	await page.getByRole('button', { name: /^Move / }).click();
	await page.getByRole('button', { name: 'Undo' }).last().waitFor();
	expect(await found('notice')).toEqual(['notice']);
	await page.goto(`${app.server.url}/w/demo/people`);
	await page.getByRole('button', { name: 'Add a person' }).click();
	expect(await found('a new person')).toEqual(['a new person']);
	await page.getByRole('button', { name: 'Close' }).click();
	await page.getByRole('button', { name: 'Invite somebody' }).click();
	await page.getByRole('button', { name: 'Make the link' }).click();
	await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
	expect(await found('an invitation')).toEqual(['an invitation']);
	await page.goto(`${app.server.url}/w/demo/assignments`);
	await page.getByRole('button', { name: 'Ask somebody' }).click();
	expect(await found('asking')).toEqual(['asking']);
	await page.goto(`${app.server.url}/w/demo/alerts`);
	await page.getByRole('button', { name: 'I need help' }).last().click();
	await page.getByRole('button', { name: 'Tell everybody' }).waitFor();
	expect(await found('calling for help')).toEqual(['calling for help']);
	await page.goto(`${app.server.url}/w/demo/webhooks`);
	await page.getByRole('button', { name: 'Connect something' }).click();
	await page.getByText('Only some').click();
	await page.getByText('task.completed').waitFor();
	expect(await found('connecting')).toEqual(['connecting']);
	expect(await page.evaluate(tooSmall)).toEqual([]);
	expect(faults).toEqual([]);
	await page.context().close();
});

test('what can be pressed on a phone is at least 44 pixels high and wide', async () => {
	const { page } = await amara(phone);
	for (const path of paths) {
		await visit(page, path);
		expect([path, ...(await page.evaluate(tooSmall))]).toEqual([path]);
	}
	await page.context().close();
});

test('nothing runs out of the side of a small phone, even with long names and large letters', async () => {
	const { page } = await amara({ ...phone, viewport: { width: 320, height: 640 } });
	const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze für die Brautjungfern bestellen';
	await run(page, 'tasks.change', { id: 'task-send-invitations', title: long });
	await run(page, 'timeline.change', { id: 'item-ceremony', title: long, place: long });
	await run(page, 'people.change', { id: 'person-wren', name: long, trade: long.slice(0, 90) });
	await page.evaluate(() => localStorage.setItem('wedsync.theme', 'outdoor'));
	for (const path of paths) {
		await visit(page, path);
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect([path, width]).toEqual([path, 320]);
	}
	await page.context().close();
});

/** Runs in the page. A line's link is as large as its line; a box to tick as its label. */
function tooSmall(): readonly string[] {
	const found: string[] = [];
	for (const element of document.querySelectorAll<HTMLElement>('a, button, input, select, textarea')) {
		const target =
			element.closest<HTMLElement>('label') ??
			(element.matches('[data-line]') ? element.closest('li') : element);
		const { width, height } = (target ?? element).getBoundingClientRect();
		const isSeen = element.checkVisibility() && width > 1;
		// Such a link only shows when it has the focus of a keyboard.
		if (!isSeen || element.matches('[href="#page"]')) continue;
		if (Math.round(width) < 44 || Math.round(height) < 44) {
			found.push(`${element.outerHTML.slice(0, 120)} ${Math.round(width)}×${Math.round(height)}`);
		}
	}
	return found;
}
