import { describe, expect, it } from 'vitest';
import { categories, levelOf, ownFields, permissions } from '../../../shared/access/permissions.ts';
import { roles } from '../../../shared/access/roles.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

describe('the table of permissions', () => {
	it('is served to anybody, as it is judged by', async () => {
		const { status, body } = await createHouse().ask('GET', '/api/permissions');
		expect([status, Object.keys(body)]).toEqual([200, ['roles', 'categories', 'levels', 'why', 'own']]);
		expect([body.roles, body.categories, body.own]).toEqual([roles, categories, ownFields]);
		for (const role of roles) {
			expect([body.levels[role], body.why[role]]).toEqual([permissions[role].levels, permissions[role].why]);
		}
	});
});

describe('who one is', () => {
	it.each(roles)('comes with the rights of now: as %s', async (role) => {
		const { ask, wedding, person } = await createHouse().wedding(role);
		expect((await ask('GET', '/api/me')).body).toEqual({
			wedding,
			person,
			name: 'Maria',
			role,
			levels: permissions[role].levels,
		});
	});

	it('comes with raised rights while they last, and without a moment later', async () => {
		const house = createHouse();
		const { ask, wedding, person } = await house.wedding('helper');
		const until = house.clock.now() + 60_000;
		const by = personId.parse(person);
		const raised = { until, by, reason: 'the couple cannot be reached' };
		await house.store.raiseMember(weddingId.parse(wedding), by, raised);
		const levels = Object.fromEntries(
			categories.map((category) => [category, levelOf({ role: 'helper', raised: true }, category)]),
		);
		expect((await ask('GET', '/api/me')).body).toMatchObject({
			levels,
			raised: { until: '2027-06-12T09:01:00.000Z' },
		});
		expect(levels).not.toEqual(permissions.helper.levels);
		house.clock.advance(60_000);
		const after = (await ask('GET', '/api/me')).body;
		expect([after.levels, 'raised' in after]).toEqual([permissions.helper.levels, false]);
	});

	it('is nobody of a wedding for the operator, who is reached nowhere and signed in nowhere', async () => {
		const { asOperator } = createHouse();
		const answers = [
			await asOperator('GET', '/api/me/contacts'),
			await asOperator('PUT', '/api/me/contacts', { body: { email: 'op@example.org' } }),
			await asOperator('GET', '/api/session/devices'),
			await asOperator('DELETE', '/api/session/devices/x'),
			await asOperator('POST', '/api/session/sign-out'),
			await asOperator('PUT', '/api/session/device/key', { body: { publicKey: 'k'.repeat(43) } }),
		];
		expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
			Array(6).fill([403, 'not-allowed']),
		);
	});
});
