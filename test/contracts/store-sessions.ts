/** The part of the store's contract about sessions: devices and invitations. */
import { expect, it } from 'vitest';
import type { Device, Invite } from '../../server/store/sessions.ts';
import { EntryRejected } from '../../server/store/store.ts';
import { device, otherWedding, ourWedding, person, wedding } from '../world/entry.ts';
import type { StoreContext } from './store-context.ts';

const phone: Device = {
	person: person('mia'),
	device: device('phone'),
	name: 'Firefox on Android',
	publicKey: 'k'.repeat(43),
	since: 1_000,
	seenAt: 1_000,
	family: 'f1',
	turn: 0,
	turnedAt: 1_000,
	expiresAt: 90_000,
};
const laptop: Device = {
	person: person('mia'),
	device: device('laptop'),
	since: 2_000,
	seenAt: 2_000,
	family: 'f2',
	turn: 0,
	turnedAt: 2_000,
	expiresAt: 90_000,
};
const invite: Invite = {
	id: 'i1',
	kind: 'invite',
	codeHash: 'c1',
	role: 'vendor',
	trade: 'florist',
	name: 'Wren',
	uses: 2,
	used: 0,
	expiresAt: 50_000,
	by: person('mia'),
	createdAt: 3_000,
};
const turn = {
	person: phone.person,
	device: phone.device,
	family: 'f1',
	from: 0,
	to: 1,
	at: 5_000,
	expiresAt: 95_000,
};
const who = { person: phone.person, device: phone.device };
const fact = (action: 'sign-in.done' | 'session.ended' | 'invite.redeemed') =>
	({ action, at: 7, actor: { person: person('mia') } }) as const;
const use = (slot: number, at = 6_000) => ({ slot, person: person(`wren-${slot}`), at });

export function describeDevices(context: StoreContext): void {
	const actions = async (of = ourWedding) =>
		(await context.store.audit(of, 0, 100)).map(({ action }) => action);

	it('[ST60] a device is replaced as a whole, says when it was seen, and outlives a restart', async () => {
		const { store } = context;
		await store.saveDevice(ourWedding, { ...phone, family: 'f0' }, fact('sign-in.done'));
		await store.saveDevice(ourWedding, phone);
		await store.saveDevice(ourWedding, { ...laptop, seenAt: 1 });
		await store.seeDevice(ourWedding, { person: laptop.person, device: laptop.device, at: 2_000 });
		await store.seeDevice(otherWedding, { ...who, at: 9_000 });
		await context.restart();
		expect({
			devices: await context.store.devices(ourWedding),
			others: await context.store.devices(otherWedding),
			audit: await actions(),
		}).toEqual({
			devices: [laptop, phone],
			others: [],
			audit: ['sign-in.done'],
		});
		await expect(context.store.saveDevice(wedding('nobodys'), { ...phone, family: 'f9' })).rejects.toThrow(
			EntryRejected,
		);
	});

	it('[ST61] of two rotations from one turn exactly one happens; none from another turn, family or person', async () => {
		const { store } = context;
		await store.saveDevice(ourWedding, phone);
		const both = await Promise.all([store.turnDevice(ourWedding, turn), store.turnDevice(ourWedding, turn)]);
		expect(both.toSorted()).toEqual([false, true]);
		const wrong = [
			{ ...turn, from: 0 },
			{ ...turn, from: 2, to: 3 },
			{ ...turn, from: 1, family: 'f2' },
			{ ...turn, from: 1, person: person('ben') },
		];
		for (const one of wrong) expect(await store.turnDevice(ourWedding, one)).toBe(false);
		expect(await store.turnDevice(otherWedding, { ...turn, from: 1 })).toBe(false);
		expect(await store.devices(ourWedding)).toEqual([
			{ ...phone, turn: 1, turnedAt: 5_000, seenAt: 5_000, expiresAt: 95_000 },
		]);
	});

	it('[ST62] a device that was signed out stays so: it turns no more, takes no key, and is signed out once', async () => {
		const { store } = context;
		await store.saveDevice(ourWedding, phone);
		const end = () => store.revokeDevice(ourWedding, { ...who, at: 8_000 }, fact('session.ended'));
		expect([await end(), await end()]).toEqual([true, false]);
		expect([
			await store.turnDevice(ourWedding, turn),
			await store.setDeviceKey(ourWedding, { ...who, publicKey: 'x'.repeat(43) }),
			await store.revokeDevice(otherWedding, { ...who, at: 8_000 }),
		]).toEqual([false, false, false]);
		expect(await store.devices(ourWedding)).toEqual([{ ...phone, revokedAt: 8_000 }]);
		expect(await actions()).toEqual(['session.ended']);
	});

	it('[ST63] a key is replaced on the device it is given for', async () => {
		const { store } = context;
		await store.saveDevice(ourWedding, phone);
		await store.saveDevice(ourWedding, laptop);
		expect(await store.setDeviceKey(ourWedding, { ...who, publicKey: 'x'.repeat(43) })).toBe(true);
		expect(await store.devices(ourWedding)).toEqual([laptop, { ...phone, publicKey: 'x'.repeat(43) }]);
	});
}

