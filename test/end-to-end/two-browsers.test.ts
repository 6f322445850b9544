import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink, run, titleOf } from '../world/browser.ts';
import { demoApp } from '../world/demo-app.ts';

const app = demoApp();

async function planOf(page: Page): Promise<string> {
	return page.evaluate(() => JSON.stringify(globalThis.wedsync?.plan));
}

async function becomeEqual(pages: readonly Page[]): Promise<void> {
	await expect
		.poll(async () => new Set(await Promise.all(pages.map(planOf))).size, { timeout: 30_000, interval: 100 })
		.toBe(1);
}

test('two browsers edit at once, go on over a kill -9 of the server, and converge; a third sees the same', async () => {
	const laptop = await app.browser.newContext({ viewport: { width: 1280, height: 900 } });
	const phone = await app.browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
	});
	const amara = await openByLink(laptop, app.linkOf(0));
	const priya = await openByLink(phone, app.linkOf(2));
	await Promise.all([
		...Array.from({ length: 20 }, (_, edit) =>
			run(amara, 'tasks.create', { id: `amara-${edit}`, title: `Amara ${edit}` }),
		),
		...Array.from({ length: 20 }, (_, edit) =>
			run(priya, 'tasks.create', { id: `priya-${edit}`, title: `Priya ${edit}` }),
		),
	]);
	await Promise.all([isReceipted(amara), isReceipted(priya)]);
	await becomeEqual([amara, priya]);
	expect(await titleOf(priya, 'amara-19')).toBe('Amara 19');
	expect(await titleOf(amara, 'priya-19')).toBe('Priya 19');

	await app.server.kill9();
	await run(amara, 'tasks.create', { id: 'amara-away', title: 'While it was down' });
	await run(priya, 'tasks.change', { id: 'amara-3', title: 'Changed while it was down' });
	await app.again();
	await Promise.all([isReceipted(amara), isReceipted(priya)]);
	await becomeEqual([amara, priya]);
	expect(await titleOf(amara, 'amara-3')).toBe('Changed while it was down');

	const third = await openByLink(await app.browser.newContext(), app.linkOf(1));
	await becomeEqual([amara, priya, third]);
	for (const [page, name] of [
		[amara, '1280'],
		[priya, '390'],
	] as const) {
		for (const path of ['', '/run-sheet', '/tasks', '/assignments', '/people', '/more']) {
			await page.goto(`${app.server.url}/w/demo${path}`);
			await isOpen(page);
			await app.picture(page, `${name}${path.replace('/', '-')}`);
		}
	}
});
