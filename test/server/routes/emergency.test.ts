import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../../../server/store/memory.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { eventSchema } from '../../../shared/events/catalogue.ts';
import { type PersonId, personId, type WeddingId, weddingId } from '../../../shared/ids.ts';
import { createHouse, type House } from '../../world/house.ts';
import { join, type Joined } from '../../world/wedding.ts';

const minutes = (count: number) => count * 60_000;

/** A wedding on its day (noon in Vienna is 10:00 UTC; the house begins at 9:00 UTC), with a coordinator and a florist. */
async function onTheDay(given: House = createHouse()) {
	const couple = await given.wedding('couple');
	const wedding = weddingId.parse(couple.wedding);
	const path = `/api/weddings/${wedding}`;
	const come = async (role: Role) => {
		const body = { wedding, name: `The ${role}`, role };
		const { token, person } = (await given.asOperator('POST', '/api/tokens', { body })).body;
		return { ask: given.as(token), person: personId.parse(person), role, token: token as string };
	};
	const cora = await come('coordinator');
	const fleur = await come('vendor');
	const task = (await couple.ask('POST', `${path}/tasks`, { body: { title: 'Order the cake' } })).body.id;
	/** Whether the florist can change the title of a task that is not hers: it takes the rights of the day. */
	let tries = 0;
	const mayFleur = async () =>
		(await fleur.ask('PATCH', `${path}/tasks/${task}`, { body: { title: `Cake ${tries++}` } })).status ===
		200;
	const events = async () =>
		(await couple.ask('GET', `${path}/events`)).body.events.filter(({ type }: { type: string }) =>
			type.startsWith('emergency.'),
		);
	const audit = async () =>
		(await given.store.audit(wedding, 0, 1_000)).filter(({ action }) => action.startsWith('emergency.'));
	return { house: given, couple, wedding, path, cora, fleur, mayFleur, events, audit, come };
}

async function connect(
	{ house, wedding }: { readonly house: House; readonly wedding: WeddingId },
	{ person, role }: { readonly person: PersonId; readonly role: Role },
): Promise<Joined> {
	return join(await house.rooms.open(wedding, 'plan'), { wedding, person, role });
}

