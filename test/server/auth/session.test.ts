/** Sessions over the real routes, on a store in memory: what a device gets, how long it is good, and how it ends. */
import { describe, expect, it } from 'vitest';
import type { SessionSocket } from '../../../server/room/session.ts';
import { sessionRules } from '../../../server/auth/session-rules.ts';
import { sha256 } from '../../../server/auth/secret.ts';
import { roles } from '../../../shared/access/roles.ts';
import { deviceId, personId, weddingId } from '../../../shared/ids.ts';
import { memoryDisk } from '../../../server/store/memory.ts';
import { type Answer, createHouse, type House } from '../../world/house.ts';

const minute = 60_000;

async function signedIn(role = 'couple', house = createHouse()) {
	const { wedding, person, ask: asMaria } = await house.wedding(role);
	const code = `code-of-${person}`;
	const link = { codeHash: sha256(code), wedding: weddingId.parse(wedding), person: personId.parse(person) };
	await house.store.saveLink(link);
	const redeem = (device: object = {}) =>
		house.ask('POST', '/api/sign-in/redeem', { body: { code, device } });
	const refresh = (refreshToken: string) =>
		house.ask('POST', '/api/session/refresh', { body: { refreshToken } });
	const first = (await redeem()).body;
	return { house, wedding, person, asMaria, redeem, refresh, first };
}

const me = async (house: House, token: string): Promise<number> =>
	(await house.as(token)('GET', '/api/me')).status;
const audit = async ({ store }: House, wedding: string) =>
	(await store.audit(weddingId.parse(wedding), 0, 1_000)).map(({ action }) => action);

/** A socket of a device, which remembers how it was closed. */
async function connected(house: House, of: { wedding: string; person: string; device: string }) {
	const closed: [number, string][] = [];
	const socket: SessionSocket = {
		send: () => undefined,
		buffered: () => 0,
		close: (code, reason) => void closed.push([code, reason]),
		pause: () => undefined,
		resume: () => undefined,
	};
	const wedding = weddingId.parse(of.wedding);
	const room = await house.rooms.open(wedding, 'plan');
	const [person, device] = [personId.parse(of.person), deviceId.parse(of.device)];
	room.enter({ wedding, person, name: 'X', role: 'couple', device }, socket, { receipts: false });
	return closed;
}

describe('an access token', () => {
	it('[SE1] is good for a quarter of an hour and no longer; the refresh token gets the next', async () => {
		const { house, refresh, first } = await signedIn();
		house.clock.advance(15 * minute - 1);
		expect(await me(house, first.token)).toBe(200);
		house.clock.advance(1);
		expect(await me(house, first.token)).toBe(401);
		const next = await refresh(first.refreshToken);
		expect([next.status, next.body]).toEqual([
			200,
			{
				...first,
				token: expect.any(String),
				refreshToken: expect.any(String),
				expiresAt: '2027-06-12T09:30:00.000Z',
				refreshExpiresAt: '2027-12-09T09:15:00.000Z',
			},
		]);
		expect(await me(house, next.body.token)).toBe(200);
	});

	it('[SE2] is not a refresh token, nor the other way round', async () => {
		const { house, refresh, first } = await signedIn();
		expect(await me(house, first.refreshToken)).toBe(401);
		expect((await refresh(first.token)).body).toMatchObject({ status: 401, code: 'signed-out' });
	});
});