export function describeInvites(context: StoreContext): void {
	it('[ST64] an invitation is found by its hash and listed, the newest first; an e-mailed link is not listed', async () => {
		const { store } = context;
		const plain: Invite = { ...invite, id: 'i2', codeHash: 'c2', createdAt: 4_000, person: person('ben') };
		const emailed: Invite = { ...invite, id: 'i3', codeHash: 'c3', kind: 'sign-in' };
		for (const one of [invite, plain, emailed]) await store.saveInvite(ourWedding, one);
		await context.restart();
		expect({
			list: await context.store.invites(ourWedding),
			others: await context.store.invites(otherWedding),
			found: await context.store.findInvite('c3'),
			unknown: await context.store.findInvite('c4'),
		}).toEqual({
			list: [plain, invite],
			others: [],
			found: { wedding: ourWedding, invite: emailed },
			unknown: undefined,
		});
		await expect(context.store.saveInvite(ourWedding, { ...invite, codeHash: 'c9' })).rejects.toThrow(
			EntryRejected,
		);
	});

	it('[ST65] of two who take one use exactly one has it, with its device and its audit row', async () => {
		const { store } = context;
		await store.saveInvite(ourWedding, invite);
		const take = (taken: Device) =>
			store.takeInvite(ourWedding, 'i1', { use: use(0), device: taken }, fact('invite.redeemed'));
		const both = await Promise.all([take(phone), take(laptop)]);
		expect(both.toSorted()).toEqual([false, true]);
		expect([
			(await store.devices(ourWedding)).length,
			(await store.findInvite('c1'))?.invite.used,
			await store.inviteUses(ourWedding, 'i1'),
			(await store.audit(ourWedding, 0, 10)).length,
		]).toEqual([1, 1, [use(0)], 1]);
	});

	it('[ST66] no use is taken of an invitation that is used up, over, revoked, or of another wedding', async () => {
		const { store } = context;
		await store.saveInvite(ourWedding, invite);
		const take = (slot: number, at?: number, of = ourWedding) =>
			store.takeInvite(of, 'i1', { use: use(slot, at) });
		expect([
			await take(1),
			await take(0, 50_000),
			await take(0, 6_000, otherWedding),
			await take(0, 49_999),
			await take(1),
			await take(2),
		]).toEqual([false, false, false, true, true, false]);
		await store.saveInvite(ourWedding, { ...invite, id: 'i2', codeHash: 'c2' });
		const revoke = () => store.revokeInvite(ourWedding, 'i2', 5_000, fact('session.ended'));
		expect([await revoke(), await revoke()]).toEqual([true, false]);
		expect(await store.takeInvite(ourWedding, 'i2', { use: use(0) })).toBe(false);
		expect(await store.inviteUses(ourWedding, 'i1')).toEqual([use(0, 49_999), use(1)]);
	});
}
