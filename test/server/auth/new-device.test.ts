/** Who is signed in by a link that somebody else made hears of it: the event that says so stands before the session does. */
import { expect, it } from 'vitest';
import { StorageFull, type Store } from '../../../server/store/store.ts';
import { weddingId } from '../../../shared/ids.ts';
import { createHouse, type HouseOptions } from '../../world/house.ts';

async function withPriya(options: HouseOptions = {}) {
	const house = createHouse(options);
	const maria = await house.wedding();
	const body = { wedding: maria.wedding, name: 'Priya', role: 'coordinator' };
	const priya = (await house.asOperator('POST', '/api/tokens', { body })).body;
	const invites = `/api/weddings/${maria.wedding}/invites`;
	const invite = async (by: string, uses = 1) =>
		(await house.as(by)('POST', invites, { body: { role: 'coordinator', person: priya.person, uses } })).body
			.code as string;
	const enter = (code: string, device = 'phone') =>
		house.ask('POST', `/api/invites/${code}/redeem`, { body: { device: { id: device, name: 'A phone' } } });
	const told = async () =>
		(await house.store.events(weddingId.parse(maria.wedding), { seq: 0, index: 0 }, 1_000))
			.filter(({ type }) => type === 'person.device-added')
			.map(({ actor, record, after }) => [actor, record, after]);
	return { house, maria, priya, invite, enter, told };
}

it('[IN24] each use of a link that somebody else made is told, with who made it; one’s own link is not', async () => {
	const { maria, priya, invite, enter, told } = await withPriya();
	await enter(await invite(priya.token));
	expect(await told()).toEqual([]);
	const code = await invite(maria.token, 2);
	const statuses = [await enter(code, 'phone'), await enter(code, 'tablet'), await enter(code, 'third')];
	expect(statuses.map(({ status }) => status)).toEqual([200, 200, 404]);
	const one = [{ person: maria.person, role: 'couple' }, { kind: 'person', id: priya.person }, {}];
	expect(await told()).toEqual([one, one]);
});

it('[IN24] nobody comes in unheard: it is told before the session stands, and once when the try is made again', async () => {
	let isBroken = true;
	const store = (given: Store): Store => ({
		...given,
		takeInvite: (...args) =>
			isBroken ? Promise.reject(new StorageFull('no space')) : given.takeInvite(...args),
	});
	const { maria, house, priya, invite, enter, told } = await withPriya({ store });
	const code = await invite(maria.token);
	expect((await enter(code)).status).toBe(507);
	const devices = async () =>
		(await house.store.devices(weddingId.parse(maria.wedding))).filter(
			({ person }) => person === priya.person,
		).length;
	expect([await told(), await devices()]).toMatchObject([[expect.anything()], 0]);
	isBroken = false;
	expect((await enter(code)).status).toBe(200);
	expect([(await told()).length, await devices()]).toEqual([1, 1]);
});

it('[IN24] an event that cannot be stored lets nobody in', async () => {
	let isFull = false;
	const store = (given: Store): Store => ({
		...given,
		append: (entries) =>
			isFull
				? Promise.resolve({ ok: false, error: { code: 'full', reason: 'no space' } })
				: given.append(entries),
	});
	const { maria, invite, enter } = await withPriya({ store });
	const code = await invite(maria.token);
	isFull = true;
	expect((await enter(code)).status).toBe(507);
	isFull = false;
	expect((await enter(code)).status).toBe(200);
});
