/** Sessions of the SDK against the whole relay in one process: renewal, sign-out, the device's key and what it signs. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Wedding } from '../../../client/sdk/handle.ts';
import { createSignedInWorld, type SignedIn, type SignedInWorld } from '../../world/client/signed-in.ts';
import { create } from '../../world/client/world.ts';

const minuteMs = 60_000;
const refreshes = ({ calls }: SignedIn) => calls.filter(({ path }) => path === '/session/refresh').length;

describe('a session', () => {
	test('is renewed before its token ends, by one tab of the device, and the line stays', async () => {
		const { relay, fay, wedding } = await open(2);
		const [first] = tokens(fay);
		await relay.pass(16 * minuteMs);
		expect(refreshes(fay)).toBe(1);
		expect(tokens(fay)).not.toEqual([first]);
		fay.device.cut();
		await relay.until(() => wedding.status.relay.connection === 'online');
		expect((await fay.ask('GET', '/api/me')).status).toBe(200);
		expect(refreshes(fay)).toBe(1);
	});

	test('asks again when the answer was lost, and goes on', async () => {
		const { relay, fay, wedding } = await open(1);
		fay.losses = 1;
		await relay.pass(16 * minuteMs);
		expect([refreshes(fay), (await fay.ask('GET', '/api/me')).status]).toEqual([2, 200]);
		expect(wedding.status.relay.connection).toBe('online');
	});

	test('that slept through its token’s end is renewed when the relay says so, before anything is lost', async () => {
		const { relay, fay, wedding } = await open(1);
		fay.device.isOnline = false;
		fay.device.cut();
		create(wedding, 'cake');
		await relay.pass(60 * minuteMs);
		fay.device.isOnline = true;
		await relay.until(() => wedding.status.relay.waiting === 0);
		expect([wedding.status.relay.connection, wedding.drafts]).toEqual(['online', []]);
	});

	test('ended from elsewhere is signed out, and what is unsent stays on the device', async () => {
		const { relay, fay, wedding } = await open(1);
		const device = fay.keep.read()?.device;
		fay.device.isOnline = false;
		fay.device.cut();
		create(wedding, 'cake');
		await relay.pass(1_000);
		const ended = await relay.couple(
			'DELETE',
			`/api/weddings/${relay.wedding}/people/${fay.person}/devices/${device}`,
		);
		expect(ended.status).toBeLessThan(300);
		fay.device.isOnline = true;
		await relay.until(() => wedding.status.relay.connection === 'signed-out');
		expect([wedding.status.relay.waiting, (await fay.device.disk.readOutbox()).length]).toEqual([1, 1]);
	});
});

describe('signing out', () => {
	test('says how much is unsent and does nothing, unless that is given up', async () => {
		const { relay, fay, wedding } = await open(1);
		fay.device.isOnline = false;
		fay.device.cut();
		create(wedding, 'cake');
		create(wedding, 'band');
		await relay.pass(1_000);
		expect(await wedding.signOut()).toEqual({ ok: false, error: { unsent: 2 } });
		expect([fay.keep.read() === undefined, wedding.status.relay.waiting]).toEqual([false, 2]);
		expect(await settled(relay, wedding.signOut({ force: true }))).toEqual({ ok: true, value: undefined });
		expect(await fay.device.disk.read()).toEqual(nothing);
		expect(fay.keep.read()).toBeUndefined();
	});

	test('counts what was refused and lies only here as unsent, for it would be gone', async () => {
		const { relay, fay, wedding } = await open(1);
		create(wedding, 'cake');
		await relay.until(() => wedding.status.relay.waiting === 0);
		await relay.couple('PATCH', `/api/weddings/${relay.wedding}/people/${fay.person}`, {
			body: { role: 'vendor' },
		});
		await relay.until(() => wedding.person.role === 'vendor' && wedding.status.relay.connection === 'online');
		noteOf(wedding, 'cake').insert(0, 'with lemon');
		await relay.until(() => wedding.drafts.length === 1);
		expect(await settled(relay, wedding.signOut())).toEqual({ ok: false, error: { unsent: 1 } });
		expect((await fay.device.disk.read()).drafts).toEqual(wedding.drafts);
	});

	test('ends the session at the relay, closes every tab and leaves nothing on the device', async () => {
		const { relay, fay, wedding } = await open(2);
		create(wedding, 'cake');
		await relay.until(() => wedding.status.relay.waiting === 0);
		const second = fay.device.tabs[1]?.wedding;
		const token = fay.keep.read()?.token ?? '';
		expect(await settled(relay, wedding.signOut())).toEqual({ ok: true, value: undefined });
		expect(second?.status.relay.connection).toBe('signed-out');
		expect(await fay.device.disk.read()).toEqual(nothing);
		expect(await fay.device.disk.readKept()).toEqual([]);
		expect((await relay.house.as(token)('GET', '/api/me')).status).toBe(401);
		expect(relay.house.rooms.counts().sessions).toBe(0);
	});
});

describe('the device’s key', () => {
	test('is made once, told to the relay once, and signs what the device keeps', async () => {
		const { relay, fay, wedding } = await open(1);
		create(wedding, 'cake');
		await relay.until(async () => (await fay.device.disk.readKept()).length === 1);
		const [frame] = await fay.device.disk.readKept();
		expect(frame?.signed).toEqual({
			person: fay.person,
			device: fay.keep.read()?.device,
			signature: expect.stringMatching(/^[A-Za-z0-9_-]{86}$/),
		});
		const { key, facts } = await fay.device.disk.read();
		expect([key?.privateKey.extractable, facts?.keyedAs]).toEqual([
			false,
			`${fay.keep.read()?.device} ${facts?.incarnation}`,
		]);
		await settled(relay, fay.device.tabs[0]?.close() ?? Promise.resolve());
		const again = await fay.device.open();
		await relay.until(() => again.wedding.status.relay.connection === 'online');
		await relay.pass(5_000);
		expect((await fay.device.disk.read()).key).toBe(key);
		expect(fay.calls.filter(({ path }) => path === '/session/device/key')).toHaveLength(1);
	});

	test('is told again to a relay that was restored from a backup', async () => {
		const { relay, fay } = await open(1);
		const told = () => fay.calls.filter(({ path }) => path === '/session/device/key').length;
		await relay.until(() => told() === 1);
		await settled(relay, fay.device.tabs[0]?.close() ?? Promise.resolve());
		const { facts } = await fay.device.disk.read();
		if (facts === undefined) throw new Error('the device has no facts');
		const keyedAs = `${fay.keep.read()?.device} of-before`;
		await fay.device.disk.write([{ kind: 'facts', facts: { ...facts, keyedAs } }]);
		await fay.device.open();
		await relay.until(() => told() === 2);
	});

	test('lets somebody else bring what it signed; what it did not sign is refused, and stops nobody’s own edits', async () => {
		const { relay, fay, wedding } = await open(1);
		create(wedding, 'cake');
		await relay.until(async () => (await wedding.signedFrames()).length === 1);
		const frames = await wedding.signedFrames();
		const vito = await relay.invite('Vito', 'family');
		const carrier = (await vito.device.open()).wedding;
		await relay.until(() => carrier.status.relay.connection === 'online');
		const forged = frames.map(({ header, update }) => ({
			header: { ...header, person: vito.person as never },
			update,
		}));
		const answers = carrier.offerSigned([...forged, ...frames]);
		create(carrier, 'band');
		expect(await settled(relay, answers)).toEqual([false, true]);
		await relay.until(() => carrier.status.relay.waiting === 0);
		expect([carrier.drafts, carrier.plan.tasks.map(({ id }) => id)]).toEqual([[], ['band', 'cake']]);
		expect(fay.person).not.toBe(vito.person);
	});

	test('signs for one wedding: another one takes nothing of it', async () => {
		const { relay, wedding } = await open(1);
		create(wedding, 'cake');
		await relay.until(async () => (await wedding.signedFrames()).length === 1);
		const frames = await wedding.signedFrames();
		const other = await createSignedInWorld(4);
		const nobody = await other.invite('Nobody', 'family');
		const carrier = (await nobody.device.open()).wedding;
		await other.until(() => carrier.status.relay.connection === 'online');
		expect(await settled(other, carrier.offerSigned(frames))).toEqual([false]);
		expect(carrier.plan.tasks).toEqual([]);
	});
});

function noteOf({ doc }: Wedding, task: string): Y.Text {
	const record = doc.getMap('tasks').get(task);
	const notes: unknown = record instanceof Y.Map ? record.get('notes') : undefined;
	if (!(notes instanceof Y.Text)) throw new Error('no note');
	return notes;
}

const nothing = {
	updates: [],
	outbox: [],
	leases: [],
	drafts: [],
	facts: undefined,
	key: undefined,
};

const tokens = ({ keep }: SignedIn) => [keep.read()?.token];

/** Somebody of the family with so many tabs. */
async function open(tabs: number) {
	const relay = await createSignedInWorld(5);
	const fay = await relay.invite('Fay', 'family');
	const { wedding } = await fay.device.open();
	await relay.until(() => wedding.status.relay.connection === 'online');
	for (let more = 1; more < tabs; more++) await fay.device.open();
	await relay.pass(2_000);
	return { relay, fay, wedding };
}

async function settled<T>(relay: SignedInWorld, promise: Promise<T>): Promise<T> {
	let isDone = false;
	const done = promise.finally(() => {
		isDone = true;
	});
	await relay.until(() => isDone);
	return done;
}
