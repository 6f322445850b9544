/** How agreement ends and comes back: STOP and START, bounces, complaints, one click in a mail. */
import { beforeEach, expect, it } from 'vitest';
import { type Consenting, createConsenting } from '../../../server/notify/consent.ts';
import { openMemory } from '../../../server/store/memory.ts';
import type { Store } from '../../../server/store/store.ts';
import { testClock } from '../../../shared/clock.ts';
import { otherWedding, ourWedding, person, wedding, weddingRow } from '../../world/entry.ts';

let store: Store;
let consenting: Consenting;
const number = '+491701234567';
const mia = { wedding: ourWedding, person: person('mia') };
const ben = { wedding: otherWedding, person: person('ben') };

beforeEach(async () => {
	store = openMemory();
	consenting = createConsenting({
		store,
		clock: testClock(),
		hash: (address) => `h:${address.toLowerCase()}`,
	});
	for (const who of [mia, ben]) {
		await store.createWedding(weddingRow(who.wedding));
		await store.saveMember(who.wedding, { person: who.person, name: who.person, role: 'vendor' });
		await consenting.save(who, { phone: number, email: `${who.person}@example.org` });
	}
	for (const channel of ['sms', 'voice'] as const) await consenting.say(mia, channel, { state: 'granted' });
});

const reach = async ({ wedding: id } = mia) => {
	const [found] = (await store.reachBook(id)).people;
	return [found?.agreed, found?.suppressed];
};
const sources = async (who = mia) =>
	(await store.consents(who.wedding, who.person)).map(
		({ channel, state, source }) => `${channel} ${state} ${source}`,
	);

it('[RE10] STOP ends texts and calls to the number in every wedding that has it, and START brings back what it ended', async () => {
	expect(await reach()).toEqual([['in-app', 'email', 'sms', 'voice'], []]);
	const heard = await consenting.hear({ channel: 'sms', from: number, text: ' Stopp! ' });
	expect(heard).toMatchObject({ wish: 'stop', language: 'de', answer: expect.stringContaining('START') });
	expect(await reach()).toEqual([
		['in-app', 'email'],
		['sms', 'voice'],
	]);
	expect(await reach(ben)).toEqual([
		['in-app', 'email'],
		['sms', 'voice'],
	]);
	await consenting.hear({ channel: 'sms', from: number, text: 'STOP' });
	await consenting.hear({ channel: 'sms', from: number, text: 'start' });
	expect(await reach()).toEqual([['in-app', 'email', 'sms', 'voice'], []]);
	expect(await reach(ben)).toEqual([['in-app', 'email'], []]);
	expect(await sources(ben)).toEqual([
		'email granted address-saved',
		'sms revoked sms-stop',
		'voice revoked sms-stop',
		'sms revoked sms-stop',
		'voice revoked sms-stop',
	]);
});

it('[RE10] a STOP holds for a number that somebody writes down afterwards, and is not undone by them', async () => {
	await consenting.hear({ channel: 'sms', from: number, text: 'STOP' });
	const third = wedding('third-wedding');
	await store.createWedding(weddingRow(third));
	const zoe = { wedding: third, person: person('zoe') };
	await store.saveMember(third, { person: zoe.person, name: 'Zoe', role: 'couple' });
	await consenting.save(zoe, { phone: number });
	await consenting.say(zoe, 'sms', { state: 'granted' });
	expect(await reach(zoe)).toEqual([
		['in-app', 'sms'],
		['sms', 'voice'],
	]);
});

it('[RE10] who had revoked in the app has not agreed by START', async () => {
	await consenting.say(mia, 'voice', { state: 'revoked' });
	await consenting.hear({ channel: 'sms', from: number, text: 'STOP' });
	await consenting.hear({ channel: 'sms', from: number, text: 'START' });
	expect(await reach()).toEqual([['in-app', 'email', 'sms'], []]);
});

it('[RE10] START without a STOP before it agrees to nothing and writes nothing down', async () => {
	const before = [await sources(), await sources(ben)];
	await consenting.hear({ channel: 'sms', from: number, text: 'START' });
	expect([await sources(), await sources(ben)]).toEqual(before);
});

it('[RE10] HELP is answered and changes nothing; whatever else somebody writes is none of this', async () => {
	expect(await consenting.hear({ channel: 'sms', from: number, text: 'Hilfe' })).toMatchObject({
		wish: 'help',
	});
	expect(
		await consenting.hear({ channel: 'sms', from: number, text: 'Please stop the music' }),
	).toBeUndefined();
	expect(await reach()).toEqual([['in-app', 'email', 'sms', 'voice'], []]);
});

it('[RE11] a bounce ends the channel where the address is written down; its owner says that it works again', async () => {
	await consenting.refuse({ channel: 'email', address: 'MIA@example.org', source: 'bounce' });
	expect(await reach()).toEqual([['in-app', 'sms', 'voice'], ['email']]);
	expect(await reach(ben)).toEqual([['in-app', 'email'], []]);
	await consenting.save(mia, { email: 'mia@example.org' });
	expect(await reach()).toEqual([['in-app', 'sms', 'voice'], ['email']]);
	await consenting.say(mia, 'email', { state: 'granted' });
	expect(await reach()).toEqual([['in-app', 'email', 'sms', 'voice'], []]);
});

it('[RE11] a complaint holds everywhere and for good, whoever writes the address down', async () => {
	await consenting.refuse({ channel: 'email', address: 'mia@example.org', source: 'complaint' });
	await consenting.say(mia, 'email', { state: 'granted' });
	await consenting.save(ben, { email: 'mia@example.org' });
	expect([await reach(), await reach(ben)]).toEqual([
		[['in-app', 'email', 'sms', 'voice'], ['email']],
		[['in-app', 'email'], ['email']],
	]);
});

it('[RE12] one click ends mail to the address it went to, once, and not to the next one', async () => {
	const hash = consenting.hash('mia@example.org');
	await consenting.save(mia, { email: 'new@example.org' });
	await consenting.unsubscribe(mia, 'email', hash);
	await consenting.unsubscribe(mia, 'email', hash);
	expect((await reach())[0]).toContain('email');
	expect((await sources()).filter((one) => one.endsWith('unsubscribe'))).toEqual([
		'email revoked unsubscribe',
	]);
	await consenting.save(mia, { email: 'mia@example.org' });
	expect((await reach())[0]).not.toContain('email');
});
