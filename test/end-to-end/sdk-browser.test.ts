/** The SDK in Chromium: the device's key in its database, two tabs, and what a sign-out leaves. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink, run } from '../world/browser.ts';
import { demoApp } from '../world/demo-app.ts';

const app = demoApp();

test('what the device keeps is signed with a key that never leaves it; a sign-out closes every tab and leaves nothing', async () => {
	const link = app.linkOf(0);
	const context = await app.browser.newContext();
	const first = await openByLink(context, link);
	const second = await context.newPage();
	await second.goto(first.url());
	await isOpen(second);
	await run(second, 'tasks.create', { id: 'from-the-second', title: 'From the second tab' });
	await isReceipted(second);
	await run(first, 'tasks.create', { id: 'from-the-first', title: 'From the first tab' });
	await isReceipted(first);
	await expect.poll(() => signatures(first), { timeout: 20_000 }).toEqual([86, 86]);
	expect(await signatures(second)).toEqual([86, 86]);
	expect(await databases(first)).toHaveLength(1);
	expect(await first.evaluate(() => globalThis.wedsync?.signOut())).toEqual({ ok: true });
	await expect.poll(() => databases(first), { timeout: 20_000 }).toEqual([]);
	await expect
		.poll(() => second.evaluate(() => globalThis.wedsync?.status.relay.connection ?? 'closed'), {
			timeout: 20_000,
		})
		.toMatch(/signed-out|closed/);
	await second.reload();
	expect(await databases(second)).toEqual([]);
});

function signatures(page: Page): Promise<readonly number[] | undefined> {
	return page.evaluate(async () =>
		(await globalThis.wedsync?.signedFrames())?.map(({ header }) => header.signature.length),
	);
}

function databases(page: Page): Promise<readonly (string | undefined)[]> {
	return page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.startsWith('wedsync/')),
	);
}
