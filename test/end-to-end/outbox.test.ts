/** The outbox and the mails in Chromium, as somebody sees them: on a laptop and on a phone, by day and at night; pictures are in test/artifacts. */
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutboxCode } from '../../server/auth/outbox-code.ts';
import { secretOf } from '../../server/auth/secret.ts';
import type { Message } from '../../server/notify/channel.ts';
import { createOutbox } from '../../server/notify/channels/outbox.ts';
import { exampleFacts } from '../../server/notify/templates/examples.ts';
import { render, type ToldChannel, toldChannels } from '../../server/notify/templates/render.ts';
import { strictHeaders } from '../../server/routes/headers.ts';
import { outboxRoutes } from '../../server/routes/outbox.ts';
import { testClock } from '../../shared/clock.ts';
import type { Language } from '../../shared/notices/channel.ts';
import type { NoticeKind } from '../../shared/notices/kind.ts';
import { noticeKinds } from '../../shared/notices/kind.ts';
import { startChromium } from '../world/browser.ts';
import { small, wide } from '../world/demo-app.ts';
import { optionsFor, wedding } from '../world/notice-text.ts';
import { violations } from '../world/violations.ts';

const icon = fileURLToPath(new URL('../../client/web/public/icon.svg', import.meta.url));
const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url));
const photo = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 5"><rect width="8" height="5" fill="#d9c6ae"/><path d="M1.5 5V3.2a2.5 2.5 0 0 1 5 0V5" fill="none" stroke="#6b7f55" stroke-width=".35"/><circle cx="2.2" cy="1.5" r=".35" fill="#c98a96"/><circle cx="2.9" cy=".95" r=".3" fill="#f0dcd6"/><circle cx="3.6" cy=".7" r=".4" fill="#e3b7bd"/><circle cx="1.55" cy="2.5" r=".28" fill="#f0dcd6"/></svg>')}`;

let browser: Browser;
let server: Server;
let url: string;
const clock = testClock(Date.UTC(2027, 5, 12, 9, 4, 12));
const outbox = createOutbox(clock);
const { code, ...door } = createOutboxCode(secretOf('a secret of this test'));

