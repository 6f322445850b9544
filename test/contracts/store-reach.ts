/** The part of the store's contract about reaching people: addresses, consent, wishes, policy, push subscriptions. */
import { expect, it } from 'vitest';
import type { ConsentRecord, PushSubscription } from '../../server/store/reach.ts';
import { EntryRejected } from '../../server/store/store.ts';
import { device, otherWedding, ourWedding, person, wedding } from '../world/entry.ts';
import type { StoreContext } from './store-context.ts';

const [mia, ben] = [person('mia'), person('ben')];
const email = { address: 'mia@example.org', hash: 'h-mail' };
const phone = { address: '+491701234567', hash: 'h-phone' };
const granted = (given: Partial<ConsentRecord> = {}): ConsentRecord => ({
	channel: 'email',
	state: 'granted',
	at: 1_000,
	source: 'app',
	addressHash: email.hash,
	...given,
});
const browser = (id: string, at = 1_000): PushSubscription => ({ id, target: `{"endpoint":"${id}"}`, at });

export function describeReach(context: StoreContext): void {
	it('[ST67] an address belongs to a person of a wedding, is found by its keyed hash, and goes', async () => {
		const { store } = context;
		await store.saveAddresses(ourWedding, mia, { email: { address: 'old@example.org', hash: 'h0' }, phone });
		await store.saveAddresses(ourWedding, mia, { email });
		await store.saveAddresses(otherWedding, person('mia-2'), { email, whatsapp: phone });
		await store.saveAddresses(ourWedding, ben, { email: { address: 'ben@example.org', hash: 'h2' } });
		await store.saveAddresses(ourWedding, ben, { email: null });
		await context.restart();
		expect({
			mine: await context.store.addresses(ourWedding, mia),
			gone: await context.store.addresses(ourWedding, ben),
			reached: [...(await context.store.reachedBy('email', email.hash))].sort((a, b) =>
				a.wedding > b.wedding ? -1 : 1,
			),
			byNumber: await context.store.reachedBy('whatsapp', phone.hash),
			nobody: await context.store.reachedBy('email', 'h0'),
		}).toEqual({
			mine: { email, phone },
			gone: {},
			reached: [
				{ wedding: ourWedding, person: 'mia' },
				{ wedding: otherWedding, person: 'mia-2' },
			],
			byNumber: [{ wedding: otherWedding, person: 'mia-2' }],
			nobody: [],
		});
		await expect(context.store.saveAddresses(wedding('nobodys'), mia, { email })).rejects.toThrow(
			EntryRejected,
		);
	});

	it('[ST70] what somebody agreed to is a history that only grows, stored with the address it came with', async () => {
		const { store } = context;
		const words = [
			granted({ source: 'address-saved' }),
			granted({ state: 'revoked', at: 2_000, source: 'unsubscribe' }),
			granted({ at: 3_000, text: 'Yes, write to me.' }),
		];
		await store.saveAddresses(ourWedding, mia, { email }, words.slice(0, 1));
		await store.addConsents(ourWedding, mia, words.slice(1));
		await store.addConsents(otherWedding, mia, [granted({ at: 9 })]);
		await context.restart();
		expect(await context.store.consents(ourWedding, mia)).toEqual(words);
		expect(await context.store.consents(ourWedding, ben)).toEqual([]);
	});

	it('[ST71] wishes and policy are replaced as a whole, the latter with its audit row', async () => {
		const { store } = context;
		const fact = { action: 'policy.changed', at: 7, actor: { person: mia } } as const;
		expect([await store.preferences(ourWedding, mia), await store.policy(ourWedding)]).toEqual([{}, {}]);
		await store.savePreferences(ourWedding, mia, { language: 'en', channels: { sms: false } });
		await store.savePreferences(ourWedding, mia, { language: 'de' });
		await store.savePolicy(ourWedding, { perHour: 5 });
		await store.savePolicy(ourWedding, { saturdays: true }, fact);
		await context.restart();
		expect({
			wishes: await context.store.preferences(ourWedding, mia),
			policy: await context.store.policy(ourWedding),
			others: [await context.store.preferences(otherWedding, mia), await context.store.policy(otherWedding)],
			audit: (await context.store.audit(ourWedding, 0, 10)).map(({ action }) => action),
		}).toEqual({
			wishes: { language: 'de' },
			policy: { saturdays: true },
			others: [{}, {}],
			audit: ['policy.changed'],
		});
	});

	it('[ST72] a browser takes messages for one person of a wedding, the newest few of each stay, and one that is gone is gone everywhere', async () => {
		const { store } = context;
		const save = (who: typeof mia, id: string, at: number, most = 3) =>
			store.savePushSubscription(ourWedding, who, browser(id, at), { most });
		const ids = async (who: typeof mia, of = ourWedding) =>
			(await context.store.pushSubscriptions(of, who)).map(({ id }) => id);
		for (const [id, at] of [
			['a', 1],
			['b', 2],
			['c', 3],
			['d', 4],
			['b', 5],
		] as const)
			await save(mia, id, at);
		expect(await ids(mia)).toEqual(['b', 'd', 'c']);
		await save(ben, 'd', 6);
		await store.savePushSubscription(otherWedding, ben, browser('d', 7), { most: 3 });
		await store.savePushSubscription(otherWedding, ben, browser('e', 7), { most: 3 });
		await context.restart();
		expect([await ids(mia), await ids(ben), await ids(ben, otherWedding)]).toEqual([
			['b', 'c'],
			['d'],
			['d', 'e'],
		]);
		const drop = (id: string, of?: Parameters<typeof store.dropPushSubscription>[1]) =>
			context.store.dropPushSubscription(id, of);
		expect([
			await drop('b', { wedding: ourWedding, person: ben }),
			await drop('b', { wedding: ourWedding, person: mia }),
			await drop('b'),
			await drop('d'),
		]).toEqual([false, true, false, true]);
		expect([await ids(mia), await ids(ben), await ids(ben, otherWedding)]).toEqual([['c'], [], ['e']]);
	});
}

