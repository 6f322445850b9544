/** From an edit over HTTP to an inbox, a mail and back, in one process. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createToldHouse, type Guest, type ToldHouse } from '../../world/told-house.ts';

let world: ToldHouse;
let wedding: string;
let maria: Guest;
let wren: Guest;
const photo = 'a'.repeat(64);

beforeEach(async () => {
	world = await createToldHouse();
	const made = await world.house.wedding('coordinator');
	wedding = made.wedding;
	maria = await world.join(wedding, { name: 'Maria', role: 'couple' });
	wren = await world.join(wedding, { name: 'Wren', role: 'vendor', trade: 'florist' });
	await maria.ask('POST', `/api/weddings/${wedding}/tasks`, {
		body: { id: 'arch', title: 'The arch', owner: wren.person },
	});
	await world.pass(10_000);
});
afterEach(async () => {
	expect(world.house.faults).toEqual([]);
	await world.close();
});

const setArch = (by: Guest, body: object) => by.ask('PATCH', `/api/weddings/${wedding}/tasks/arch`, { body });
const mail = (who: Guest, email: string) => who.ask('PUT', '/api/me/contacts', { body: { email } });

describe('the florist and the couple', () => {
	it('[IB1] what is completed with a photo is in the couple’s inbox, and out of it when it is undone', async () => {
		expect(await wren.inbox()).toEqual({ unread: 1, lines: ['task-assigned: “The arch” is yours now'] });
		expect((await setArch(wren, { status: 'done', evidence: [photo] })).status).toBe(200);
		await world.quiet();
		const { body } = await maria.ask('GET', '/api/me/notifications');
		expect(body.notifications[0]).toEqual({
			id: expect.any(String),
			kind: 'task-completed',
			category: 'tasks',
			priority: expect.any(String),
			title: 'Wren finished “The arch”',
			body: expect.any(String),
			at: expect.any(String),
			record: { kind: 'task', id: 'arch' },
			link: `/w/${wedding}/tasks/arch`,
			actor: { id: wren.person, name: 'Wren' },
			photo,
			needsAck: false,
		});
		expect((await wren.inbox()).lines).not.toContain('task-completed: Wren finished “The arch”');
		await setArch(wren, { status: 'todo' });
		await world.quiet();
		expect((await maria.inbox()).lines.filter((line) => line.startsWith('task'))).toEqual([]);
	});

	it('[DC5] a mail goes when it has settled, once, and of what was undone none', async () => {
		await mail(maria, 'maria@example.org');
		await setArch(wren, { status: 'done' });
		await world.quiet();
		expect(world.sent).toEqual([]);
		await setArch(wren, { status: 'todo' });
		await world.pass(60_000);
		expect(world.sent).toEqual([]);
		await setArch(wren, { status: 'done' });
		await world.pass(60_000);
		expect(world.sent.map(({ channel, to, text }) => [channel, to, text])).toEqual([
			['email', 'maria@example.org', expect.stringContaining('The arch')],
		]);
		await world.pass(3_600_000);
		expect(world.sent.length).toBe(1);
	});

	it('[DC13] what is agreed to is asked again right before it is sent', async () => {
		await mail(maria, 'maria@example.org');
		await setArch(wren, { status: 'done' });
		await world.quiet();
		await maria.ask('PUT', '/api/me/consent', { body: { channel: 'email', state: 'revoked' } });
		await world.pass(60_000);
		expect(world.sent).toEqual([]);
		const { body } = await maria.ask('GET', '/api/me/notifications');
		const why = await maria.ask('GET', `/api/me/notifications/${body.notifications[0].id}/why`);
		expect(why.body.deliveries).toEqual([
			{ channel: 'email', state: 'suppressed', at: expect.any(String), reason: 'no-consent' },
		]);
	});

	it('[IB2] read on one device is read on all; who has read it gets no mail', async () => {
		await mail(maria, 'maria@example.org');
		await setArch(wren, { status: 'done' });
		await world.quiet();
		expect((await maria.inbox()).unread).toBeGreaterThan(0);
		const told: string[] = [];
		const { rooms } = world.house;
		const announce = rooms.announce;
		rooms.announce = (...news) => {
			told.push(news[1]);
			announce(...news);
		};
		expect((await maria.ask('POST', '/api/me/notifications/read')).body).toEqual({ unread: 0 });
		await world.pass(60_000);
		expect(world.sent).toEqual([]);
		expect(told).toContain('notifications');
	});

	it('[IB3] an inbox is its owner’s: nobody reads, marks or asks about another’s', async () => {
		await setArch(wren, { status: 'done' });
		await world.quiet();
		const id = (await maria.ask('GET', '/api/me/notifications')).body.notifications[0].id;
		for (const [method, path] of [
			['POST', `/api/me/notifications/${id}/read`],
			['POST', `/api/me/notifications/${id}/ack`],
			['GET', `/api/me/notifications/${id}/why`],
		] as const)
			expect([path, (await wren.ask(method, path)).status]).toEqual([path, 404]);
		const { unread } = await maria.inbox();
		await wren.ask('POST', '/api/me/notifications/read', { body: { ids: [id] } });
		expect((await maria.inbox()).unread).toBe(unread);
	});

	it('[IB4] why, and why not, in the reader’s language', async () => {
		await setArch(wren, { status: 'done' });
		await world.quiet();
		const { id } = (await maria.ask('GET', '/api/me/notifications')).body.notifications[0];
		await maria.ask('PUT', '/api/me/preferences', { body: { language: 'de' } });
		const why = (await maria.ask('GET', `/api/me/notifications/${id}/why`)).body;
		expect(why.reasons[0]).toEqual({ code: 'to-couple', text: 'Es ist eure Hochzeit.' });
		const asked = (await wren.ask('GET', `/api/me/notifications/why?event=${why.event}`)).body;
		expect([asked.outcome, asked.reasons]).toEqual([
			'not-told',
			[{ code: 'own-act', text: 'You did it yourself.' }],
		]);
		const family = await world.join(wedding, { name: 'Ruth', role: 'family' });
		const other = (await family.ask('GET', `/api/me/notifications/why?event=${why.event}`)).body;
		expect(other.reasons).toEqual([{ code: 'not-concerned', text: 'It did not concern you.' }]);
		const guest = await world.join(wedding, { name: 'Edith', role: 'guest' });
		expect((await guest.ask('GET', `/api/me/notifications/why?event=${why.event}`)).status).toBe(404);
	});

	it('[IB5] page by page, the newest first, none twice and none left out', async () => {
		for (let n = 0; n < 7; n++) {
			await maria.ask('POST', `/api/weddings/${wedding}/tasks`, {
				body: { id: `t${n}`, title: `Task ${n}`, owner: wren.person },
			});
			await world.pass(1_000);
		}
		const ids: string[] = [];
		for (let before = ''; ; ) {
			const { body } = await wren.ask('GET', `/api/me/notifications?limit=3${before}`);
			ids.push(...body.notifications.map((one: { record: { id: string } }) => one.record.id));
			if (body.next === undefined) break;
			before = `&before=${body.next}`;
		}
		expect(ids).toEqual(['t6', 't5', 't4', 't3', 't2', 't1', 't0', 'arch']);
		expect((await wren.ask('GET', '/api/me/notifications?before=x')).body.code).toBe('invalid-value');
	});

	it('[DC6] a call for help that is taken in the inbox is taken: nobody is called any more', async () => {
		const [priya] = await Promise.all([world.join(wedding, { name: 'Priya', role: 'coordinator' })]);
		for (const who of [priya, maria]) {
			await who.ask('PUT', '/api/me/contacts', { body: { phone: '+442071838750' } });
			for (const channel of ['sms', 'voice'])
				await who.ask('PUT', '/api/me/consent', { body: { channel, state: 'granted' } });
		}
		const raise = () =>
			wren.ask('POST', `/api/weddings/${wedding}/alerts`, {
				body: { text: 'It falls', urgency: 'emergency' },
			});
		await raise();
		await world.pass(200_000, 5_000);
		const channels = (from: number) => world.sent.slice(from).map(({ channel }) => channel);
		expect(channels(0)).toEqual(['sms', 'sms', 'voice', 'voice']);
		const before = world.sent.length;
		await raise();
		await world.quiet();
		const { id } = (await priya.ask('GET', '/api/me/notifications')).body.notifications[0];
		expect((await priya.ask('POST', `/api/me/notifications/${id}/ack`)).body.ackedAt).toBeDefined();
		await world.pass(200_000, 5_000);
		expect(channels(before)).toEqual(['sms', 'sms']);
		const { alerts } = (await wren.ask('GET', `/api/weddings/${wedding}/alerts`)).body;
		expect(alerts[0].ackedBy.map(({ name }: { name: string }) => name)).toEqual(['Priya']);
	});

	it('[DC2] a suggestion is told to those who may decide it, and what became of it to its maker', async () => {
		const at = `/api/weddings/${wedding}/suggestions`;
		const operations = [{ name: 'tasks.change', input: { id: 'arch', title: 'The large arch' } }];
		expect((await wren.ask('POST', at, { body: { id: 's1', operations } })).status).toBe(201);
		await world.quiet();
		expect((await maria.inbox()).lines).toContain('suggestion-made: Wren suggests a change to “The arch”');
		await maria.ask('POST', `${at}/s1/decline`);
		await world.quiet();
		expect((await wren.inbox()).lines).toContain(
			'suggestion-decided: Maria declined your suggestion for “The arch”',
		);
		expect((await maria.inbox()).lines.filter((line) => line.startsWith('suggestion'))).toEqual([]);
		await wren.ask('POST', at, { body: { id: 's2', operations } });
		await maria.ask('POST', `${at}/s2/accept`);
		await world.quiet();
		expect((await wren.inbox()).lines[0]).toBe(
			'suggestion-decided: Maria accepted your suggestion for “The large arch”',
		);
	});

	it('[DC11] what can wait comes together in the morning: one mail, and one thing alone as itself', async () => {
		await mail(maria, 'maria@example.org');
		const policy = { dayMode: 'off' };
		expect((await maria.ask('PUT', `/api/weddings/${wedding}/policy`, { body: policy })).status).toBe(200);
		await setArch(wren, { status: 'doing' });
		await world.pass(60_000);
		expect(world.sent).toEqual([]);
		await world.pass(24 * 3_600_000, 3_600_000);
		expect(world.sent.map(({ text }) => text)).toEqual([expect.stringContaining('The arch')]);
		for (const n of [1, 2, 3]) {
			const body = { id: `t${n}`, title: `Task ${n}`, owner: wren.person };
			await maria.ask('POST', `/api/weddings/${wedding}/tasks`, { body });
			await wren.ask('PATCH', `/api/weddings/${wedding}/tasks/t${n}`, { body: { status: 'doing' } });
		}
		await world.pass(24 * 3_600_000, 3_600_000);
		expect(world.sent.map(({ text }) => text).slice(1)).toEqual([expect.stringContaining('3')]);
		const inbox = await world.house.store.inbox(weddingId.parse(wedding), personId.parse(maria.person), {
			now: world.house.clock.now(),
			limit: 50,
		});
		expect(inbox.map(({ kind }) => kind)).not.toContain('digest');
	});
});
