/** When people were last here, for whoever looks after them. */
import { expect, it } from 'vitest';
import { createHouse } from '../../world/house.ts';

it('[SE19] the last time each person was seen on any device, for those who manage people, and for nobody else', async () => {
	const house = createHouse();
	const mia = await house.wedding('couple');
	const at = `/api/weddings/${mia.wedding}`;
	const join = async (role: string, uses = 1) => {
		const { code } = (await mia.ask('POST', `${at}/invites`, { body: { role, uses, name: role } })).body;
		return (await house.ask('POST', '/api/sign-in/redeem', { body: { code } })).body;
	};
	const helper = await join('helper');
	house.clock.advance(60_000);
	const family = await join('family');
	const { seen } = (await mia.ask('GET', `${at}/seen`)).body;
	const of = (person: string) => seen.find((one: { person: string }) => one.person === person)?.at;
	expect(Date.parse(of(family.person)) - Date.parse(of(helper.person))).toBe(60_000);
	expect((await house.as(helper.token)('GET', `${at}/seen`)).status).toBe(403);
	expect((await house.as(family.token)('GET', `${at}/seen`)).status).toBe(403);
});
