/** Where somebody is reached, what they agreed to and wish: their own, over HTTP. */
import { expect, it } from 'vitest';
import { personId, weddingId } from '../../../shared/ids.ts';
import { createHouse } from '../../world/house.ts';

async function atWedding() {
	const house = createHouse();
	const maria = await house.wedding();
	const start = new Date(house.clock.now()).toISOString();
	const consent = async () => (await maria.ask('GET', '/api/me/consent')).body;
	const channels = async () => (await consent()).channels;
	const put = (path: string, body: unknown) => maria.ask('PUT', `/api/me/${path}`, { body });
	const book = () => house.store.reachBook(weddingId.parse(maria.wedding));
	return { house, ...maria, start, consent, channels, put, book };
}

it('[RE1] numbers are read as people write them and kept as networks dial them; what is not named stays, null goes', async () => {
	const { ask, put } = await atWedding();
	expect((await put('contacts', { phone: ' +49 (170) 123-4567 ', email: 'maria@example.org' })).body).toEqual(
		{
			email: 'maria@example.org',
			phone: '+491701234567',
		},
	);
	expect((await put('contacts', { whatsapp: '0043 664 1234567' })).body).toEqual({
		email: 'maria@example.org',
		phone: '+491701234567',
		whatsapp: '+436641234567',
	});
	expect((await put('contacts', { phone: null, whatsapp: null })).body).toEqual({
		email: 'maria@example.org',
	});
	expect((await ask('GET', '/api/me/contacts')).body).toEqual({ email: 'maria@example.org' });
});

it('[RE1] a number without its country, with letters, or of no such shape changes nothing', async () => {
	const { put, ask } = await atWedding();
	for (const phone of [
		'0170 1234567',
		'+49',
		'+49 1 2 3',
		'+49 170 CALL ME',
		'+999 123 456',
		'',
		'1'.repeat(400),
		'+49<b>1701234567',
	]) {
		const answer = await put('contacts', { phone, email: 'maria@example.org' });
		expect([phone, answer.status, answer.body.field]).toEqual([phone, 422, 'phone']);
	}
	expect((await ask('GET', '/api/me/contacts')).body).toEqual({});
});

it('[RE2] saving one’s own e-mail address is agreeing to mail, unless that was revoked for it; a number agrees to nothing', async () => {
	const { put, channels, start } = await atWedding();
	const none = { state: 'none' };
	expect(await channels()).toEqual({ push: none, email: none, sms: none, whatsapp: none, voice: none });
	await put('contacts', { email: 'maria@example.org', phone: '+491701234567' });
	expect(await channels()).toEqual({
		push: none,
		email: { state: 'granted', at: start, source: 'address-saved' },
		sms: none,
		whatsapp: none,
		voice: none,
	});
	await put('consent', { channel: 'email', state: 'revoked' });
	await put('contacts', { email: 'other@example.org' });
	expect((await channels()).email).toMatchObject({ state: 'granted', source: 'address-saved' });
	await put('contacts', { email: 'maria@example.org' });
	expect((await channels()).email).toEqual({ state: 'revoked', at: start, source: 'app' });
});

it('[RE3] what was agreed to is kept with its words and its time, the whole of it readable, the last word counts', async () => {
	const { house, put, consent, book, start } = await atWedding();
	await put('contacts', { phone: '+491701234567' });
	expect(
		(await put('consent', { channel: 'sms', state: 'granted', text: 'Text me about the day.' })).status,
	).toBe(200);
	house.clock.advance(1_000);
	const later = new Date(house.clock.now()).toISOString();
	await put('consent', { channel: 'sms', state: 'revoked' });
	expect(await consent()).toMatchObject({
		channels: { sms: { state: 'revoked', at: later, source: 'app' } },
		history: [
			{ channel: 'sms', state: 'granted', at: start, source: 'app', text: 'Text me about the day.' },
			{ channel: 'sms', state: 'revoked', at: later, source: 'app' },
		],
	});
	expect((await book()).people.map(({ agreed }) => agreed)).toEqual([['in-app']]);
});