export function describeReachBook(context: StoreContext): void {
	const member = (name: string) => ({ person: person(name), name, role: 'vendor' as const });
	const enter = async () => {
		await context.store.saveMember(ourWedding, { ...member('mia'), trade: 'florist' });
		await context.store.saveMember(ourWedding, { ...member('ben'), removedAt: 4 });
	};
	const reachOf = async (name = 'mia') =>
		(await context.store.reachBook(ourWedding)).people.find((one) => one.person === name);

	it('[ST73] the book has everybody who belongs to the wedding, with what they have, agreed to and wish, and the policy', async () => {
		await enter();
		const { store } = context;
		await store.saveMember(ourWedding, member('zoe'));
		await store.saveAddresses(ourWedding, mia, { email, phone, whatsapp: { ...phone, hash: 'h-wa' } }, [
			granted(),
		]);
		await store.addConsents(ourWedding, mia, [granted({ channel: 'sms', addressHash: phone.hash })]);
		await store.suppress([{ hash: phone.hash, channel: 'sms', wedding: '', source: 'stop', at: 5 }]);
		await store.savePushSubscription(ourWedding, mia, browser('a'), {
			most: 3,
			consents: [{ channel: 'push', state: 'granted', at: 6, source: 'subscribed' }],
		});
		await store.savePreferences(ourWedding, mia, { language: 'de' });
		await store.savePolicy(ourWedding, { perHour: 4 });
		await context.restart();
		expect(await context.store.reachBook(ourWedding)).toEqual({
			people: [
				{
					person: 'mia',
					name: 'mia',
					role: 'vendor',
					trade: 'florist',
					has: ['in-app', 'push', 'email', 'sms', 'whatsapp', 'voice'],
					agreed: ['in-app', 'push', 'email', 'sms'],
					suppressed: ['sms'],
					preferences: { language: 'de' },
				},
				{ ...member('zoe'), has: ['in-app'], agreed: ['in-app'], suppressed: [], preferences: {} },
			],
			policy: { perHour: 4 },
		});
		expect(await context.store.reachBook(otherWedding)).toEqual({ people: [], policy: {} });
	});

	it('[ST74] consent counts for the address it was given for, and the last word about it counts', async () => {
		await enter();
		const { store } = context;
		const agreed = async () => (await reachOf())?.agreed;
		await store.saveAddresses(ourWedding, mia, { email }, [granted()]);
		await store.addConsents(otherWedding, mia, [granted({ state: 'revoked' })]);
		const before = await agreed();
		await store.saveAddresses(ourWedding, mia, { email: { address: 'new@example.org', hash: 'h-new' } });
		const another = await agreed();
		await store.saveAddresses(ourWedding, mia, { email });
		const again = await agreed();
		await store.addConsents(ourWedding, mia, [granted({ state: 'revoked', at: 3 })]);
		expect([before, another, again, await agreed()]).toEqual([
			['in-app', 'email'],
			['in-app'],
			['in-app', 'email'],
			['in-app'],
		]);
	});

	it('[ST75] a suppression holds for its address, channel and wedding (or everywhere), is there once, and is lifted where it stands', async () => {
		await enter();
		const { store } = context;
		await store.saveAddresses(ourWedding, mia, { email, phone });
		const row = (given: object) =>
			({ hash: phone.hash, channel: 'sms', wedding: '', source: 'stop', at: 1, ...given }) as const;
		const suppressed = async () => (await reachOf())?.suppressed;
		await store.suppress([
			row({ wedding: otherWedding }),
			row({ hash: 'h-else' }),
			row({ channel: 'email' }),
		]);
		const none = await suppressed();
		await store.suppress([
			row({}),
			row({ source: 'bounce' }),
			row({ wedding: ourWedding, channel: 'voice' }),
		]);
		const both = await suppressed();
		await store.unsuppress([row({ wedding: ourWedding }), row({ channel: 'voice' })]);
		const still = await suppressed();
		await store.unsuppress([row({})]);
		expect([none, both, still, await suppressed()]).toEqual([
			[],
			['sms', 'voice'],
			['sms', 'voice'],
			['voice'],
		]);
	});

	it('[ST76] an address is given for whoever belongs to the wedding now; push is one text for all devices that are signed in', async () => {
		await enter();
		const { store } = context;
		for (const who of [mia, ben]) await store.saveAddresses(ourWedding, who, { email, phone });
		const laptop = device('laptop');
		const session = { family: 'f', turn: 0, since: 1, seenAt: 1, turnedAt: 1, expiresAt: 9 };
		await store.saveDevice(ourWedding, { ...session, person: mia, device: laptop });
		const most = 3;
		await store.savePushSubscription(ourWedding, mia, browser('a', 1), { most });
		await store.savePushSubscription(ourWedding, mia, { ...browser('b', 2), device: laptop }, { most });
		await store.savePushSubscription(ourWedding, ben, browser('c'), { most });
		const at = (who: typeof mia, ...channels: readonly Parameters<typeof store.address>[2][]) =>
			Promise.all(channels.map((channel) => context.store.address(ourWedding, who, channel)));
		const whole = await at(mia, 'in-app', 'push', 'email', 'sms', 'whatsapp', 'voice');
		await store.revokeDevice(ourWedding, { person: mia, device: laptop, at: 3 });
		const signedOut = await at(mia, 'push');
		await store.dropPushSubscription('a');
		expect({
			whole,
			signedOut,
			none: [...(await at(mia, 'push')), (await reachOf())?.has],
			removed: await at(ben, 'email', 'push'),
		}).toEqual({
			whole: [
				[],
				['[{"endpoint":"b"},{"endpoint":"a"}]'],
				[email.address],
				[phone.address],
				[],
				[phone.address],
			],
			signedOut: [['[{"endpoint":"a"}]']],
			none: [[], ['in-app', 'email', 'sms', 'voice']],
			removed: [[], []],
		});
	});
}
