/** The app as people meet it: a real server with the demo wedding and a Chromium beside it, for one test file. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { isOpen, startChromium } from './browser.ts';
import { type ServerOptions, type ServerProcess, startServer } from './server.ts';

export interface DemoApp {
	readonly server: ServerProcess;
	readonly browser: Browser;
	/** The server again, which must have ended. */
	again(): Promise<void>;
	/** The sign-in link of a demo person, in the order in which they are printed. */
	linkOf(index: number): string;
	/** A page of the demo wedding, once it is open. */
	visit(page: Page, path: string): Promise<void>;
	/** Kept for people to look at, in `test/artifacts`. */
	picture(page: Page, name: string): Promise<unknown>;
}

/** Starts both before the file's tests and ends them behind; what it answers is there from the first test on. */
export function demoApp(environment: ServerOptions['environment'] = {}): DemoApp {
	let server: ServerProcess | undefined;
	let browser: Browser | undefined;
	beforeAll(async () => {
		server = await startServer({ isDemo: true, environment });
		browser = await startChromium();
	});
	afterAll(async () => {
		await browser?.close();
		await server?.remove();
	});
	const app: DemoApp = {
		get server() {
			return started(server);
		},
		get browser() {
			return started(browser);
		},
		async again() {
			server = await app.server.again({ environment });
		},
		linkOf(index) {
			const link = app.server.links[index];
			if (link === undefined) throw new Error('the demo prints a link per person');
			return link.url.replace(/^https?:\/\/[^/]+/, app.server.url);
		},
		async visit(page, path) {
			await page.goto(`${app.server.url}/w/demo${path}`);
			await isOpen(page);
		},
		picture(page, name) {
			mkdirSync(artifacts, { recursive: true });
			return page.screenshot({ path: `${artifacts}${name}.png` });
		},
	};
	return app;
}

function started<T>(thing: T | undefined): T {
	if (thing === undefined) throw new Error('the demo app is there from the first test on');
	return thing;
}

const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url));

/** A laptop and a phone; things stand still, so that pictures are sharp. */
export const wide: BrowserContextOptions = {
	viewport: { width: 1280, height: 900 },
	locale: 'en-GB',
	reducedMotion: 'reduce',
};
export const small: BrowserContextOptions = {
	viewport: { width: 390, height: 844 },
	hasTouch: true,
	isMobile: true,
	locale: 'en-GB',
	reducedMotion: 'reduce',
};
/** How long something on another screen may take on a slow machine. */
export const soon = { timeout: 20_000, interval: 50 };
