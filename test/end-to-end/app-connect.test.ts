/** Connected software, the wedding's policy and somebody's own wishes, as people set them through the page. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReceipted, openByLink } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp({ WEDSYNC_EGRESS_ALLOW: '127.0.0.0/8' });
let receiver: Receiver;
let amara: Page;

beforeAll(async () => {
	receiver = await startReceiver();
	amara = await openByLink(await app.browser.newContext(wide), app.linkOf(0));
});
afterAll(() => receiver.server.close());

test('[WH41] software is connected with its secret shown once, tried, and its log shows what was sent and what came back', async () => {
	await app.visit(amara, '/webhooks');
	await amara.getByRole('button', { name: 'Connect something' }).click();
	await amara.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
	await amara.getByRole('textbox', { name: 'Name' }).fill('The caterer’s kitchen');
	await amara.getByText('Only some').click();
	await amara.getByRole('checkbox', { name: /task\.completed/ }).check();
	await app.picture(amara, '1280-webhook-new');
	expect(await violations(amara)).toEqual([]);
	await amara.getByRole('button', { name: 'Connect', exact: true }).click();
	const secret = (await amara.locator('[data-secret]').textContent()) ?? '';
	expect(secret).toMatch(/^whsec_/);
	await app.picture(amara, '1280-webhook-secret');
	expect(await violations(amara)).toEqual([]);
	await amara.getByRole('button', { name: 'I have kept it' }).click();
	expect(await amara.locator('[data-secret]').count()).toBe(0);

	await amara.getByRole('link', { name: 'The caterer’s kitchen' }).click();
	await amara.getByRole('button', { name: 'Send a test' }).click();
	await expect.poll(() => receiver.came.length, soon).toBe(1);
	const entry = amara.locator('details', { hasText: 'Arrived' });
	await entry.waitFor();
	await entry.locator('summary').click();
	await entry.getByText('thanks, got it').waitFor();
	await app.picture(amara, '1280-webhook-log');
	expect(await violations(amara)).toEqual([]);
	const [first] = receiver.came;
	expect(() => new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).not.toThrow();
});

test('[WH42] a change it hears of is sent to it, and once more when somebody asks for it, under the id it had', async () => {
	receiver.came.length = 0;
	await amara.evaluate(() =>
		globalThis.wedsync?.run({ name: 'tasks.change', input: { id: 'task-order-stems', status: 'done' } }),
	);
	await isReceipted(amara);
	await expect.poll(() => receiver.came.length, soon).toBe(1);
	await amara.getByRole('combobox', { name: 'Since' }).selectOption({ label: 'an hour ago' });
	await amara.getByRole('button', { name: 'Send again' }).click();
	await expect.poll(() => receiver.came.length, soon).toBeGreaterThan(1);
	const types = receiver.came.map(({ body }) => (JSON.parse(body) as { type: string }).type);
	expect(new Set(types)).toEqual(new Set(['task.completed']));
	const ids = receiver.came.map(({ headers }) => headers['webhook-id']);
	expect(new Set(ids).size).toBe(1);
});

test('[WH44] its fields are put under other names without a line of code', async () => {
	receiver.came.length = 0;
	await amara.getByText('Under other names').click();
	await amara.getByRole('button', { name: 'Add a field' }).click();
	const field = amara.getByRole('group', { name: 'Field 1' });
	await field.getByRole('textbox', { name: 'Its name there' }).fill('crm.note');
	await field.getByRole('combobox', { name: 'What stands in it' }).selectOption({ label: 'in words' });
	await field
		.getByRole('textbox', { name: 'From the event' })
		.fill('{data.record.id} is {data.after.status}');
	await app.picture(amara, '1280-webhook-names');
	expect(await violations(amara)).toEqual([]);
	await amara.getByRole('button', { name: 'Use these names' }).click();
	await amara.getByText('Saved').first().waitFor();
	await amara.evaluate(() =>
		globalThis.wedsync?.run({ name: 'tasks.change', input: { id: 'task-arch-test', status: 'done' } }),
	);
	await isReceipted(amara);
	await expect.poll(() => receiver.came.length, soon).toBe(1);
	expect(JSON.parse(receiver.came[0]?.body ?? '')).toMatchObject({
		type: 'task.completed',
		data: { crm: { note: 'task-arch-test is done' } },
	});
});

test('[WH43] an address that is none of theirs to reach is refused in words, and a new secret is shown once', async () => {
	await app.visit(amara, '/webhooks');
	await amara.getByRole('button', { name: 'Connect something' }).click();
	await amara.getByRole('textbox', { name: 'Address' }).fill('https://10.0.0.1/hook');
	await amara.getByRole('button', { name: 'Connect', exact: true }).click();
	await amara.getByRole('alert').waitFor();
	await amara.getByRole('button', { name: 'Close' }).first().click();
	await amara.getByRole('link', { name: 'The caterer’s kitchen' }).click();
	await amara.getByRole('button', { name: 'New secret' }).click();
	await amara.getByRole('button', { name: 'Really make a new one' }).click();
	await amara.locator('[data-secret]').waitFor();
	await amara.getByRole('button', { name: 'Disconnect' }).click();
	await amara.getByRole('button', { name: 'Really disconnect' }).click();
	await amara.getByText('Nothing is connected.').waitFor();
});

test('[RE46] how somebody hears of things is set switch by switch and is the same on the next visit', async () => {
	const phone = await app.browser.newContext(small);
	const wren = await openByLink(phone, app.linkOf(4), '/preferences');
	const email = wren.getByRole('textbox', { name: 'Your e-mail address' });
	await email.fill('wren@flowers.example');
	await email.press('Enter');
	await expect.poll(() => wren.getByRole('switch', { name: 'E-mail' }).isChecked(), soon).toBe(true);
	const mobile = wren.getByRole('textbox', { name: 'Your mobile number' });
	await mobile.fill('+44 7400 123456');
	await mobile.press('Enter');
	const texts = wren.getByRole('switch', { name: 'Text messages' });
	await expect.poll(() => texts.isEnabled(), soon).toBe(true);
	await texts.click({ force: true });
	await expect.poll(() => texts.isChecked(), soon).toBe(true);
	await wren.getByRole('checkbox', { name: 'Comments: E-mail' }).uncheck();
	await wren.getByRole('switch', { name: 'Nothing rings at night' }).click({ force: true });
	await wren.getByText('Every hour').click();
	await wren.getByRole('combobox', { name: 'Language of the messages' }).selectOption({ label: 'Deutsch' });
	await expect
		.poll(() => asked(wren, '/me/preferences'), soon)
		.toEqual({
			kinds: { 'comment-added': { email: false }, mentioned: { email: false } },
			quiet: { from: '22:00', to: '07:00' },
			digest: 'hourly',
			language: 'de',
		});
	await wren.reload();
	await expect.poll(() => texts.isChecked(), soon).toBe(true);
	await expect
		.poll(() => wren.getByRole('checkbox', { name: 'Comments: E-mail' }).isChecked(), soon)
		.toBe(false);
	const history = wren.getByRole('region', { name: 'What you agreed to, and when' });
	await history.getByText('I agree that WedSync sends me text messages').waitFor();
	// Once for the address of before, and once for this one.
	await expect.poll(() => history.getByText('by saving the address').count(), soon).toBe(2);
	await app.picture(wren, '390-preferences-set');
	expect(await violations(wren)).toEqual([]);
	await texts.click({ force: true });
	await expect.poll(() => texts.isChecked(), soon).toBe(false);
	await history.getByText('Text message: stopped').waitFor();
	await phone.close();
});

test('[RE47] the wedding’s policy is set by those who may, with its own words shown as they would be sent; others are told why not', async () => {
	await app.visit(amara, '/policy');
	await amara.getByRole('combobox', { name: 'Add somebody' }).selectOption({ label: 'Priya Raman' });
	await amara.getByRole('combobox', { name: 'Add somebody' }).selectOption({ label: 'Ruth Bell' });
	await amara.getByRole('button', { name: 'Earlier: Ruth Bell' }).click();
	// What the house waits for is chosen already; the cake is this wedding's own wish.
	expect(await amara.getByRole('checkbox', { name: 'photographer' }).isChecked()).toBe(true);
	await amara.getByRole('checkbox', { name: 'cake' }).check();
	await amara.getByRole('combobox', { name: 'First wait' }).selectOption({ label: '2 minutes' });
	const line = amara.getByRole('textbox', { name: 'First line' });
	await line.fill('Hooray: {title}');
	const preview = amara.getByRole('figure', { name: 'So it reads' });
	await preview
		.getByText(/^Hooray: /)
		.first()
		.waitFor();
	await line.fill('Hooray: {nonsense}');
	await amara.getByRole('alert').getByText('{nonsense}').waitFor();
	expect(await violations(amara)).toEqual([]);
	await line.fill('Hooray: {title}');
	await line.blur();
	await app.picture(amara, '1280-policy');
	expect(await violations(amara)).toEqual([]);
	await expect
		.poll(() => asked(amara, '/weddings/demo/policy'), soon)
		.toEqual({
			contacts: ['person-ruth', 'person-priya'],
			keyTrades: ['band', 'caterer', 'florist', 'hair and make-up', 'officiant', 'photographer', 'cake'],
			escalateAfter: [120, 30, 30],
			wording: { 'task-completed': { title: 'Hooray: {title}' } },
		});
	const wren = await openByLink(await app.browser.newContext(small), app.linkOf(4), '/policy');
	await wren.getByText('The couple and the coordinator decide this.').waitFor();
	expect(await violations(wren)).toEqual([]);
	await wren.context().close();
});

/** As the relay has it, asked by the page itself. */
function asked(page: Page, path: string): Promise<unknown> {
	return page.evaluate(async (below) => {
		const sessions = JSON.parse(localStorage.getItem('wedsync.sessions') ?? '[]') as { token: string }[];
		const headers = { authorization: `Bearer ${sessions[0]?.token ?? ''}` };
		return (await fetch(`/api${below}`, { headers })).json() as Promise<unknown>;
	}, path);
}

interface Receiver {
	readonly server: Server;
	readonly url: string;
	readonly came: { readonly body: string; readonly headers: Record<string, string> }[];
}

async function startReceiver(): Promise<Receiver> {
	const came: Receiver['came'] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (text: string) => {
			body += text;
		});
		request.on('end', () => {
			came.push({ body, headers: plain(request.headers) });
			response.writeHead(200, { 'content-type': 'text/plain' }).end('thanks, got it');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { server, url: `http://127.0.0.1:${port}/hooks`, came };
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