it('[RE3] nobody agrees to a channel they have no address for, nor to the inbox', async () => {
	const { put, consent } = await atWedding();
	expect((await put('consent', { channel: 'voice', state: 'granted' })).body.code).toBe('missing-dependency');
	expect((await put('consent', { channel: 'in-app', state: 'revoked' })).body.code).toBe('invalid-value');
	expect((await put('consent', { channel: 'sms', state: 'maybe' })).body.code).toBe('invalid-value');
	expect((await consent()).history).toEqual([]);
});

it('[RE4] wishes are replaced as a whole, and bad ones change nothing', async () => {
	const { put, ask } = await atWedding();
	const wishes = {
		language: 'de',
		timeZone: 'Europe/Lisbon',
		quiet: { from: '22:00', to: '07:30' },
		kinds: { 'task-assigned': { sms: true } },
		channels: { push: false },
		digest: { daily: '08:00' },
	};
	expect((await ask('GET', '/api/me/preferences')).body).toEqual({});
	expect((await put('preferences', wishes)).body).toEqual(wishes);
	for (const bad of [
		{ quiet: { from: '25:00', to: '1' } },
		{ timeZone: 'Mars/North' },
		{ kinds: { nothing: {} } },
		{ x: 1 },
	])
		expect((await put('preferences', bad)).status).toBe(422);
	expect((await ask('GET', '/api/me/preferences')).body).toEqual(wishes);
	await put('preferences', { quiet: null });
	expect((await ask('GET', '/api/me/preferences')).body).toEqual({ quiet: null });
});

it('[RE5] nothing of it is told to anybody else: not in the plan, events, audit or log, and not to a second person', async () => {
	const { house, wedding, put, ask } = await atWedding();
	await put('contacts', { email: 'maria@example.org', phone: '+491701234567', whatsapp: '+491701234567' });
	await put('consent', { channel: 'sms', state: 'granted', text: 'secret words' });
	const body = { wedding, name: 'Jonas', role: 'couple' };
	const jonas = house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
	const paths = ['/api/me/contacts', '/api/me/consent', '/api/me/preferences', '/api/me'];
	const seen = await Promise.all([
		...paths.map((path) => jonas('GET', path)),
		...['plan', 'events', 'audit', 'policy'].map((path) => jonas('GET', `/api/weddings/${wedding}/${path}`)),
	]);
	expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 200));
	expect(JSON.stringify([seen, house.logged])).not.toMatch(/maria@|1701234567|secret words/);
	expect((await ask('GET', '/api/me/contacts')).body.phone).toBe('+491701234567');
});

it('[RE6] the policy is read by whoever sees the settings, and replaced by whoever may write them, with an audit row of its fields', async () => {
	const { house, wedding, ask } = await atWedding();
	const as = async (role: string) => {
		const body = { wedding, name: role, role };
		return house.as((await house.asOperator('POST', '/api/tokens', { body })).body.token);
	};
	const path = `/api/weddings/${wedding}/policy`;
	const wanted = { quiet: { from: '22:00', to: '07:00' }, perHour: 8, keyTrades: ['photographer'] };
	expect((await ask('PUT', path, { body: wanted })).body).toEqual(wanted);
	expect((await ask('PUT', path, { body: { perHour: 0 } })).status).toBe(422);
	expect((await (await as('coordinator'))('PUT', path, { body: { ...wanted, perHour: 9 } })).status).toBe(
		200,
	);
	const statuses = async (role: string) => {
		const one = await as(role);
		return [(await one('GET', path)).status, (await one('PUT', path, { body: {} })).status];
	};
	expect({
		vendor: await statuses('vendor'),
		guest: await statuses('guest'),
		support: await statuses('support'),
	}).toEqual({
		vendor: [200, 403],
		guest: [403, 403],
		support: [200, 403],
	});
	expect((await ask('GET', path)).body).toEqual({ ...wanted, perHour: 9 });
	const rows = (await house.store.audit(weddingId.parse(wedding), 0, 100)).filter(
		({ action }) => action === 'policy.changed',
	);
	expect(rows.map(({ detail, actor }) => [actor.role, detail])).toEqual([
		['couple', { fields: 'keyTrades perHour quiet' }],
		['coordinator', { fields: 'perHour' }],
	]);
});

