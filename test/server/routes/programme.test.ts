import { expect, it } from 'vitest';
import { roles } from '../../../shared/access/roles.ts';
import { createHouse } from '../../world/house.ts';

it.each(roles)('%s sees the programme: what is for guests, and nothing else of the plan', async (role) => {
	const house = createHouse();
	const { ask: mine, wedding } = await house.wedding();
	const base = `/api/weddings/${wedding}`;
	const dinner = {
		id: 'dinner',
		title: 'Dinner',
		kind: 'fixed',
		start: '2027-06-12T18:00',
		minutes: 90,
		place: 'Barn',
		visibility: 'guests',
		notes: 'The chef is late',
		group: 'meal',
	};
	await mine('POST', `${base}/timeline`, { body: dinner });
	await mine('POST', `${base}/timeline`, { body: { id: 'secret', title: 'Surprise', visibility: 'team' } });
	await mine('POST', `${base}/timeline`, { body: { id: 'plain', title: 'Set up' } });
	const skipped = { id: 'rain', title: 'Croquet', visibility: 'guests', state: 'skipped' };
	await mine('POST', `${base}/timeline`, { body: skipped });
	await mine('POST', `${base}/timeline`, { body: { id: 'gone', title: 'Fireworks', visibility: 'guests' } });
	await mine('DELETE', `${base}/timeline/gone`);
	const body = { wedding, name: 'Ada', role };
	const { token } = (await house.asOperator('POST', '/api/tokens', { body })).body;
	const answer = await house.as(token)('GET', `${base}/programme`);
	expect([answer.status, answer.body]).toEqual([
		200,
		{
			name: 'Maria & Jonas',
			date: '2027-06-12',
			timeZone: 'Europe/Vienna',
			items: [
				{
					id: 'dinner',
					title: 'Dinner',
					kind: 'fixed',
					start: '2027-06-12T18:00',
					minutes: 90,
					place: 'Barn',
				},
			],
			seq: expect.any(Number),
		},
	]);
});

it('nobody else sees it', async () => {
	const house = createHouse();
	const [one, other] = [await house.wedding(), await house.wedding('guest')];
	expect((await house.ask('GET', `/api/weddings/${one.wedding}/programme`)).status).toBe(401);
	expect((await other.ask('GET', `/api/weddings/${one.wedding}/programme`)).status).toBe(403);
});
