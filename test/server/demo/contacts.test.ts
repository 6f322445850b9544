import { describe, expect, it } from 'vitest';
import { seedContacts } from '../../../server/demo/contacts.ts';
import { demoId, seedDemo } from '../../../server/demo/seed.ts';
import { personId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

const amara = { wedding: demoId, person: personId.parse('person-amara') };

async function demo() {
	const house = createHouse();
	const { store, rooms, clock, auth } = house;
	expect(await seedDemo({ store, rooms, clock })).toBeUndefined();
	const seed = () => seedContacts({ store, consenting: auth.consenting });
	await seed();
	const reach = async () =>
		(await store.reachBook(demoId)).people.find(({ person }) => person === amara.person)?.agreed;
	return { store, auth, seed, reach };
}

describe('the demo', () => {
	it('has somebody to reach on each channel that needs an address, so that the outbox has something to show', async () => {
		const { store } = await demo();
		const { people } = await store.reachBook(demoId);
		const reached = new Set(people.flatMap(({ agreed }) => agreed));
		for (const channel of ['email', 'sms', 'whatsapp', 'voice'] as const)
			expect([channel, reached.has(channel)]).toEqual([channel, true]);
	});

	it('does not write down again what somebody has taken away since', async () => {
		const { auth, seed, reach } = await demo();
		expect(await reach()).toEqual(expect.arrayContaining(['email', 'sms', 'voice']));
		await auth.consenting.save(amara, { email: null, phone: null });
		await seed();
		expect((await reach())?.filter((channel) => channel !== 'in-app')).toEqual([]);
	});
});
