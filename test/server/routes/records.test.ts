import { describe, expect, it } from 'vitest';
import { createHouse } from '../../world/house.ts';

async function atWedding(role?: string) {
	const house = createHouse();
	const here = await house.wedding(role);
	const base = `/api/weddings/${here.wedding}`;
	return { ...here, house, base, plan: async () => (await here.ask('GET', `${base}/plan`)).body };
}

describe('a record', () => {
	it('is created, changed, deleted and restored, each time answered as the plan shows it', async () => {
		const { ask, base, plan, person, house } = await atWedding();
		const made = await ask('POST', `${base}/tasks`, {
			body: { title: 'Flowers', notes: 'White ones', owner: person },
		});
		const { id } = made.body;
		const task = {
			id,
			title: 'Flowers',
			notes: 'White ones',
			owner: person,
			status: 'todo',
			dependsOn: [],
			evidence: [],
		};
		expect([made.status, made.body]).toEqual([201, { ...task, seq: 3 }]);
		expect((await plan()).tasks).toEqual([task]);

		const changed = await ask('PATCH', `${base}/tasks/${id}`, {
			body: { status: 'done', notes: 'Red ones', owner: null },
		});
		const after = { ...task, notes: 'Red ones', status: 'done', owner: null };
		expect([changed.status, changed.body]).toEqual([200, { ...after, seq: 4 }]);

		const deleted = await ask('DELETE', `${base}/tasks/${id}`);
		const deletion = { deletedAt: new Date(house.clock.now()).toISOString(), deletedBy: person };
		expect([deleted.status, deleted.body]).toEqual([200, { ...after, ...deletion, seq: 5 }]);
		expect((await plan()).tasks).toEqual([]);

		const restored = await ask('POST', `${base}/tasks/${id}/restore`);
		expect([restored.status, restored.body]).toEqual([200, { ...after, seq: 6 }]);
		expect(await plan()).toMatchObject({ tasks: [after], seq: 6 });
	});

	it('of every kind can be made, under an id of its own too', async () => {
		const { ask, base, person } = await atWedding();
		const bodies = {
			people: { id: 'wren', name: 'Wren', role: 'vendor', trade: 'florist' },
			tasks: { id: 'flowers', title: 'Flowers' },
			timeline: { id: 'ceremony', title: 'Ceremony', kind: 'fixed', start: '2027-06-12T15:00', minutes: 30 },
			assignments: { id: 'wren-flowers', on: 'task:flowers', person: 'wren', status: 'asked' },
			comments: { id: 'hello', on: 'task:flowers', text: 'Hello', mentions: ['wren'] },
		};
		for (const [kind, body] of Object.entries(bodies)) {
			const made = await ask('POST', `${base}/${kind}`, { body });
			expect([kind, made.status, made.body]).toEqual([kind, 201, expect.objectContaining(body)]);
		}
		const [comment] = (await ask('GET', `${base}/plan`)).body.comments;
		expect(comment.by).toBe(person);
	});

	it('that is not there, is there already or breaks a rule is a problem with a code, and changes nothing', async () => {
		const { ask, base, plan } = await atWedding();
		await ask('POST', `${base}/tasks`, { body: { id: 'flowers', title: 'Flowers' } });
		const before = await plan();
		const tries = await Promise.all([
			ask('PATCH', `${base}/tasks/none`, { body: { title: 'X' } }),
			ask('POST', `${base}/tasks`, { body: { id: 'flowers', title: 'Again' } }),
			ask('POST', `${base}/tasks`, { body: { title: 'X', colour: 'red' } }),
			ask('POST', `${base}/tasks`, { body: { title: 'X', dependsOn: ['none'] } }),
			ask('PATCH', `${base}/tasks/flowers`, { body: { dependsOn: ['flowers'] } }),
			ask('PATCH', `${base}/tasks/flowers`, { body: { id: 'other', title: 'X' } }),
			ask('POST', `${base}/timeline`, { body: { title: 'X', kind: 'fixed', start: '2027-03-28T02:30' } }),
		]);
		expect(tries.map(({ status, body }) => [status, body.code])).toEqual([
			[404, 'not-found'],
			[409, 'already-exists'],
			[422, 'invalid-value'],
			[422, 'invalid-value'],
			[422, 'invalid-value'],
			[422, 'invalid-value'],
			[422, 'invalid-value'],
		]);
		expect(await plan()).toEqual(before);
	});

	it('in conflict is settled by resolving', async () => {
		const { ask, base } = await atWedding();
		await ask('POST', `${base}/tasks`, { body: { id: 'flowers', title: 'Flowers' } });
		const resolved = await ask('POST', `${base}/tasks/flowers/resolve`, {
			body: { field: 'status', value: 'doing' },
		});
		expect([resolved.status, resolved.body.status]).toEqual([200, 'doing']);
	});

	it('of no kind at all is nothing', async () => {
		const { ask, base } = await atWedding();
		expect((await ask('POST', `${base}/presents`, { body: {} })).body).toMatchObject({
			status: 404,
			code: 'not-found',
		});
	});
});

