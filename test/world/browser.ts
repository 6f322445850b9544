/** Debian's Chromium, driven by Playwright: contexts are devices of their own. Never a browser that a test tool downloaded. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Wedding } from '../../client/sdk/handle.ts';
import type { Section } from '../../shared/document/schema.ts';

declare global {
	var wedsync: Wedding<Section> | undefined;
}

export async function startChromium(): Promise<Browser> {
	const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
	if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
	return chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** Signs in by a demo person's link and waits until the wedding is open. */
export async function openByLink(context: BrowserContext, link: string, path = ''): Promise<Page> {
	const page = await context.newPage();
	await page.goto(link);
	await page.waitForURL(/\/w\//);
	if (path !== '')
		await page.goto(
			new URL(page.url()).origin + new URL(page.url()).pathname.replace(/(\/w\/[^/]+).*/, `$1${path}`),
		);
	await isOpen(page);
	return page;
}

export async function isOpen(page: Page): Promise<void> {
	await page.waitForFunction(() => globalThis.wedsync !== undefined);
}

/** Every edit of this page has its receipt. */
export async function isReceipted(page: Page): Promise<void> {
	await page.evaluate(() => globalThis.wedsync?.receipted());
}

export async function run(page: Page, name: string, input: unknown): Promise<void> {
	const result = await page.evaluate(
		([operation, value]) => globalThis.wedsync?.run({ name: operation, input: value }),
		[name, input] as const,
	);
	if (result?.ok !== true) throw new Error(`${name} was declined: ${JSON.stringify(result)}`);
}

/** The title of a task as this page shows it in its plan. */
export function titleOf(page: Page, task: string): Promise<string | undefined> {
	return page.evaluate((id) => globalThis.wedsync?.plan.tasks.find((one) => one.id === id)?.title, task);
}