describe('a refresh token', () => {
	it('[SE3] used again after its successor was used ends the session for both who hold it', async () => {
		const { house, wedding, refresh, first, person } = await signedIn();
		const closed = await connected(house, { wedding, person, device: first.device });
		const second = (await refresh(first.refreshToken)).body;
		house.clock.advance(1);
		expect(await me(house, second.token)).toBe(200);
		house.clock.advance(31_000);
		expect((await refresh(first.refreshToken)).body.code).toBe('signed-out');
		expect([await me(house, second.token), (await refresh(second.refreshToken)).status, closed]).toEqual([
			401,
			401,
			[[4401, 'signed-out']],
		]);
		expect(await audit(house, wedding)).toContain('session.reused');
	});

	it('[SE4] whose answer was lost is answered with the same next one, however late', async () => {
		const { house, refresh, first } = await signedIn();
		const lost = (await refresh(first.refreshToken)).body;
		house.clock.advance(3 * 60 * minute);
		const again = (await refresh(first.refreshToken)).body;
		expect(again.refreshToken).toBe(lost.refreshToken);
		expect(await me(house, again.token)).toBe(200);
		expect((await refresh(again.refreshToken)).status).toBe(200);
	});

	it('[SE4] also when the token of before was used meanwhile, which says nothing of the answer', async () => {
		const { house, refresh, first } = await signedIn();
		house.clock.advance(10 * minute);
		const lost = (await refresh(first.refreshToken)).body;
		house.clock.advance(minute);
		expect(await me(house, first.token)).toBe(200);
		house.clock.advance(minute);
		const again = (await refresh(first.refreshToken)).body;
		expect(again.refreshToken).toBe(lost.refreshToken);
	});

	it('[SE4] also in the very millisecond in which the token of before was given out', async () => {
		const { house, refresh, first } = await signedIn();
		const lost = (await refresh(first.refreshToken)).body;
		house.clock.advance(minute);
		expect(await me(house, first.token)).toBe(200);
		expect((await refresh(first.refreshToken)).body.refreshToken).toBe(lost.refreshToken);
	});

	it('[SE5] sent by two tabs at once gives both the same next one, and neither is signed out', async () => {
		const { house, refresh, first } = await signedIn();
		const both: Answer[] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
		expect(both.map(({ status }) => status)).toEqual([200, 200]);
		expect(new Set(both.map(({ body }) => body.refreshToken)).size).toBe(1);
		house.clock.advance(10);
		for (const { body } of both) expect(await me(house, body.token)).toBe(200);
		// A third tab that slept a little longer.
		house.clock.advance(29_000);
		expect((await refresh(first.refreshToken)).status).toBe(200);
		expect((await refresh(both[0]?.body.refreshToken)).status).toBe(200);
	});

	it('[SE3] two turns old is a copy, at any time', async () => {
		const { refresh, first } = await signedIn();
		const second = (await refresh(first.refreshToken)).body;
		const third = (await refresh(second.refreshToken)).body;
		expect((await refresh(first.refreshToken)).status).toBe(401);
		expect((await refresh(third.refreshToken)).status).toBe(401);
	});

	it('[SE6] changed in any character is nothing, and ends nobody’s session', async () => {
		const { house, refresh, first } = await signedIn();
		const [head, mac] = [first.refreshToken.slice(0, -43), first.refreshToken.slice(-43)];
		const forged = [
			first.refreshToken.replace(/\.0\./, '.1.'),
			first.refreshToken.slice(0, -1),
			`${first.refreshToken}A`,
			`${head}${'A'.repeat(43)}`,
			`${mac}${head}`,
			'wsrt_a.b.c.d.0.0',
			'',
		];
		for (const token of forged) expect((await refresh(token)).status).not.toBe(200);
		expect((await refresh(first.refreshToken)).status).toBe(200);
		expect(await me(house, first.token)).toBe(200);
	});

	it('[SE7] of a device that was away too long is over', async () => {
		const { house, refresh, first } = await signedIn('guest');
		house.clock.advance(sessionRules.guest.days * 24 * 60 * minute);
		expect((await refresh(first.refreshToken)).status).toBe(401);
	});

	it('[SE8] goes on with a server restored from an older backup, whatever the store had forgotten', async () => {
		const { house, refresh, first, wedding, redeem } = await signedIn();
		const backup = await house.store.devices(weddingId.parse(wedding));
		let last = first;
		for (let turn = 0; turn < 3; turn++) last = (await refresh(last.refreshToken)).body;
		const later = (await redeem()).body;
		const disk = memoryDisk();
		const restored = createHouse({ disk });
		const id = weddingId.parse(wedding);
		await restored.store.createWedding({ id, name: 'X', date: '2027-06-12', createdAt: 0 });
		const person = personId.parse(first.person);
		await restored.store.saveMember(id, { person, name: 'Maria', role: 'couple' });
		for (const device of backup) await restored.store.saveDevice(id, device);
		for (const { refreshToken } of [last, later]) {
			const next = await restored.ask('POST', '/api/session/refresh', { body: { refreshToken } });
			expect(next.status).toBe(200);
			expect(await me(restored, next.body.token)).toBe(200);
		}
		expect(await me(restored, later.token)).toBe(200);
	});
});

