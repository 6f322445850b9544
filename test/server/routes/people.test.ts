import { describe, expect, it } from 'vitest';
import type { SessionSocket } from '../../../server/room/session.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse, type House } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const join = async (role: string) => {
		const body = { wedding: maria.wedding, name: `The ${role}`, role };
		const { token, person } = (await house.asOperator('POST', '/api/tokens', { body })).body;
		return { ask: house.as(token), person, token };
	};
	return { ...maria, house, join, people: `/api/weddings/${maria.wedding}/people` };
}

/** A socket that only remembers how it was closed. */
async function connect(house: House, wedding: string, person: string, role: 'vendor' | 'helper') {
	const closed: number[] = [];
	const socket: SessionSocket = {
		send: () => undefined,
		buffered: () => 0,
		close: (code) => void closed.push(code),
		pause: () => undefined,
		resume: () => undefined,
	};
	const room = await house.rooms.open(weddingId.parse(wedding), 'plan');
	const principal = { wedding: weddingId.parse(wedding), person: personId.parse(person), name: 'X', role };
	room.enter(principal, socket, { receipts: false });
	return closed;
}

describe('a person who is removed', () => {
	it('is out at once: token dead, sockets closed for good, gone from the plan', async () => {
		const { house, ask, wedding, join, people } = await atWedding();
		const wren = await join('vendor');
		const closed = await connect(house, wedding, wren.person, 'vendor');
		expect((await ask('DELETE', `${people}/${wren.person}`)).status).toBe(200);
		expect(closed).toEqual([4403]);
		expect((await wren.ask('GET', '/api/me')).body).toMatchObject({ status: 401, code: 'signed-out' });
		const plan = (await ask('GET', `/api/weddings/${wedding}/plan`)).body;
		expect(plan.people.map(({ id }: { id: string }) => id)).not.toContain(wren.person);
	});

	it('is back when restored, with a new token', async () => {
		const { house, ask, join, people, wedding } = await atWedding();
		const wren = await join('vendor');
		await ask('DELETE', `${people}/${wren.person}`);
		expect((await ask('POST', `${people}/${wren.person}/restore`)).status).toBe(200);
		house.clock.advance(1_000);
		const { token } = (
			await house.asOperator('POST', '/api/tokens', { body: { wedding, person: wren.person } })
		).body;
		expect((await house.as(token)('GET', '/api/me')).body).toMatchObject({
			person: wren.person,
			role: 'vendor',
		});
	});
});

describe('a person whose role changes', () => {
	it('has the new one at the next request, and open sockets come again', async () => {
		const { house, ask, wedding, join, people } = await atWedding();
		const tilda = await join('helper');
		const closed = await connect(house, wedding, tilda.person, 'helper');
		await ask('PATCH', `${people}/${tilda.person}`, { body: { name: 'Tilda' } });
		expect(closed).toEqual([]);
		await ask('PATCH', `${people}/${tilda.person}`, { body: { role: 'coordinator' } });
		expect(closed).toEqual([4001]);
		expect((await tilda.ask('GET', '/api/me')).body).toMatchObject({ name: 'Tilda', role: 'coordinator' });
	});
});

describe('who belongs to the wedding', () => {
	it('is for the couple and the coordinator to say', async () => {
		const { join, people } = await atWedding();
		const wren = await join('vendor');
		const priya = await join('coordinator');
		const body = { name: 'Mo', role: 'helper' };
		expect((await priya.ask('POST', people, { body })).status).toBe(201);
		const tries = [
			await wren.ask('POST', people, { body }),
			await wren.ask('DELETE', `${people}/${priya.person}`),
			await wren.ask('PATCH', `${people}/${wren.person}`, { body: { role: 'couple' } }),
			await wren.ask('PATCH', `${people}/${priya.person}`, { body: { name: 'Not Priya' } }),
		];
		expect(tries.map(({ status, body: { code } }) => [status, code])).toEqual(
			Array(4).fill([403, 'not-allowed']),
		);
		expect(
			(await wren.ask('PATCH', `${people}/${wren.person}`, { body: { colour: '#7a9e7e' } })).status,
		).toBe(200);
	});
});
