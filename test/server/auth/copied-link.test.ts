/** A link that many hold: what one of them learns of another does not make them the other. */
import { describe, expect, it } from 'vitest';
import { createHouse } from '../../world/house.ts';

async function groupLink() {
	const house = createHouse();
	const maria = await house.wedding('couple');
	const at = `/api/weddings/${maria.wedding}`;
	const { code } = (await maria.ask('POST', `${at}/invites`, { body: { role: 'helper', uses: 3 } })).body;
	const redeem = async (name: string, id?: string) =>
		house.ask('POST', `/api/invites/${code}/redeem`, { body: { name, device: { id } } });
	const ada = (await redeem('Ada', 'phone')).body;
	house.clock.advance(1_000);
	return { ...maria, house, at, redeem, ada };
}

describe('a link for several', () => {
	it('[IN7] lets nobody in as another who came by it, whose device stands in the events for all to read', async () => {
		const { house, at, redeem, ada } = await groupLink();
		await house.as(ada.token)('PATCH', `${at}/people/${ada.person}`, { body: { colour: '#112233' } });
		const eve = (await redeem('Eve')).body;
		const { events } = (await house.as(eve.token)('GET', `${at}/events`)).body;
		const seen = events.find(({ actor }: { actor: { person: string } }) => actor.person === ada.person);
		expect(seen.actor.device).toBe('phone');
		const again = await redeem('Eve', seen.actor.device);
		expect([again.status, again.body.name]).toEqual([200, 'Eve']);
		expect([ada.person, eve.person]).not.toContain(again.body.person);
		expect((await house.as(ada.token)('GET', '/api/me')).body.person).toBe(ada.person);
	});

	it('[IN7] answers no device again that was shut out', async () => {
		const { ask, at, redeem, ada } = await groupLink();
		expect((await ask('DELETE', `${at}/people/${ada.person}/devices/phone`)).status).toBe(200);
		expect((await redeem('Ada', 'phone')).body.person).not.toBe(ada.person);
	});

	it('[IN7] answers again as long as no token of the answer came in', async () => {
		const { redeem, ada } = await groupLink();
		expect((await redeem('Ada', 'phone')).body.person).toBe(ada.person);
	});
});
