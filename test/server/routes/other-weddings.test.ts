/** One id in two weddings: two people, unless the one made the other. */
import { describe, expect, it } from 'vitest';
import { createHouse, type House, newWedding } from '../../world/house.ts';

/** Somebody of this wedding's couple puts an id into it and comes in under it, as a guest. */
async function pose(house: House, id: string) {
	const evil = await house.wedding('couple');
	const at = `/api/weddings/${evil.wedding}`;
	await evil.ask('POST', `${at}/people`, { body: { id, name: 'Nobody', role: 'guest' } });
	const body = { role: 'guest', person: id };
	const { code } = (await evil.ask('POST', `${at}/invites`, { body })).body;
	const { token } = (await house.ask('POST', `/api/invites/${code}/redeem`)).body;
	return { ...evil, ask: house.as(token) };
}
const ids = (answer: { body: { weddings: readonly { id: string }[] } }) =>
	answer.body.weddings.map(({ id }) => id);

describe('somebody under the id of a person of another wedding', () => {
	it('[TT10] sees none of that person’s weddings, nor that person any of theirs', async () => {
		const house = createHouse();
		const planner = await house.wedding('coordinator');
		const posing = await pose(house, planner.person);
		expect(ids(await posing.ask('GET', '/api/weddings'))).toEqual([posing.wedding]);
		expect(ids(await planner.ask('GET', '/api/weddings'))).toEqual([planner.wedding]);
	});

	it('[TT10] nor by making a wedding, nor when that person has made some', async () => {
		const house = createHouse();
		const planner = await house.wedding('coordinator');
		const posing = await pose(house, planner.person);
		house.clock.advance(1);
		const theirs = (await planner.ask('POST', '/api/weddings', { body: newWedding })).body;
		house.clock.advance(1);
		const made = (await posing.ask('POST', '/api/weddings', { body: newWedding })).body;
		const both = [posing.wedding, made.id];
		expect(ids(await house.as(made.token)('GET', '/api/weddings'))).toEqual(both);
		expect(ids(await posing.ask('GET', '/api/weddings'))).toEqual(both);
		expect(ids(await house.as(theirs.token)('GET', '/api/weddings'))).toEqual([planner.wedding, theirs.id]);
	});

	it('[TT10] gets no session in a wedding that person made, by sending the same request under the same key', async () => {
		const house = createHouse();
		const planner = await house.wedding('coordinator');
		const asked = { body: newWedding, headers: { 'Idempotency-Key': '1' } };
		const theirs = (await planner.ask('POST', '/api/weddings', asked)).body;
		const posing = await pose(house, planner.person);
		const made = (await posing.ask('POST', '/api/weddings', asked)).body;
		expect(made.id).not.toBe(theirs.id);
		expect((await house.as(made.token)('GET', `/api/weddings/${theirs.id}/plan`)).status).toBe(403);
	});
});

describe('somebody who makes a wedding', () => {
	it('[TT10] is not let in again by the same request when that device was shut out of it', async () => {
		const house = createHouse();
		const first = await house.wedding('couple');
		const at = `/api/weddings/${first.wedding}`;
		const invited = await first.ask('POST', `${at}/invites`, { body: { role: 'helper', name: 'Lu' } });
		const redeemed = await house.ask('POST', `/api/invites/${invited.body.code}/redeem`);
		const { token, device, person } = redeemed.body;
		const asked = { body: newWedding, headers: { 'Idempotency-Key': '1' } };
		const made = (await house.as(token)('POST', '/api/weddings', asked)).body;
		expect([made.device, made.role]).toEqual([device, 'couple']);
		const partner = { wedding: made.id, name: 'Jonas', role: 'couple' };
		const jonas = house.as((await house.asOperator('POST', '/api/tokens', { body: partner })).body.token);
		await jonas('DELETE', `/api/weddings/${made.id}/people/${person}/devices/${device}`);
		const again = await house.as(token)('POST', '/api/weddings', asked);
		expect([again.status, again.body.id, again.body.token]).toEqual([201, made.id, undefined]);
	});

	it('[AL11] may make twenty a day, each on being couple there', async () => {
		const house = createHouse();
		const { ask } = await house.wedding('couple');
		const make = async () => (await ask('POST', '/api/weddings', { body: newWedding })).status;
		for (let count = 0; count < 20; count += 1) expect(await make()).toBe(201);
		const over = await ask('POST', '/api/weddings', { body: newWedding });
		const seconds = Number(over.headers.get('Retry-After'));
		expect([over.status, over.body.code, seconds]).toEqual([429, 'too-many', 4_320]);
		house.clock.advance(seconds * 1_000);
		expect(await make()).toBe(201);
	});
});

describe('a person of several weddings', () => {
	it('[TT10] sees those made from one another, also when they have left one in between', async () => {
		const house = createHouse();
		const first = await house.wedding('vendor');
		house.clock.advance(1);
		const second = (await first.ask('POST', '/api/weddings', { body: newWedding })).body;
		house.clock.advance(1);
		const third = (await house.as(second.token)('POST', '/api/weddings', { body: newWedding })).body;
		const partner = { wedding: second.id, name: 'Jonas', role: 'couple' };
		const jonas = house.as((await house.asOperator('POST', '/api/tokens', { body: partner })).body.token);
		expect(ids(await first.ask('GET', '/api/weddings'))).toEqual([first.wedding, second.id, third.id]);
		await jonas('DELETE', `/api/weddings/${second.id}/people/${first.person}`);
		expect(ids(await first.ask('GET', '/api/weddings'))).toEqual([first.wedding, third.id]);
		expect(ids(await house.as(third.token)('GET', '/api/weddings'))).toEqual([first.wedding, third.id]);
	});
});
