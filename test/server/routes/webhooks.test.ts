/** Webhooks from an edit to somebody else's server: over HTTP, through the observer and the queue. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roles } from '../../../shared/access/roles.ts';
import type { Ask } from '../../world/house.ts';
import { type Connected, createConnected, join } from '../../world/connected.ts';
import { createReceiver, type Receiver } from '../../world/receiver.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let world: Connected;
let receiver: Receiver;
let ask: Ask;
let wedding: string;
let hooks: string;

beforeEach(async () => {
	world = await createConnected();
	receiver = await createReceiver();
	({ ask, wedding } = await world.house.wedding('couple'));
	hooks = `/api/weddings/${wedding}/webhooks`;
	await world.quiet();
});
afterEach(async () => {
	await world.close();
	receiver.close();
});

const make = async (body: object = {}, by = ask) =>
	(await by('POST', hooks, { body: { url: receiver.url, ...body } })).body;
const task = async (title: string) =>
	(await ask('POST', `/api/weddings/${wedding}/tasks`, { body: { title } })).body.id as string;
const patch = (id: string, body: object) => ask('PATCH', `/api/weddings/${wedding}/tasks/${id}`, { body });
const log = async (id: string) => (await ask('GET', `${hooks}/${id}/deliveries`)).body.deliveries;
const healthOf = async (id: string) => (await ask('GET', `${hooks}/${id}`)).body.health;
const types = () => receiver.received.map(({ json }) => json.type);
const events = async () => (await ask('GET', `/api/weddings/${wedding}/events?limit=1000`)).body.events;

describe('an endpoint', () => {
	it('[WH4] is made with a secret that is shown once, and gets what happens from then on, signed', async () => {
		await task('before');
		const { status, body } = await ask('POST', hooks, { body: { url: receiver.url, name: 'CRM' } });
		expect([status, body]).toEqual([
			201,
			{
				id: expect.any(String),
				url: receiver.url,
				format: 'standard',
				name: 'CRM',
				sections: ['plan'],
				full: true,
				by: expect.any(String),
				createdAt: new Date(world.house.clock.now()).toISOString(),
				health: { state: 'healthy', failures: 0 },
				secret: expect.stringMatching(/^whsec_/),
			},
		]);
		await world.pass(1);
		const id = await task('Deliver the arch');
		await world.quiet();
		const { secret, ...shown } = body;
		expect((await ask('GET', hooks)).body).toEqual({ webhooks: [{ ...shown, health: expect.anything() }] });
		expect(JSON.stringify((await ask('GET', `${hooks}/${body.id}`)).body)).not.toContain(secret);
		const [one] = receiver.received;
		expect(types()).toEqual(['task.created']);
		if (one === undefined) return;
		const event = (await events()).at(-1);
		expect(receiver.verify(one, secret)).toEqual({ type: 'task.created', timestamp: event.at, data: event });
		expect(event.record).toEqual({ kind: 'task', id });
		expect(one.headers['content-type']).toMatch('application/json');
		expect(() => receiver.verify({ ...one, body: one.body.replace('arch', 'arck') }, secret)).toThrow();
	});

	it('[WH3] asked for twice under one key is made once, and its secret is told as long as it is the first', async () => {
		const asked = { body: { url: receiver.url }, headers: { 'Idempotency-Key': 'once' } };
		const other = { ...asked, body: { url: `${receiver.url}/other` } };
		const [one, two] = [await ask('POST', hooks, asked), await ask('POST', hooks, asked)];
		expect([one.status, two]).toEqual([201, one]);
		expect((await ask('GET', hooks)).body.webhooks).toHaveLength(1);
		expect((await ask('POST', hooks, other)).body.code).toBe('key-reused');
		const odd = { ...asked, headers: { 'Idempotency-Key': 'a b' } };
		expect((await ask('POST', hooks, odd)).body.code).toBe('malformed');
		await ask('POST', `${hooks}/${one.body.id}/rotate`);
		const late = await ask('POST', hooks, asked);
		expect([late.body.code, JSON.stringify(late)]).toEqual([
			'key-reused',
			expect.not.stringContaining('whsec_'),
		]);
	});

	it('[WH9] the log is read page by page, from where there is one', async () => {
		const { id } = await make();
		await world.pass(1);
		for (const title of ['one', 'two', 'three']) await task(title);
		await world.quiet();
		const page = async (after?: string) =>
			(await ask('GET', `${hooks}/${id}/deliveries?limit=2${after === undefined ? '' : `&after=${after}`}`))
				.body;
		const first = await page();
		const rest = await page(first.next);
		expect([first.deliveries.length, rest.deliveries.length, rest.next]).toEqual([2, 1, undefined]);
		expect(await page('no-such-delivery')).toMatchObject({
			status: 422,
			code: 'invalid-value',
			field: 'after',
		});
	});

	it('[WH4] is for those who decide the settings, also not for an emergency', async () => {
		const { id } = await make();
		for (const role of roles) {
			const { ask: theirs } = await join(world.house, wedding, role);
			const may = role === 'couple' || role === 'coordinator';
			const answers = [
				await theirs('GET', hooks),
				await theirs('POST', hooks, { body: { url: receiver.url } }),
				await theirs('GET', `${hooks}/${id}`),
				await theirs('PATCH', `${hooks}/${id}`, { body: { name: role } }),
				await theirs('GET', `${hooks}/${id}/deliveries`),
				await theirs('POST', `${hooks}/${id}/test`),
				await theirs('POST', `${hooks}/${id}/replay`, { body: { after: '0.0' } }),
			];
			const statuses = answers.map(({ status }) => status);
			expect([role, statuses]).toEqual([
				role,
				may ? [200, 201, 200, 200, 200, 202, 202] : statuses.map(() => 403),
			]);
		}
		const stranger = await world.house.wedding('couple');
		const other = `/api/weddings/${stranger.wedding}/webhooks`;
		expect((await stranger.ask('GET', `${hooks}/${id}`)).status).toBe(403);
		const end = { body: { ids: ['x'] } };
		expect((await stranger.ask('GET', `${other}/${id}`)).status).toBe(404);
		for (const verb of ['test', 'rotate', 'enable', 'replay'])
			expect([verb, (await stranger.ask('POST', `${other}/${id}/${verb}`, end)).status]).toEqual([verb, 404]);
		expect((await stranger.ask('DELETE', `${other}/${id}`)).status).toBe(404);
	});

	it.each([
		['http://10.0.0.1/', 'private-address'],
		['https://169.254.169.254/latest', 'private-address'],
		['https://[::1]/', 'private-address'],
		['https://93.184.216.34:22/', 'invalid-value'],
		['http://93.184.216.34/', 'invalid-value'],
		['https://user:word@example.org/', 'invalid-value'],
		['not a url', 'invalid-value'],
	])('[WH5] at %s is refused with a clear problem, made or changed', async (url, code) => {
		const problem = { status: 422, code, field: 'url', detail: expect.stringMatching(/\.$/) };
		expect((await ask('POST', hooks, { body: { url } })).body).toMatchObject(problem);
		const { id } = await make();
		expect((await ask('PATCH', `${hooks}/${id}`, { body: { url } })).body).toMatchObject(problem);
		expect((await ask('GET', `${hooks}/${id}`)).body.url).toBe(receiver.url);
	});

	it('[WH6] hears the types it names, of the plan unless it asks for more', async () => {
		const { id } = await make({ events: ['task.completed', 'task.completed'], full: false });
		const arch = await task('arch');
		await patch(arch, { status: 'done' });
		await world.quiet();
		expect(types()).toEqual(['task.completed']);
		expect((await ask('GET', `${hooks}/${id}`)).body.events).toEqual(['task.completed']);
		await ask('PATCH', `${hooks}/${id}`, { body: { events: null } });
		const guest = { body: { name: 'Edith' } };
		expect((await ask('POST', `/api/weddings/${wedding}/guests`, guest)).status).toBe(201);
		await task('cake');
		await world.quiet();
		expect(types()).toEqual(['task.completed', 'task.created']);
		await ask('PATCH', `${hooks}/${id}`, { body: { events: ['guest.created'], full: false } });
		await ask('POST', `/api/weddings/${wedding}/guests`, { body: { name: 'Ruth' } });
		await world.quiet();
		expect(types()).toEqual(['task.completed', 'task.created', 'guest.created']);
		expect(receiver.received.at(-1)?.body).not.toContain('Ruth');
		expect(
			(await ask('POST', hooks, { body: { url: receiver.url, events: ['task.nothing'] } })).body,
		).toMatchObject({
			status: 422,
			detail: expect.stringContaining('catalogue'),
		});
	});

	it('[WH6] hears nothing more of a private section when its maker is out', async () => {
		const { ask: theirs, person } = await join(world.house, wedding, 'coordinator');
		await make({ sections: ['guests'] }, theirs);
		await ask('POST', `/api/weddings/${wedding}/guests`, { body: { name: 'Edith' } });
		await world.quiet();
		expect(types()).toEqual(['guest.created']);
		await ask('DELETE', `/api/weddings/${wedding}/people/${person}`);
		await ask('POST', `/api/weddings/${wedding}/guests`, { body: { name: 'Ruth' } });
		await task('cake');
		await world.quiet();
		expect(types()).toEqual(['guest.created', 'person.left', 'task.created']);
	});

	it('[WH2] after a rotation old and new secret both verify for a day, then the new one alone', async () => {
		const { id, secret: old } = await make({ events: ['task.created'] });
		const { body } = await ask('POST', `${hooks}/${id}/rotate`);
		expect(body.formerSecretUntil).toBe(new Date(world.house.clock.now() + day).toISOString());
		await task('one');
		await world.quiet();
		const [one] = receiver.received;
		if (one === undefined) throw new Error('nothing came');
		expect([receiver.verify(one, old), receiver.verify(one, body.secret)]).toHaveLength(2);
		await world.pass(day);
		const { person } = one.json.data.actor;
		const { token } = (await world.house.asOperator('POST', '/api/tokens', { body: { wedding, person } }))
			.body;
		ask = world.house.as(token);
		await task('two');
		await world.quiet();
		const two = receiver.received[1];
		expect(two?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
		expect(one.headers['webhook-signature']?.split(' ')).toHaveLength(2);
	});

	it('[WH8] sends what its mapping makes of an event', async () => {
		const mapping = {
			into: 'body',
			fields: {
				deal: { from: 'data.record.id' },
				stage: { from: 'data.after.status', map: { done: 'won' } },
			},
		};
		const { id, secret } = await make({ events: ['task.completed'], mapping });
		const arch = await task('arch');
		await patch(arch, { status: 'done' });
		await world.quiet();
		const [one] = receiver.received;
		expect(one?.json).toEqual({ deal: arch, stage: 'won' });
		if (one !== undefined) expect(receiver.verify(one, secret)).toEqual(one.json);
		await ask('PATCH', `${hooks}/${id}`, { body: { mapping: null } });
		await patch(arch, { status: 'todo' });
		await patch(arch, { status: 'done' });
		await world.quiet();
		expect(receiver.received[1]?.json.type).toBe('task.completed');
		expect(
			(await ask('POST', `${hooks}/preview`, { body: { mapping, type: 'task.completed' } })).body,
		).toEqual({
			body: { deal: arch, stage: 'won' },
		});
	});

	it('[WH9] is tested with a button: what was sent and what came back is in the log', async () => {
		receiver.answer = (_, response) => response.writeHead(500).end('no thanks');
		const { id, secret } = await make();
		const { status, body } = await ask('POST', `${hooks}/${id}/test`);
		expect(status).toBe(202);
		await world.quiet();
		const [one] = receiver.received;
		if (one === undefined) throw new Error('nothing came');
		expect(receiver.verify(one, secret)).toMatchObject({ type: 'webhook.test' });
		const [delivery] = await log(id);
		expect(delivery).toMatchObject({ id: body.id, webhookId: one.id, type: 'webhook.test', attempts: 1 });
		expect(delivery.tries).toEqual([
			{
				n: 1,
				at: expect.any(String),
				ms: 0,
				outcome: 'transient',
				status: 500,
				detail: 'HTTP 500',
				request: one.body,
				response: 'no thanks',
			},
		]);
		for (let n = 0; n < 9; n++) await ask('POST', `${hooks}/${id}/test`);
		expect((await ask('POST', `${hooks}/${id}/test`)).status).toBe(429);
	});

	it('[WH13] is sent again what it names, under the ids it knows, marked, and at most five times a minute', async () => {
		const { id, secret } = await make({ events: ['task.created', 'task.completed'] });
		const arch = await task('arch');
		await patch(arch, { status: 'done' });
		await task('cake');
		await world.quiet();
		const idOf = (title: string, type: string) =>
			receiver.received.find(({ json }) => json.type === type && json.data.record.id === title)?.id;
		const cake = (await events()).at(-1).record.id;
		const before = [idOf(arch, 'task.created'), idOf(arch, 'task.completed'), idOf(cake, 'task.created')];
		const replay = async (body: object) => {
			receiver.received.length = 0;
			const answer = await ask('POST', `${hooks}/${id}/replay`, { body });
			await world.quiet();
			return [answer.status, answer.body.replayed, receiver.received.map((one) => one.id).sort()];
		};
		expect(await replay({ after: '0.0' })).toEqual([202, 3, [...before].sort()]);
		expect(receiver.received.map(({ headers }) => headers['webhook-replay'])).toEqual([
			'true',
			'true',
			'true',
		]);
		for (const one of receiver.received) receiver.verify(one, secret);
		expect(await replay({ after: '0.0', types: ['task.completed'] })).toEqual([202, 1, [before[1]]]);
		expect(await replay({ ids: [before[2], 'nothing'] })).toEqual([202, 1, [before[2]]]);
		const last = (await events()).at(-2);
		expect(await replay({ after: `${last.seq}.${last.index}` })).toEqual([202, 1, [before[2]]]);
		expect(await replay({ since: new Date(world.house.clock.now() + 1).toISOString() })).toEqual([
			202,
			0,
			[],
		]);
		expect((await ask('POST', `${hooks}/${id}/replay`, { body: { after: '0.0' } })).status).toBe(429);
		await world.pass(minute);
		expect((await ask('POST', `${hooks}/${id}/replay`, { body: { after: 'x' } })).status).toBe(422);
		expect((await ask('POST', `${hooks}/${id}/replay`, { body: {} })).status).toBe(422);
	});

	it('[WH11] that answers 410 is given up at once, with a word to its people; brought back, what waited comes', async () => {
		receiver.answer = (_, response) => response.writeHead(410).end();
		const { id } = await make();
		await task('arch');
		await world.quiet();
		await task('cake');
		await world.quiet();
		expect(receiver.received).toHaveLength(1);
		expect(await healthOf(id)).toMatchObject({
			state: 'disabled',
			disabledWhy: 'gone',
			missedSince: expect.any(String),
		});
		expect((await events()).at(-2)).toMatchObject({
			type: 'webhook.trouble',
			record: { kind: 'webhook', id },
			after: { trouble: 'gone', fault: 'HTTP 410' },
		});
		receiver.answer = (_, response) => void response.writeHead(204).end();
		const { body } = await ask('POST', `${hooks}/${id}/enable`);
		expect(body.health.state).toBe('healthy');
		await task('band');
		await world.quiet();
		await world.pass(minute);
		expect(types().slice(1)).toContain('task.created');
		expect((await events()).map(({ type }: { type: string }) => type)).not.toContain('webhook.healthy');
	});

	it('[WH10] that fails has its people told by an event, which no endpoint hears without asking for it', async () => {
		receiver.answer = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
		const { id } = await make({ name: 'CRM' });
		for (const title of ['one', 'two', 'three']) await task(title);
		await world.quiet();
		expect(await healthOf(id)).toMatchObject({ state: 'failing', failures: 3, lastFault: 'HTTP 302' });
		await task('four');
		await world.quiet();
		const trouble = (await events()).filter(({ type }: { type: string }) => type === 'webhook.trouble');
		expect(trouble.map(({ after }: { after: object }) => after)).toEqual([
			{ trouble: 'attempts', failures: 4, name: 'CRM', fault: 'HTTP 302', since: expect.any(String) },
		]);
		receiver.answer = (_, response) => void response.writeHead(200).end('ok');
		await world.pass(minute, 5_000);
		expect(await healthOf(id)).toMatchObject({ state: 'healthy', failures: 0 });
		expect((await events()).at(-1)).toMatchObject({
			type: 'webhook.trouble',
			after: { trouble: 'recovered' },
		});
		expect(types()).not.toContain('webhook.trouble');
	});

	it('[WH12] that was given up is tried once a day, and used again when it is back, with nothing lost', async () => {
		receiver.answer = (_, response) => void response.writeHead(500).end();
		const { id } = await make({ events: ['task.created'] });
		const edit = async () => {
			const { person } = (await world.house.store.members(wedding as never)).at(0) ?? { person: '' };
			const { token } = (await world.house.asOperator('POST', '/api/tokens', { body: { wedding, person } }))
				.body;
			ask = world.house.as(token);
			await task(`at ${world.house.clock.now()}`);
		};
		for (let n = 0; n < 11; n++) {
			await edit();
			await world.pass(12 * hour, hour);
		}
		await edit();
		expect(await healthOf(id)).toMatchObject({ state: 'disabled', disabledWhy: 'failing' });
		const trouble = (await events()).filter(({ type }: { type: string }) => type === 'webhook.trouble');
		expect(trouble.map(({ after }: { after: { trouble: string } }) => after.trouble)).toEqual([
			'attempts',
			'day',
			'failing',
		]);
		const before = receiver.received.length;
		await world.pass(12 * hour, hour);
		await edit();
		await world.pass(12 * hour, hour);
		expect(types().slice(before)).toEqual(['webhook.test']);
		receiver.answer = (_, response) => void response.writeHead(204).end();
		await world.pass(12 * hour, hour);
		await edit();
		await world.pass(13 * hour, hour);
		await edit();
		const { missedSince, state } = await healthOf(id);
		expect(state).toBe('healthy');
		await world.quiet();
		expect(receiver.received.at(-1)?.json.type).toBe('task.created');
		const replayed = await ask('POST', `${hooks}/${id}/replay`, { body: { since: missedSince } });
		expect(replayed.body.replayed).toBe(15);
		expect((await healthOf(id)).missedSince).toBeUndefined();
		await world.pass(minute, 1_000);
		const got = new Set(receiver.received.map(({ json }) => json.data.record.id));
		const all = (await events()).filter(({ type }: { type: string }) => type === 'task.created');
		expect(all.filter(({ record }: { record: { id: string } }) => !got.has(record.id))).toEqual([]);
	});

	it('[WH16] gets a hundred a minute, and the rest after that, without a try being used up', async () => {
		const { id } = await make();
		for (let n = 0; n < 110; n++) await task(`task ${n}`);
		await world.quiet();
		expect(receiver.received).toHaveLength(100);
		await world.pass(minute, 1_000);
		expect(receiver.received).toHaveLength(110);
		expect(new Set(receiver.received.map((one) => one.id)).size).toBe(110);
		const attempts = (await ask('GET', `${hooks}/${id}/deliveries?limit=200`)).body.deliveries.map(
			(one: { attempts: number }) => one.attempts,
		);
		expect(new Set(attempts)).toEqual(new Set([1]));
	});

	it('[WH14] gets what is about one record one after the other, and the rest meanwhile', async () => {
		await make({ events: ['task.created', 'task.updated'] });
		const answers: (() => void)[] = [];
		receiver.answer = (_, response) => void answers.push(() => response.writeHead(204).end());
		const arch = await task('arch');
		for (const title of ['arch 1', 'arch 2']) await patch(arch, { title });
		const cake = await task('cake');
		await expect.poll(() => receiver.received.length).toBe(2);
		expect(receiver.received.map(({ json }) => json.data.record.id).sort()).toEqual([arch, cake].sort());
		for (let came = 2; answers.length > 0; came++) {
			for (const answer of answers.splice(0)) answer();
			if (came < 4) await expect.poll(() => receiver.received.length).toBe(came + 1);
		}
		await world.quiet();
		const own = receiver.received.filter(({ json }) => json.data.record.id === arch);
		expect(own.map(({ json }) => json.data.after.title)).toEqual(['arch', 'arch 1', 'arch 2']);
	});

	it('[WH11] has what waited while it was given up as soon as it is brought back', async () => {
		const answers: (() => void)[] = [];
		receiver.answer = (_, response) => void answers.push(() => response.writeHead(410).end());
		const { id } = await make();
		for (let n = 0; n < 6; n++) await task(`task ${n}`);
		await expect.poll(() => receiver.received.length).toBe(4);
		for (const answer of answers) answer();
		await world.quiet();
		receiver.answer = (_, response) => void response.writeHead(204).end();
		await ask('POST', `${hooks}/${id}/enable`);
		await world.quiet();
		expect(receiver.received).toHaveLength(6);
	});

	it('[WH9] is gone with what waits for it when it is removed', async () => {
		receiver.answer = (_, response) => void response.writeHead(503).end();
		const { id } = await make();
		await task('arch');
		await world.quiet();
		expect((await ask('DELETE', `${hooks}/${id}`)).status).toBe(200);
		expect((await ask('GET', `${hooks}/${id}`)).status).toBe(404);
		await world.pass(hour, 10 * minute);
		expect(receiver.received).toHaveLength(1);
		const audit = (await ask('GET', `/api/weddings/${wedding}/audit?limit=1000`)).body.audit;
		const own = audit.filter(({ subject }: { subject: string }) => subject === id);
		expect(own.map(({ action }: { action: string }) => action)).toEqual(['webhook.made', 'webhook.removed']);
		expect(JSON.stringify(audit)).not.toContain('127.0.0.1');
	});
});
