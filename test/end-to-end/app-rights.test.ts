/** Rights as people meet them: invited by a link, refused with a reason, heard through a suggestion, shown out of the door. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { isOpen, isReceipted, openByLink, titleOf } from '../world/browser.ts';
import { demoApp, small, soon, wide } from '../world/demo-app.ts';
import { violations } from '../world/violations.ts';

const app = demoApp();
let laptop: BrowserContext;
let phone: BrowserContext;
let priya: Page;
let jo: Page;

const { visit, picture } = app;

beforeAll(async () => {
	laptop = await app.browser.newContext(wide);
	phone = await app.browser.newContext(small);
	priya = await openByLink(laptop, app.linkOf(2));
});

test('a link made by the coordinator lets somebody in on another device, who says their name there', async () => {
	await visit(priya, '/people');
	await priya.getByRole('button', { name: 'Invite somebody' }).click();
	expect(await violations(priya)).toEqual([]);
	await priya.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Helper' });
	await priya.getByRole('button', { name: 'Make the link' }).click();
	await priya.getByRole('img', { name: 'QR code of the link' }).waitFor();
	const link = (await priya.locator('[data-invite]').textContent()) ?? '';
	await picture(priya, '1280-invite-link');
	expect(await violations(priya)).toEqual([]);

	jo = await phone.newPage();
	await jo.goto(link.replace(/^https?:\/\/[^/]+/, app.server.url));
	await jo.getByRole('textbox', { name: 'Your name' }).fill('Jo Park');
	expect(jo.url()).toBe(`${app.server.url}/sign-in`);
	await picture(jo, '390-invited');
	expect(await violations(jo)).toEqual([]);
	await jo.getByRole('button', { name: 'Come in' }).click();
	await isOpen(jo);
	expect(jo.url()).toBe(`${app.server.url}/w/demo`);
	await visit(jo, '/more');
	await jo.getByText('Signed in as Jo Park, helper').waitFor();
	await jo.getByRole('list', { name: 'Devices' }).getByText('This device').waitFor();

	// Tapped again in the chat it came in, its one use spent, it leads where it led before.
	await jo.goto('about:blank');
	await jo.goto(link.replace(/^https?:\/\/[^/]+/, app.server.url));
	await isOpen(jo);
	expect(jo.url()).toBe(`${app.server.url}/w/demo`);

	// A link for one person opens nothing for a second.
	const stranger = await (await app.browser.newContext()).newPage();
	await stranger.goto(link.replace(/^https?:\/\/[^/]+/, app.server.url));
	await stranger.getByRole('alert').waitFor();
	await stranger.context().close();
});

test('what a helper may not do is not offered, and says why when asked', async () => {
	await visit(jo, '/tasks');
	expect(await jo.getByRole('textbox', { name: 'New task' }).count()).toBe(0);
	await jo.getByText('Why?').click();
	await jo.getByText(/As a helper you/).waitFor();
	await visit(jo, '/tasks/task-order-stems');
	const sheet = jo.getByRole('dialog', { name: 'Task' });
	await sheet.getByRole('heading', { name: 'Order the stems' }).waitFor();
	expect(await sheet.locator('input, select, textarea').count()).toBe(0);
	expect(await sheet.getByRole('button', { name: 'Delete' }).count()).toBe(0);
	await picture(jo, '390-read-only');
	expect(await violations(jo)).toEqual([]);
});

test('a florist ticks what is hers, and only that', async () => {
	const context = await app.browser.newContext(wide);
	const wren = await openByLink(context, app.linkOf(4), '/tasks');
	const line = (title: string) => wren.getByRole('listitem').filter({ hasText: title });
	expect(await line('Send the invitations').getByRole('checkbox').count()).toBe(0);
	await line('Order the stems').getByRole('checkbox').check({ force: true });
	await isReceipted(wren);
	expect(await wren.evaluate(() => globalThis.wedsync?.drafts.length)).toBe(0);
	await wren.getByRole('button', { name: 'Undo', exact: true }).last().click();
	await isReceipted(wren);
	await context.close();
});

test('an edit refused after a change of role is kept with its reason, goes out as a suggestion, and is in the plan with one tap', async () => {
	const role = await roleOfJo();
	await role.selectOption({ label: 'Family' });
	await visit(jo, '/tasks');
	await jo.getByRole('textbox', { name: 'New task' }).waitFor();
	await visit(jo, '/tasks/task-order-stems');
	const title = jo.getByRole('textbox', { name: 'Title' });
	await title.waitFor();
	await phone.setOffline(true);
	await title.fill('Order the stems, and ivy for the arch');
	await title.press('Enter');
	await expect.poll(() => titleOf(jo, 'task-order-stems'), soon).toMatch(/ivy/);
	await role.selectOption({ label: 'Helper' });
	await isReceipted(priya);
	await phone.setOffline(false);

	const sheet = jo.getByRole('dialog', { name: 'Task' });
	await sheet.getByRole('button', { name: 'Close' }).click();
	await expect.poll(() => jo.getByRole('navigation').getByText('1 To decide').count(), soon).toBe(1);
	expect(await titleOf(jo, 'task-order-stems')).toBe('Order the stems');
	await jo.getByRole('link', { name: /More/ }).click();
	const draft = jo.getByRole('region', { name: 'Not in the plan' }).getByRole('article');
	await draft.getByText('As a helper you change only tasks that are yours.').waitFor();
	await draft.getByText('Order the stems, and ivy for the arch').waitFor();
	await picture(jo, '390-draft');
	expect(await violations(jo)).toEqual([]);
	await draft.getByRole('button', { name: 'Send as a suggestion' }).click();
	await draft.getByRole('textbox', { name: /A word to it/ }).fill('The arch looks bare without.');
	await draft.getByRole('button', { name: 'Send', exact: true }).click();
	await draft.getByText('Sent. Somebody who may will decide.').waitFor();

	await expect.poll(() => priya.getByRole('navigation').getByText('1 To decide').count(), soon).toBe(1);
	await priya.getByRole('link', { name: /More/ }).click();
	const card = priya.getByRole('article', { name: 'Suggestion of Jo Park' });
	await card.getByText('Order the stems, and ivy for the arch').waitFor();
	await card.getByText('The arch looks bare without.').waitFor();
	expect(await card.locator('del').textContent()).toBe('Order the stems');
	await picture(priya, '1280-suggestion');
	expect(await violations(priya)).toEqual([]);
	await card.getByRole('button', { name: 'Accept' }).click();
	for (const page of [priya, jo]) {
		await expect
			.poll(() => titleOf(page, 'task-order-stems'), soon)
			.toBe('Order the stems, and ivy for the arch');
	}
	await expect.poll(() => card.count(), soon).toBe(0);
	await draft.getByText('Accepted: it is in the plan').waitFor();
	await priya.getByRole('button', { name: 'Undo', exact: true }).last().click();
	await expect.poll(() => titleOf(jo, 'task-order-stems'), soon).toBe('Order the stems');
	await draft.getByRole('button', { name: 'Let it go' }).click();
	await expect.poll(() => draft.count(), soon).toBe(0);
});

test('whoever becomes a guest has the programme instead of the plan, and the plan again when they are back at work', async () => {
	const role = await roleOfJo();
	await role.selectOption({ label: 'Guest' });
	await jo.getByText('You are invited to the wedding of').waitFor();
	expect(await jo.getByRole('navigation').count()).toBe(0);
	await role.selectOption({ label: 'Helper' });
	await isReceipted(priya);
	await jo.evaluate(() => window.dispatchEvent(new Event('focus')));
	await jo.getByRole('navigation').last().waitFor();
	await isOpen(jo);
});

test('who has become a guest and signs out leaves nothing of the plan on the device', async () => {
	const context = await app.browser.newContext(small);
	const former = await openByLink(context, app.linkOf(4));
	const stored = () => former.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(await stored()).toHaveLength(1);
	const person = await former.evaluate(() => globalThis.wedsync?.person.id);
	await priya.evaluate((id) => {
		globalThis.wedsync?.run({ name: 'people.change', input: { id, role: 'guest' } });
	}, person);
	await former.getByText('You are invited to the wedding of').waitFor();
	await former.getByRole('button', { name: 'Sign out here' }).click();
	await former.getByRole('button', { name: 'Sign out all the same' }).click();
	await expect.poll(stored, soon).toEqual([]);
	await context.close();
});

test('a device that the coordinator signs out is out at once, and says so', async () => {
	await panelOfJo();
	const panel = priya.getByRole('complementary', { name: 'Person' });
	await panel.getByRole('button', { name: /^Sign out: / }).click();
	await panel.getByRole('button', { name: 'Really sign out' }).click();
	await panel.getByText('On no device yet.').waitFor();
	await jo.getByText('You are signed out here.', { exact: false }).first().waitFor();
	expect(await violations(priya)).toEqual([]);
	await picture(priya, '1280-person');
});

async function panelOfJo(): Promise<void> {
	await visit(priya, '/people');
	await priya.getByRole('link', { name: 'Jo Park' }).click();
}

async function roleOfJo(): Promise<Locator> {
	await panelOfJo();
	return priya.getByRole('complementary', { name: 'Person' }).getByRole('combobox', { name: 'Role' });
}
