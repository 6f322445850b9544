/** An endpoint's trouble, from its tries to the inbox of those who can mend it. */
import { describe, expect, it } from 'vitest';
import { createNotifyObserver } from '../../../server/observers/notify.ts';
import { createTroubles } from '../../../server/webhooks/trouble.ts';
import { personId, weddingId } from '../../../shared/ids.ts';
import { join } from '../../world/connected.ts';
import { createHouse } from '../../world/house.ts';

async function connected() {
	const house = createHouse();
	const { wedding, person, ask } = await house.wedding('couple');
	const at = { wedding: weddingId.parse(wedding) };
	const by = { ...at, person: personId.parse(person), name: 'Maria', role: 'couple' } as const;
	const wish = { url: 'https://93.184.216.34/', format: 'standard', full: false, name: 'CRM' } as const;
	const made = await house.webhooks.endpoints.make(by, wish);
	if (!made.ok) throw new Error(made.error.reason);
	const troubles = createTroubles({ store: house.store, clock: house.clock, wake: () => undefined });
	const place = { ...at, id: made.value.id };
	const fail = () => troubles.tried(place, { at: house.clock.now(), isTaken: false, fault: 'HTTP 500' });
	const events = async () =>
		(await house.store.events(at.wedding, { seq: 0, index: 0 }, 1_000)).filter(
			({ type }) => type === 'webhook.trouble',
		);
	const health = async () => (await house.store.endpoint(at.wedding, place.id))?.health;
	return { house, ask, wedding, person, fail, events, health, troubles, place };
}

describe('an endpoint in trouble', () => {
	it('[WH10] tells the couple and the coordinator, and nobody else', async () => {
		const { house, wedding, person, fail, events } = await connected();
		const coordinator = await join(house, wedding, 'coordinator');
		for (const role of ['family', 'vendor', 'helper', 'service', 'guest']) await join(house, wedding, role);
		for (let n = 0; n < 4; n++) await fail();
		const { store, rooms, clock } = house;
		const deps = {
			store,
			rooms,
			clock,
			wake: () => undefined,
			fatal: (fault: unknown) => Promise.reject(fault),
		};
		const { notices = [] } = await createNotifyObserver(deps).observe(await events(), clock.now());
		expect(notices.map((one) => [one.kind, one.person]).sort()).toEqual(
			[person, coordinator.person].map((whom) => ['webhook-trouble', whom]).sort(),
		);
		expect(notices[0]?.facts).toMatchObject({ record: { title: 'CRM' }, count: 4, text: 'HTTP 500' });
	});

	it('[WH10] counts every try once, however many end at once, and tells of a stage once', async () => {
		const { fail, events, health } = await connected();
		await Promise.all([fail(), fail(), fail()]);
		expect(await health()).toMatchObject({ failures: 3 });
		expect(await events()).toEqual([]);
		await Promise.all([fail(), fail()]);
		expect(await health()).toMatchObject({ failures: 5, warned: 'attempts' });
		expect((await events()).map(({ after }) => after['trouble'])).toEqual(['attempts']);
	});

	it('[WH10] that is gone meanwhile is no trouble, and one that is well is not written down at each delivery', async () => {
		const { house, troubles, place, ask, wedding, health } = await connected();
		const take = () => troubles.tried(place, { at: house.clock.now(), isTaken: true });
		await take();
		const first = await health();
		house.clock.advance(59_999);
		await take();
		expect(await health()).toEqual(first);
		house.clock.advance(1);
		await take();
		expect(await health()).toEqual({ failures: 0, lastSuccessAt: house.clock.now() });
		await ask('DELETE', `/api/weddings/${wedding}/webhooks/${place.id}`);
		await take();
		expect(await health()).toBeUndefined();
	});
});