const reason = 'The tent is under water';
/** Lets what a timer began come to its end. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 500; turn++) await Promise.resolve();
}

describe('[E3] raised rights hold for their while, and are told', () => {
	test('given by the coordinator, seen by all who see the plan, in the audit and as events', async () => {
		const day = await onTheDay();
		const { cora, couple, fleur, path } = day;
		expect(await day.mayFleur()).toBe(false);
		const body = { reason, minutes: 30, person: fleur.person };
		const begun = await cora.ask('POST', `${path}/emergency-access`, { body });
		const raised = { person: fleur.person, by: cora.person, until: '2027-06-12T09:30:00.000Z', reason };
		expect([begun.status, begun.body]).toEqual([201, raised]);
		expect((await couple.ask('GET', `${path}/emergency-access`)).body).toEqual({
			raised: [raised],
			mayDeclare: false,
		});
		expect(await day.mayFleur()).toBe(true);
		const [event] = await day.events();
		expect(eventSchema('emergency.started').parse(event)).toMatchObject({
			actor: { person: cora.person, role: 'coordinator' },
			record: { kind: 'person', id: fleur.person },
			after: { until: raised.until, reason, by: cora.person },
		});
		expect(await day.audit()).toMatchObject([
			{
				action: 'emergency.started',
				subject: fleur.person,
				actor: { person: cora.person, role: 'coordinator' },
				detail: { until: Date.parse(raised.until) },
			},
		]);
		expect(JSON.stringify(await day.audit())).not.toContain('tent');
	});

	test('it ends by itself: the rights at the minute, with an event, an audit row and nobody raised', async () => {
		const day = await onTheDay();
		const { cora, fleur, path, house, couple } = day;
		await cora.ask('POST', `${path}/emergency-access`, {
			body: { reason, minutes: 30, person: fleur.person },
		});
		house.clock.advance(minutes(30) - 1);
		expect(await day.mayFleur()).toBe(true);
		house.clock.advance(1);
		expect(await day.mayFleur()).toBe(false);
		await settle();
		const ended = await day.events();
		expect(ended.map(({ type }: { type: string }) => type)).toEqual(['emergency.started', 'emergency.ended']);
		expect(eventSchema('emergency.ended').parse(ended[1]).after).toMatchObject({ isEarly: false });
		expect((await day.audit()).map(({ action, actor }) => [action, actor])).toEqual([
			['emergency.started', { person: cora.person, role: 'coordinator' }],
			['emergency.ended', {}],
		]);
		expect((await couple.ask('GET', `${path}/emergency-access`)).body.raised).toEqual([]);
		expect(house.faults).toEqual([]);
	});

	test('sockets of the person are closed with 4001 at both ends, those of others hear of it', async () => {
		const day = await onTheDay();
		const { cora, fleur, path, house, couple } = day;
		const hers = await connect(day, fleur);
		const theirs = await connect(day, { person: personId.parse(couple.person), role: 'couple' });
		await settle();
		await cora.ask('POST', `${path}/emergency-access`, {
			body: { reason, minutes: 15, person: fleur.person },
		});
		const turned = { code: 4001, reason: 'rights-changed' };
		expect(hers.closedWith).toEqual(turned);
		const again = await connect(day, fleur);
		house.clock.advance(minutes(15));
		await settle();
		expect([again.closedWith, theirs.closedWith]).toEqual([turned, undefined]);
		const news = theirs.heard.filter(({ kind }) => kind === 'news');
		expect(news).toEqual([
			{ kind: 'news', topic: 'emergency' },
			{ kind: 'news', topic: 'emergency' },
		]);
	});

	test('an edit that was on its way when it ended is judged without it', async () => {
		const day = await onTheDay();
		const { cora, fleur, path, house, wedding } = day;
		await cora.ask('POST', `${path}/emergency-access`, {
			body: { reason, minutes: 15, person: fleur.person },
		});
		const room = await house.rooms.open(wedding, 'plan');
		const raised = { until: house.clock.now() + minutes(15) };
		const hers = join(room, { wedding, person: fleur.person, role: 'vendor', raised });
		await room.read();
		const rename = (name: string) =>
			hers.edit((doc) =>
				doc.getMap('tasks').forEach((task) => (task as Map<string, string>).set('title', name)),
			);
		rename('while it held');
		await room.read();
		// Nobody has noticed the end yet; the moment itself decides.
		house.clock.advance(minutes(15) - 1);
		Object.assign(house.clock, { now: () => raised.until });
		rename('after it ended');
		await settle();
		const { plan } = await room.read();
		expect(plan.tasks.map(({ title }) => title)).toEqual(['while it held']);
	});

	test.each(['the person', 'the couple', 'the coordinator'])('%s ends it early', async (hand) => {
		const day = await onTheDay();
		const { cora, fleur, path, couple } = day;
		await cora.ask('POST', `${path}/emergency-access`, { body: { reason, person: fleur.person } });
		const ended =
			hand === 'the person'
				? await fleur.ask('DELETE', `${path}/emergency-access`)
				: await { 'the couple': couple, 'the coordinator': cora }[hand]?.ask(
						'DELETE',
						`${path}/emergency-access/${fleur.person}`,
					);
		expect(ended?.status).toBe(200);
		expect(await day.mayFleur()).toBe(false);
		expect((await day.events()).at(-1)).toMatchObject({ type: 'emergency.ended', after: { isEarly: true } });
		expect((await fleur.ask('DELETE', `${path}/emergency-access`)).status).toBe(404);
	});
});

describe('[E1] [E2] who is refused, and when', () => {
	test('a vendor, a guest, and whoever ends what is not theirs', async () => {
		const day = await onTheDay();
		const { fleur, cora, path } = day;
		const guest = await day.come('guest');
		const helper = await day.come('helper');
		const body = { reason };
		await cora.ask('POST', `${path}/emergency-access`, { body: { reason, person: fleur.person } });
		expect([
			(await fleur.ask('POST', `${path}/emergency-access`, { body })).body.code,
			(await guest.ask('POST', `${path}/emergency-access`, { body })).body.code,
			(await guest.ask('GET', `${path}/emergency-access`)).body.code,
			(await helper.ask('DELETE', `${path}/emergency-access/${fleur.person}`)).body.code,
			(await cora.ask('POST', `${path}/emergency-access`, { body: { reason, person: guest.person } })).status,
			(await cora.ask('POST', `${path}/emergency-access`, { body: { reason, person: 'nobody' } })).status,
			(await cora.ask('POST', `${path}/emergency-access`, { body: { reason, minutes: 241 } })).status,
			(await cora.ask('POST', `${path}/emergency-access`, { body: { reason: '' } })).status,
		]).toEqual(['not-allowed', 'not-allowed', 'not-allowed', 'not-allowed', 403, 404, 422, 422]);
	});

	test('whom the couple named may, from then on', async () => {
		const { path, couple, fleur } = await onTheDay();
		const body = { reason };
		const before = (await fleur.ask('POST', `${path}/emergency-access`, { body })).status;
		await couple.ask('PATCH', `${path}/people/${fleur.person}`, { body: { deputy: true } });
		const shown = (await fleur.ask('GET', `${path}/emergency-access`)).body;
		const after = await fleur.ask('POST', `${path}/emergency-access`, { body });
		expect([before, shown, after.status, after.body.person]).toEqual([
			403,
			{ raised: [], mayDeclare: true },
			201,
			fleur.person,
		]);
	});

	test.each([
		['two days before', '2027-06-14'],
		['two days after', '2027-06-10'],
	])('not %s', async (_, date) => {
		const { path, couple, cora } = await onTheDay();
		await couple.ask('PATCH', `${path}/meta`, { body: { date } });
		const refused = await cora.ask('POST', `${path}/emergency-access`, { body: { reason } });
		expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('the day before')]);
	});
});

describe('[E2] nobody keeps raised rights by moving the day', () => {
	test.each([{ date: '2027-12-31' }, { timeZone: 'Pacific/Kiritimati' }])('%j', async (body) => {
		const { path, couple, fleur } = await onTheDay();
		await couple.ask('PATCH', `${path}/people/${fleur.person}`, { body: { deputy: true } });
		await fleur.ask('POST', `${path}/emergency-access`, { body: { reason } });
		expect((await fleur.ask('PATCH', `${path}/meta`, { body: { place: 'The barn' } })).status).toBe(200);
		expect((await fleur.ask('PATCH', `${path}/meta`, { body })).status).toBe(403);
	});
});

describe('[E4] it ends by itself whatever happens to the server', () => {
	test('over a restart that comes before, and one that comes after the end', async () => {
		for (const restartAt of [10, 40]) {
			const disk = memoryDisk();
			const day = await onTheDay(createHouse({ disk }));
			await day.cora.ask('POST', `${day.path}/emergency-access`, {
				body: { reason, minutes: 30, person: day.fleur.person },
			});
			// The process dies: nothing of it runs on.
			await day.house.emergencies.close();
			day.house.clock.advance(minutes(restartAt));
			const house = createHouse({ disk, clock: day.house.clock });
			await house.emergencies.resume();
			house.clock.advance(minutes(40 - restartAt));
			await settle();
			const later = { asked: house.as(day.couple.token) };
			const { events } = (await later.asked('GET', `${day.path}/events`)).body;
			const told = events
				.map(({ type }: { type: string }) => type)
				.filter((type: string) => type.startsWith('emergency.'));
			expect(told).toEqual(['emergency.started', 'emergency.ended']);
			const fleur = house.as(day.fleur.token);
			expect((await fleur('GET', '/api/me')).body.raised).toBeUndefined();
			expect((await house.store.members(day.wedding)).flatMap(({ raised }) => raised ?? [])).toEqual([]);
		}
	});

	test.each([
		['forward: noticed within seconds', minutes(24 * 60), minutes(1)],
		['back: half an hour by any watch', -minutes(120), minutes(31)],
	])('over a clock that jumps %s', async (_, jump, later) => {
		const day = await onTheDay();
		const { cora, fleur, path, house } = day;
		await cora.ask('POST', `${path}/emergency-access`, {
			body: { reason, minutes: 30, person: fleur.person },
		});
		const { now } = house.clock;
		Object.assign(house.clock, { now: () => now() + jump });
		house.clock.advance(later);
		await settle();
		expect((await day.audit()).map(({ action }) => action)).toEqual(['emergency.started', 'emergency.ended']);
		expect(await day.mayFleur()).toBe(false);
		expect(house.faults).toEqual([]);
	});
});