describe('a device', () => {
	it('[SE9] signed out is out at once: its tokens, its refresh, its sockets, and nobody else’s', async () => {
		const { house, wedding, person, refresh, redeem, first } = await signedIn();
		const other = (await redeem()).body;
		const closed = await connected(house, { wedding, person, device: first.device });
		const open = await connected(house, { wedding, person, device: other.device });
		expect((await house.as(first.token)('POST', '/api/session/sign-out')).status).toBe(200);
		expect([
			closed,
			open,
			await me(house, first.token),
			(await refresh(first.refreshToken)).status,
			await me(house, other.token),
			(await house.as(first.token)('POST', '/api/session/sign-out')).status,
		]).toEqual([[[4401, 'signed-out']], [], 401, 401, 200, 401]);
		expect(await audit(house, wedding)).toContain('session.ended');
	});

	it('[SE10] is listed with its name and when it was seen, and can be ended from another', async () => {
		const { house, redeem, first } = await signedIn();
		house.clock.advance(minute);
		const phone = (await redeem({ id: 'phone', name: ' Firefox\u0000 on\nAndroid ' })).body;
		house.clock.advance(1);
		const list = (await house.as(first.token)('GET', '/api/session/devices')).body.devices;
		expect(list).toEqual([
			{
				id: first.device,
				name: '',
				createdAt: '2027-06-12T09:00:00.000Z',
				seenAt: '2027-06-12T09:01:00.001Z',
				current: true,
			},
			{
				id: 'phone',
				name: 'Firefox on Android',
				createdAt: '2027-06-12T09:01:00.000Z',
				seenAt: '2027-06-12T09:01:00.000Z',
				current: false,
			},
		]);
		const end = (id: string) => house.as(first.token)('DELETE', `/api/session/devices/${id}`);
		expect([(await end('phone')).status, (await end('phone')).status, (await end('../x')).status]).toEqual([
			200, 404, 404,
		]);
		expect(await me(house, phone.token)).toBe(401);
	});

	it('[SE11] that signs in again is the same one; what its other tabs hold stays good, and old refresh tokens end nothing', async () => {
		const { house, redeem, refresh } = await signedIn();
		const one = (await redeem({ id: 'phone', publicKey: 'k'.repeat(43) })).body;
		house.clock.advance(minute);
		const two = (await redeem({ id: 'phone' })).body;
		expect([await me(house, one.token), await me(house, two.token)]).toEqual([200, 200]);
		expect([(await refresh(one.refreshToken)).status, (await refresh(two.refreshToken)).status]).toEqual([
			401, 200,
		]);
		const [row] = (await house.store.devices(two.wedding)).filter(({ device }) => device === 'phone');
		expect(row?.publicKey).toBe('k'.repeat(43));
	});

	it('[SE12] that was shut out and signs in again brings no token and no key of before to life', async () => {
		const { house, redeem } = await signedIn();
		const one = (await redeem({ id: 'phone', publicKey: 'k'.repeat(43) })).body;
		await house.as(one.token)('POST', '/api/session/sign-out');
		house.clock.advance(1);
		const two = (await redeem({ id: 'phone' })).body;
		expect([await me(house, one.token), await me(house, two.token)]).toEqual([401, 200]);
		const [row] = (await house.store.devices(two.wedding)).filter(({ device }) => device === 'phone');
		expect(row?.publicKey).toBeUndefined();
	});

	it('[SE13] over the limit of its role signs out the one that was not seen for longest', async () => {
		const { house, redeem, first } = await signedIn('guest');
		const more = [];
		for (let number = 1; number <= sessionRules.guest.devices; number++) {
			house.clock.advance(1_000);
			more.push((await redeem()).body);
		}
		const answers = await Promise.all([first, ...more].map(({ token }) => me(house, token)));
		expect(answers).toEqual([401, ...more.map(() => 200)]);
		expect(more).toHaveLength(10);
	});

	it('[SE13] every role has a limit with a reason', () => {
		expect(Object.keys(sessionRules)).toEqual([...roles]);
		for (const { devices, days, why } of Object.values(sessionRules)) {
			expect([devices >= 5, days >= 7, why.length > 20]).toEqual([true, true, true]);
		}
	});

	it('[SE14] sets the key that its frames are signed with; nobody else does', async () => {
		const { house, first, asMaria, wedding } = await signedIn();
		const set = (token: string, publicKey: string) =>
			house.as(token)('PUT', '/api/session/device/key', { body: { publicKey } });
		expect((await set(first.token, 'x'.repeat(43))).body).toEqual({
			device: first.device,
			publicKey: 'x'.repeat(43),
		});
		expect((await set(first.token, 'short')).body).toMatchObject({ status: 422, field: 'publicKey' });
		const noDevice = await asMaria('PUT', '/api/session/device/key', { body: { publicKey: 'y'.repeat(43) } });
		expect(noDevice.status).toBe(404);
		const [row] = await house.store.devices(weddingId.parse(wedding));
		expect(row?.publicKey).toBe('x'.repeat(43));
	});
});

