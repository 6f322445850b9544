import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { build } from 'vite';
import { isOpen, openByLink, titleOf } from '../world/browser.ts';
import { demoApp } from '../world/demo-app.ts';

const app = demoApp();

/** Ways to leave in the very task of the edit. */
const leaves = {
	elsewhere: (id: string) => {
		globalThis.wedsync?.run({ name: 'tasks.create', input: { id, title: `Kept ${id}` } });
		location.replace('about:blank');
	},
	reload: (id: string) => {
		globalThis.wedsync?.run({ name: 'tasks.create', input: { id, title: `Kept ${id}` } });
		location.reload();
	},
	typed: (id: string) => {
		const task = globalThis.wedsync?.doc.getMap('tasks').get('task-send-invitations');
		(task as { set(key: string, value: unknown): void }).set('title', `Kept ${id}`);
		location.replace('about:blank');
	},
} as const;

async function comeBack(page: Page): Promise<void> {
	await page.goto(`${app.server.url}/w/demo`, { waitUntil: 'commit' });
	await isOpen(page);
}

test('the last edit before an abrupt leave is kept in 72 of 72 tries, with no network at all', async () => {
	const context = await app.browser.newContext();
	const page = await openByLink(context, app.linkOf(0));
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await context.setOffline(true);
	await comeBack(page);
	const kept: string[] = [];
	const lost: string[] = [];
	for (let attempt = 0; attempt < 72; attempt++) {
		const id = `kept-${attempt}`;
		const way = (['elsewhere', 'reload', 'typed'] as const)[attempt % 3] ?? 'elsewhere';
		const left = page.waitForEvent('framenavigated');
		// The page goes away under the call, which therefore may fail.
		await page
			.evaluate(leaves[way], id)
			.catch((fault: Error) => expect(fault.message).toMatch(/destroyed|closed|navig/i));
		await left;
		await comeBack(page);
		const title = await titleOf(page, way === 'typed' ? 'task-send-invitations' : id);
		if (title === `Kept ${id}`) kept.push(id);
		else lost.push(`${id} (${way}): ${title}`);
	}
	expect({ kept: kept.length, lost }).toEqual({ kept: 72, lost: [] });
	await context.close();
});

test('a stock y-indexeddb shows the same document from our store', async () => {
	const bundle = await stockBundle();
	const context = await app.browser.newContext({ bypassCSP: true });
	const page = await openByLink(context, app.linkOf(1));
	const created = await page.evaluate(async () => {
		const result = globalThis.wedsync?.run({
			name: 'tasks.create',
			input: { id: 'for-stock', title: 'For stock eyes' },
		});
		await globalThis.wedsync?.stored();
		return result?.ok;
	});
	expect(created).toBe(true);
	await page.addScriptTag({ content: bundle });
	const [ours, stock] = await page.evaluate(async () => {
		const plain = (doc: { getMap(name: string): { toJSON(): unknown } }) =>
			JSON.stringify(
				['meta', 'people', 'tasks', 'timeline', 'assignments', 'comments'].map((root) =>
					doc.getMap(root).toJSON(),
				),
			);
		const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
		const found = await Promise.all(names.map((name) => globalThis.openStock?.(name)));
		const doc = found.find((one) => one?.getMap('tasks').has('for-stock'));
		const own = globalThis.wedsync?.doc;
		return [own === undefined ? '' : plain(own), doc === undefined ? 'nothing' : plain(doc)];
	});
	const sorted = (text: string) =>
		JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
			value !== null && typeof value === 'object' && !Array.isArray(value)
				? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
				: value,
		);
	expect(sorted(stock ?? '')).toBe(sorted(ours ?? ''));
	await context.close();
});

declare global {
	var openStock:
		| ((name: string) => Promise<{ getMap(name: string): { has(key: string): boolean; toJSON(): unknown } }>)
		| undefined;
}

/** yjs and y-indexeddb as anybody would load them, for a page that knows nothing of ours. */
async function stockBundle(): Promise<string> {
	const entry = fileURLToPath(new URL('../world/stock-indexeddb.js', import.meta.url));
	expect(readFileSync(entry, 'utf8')).toContain('y-indexeddb');
	const built = await build({
		configFile: false,
		logLevel: 'error',
		build: { write: false, minify: false, rollupOptions: { input: entry, output: { format: 'iife' } } },
	});
	const [first] = Array.isArray(built) ? built : [built];
	if (first === undefined || !('output' in first)) throw new Error('the bundle has no output');
	return first.output[0].code;
}
