import { describe, expect, it } from 'vitest';
import { createHouse, newWedding } from '../../world/house.ts';

describe('making a wedding', () => {
	it('answers what was made, and its plan holds that and nothing else', async () => {
		const { asOperator, as } = createHouse();
		const made = await asOperator('POST', '/api/weddings', { body: { ...newWedding, place: 'Schloss' } });
		expect([made.status, made.body]).toEqual([
			201,
			{ id: expect.stringMatching(/^[\w-]{16}$/), ...newWedding, place: 'Schloss', seq: 1 },
		]);
		const wedding = made.body.id;
		const { body } = await asOperator('POST', '/api/tokens', {
			body: { wedding, name: 'Maria', role: 'couple' },
		});
		const plan = await as(body.token)('GET', `/api/weddings/${wedding}/plan`);
		expect(plan.body).toEqual({
			meta: { ...newWedding, place: 'Schloss' },
			people: [{ id: body.person, name: 'Maria', role: 'couple' }],
			tasks: [],
			timeline: [],
			assignments: [],
			comments: [],
			conflicts: [],
			seq: 2,
		});
	});

	it('by a person makes that person its couple, with a token for it', async () => {
		const house = createHouse();
		const first = await house.wedding('vendor');
		house.clock.advance(1);
		const made = await first.ask('POST', '/api/weddings', { body: newWedding });
		expect([made.status, made.body.role, made.body.person]).toEqual([201, 'couple', first.person]);
		const inNew = house.as(made.body.token);
		expect((await inNew('GET', `/api/weddings/${made.body.id}/plan`)).body.people).toEqual([
			{ id: first.person, name: 'Maria', role: 'couple' },
		]);
		expect((await inNew('GET', '/api/weddings')).body).toEqual({
			weddings: [
				{ id: first.wedding, name: newWedding.name, date: newWedding.date, role: 'vendor' },
				{ id: made.body.id, name: newWedding.name, date: newWedding.date, role: 'couple' },
			],
		});
	});

	it('sent twice under one key makes one', async () => {
		const { asOperator } = createHouse();
		const asked = { body: newWedding, headers: { 'Idempotency-Key': 'k-1' } };
		const [one, two] = await Promise.all([
			asOperator('POST', '/api/weddings', asked),
			asOperator('POST', '/api/weddings', asked),
		]);
		expect(two.body).toEqual(one.body);
		expect((await asOperator('GET', '/api/weddings')).body.weddings).toHaveLength(1);
		const other = await asOperator('POST', '/api/weddings', {
			...asked,
			body: { ...newWedding, name: 'Others' },
		});
		expect([other.status, other.body.code]).toEqual([422, 'key-reused']);
	});

	it.each([
		[{ ...newWedding, timeZone: 'Mars/Olympus' }, 'timeZone'],
		[{ ...newWedding, date: '2027-02-30' }, 'date'],
		[{ ...newWedding, name: '' }, 'name'],
		[{ ...newWedding, template: 'grand' }, 'template'],
		[{ name: 'No date', timeZone: 'UTC' }, 'date'],
	])('that cannot be, %j, leaves nothing behind', async (body, field) => {
		const { asOperator } = createHouse();
		const made = await asOperator('POST', '/api/weddings', { body });
		expect([made.status, made.body.code, made.body.field]).toEqual([422, 'invalid-value', field]);
		expect((await asOperator('GET', '/api/weddings')).body).toEqual({ weddings: [] });
	});

	it('is for those with a token or the operator key', async () => {
		const { ask } = createHouse();
		expect((await ask('POST', '/api/weddings', { body: newWedding })).status).toBe(401);
		expect((await ask('GET', '/api/weddings')).status).toBe(401);
	});
});

describe('the list of weddings', () => {
	it("is all for the operator, and one's own for a person", async () => {
		const house = createHouse();
		const maria = await house.wedding();
		await house.wedding();
		const card = { name: newWedding.name, date: newWedding.date };
		expect((await house.asOperator('GET', '/api/weddings')).body.weddings).toHaveLength(2);
		expect((await maria.ask('GET', '/api/weddings')).body).toEqual({
			weddings: [{ id: maria.wedding, ...card, role: 'couple' }],
		});
	});

	it('shows the name and date as they are now', async () => {
		const house = createHouse();
		const { ask, wedding } = await house.wedding();
		await ask('PATCH', `/api/weddings/${wedding}/meta`, { body: { name: 'M & J', date: '2027-07-01' } });
		expect((await ask('GET', '/api/weddings')).body.weddings).toEqual([
			{ id: wedding, name: 'M & J', date: '2027-07-01', role: 'couple' },
		]);
	});
});