describe('somebody who is removed', () => {
	it('[SE15] refreshes nothing, and restored has to sign in again: no token of before comes to life', async () => {
		const { house, asMaria, wedding, refresh } = await signedIn();
		const body = { role: 'vendor', name: 'Wren' };
		const invites = `/api/weddings/${wedding}/invites`;
		const { code } = (await asMaria('POST', invites, { body })).body;
		const wren = (await house.ask('POST', `/api/invites/${code}/redeem`, { body: {} })).body;
		const people = `/api/weddings/${wedding}/people/${wren.person}`;
		house.clock.advance(minute);
		expect((await asMaria('DELETE', people)).status).toBe(200);
		expect([await me(house, wren.token), (await refresh(wren.refreshToken)).status]).toEqual([401, 401]);
		house.clock.advance(minute);
		expect((await asMaria('POST', `${people}/restore`)).status).toBe(200);
		expect([await me(house, wren.token), (await refresh(wren.refreshToken)).status]).toEqual([401, 401]);
		const again = (await asMaria('POST', invites, { body: { ...body, person: wren.person } })).body;
		const back = (await house.ask('POST', `/api/invites/${again.code}/redeem`, { body: {} })).body;
		expect(await me(house, back.token)).toBe(200);
	});
});

describe('whoever makes a wedding', () => {
	it('[SE16] is signed in to it, on the device they made it on', async () => {
		const { house, redeem, refresh } = await signedIn();
		const device = { id: 'phone', name: 'Fairphone', publicKey: 'k'.repeat(43) };
		const first = (await redeem(device)).body;
		const body = { name: 'Another', date: '2028-01-01', timeZone: 'Europe/Vienna' };
		const made = await house.as(first.token)('POST', '/api/weddings', { body });
		expect([made.status, made.body.device, made.body.role]).toEqual([201, first.device, 'couple']);
		expect(made.body.wedding).toBe(made.body.id);
		const [row] = await house.store.devices(made.body.id);
		expect([row?.name, row?.publicKey]).toEqual([device.name, device.publicKey]);
		expect((await refresh(made.body.refreshToken)).status).toBe(200);
		expect((await house.as(made.body.token)('GET', `/api/weddings/${made.body.id}/plan`)).status).toBe(200);
	});
});

describe('the devices of others', () => {
	it('[SE17] are seen and ended by those who could have invited them, and by nobody else', async () => {
		const { house, wedding, asMaria, person, first } = await signedIn();
		const join = async (role: string) => {
			const { code } = (
				await asMaria('POST', `/api/weddings/${wedding}/invites`, { body: { role, name: role } })
			).body;
			return (await house.ask('POST', '/api/sign-in/redeem', { body: { code } })).body;
		};
		const [priya, wren] = [await join('coordinator'), await join('vendor')];
		const of = (who: string) => `/api/weddings/${wedding}/people/${who}/devices`;
		const status = async (token: string, method: string, path: string) =>
			(await house.as(token)(method, path)).status;
		expect([
			await status(priya.token, 'GET', of(wren.person)),
			await status(priya.token, 'GET', of(person)),
			await status(priya.token, 'DELETE', `${of(person)}/${first.device}`),
			await status(wren.token, 'GET', of(priya.person)),
			await status(wren.token, 'GET', of(wren.person)),
			await status(wren.token, 'DELETE', `${of(priya.person)}/${priya.device}`),
			await status(first.token, 'GET', of('nobody')),
			await status(priya.token, 'DELETE', `${of(wren.person)}/${wren.device}`),
			await me(house, wren.token),
			await me(house, priya.token),
		]).toEqual([200, 403, 403, 403, 200, 403, 404, 200, 401, 200]);
		expect(await audit(house, wedding)).toContain('session.revoked');
	});
});
