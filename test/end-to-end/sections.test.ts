/** The SDK in the sections beside the plan, against a real server with the demo wedding: as the couple, and as those kept out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Wedding } from '../../client/sdk/handle.ts';
import { openWedding } from '../../client/sdk/open.ts';
import type { Section } from '../../shared/document/schema.ts';
import { type ServerProcess, startServer } from '../world/server.ts';

let server: ServerProcess;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
	server = await startServer({ isDemo: true });
});
afterAll(async () => {
	await Promise.all(open.map((wedding) => wedding.close()));
	await server?.remove();
});

async function tokenOf(who: RegExp): Promise<{ token: string; wedding: string }> {
	const link = server.links.find(({ name }) => who.test(name));
	if (link === undefined) throw new Error(`no link of ${who}`);
	const redeemed = await fetch(`${server.url}/api/sign-in/redeem`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code: new URL(link.url).hash.slice(1) }),
	});
	return (await redeemed.json()) as { token: string; wedding: string };
}

async function enter<S extends Section>(who: RegExp, section: S): Promise<Wedding<S>> {
	const wedding = await openWedding({ url: server.url, ...(await tokenOf(who)), section });
	open.push(wedding);
	return wedding;
}

describe('a section of its own', () => {
	test('is read, edited, undone and seen by the other of the couple; the plan of its handle is empty', async () => {
		const [amara, theo] = [await enter(/Amara/, 'budget'), await enter(/Theo/, 'budget')];
		expect(amara.section).toBe('budget');
		expect(amara.view.lines).toHaveLength(11);
		expect(amara.plan.tasks).toEqual([]);
		expect([...amara.doc.share.keys()]).toEqual(['lines']);
		expect(amara.run({ name: 'lines.change', input: { id: 'line-cake', paid: 200 } })).toMatchObject({
			ok: true,
		});
		await amara.receipted();
		const paid = ({ view }: Wedding<'budget'>) => view.lines.find(({ id }) => id === 'line-cake')?.paid;
		await expect.poll(() => paid(theo), { timeout: 10_000 }).toBe(200);
		expect(amara.undo()).toBe(true);
		await amara.receipted();
		await expect.poll(() => paid(theo), { timeout: 10_000 }).toBe(100);
		// The same object until something changes.
		expect(theo.view).toBe(theo.view);
	});

	test('two sections and the plan are open beside each other, each with its own outbox', async () => {
		const [plan, guests, ceremony] = [
			await enter(/Amara/, 'plan'),
			await enter(/Amara/, 'guests'),
			await enter(/Amara/, 'ceremony'),
		];
		plan.run({ name: 'tasks.create', input: { id: 'beside', title: 'Beside' } });
		guests.run({
			name: 'guests.change',
			input: { id: 'guest-calum-reid', rsvp: 'yes', table: 'table-willow' },
		});
		ceremony.run({ name: 'items.move', input: { id: 'ceremony-rings', after: null } });
		await Promise.all([plan, guests, ceremony].map((one) => one.receipted()));
		expect(guests.view.guests.find(({ id }) => id === 'guest-calum-reid')).toMatchObject({ rsvp: 'yes' });
		expect(ceremony.view.items[0]?.id).toBe('ceremony-rings');
		expect(plan.view).toBe(plan.plan);
		const { token } = await tokenOf(/Amara/);
		const read = async (path: string) =>
			(await fetch(`${server.url}/api/weddings/${plan.id}/${path}`, {
				headers: { authorization: `Bearer ${token}` },
			}).then((answer) => answer.json())) as Record<string, readonly { id: string }[]>;
		expect((await read('ceremony'))['items']?.[0]?.id).toBe('ceremony-rings');
		expect((await read('plan'))['tasks']?.some(({ id }) => id === 'beside')).toBe(true);
	});

	test('another section cannot be edited through it', async () => {
		const amara = await enter(/Amara/, 'ceremony');
		const done = amara.run({ name: 'lines.create', input: { id: 'odd', title: 'Odd' } });
		expect(done).toMatchObject({ ok: false, error: { code: 'unknown-operation' } });
		expect([...amara.doc.share.keys()]).toEqual(['items']);
	});

	test.each([
		[/Wren/, 'budget'],
		[/Wren/, 'ceremony'],
		[/Ruth/, 'budget'],
		[/Edith/, 'guests'],
		[/Edith/, 'plan'],
	] as const)('is not open to %s: %s', async (who, section) => {
		await expect(enter(who, section)).rejects.toMatchObject({ name: 'CannotOpen', code: 'refused' });
	});

	test('who reads it and may not write is told so before anything is sent', async () => {
		const ruth = await enter(/Ruth/, 'ceremony');
		expect(ruth.view.items).toHaveLength(9);
		const wish = { name: 'items.change', input: { id: 'ceremony-rings', who: 'Me' } };
		await expect.poll(() => ruth.may(wish).may, { timeout: 10_000 }).toBe(false);
		expect(ruth.run(wish)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
	});
});

test('a stock provider syncs and edits a section like the plan', async () => {
	const { token, wedding } = await tokenOf(/Amara/);
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(
		`${server.url.replace('http', 'ws')}/sync`,
		`${wedding}/guests`,
		doc,
		{
			params: { token },
			disableBc: true,
		},
	);
	open.push({ close: async () => provider.destroy() });
	const guests = doc.getMap<Y.Map<unknown>>('guests');
	await expect.poll(() => guests.size, { timeout: 10_000 }).toBe(40);
	guests.get('guest-edith-hartley')?.set('diet', 'soup');
	const theo = await enter(/Theo/, 'guests');
	await expect
		.poll(() => theo.view.guests.find(({ id }) => id === 'guest-edith-hartley')?.diet, { timeout: 10_000 })
		.toBe('soup');
});

test('whoever loses the right to a section is out of it at once, hears no more of it, and keeps what was typed', async () => {
	const [ruth, amara] = [await enter(/Ruth/, 'guests'), await enter(/Amara/, 'guests')];
	const { token, wedding } = await tokenOf(/Amara/);
	const become = (role: string) =>
		fetch(`${server.url}/api/weddings/${wedding}/people/person-ruth`, {
			method: 'PATCH',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ role }),
		});
	expect(ruth.run({ name: 'guests.change', input: { id: 'guest-isla-reid', rsvp: 'yes' } })).toMatchObject({
		ok: true,
	});
	await ruth.receipted();
	expect((await become('helper')).status).toBe(200);
	await expect.poll(() => ruth.status.relay.connection, { timeout: 2_000 }).toBe('refused');
	amara.run({ name: 'guests.create', input: { id: 'after', name: 'After Ruth' } });
	await amara.receipted();
	// Still her own copy, on her own device.
	ruth.doc.getMap<Y.Map<unknown>>('guests').get('guest-isla-reid')?.set('diet', 'typed too late');
	await ruth.stored();
	expect(ruth.status.relay.waiting).toBe(1);
	expect(ruth.view.guests.some(({ id }) => id === 'after')).toBe(false);
	await expect(enter(/Ruth/, 'guests')).rejects.toMatchObject({ code: 'refused' });
	expect((await become('family')).status).toBe(200);
	const again = await enter(/Ruth/, 'guests');
	expect(again.view.guests.some(({ id }) => id === 'after')).toBe(true);
	expect(again.view.guests.find(({ id }) => id === 'guest-isla-reid')?.diet).not.toBe('typed too late');
});