it('[RE7] a browser subscribes once however often it comes, which is agreeing to push; it ends by endpoint or by id', async () => {
	const { ask, channels, book } = await atWedding();
	const endpoint = 'https://push.example.org/send/abc';
	const keys = {
		p256dh: Buffer.alloc(65, 4).toString('base64url'),
		auth: Buffer.alloc(16, 7).toString('base64url'),
	};
	const subscribe = (body: unknown) => ask('POST', '/api/me/push-subscriptions', { body });
	const first = await subscribe({ endpoint, keys, device: 'phone', expirationTime: null });
	expect([first.status, (await subscribe({ endpoint, keys })).body]).toEqual([201, first.body]);
	expect((await channels()).push).toMatchObject({ state: 'granted', source: 'subscribed' });
	expect((await book()).people[0]).toMatchObject({ has: ['in-app', 'push'], agreed: ['in-app', 'push'] });
	const listed = await ask('GET', '/api/me/push-subscriptions');
	expect(listed.body.subscriptions.map(({ id }: { id: string }) => id)).toEqual([first.body.id]);
	expect(JSON.stringify(listed.body)).not.toContain('push.example.org');
	expect((await subscribe({ fcm: 'a-token-of-firebase:1234567890' })).status).toBe(201);
	const drop = (body: unknown) => ask('DELETE', '/api/me/push-subscriptions', { body });
	expect([(await drop({ endpoint })).status, (await drop({ endpoint })).status]).toEqual([204, 404]);
	const left = (await ask('GET', '/api/me/push-subscriptions')).body.subscriptions[0].id;
	expect((await ask('DELETE', `/api/me/push-subscriptions/${left}`)).status).toBe(204);
	expect((await book()).people[0]?.has).toEqual(['in-app']);
});

it('[RE7] an endpoint that leads nowhere public, keys of another length, and too much are refused; the oldest of many goes', async () => {
	const { ask, house, wedding, person } = await atWedding();
	const keys = {
		p256dh: Buffer.alloc(65, 4).toString('base64url'),
		auth: Buffer.alloc(16, 7).toString('base64url'),
	};
	const subscribe = async (body: unknown) =>
		(await ask('POST', '/api/me/push-subscriptions', { body })).status;
	expect([
		await subscribe({ endpoint: 'http://push.example.org/a', keys }),
		await subscribe({ endpoint: 'https://push.example.org/a', keys: { ...keys, auth: 'AAAA' } }),
		await subscribe({ endpoint: 'https://push.example.org/a' }),
		await subscribe({ endpoint: 'ftp://push.example.org/a', keys }),
		await subscribe({ fcm: 'has spaces in it, which no token has' }),
		await subscribe({ endpoint: `https://push.example.org/${'a'.repeat(2_100)}`, keys }),
	]).toEqual([422, 422, 422, 422, 422, 422]);
	for (let n = 0; n < 12; n += 1) {
		house.clock.advance(1_000);
		await subscribe({ endpoint: `https://push.example.org/${n}`, keys });
	}
	const kept = await house.store.pushSubscriptions(weddingId.parse(wedding), personId.parse(person));
	expect(kept.map(({ target }) => /\/(\d+)"/.exec(target)?.[1])).toEqual([
		'11',
		'10',
		'9',
		'8',
		'7',
		'6',
		'5',
		'4',
		'3',
		'2',
	]);
	expect((await ask('GET', '/api/me/push-key')).body.publicKey).toMatch(/^[\w-]{87}$/);
});
