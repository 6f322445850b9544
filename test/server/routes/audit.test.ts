/** The audit over HTTP: for the couple and the operator. */
import { describe, expect, it } from 'vitest';
import { roles } from '../../../shared/access/roles.ts';
import { createHouse } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const join = async (role: string) => {
		const body = { wedding: maria.wedding, name: `The ${role}`, role };
		const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { ask: house.as(token), person };
	};
	return { ...maria, house, join, audit: `/api/weddings/${maria.wedding}/audit` };
}

describe('the audit', () => {
	it('[A8] shows the couple and the operator who did what, in pages', async () => {
		const { house, ask, join, person, wedding, audit } = await atWedding();
		const wren = await join('vendor');
		await ask('DELETE', `/api/weddings/${wedding}/people/${wren.person}`);
		const { status, body } = await ask('GET', audit);
		expect(status).toBe(200);
		const service = { person: 'wedsync', role: 'service', operator: true };
		const at = new Date(house.clock.now()).toISOString();
		const rows = body.audit as { action: string; n: number; hash: string }[];
		expect(rows.map(({ n: _, hash: __, ...row }) => row)).toMatchObject([
			{ action: 'wedding.created', actor: service, at },
			{ action: 'person.joined', actor: service, subject: person, detail: { role: 'couple' } },
			{ action: 'token.made', actor: { operator: true }, subject: person, detail: { role: 'couple' } },
			{ action: 'person.joined', actor: service, subject: wren.person, detail: { role: 'vendor' } },
			{ action: 'token.made', actor: { operator: true }, subject: wren.person },
			{ action: 'person.removed', actor: { person, role: 'couple' }, subject: wren.person },
		]);
		expect(body.next).toBe(6);
		expect((await house.asOperator('GET', audit)).body).toEqual(body);
		expect((await ask('GET', `${audit}?after=2&limit=2`)).body).toEqual({ audit: rows.slice(2, 4), next: 4 });
		expect((await ask('GET', `${audit}?after=6`)).body).toEqual({ audit: [] });
		expect((await ask('GET', `${audit}?after=x`)).body).toMatchObject({ status: 422, field: 'after' });
	});

	it('[A8] of what belongs to no wedding is for the operator', async () => {
		const { house, ask } = await atWedding();
		await house.store.note('', [{ action: 'backup.taken', at: 5, actor: { operator: true } }]);
		expect((await house.asOperator('GET', '/api/audit')).body).toEqual({
			audit: [
				{
					n: 1,
					action: 'backup.taken',
					at: '1970-01-01T00:00:00.005Z',
					actor: { operator: true },
					hash: expect.any(String),
				},
			],
			next: 1,
		});
		expect((await ask('GET', '/api/audit')).status).toBe(403);
		expect((await house.ask('GET', '/api/audit')).status).toBe(401);
	});

	it('[A8] is for nobody else', async () => {
		const { house, join, audit } = await atWedding();
		for (const role of roles) {
			const { ask } = await join(role);
			expect([role, (await ask('GET', audit)).status]).toEqual([role, role === 'couple' ? 200 : 403]);
		}
		const stranger = await house.wedding('couple');
		expect((await stranger.ask('GET', audit)).body).toMatchObject({ status: 403, code: 'other-wedding' });
		expect((await house.ask('GET', audit)).status).toBe(401);
		expect((await house.asOperator('GET', '/api/weddings/nowhere/audit')).body).toMatchObject({
			status: 404,
		});
		expect((await house.asOperator('GET', '/api/weddings/no%20id/audit')).body).toMatchObject({
			status: 404,
		});
	});
});