beforeAll(async () => {
	browser = await startChromium();
	mkdirSync(artifacts, { recursive: true });
	const app = new Hono();
	app.use(strictHeaders(undefined));
	app.get('/icon.svg', (context) =>
		context.body(readFileSync(icon), 200, { 'Content-Type': 'image/svg+xml' }),
	);
	app.route('/outbox', outboxRoutes({ outbox, code: door, unserved: ['email', 'sms', 'whatsapp', 'voice'] }));
	server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/outbox`;
});
afterAll(async () => {
	await browser?.close();
	server?.closeAllConnections();
	server?.close();
});

const contentOf = (kind: NoticeKind, channel: ToldChannel, language: Language = 'en') =>
	render(
		kind,
		exampleFacts(kind, wedding, language),
		optionsFor(kind, channel, { language, photoUrl: kind === 'task-completed' ? photo : undefined }),
	);

async function keep(kind: NoticeKind, channel: ToldChannel, language: Language = 'en') {
	clock.advance(7_000);
	const to = {
		email: 'amara@bell.example',
		sms: '+4915112345678',
		whatsapp: '+4915112345678',
		voice: '+4915112345678',
		push: '{"endpoint":"x"}',
	}[channel as string];
	await outbox.provider(channel).send({
		id: `${kind}-${channel}`.slice(0, 22),
		wedding: 'demo',
		to: to ?? 'https://hooks.example.org/services/x',
		content: contentOf(kind, channel, language),
		priority: noticeKinds[kind].priority,
		language,
		attempt: 1,
	} as Message);
}

async function pages(
	check: (page: Page, size: '1280' | '390') => Promise<void>,
	scheme: 'light' | 'dark' = 'light',
) {
	for (const [size, options] of [
		['1280', wide],
		['390', small],
	] as const) {
		const context = await browser.newContext({ ...options, colorScheme: scheme });
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		await check(page, size);
		await context.close();
	}
}
const isNoWiderThanItsWindow = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe('the outbox', () => {
	it('[OX4] opens by the printed address, whose code is gone from the address at once', async () => {
		await pages(async (page, size) => {
			const asked: string[] = [];
			page.on('request', (request) => void asked.push(request.url()));
			await page.goto(url);
			await page.getByText('Open the address that the server printed').waitFor();
			await page.goto('about:blank');
			await page.goto(`${url}#${code}`);
			await page.getByText('Nothing yet.').waitFor();
			expect(page.url()).toBe(url);
			expect(asked.filter((one) => one.includes(code))).toEqual([]);
			await page.screenshot({ path: `${artifacts}outbox-empty-${size}.png` });
			await page.reload();
			await page.getByText('Nothing yet.').waitFor();
		});
	});

	it('[OX5] shows every channel, and what comes while somebody looks', async () => {
		for (const channel of toldChannels.filter((name) => name !== 'in-app'))
			await keep('task-completed', channel);
		await keep('person-missing', 'voice');
		await keep('timeline-moved', 'whatsapp', 'de');
		await keep('emergency', 'sms');
		for (const scheme of ['light', 'dark'] as const)
			await pages(async (page, size) => {
				await page.goto(`${url}#${code}`);
				await page.getByRole('article').first().waitFor();
				const frame = page.frameLocator('iframe').first();
				await frame.getByRole('heading', { name: 'Wren finished' }).waitFor();
				await page.waitForFunction(() => (document.querySelector('iframe')?.clientHeight ?? 0) > 400);
				expect(await isNoWiderThanItsWindow(page)).toBe(true);
				await page.screenshot({ path: `${artifacts}outbox-${scheme}-${size}.png`, fullPage: true });
				await page.getByRole('button', { name: /Call/ }).click();
				await page.waitForFunction(() => document.querySelectorAll('article').length === 2);
				await page.getByText('Press 1 to say').waitFor();
				// Axe waits for scripts in frames, and a mail's frame runs none: what is left on this page has none.
				if (size === '390') expect(await violations(page)).toEqual([]);
			}, scheme);
		const context = await browser.newContext(wide);
		const page = await context.newPage();
		await page.goto(`${url}#${code}`);
		await page.getByRole('article').first().waitFor();
		await page.getByText('Outside of 24 hours').first().click();
		await keep('rsvp', 'sms');
		await page.getByText('Nia Okafor is coming').waitFor();
		expect(await page.getByRole('article').first().textContent()).toContain('Nia Okafor is coming');
		// What somebody reads stays as it is.
		expect(await page.locator('details[open]').count()).toBe(1);
		await page.getByRole('button', { name: 'Clear' }).click();
		await page.getByText('Nothing yet.').waitFor();
		await context.close();
	});

	it('[OX6] runs nothing of a mail, whatever stands in it', async () => {
		const evil = `<!doctype html><html><head></head><body><h1>Evil</h1><script>parent.document.title='owned'</script><img src="data:x" onerror="parent.document.title='owned'"><a href="javascript:parent.document.title='owned'">press</a></body></html>`;
		await outbox.provider('email').send({
			id: 'evil',
			wedding: 'demo',
			to: 'a@b.example',
			content: { channel: 'email', subject: 'x', text: 'x', html: evil },
			priority: 'low',
			language: 'en',
			attempt: 1,
		});
		const context = await browser.newContext(wide);
		const page = await context.newPage();
		await page.goto(`${url}#${code}`);
		const frame = page.frameLocator('iframe').first();
		await frame.getByRole('heading', { name: 'Evil' }).waitFor();
		await frame.getByText('press').click({ noWaitAfter: true });
		expect(await page.title()).toBe('Development outbox · WedSync');
		await context.close();
	});
});

describe('a mail', () => {
	it.each([
		['task-completed', 'en'],
		['emergency', 'en'],
		['timeline-shifted', 'de'],
		['digest', 'en'],
		['comment-added', 'de'],
		['invitation', 'en'],
	] as const)('[TP2] "%s" in "%s" is a sheet of paper that anybody can read', async (kind, language) => {
		const { html } = render(
			kind,
			exampleFacts(kind, wedding, language),
			optionsFor(kind, 'email', { language, photoUrl: kind === 'task-completed' ? photo : undefined }),
		);
		for (const scheme of ['light', 'dark'] as const)
			await pages(async (page, size) => {
				await page.setContent(html);
				expect(await isNoWiderThanItsWindow(page)).toBe(true);
				// A mail has no landmarks: they are the mail program's.
				const found = size === '390' ? await violations(page) : [];
				expect(found.filter((one) => !/^(landmark-one-main|region):/.test(one))).toEqual([]);
				expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
				await page.screenshot({ path: `${artifacts}mail-${kind}-${scheme}-${size}.png`, fullPage: true });
			}, scheme);
	});
});