describe('a shift', () => {
	it('is shown first and then done, the same', async () => {
		const { ask, base, plan } = await atWedding();
		const item = { title: 'Ceremony', kind: 'fixed', start: '2027-06-12T15:00', minutes: 30 };
		await ask('POST', `${base}/timeline`, { body: { id: 'ceremony', ...item } });
		await ask('POST', `${base}/timeline`, {
			body: { ...item, id: 'photos', kind: 'flexible', start: '2027-06-12T15:30', after: 'ceremony' },
		});
		const before = await plan();
		const preview = await ask('POST', `${base}/timeline/ceremony/shift?preview=1`, { body: { minutes: 15 } });
		const to = (start: string) => ({ start: `2027-06-12T${start}`, minutes: 30 });
		expect(preview.body).toEqual({
			moves: [
				{ id: 'ceremony', from: to('15:00'), to: to('15:15') },
				{ id: 'photos', from: to('15:30'), to: to('15:45') },
			],
			absorbed: [],
			hits: [],
			overlaps: [],
			seq: 4,
		});
		expect(await plan()).toEqual(before);
		const shifted = await ask('POST', `${base}/timeline/ceremony/shift`, { body: { minutes: 15 } });
		expect([shifted.status, shifted.body]).toEqual([
			200,
			expect.objectContaining({ id: 'ceremony', start: '2027-06-12T15:15', seq: 5 }),
		]);
		expect((await plan()).timeline.map(({ start }: { start: string }) => start)).toEqual([
			'2027-06-12T15:15',
			'2027-06-12T15:45',
		]);
	});

	it('of nothing, or by no number, is a problem, previewed or not', async () => {
		const { ask, base } = await atWedding();
		for (const query of ['', '?preview=1']) {
			const path = (id: string) => `${base}/timeline/${id}/shift${query}`;
			expect((await ask('POST', path('none'), { body: { minutes: 15 } })).status).toBe(404);
			expect((await ask('POST', path('none'), { body: { minutes: 'many' } })).status).toBe(422);
		}
	});
});

describe('a request sent twice under one Idempotency-Key', () => {
	const headers = { 'Idempotency-Key': 'key-1' };

	it('is done once and answered alike, one after the other', async () => {
		const { ask, base, plan } = await atWedding();
		const asked = { body: { title: 'Flowers' }, headers };
		const first = await ask('POST', `${base}/tasks`, asked);
		const again = await ask('POST', `${base}/tasks`, asked);
		expect([again.status, again.body]).toEqual([first.status, first.body]);
		expect(await plan()).toMatchObject({ tasks: [{ id: first.body.id }], seq: first.body.seq });
	});

	it('is done once, ten at the same time', async () => {
		const { ask, base, plan } = await atWedding();
		const asked = { body: { title: 'Flowers' }, headers };
		const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', `${base}/tasks`, asked)));
		expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
		expect((await plan()).tasks).toHaveLength(1);
	});

	it('is remembered by the wedding after a restart', async () => {
		const { house, wedding, token, base } = await atWedding();
		const asked = { body: { title: 'Flowers' }, headers };
		const first = await house.as(token)('POST', `${base}/tasks`, asked);
		await house.rooms.close();
		const restarted = createHouse({ store: () => house.store });
		const again = await restarted.as(token)('POST', `/api/weddings/${wedding}/tasks`, asked);
		expect(again.body).toEqual(first.body);
	});

	it('is refused if it asks for something else, and counts for one person only', async () => {
		const { ask, base, house, wedding, plan } = await atWedding();
		await ask('POST', `${base}/tasks`, { body: { title: 'Flowers' }, headers });
		const other = await ask('POST', `${base}/tasks`, { body: { title: 'Cake' }, headers });
		expect([other.status, other.body.code]).toEqual([422, 'key-reused']);
		const body = { wedding, name: 'Jonas', role: 'couple' };
		const jonas = house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
		expect((await jonas('POST', `${base}/tasks`, { body: { title: 'Cake' }, headers })).status).toBe(201);
		expect((await plan()).tasks).toHaveLength(2);
	});

	it('that failed may be tried again', async () => {
		const { ask, base } = await atWedding();
		const body = { title: 'Bouquet', dependsOn: ['flowers'] };
		expect((await ask('POST', `${base}/tasks`, { body, headers })).status).toBe(422);
		await ask('POST', `${base}/tasks`, { body: { id: 'flowers', title: 'Flowers' } });
		expect((await ask('POST', `${base}/tasks`, { body, headers })).status).toBe(201);
	});

	it('with a key that is none is malformed', async () => {
		const { ask, base } = await atWedding();
		const bad = await ask('POST', `${base}/tasks`, {
			body: { title: 'X' },
			headers: { 'Idempotency-Key': 'a b' },
		});
		expect([bad.status, bad.body.code]).toEqual([400, 'malformed']);
	});
});
