import { expect, test } from 'vitest';
import { createDeviceKeys } from '../../../server/auth/device-key.ts';
import type { Device } from '../../../server/store/sessions.ts';
import { testClock } from '../../../shared/clock.ts';

const wedding = 'wedding-1' as never;
const [ada, noor] = ['ada' as never, 'noor' as never];
const [phone, tablet] = ['phone' as never, 'tablet' as never];
const key = Buffer.alloc(32, 7);

function world(change: Partial<Device> = {}) {
	const clock = testClock();
	let device: Device = {
		person: ada,
		device: phone,
		publicKey: key.toString('base64url'),
		since: clock.now(),
		seenAt: clock.now(),
		family: 'f',
		turn: 1,
		turnedAt: clock.now(),
		expiresAt: clock.now() + 60_000,
		...change,
	};
	let reads = 0;
	const store = {
		devices: async (of: string) => {
			reads += 1;
			return of === wedding ? [device] : [];
		},
	};
	return {
		clock,
		keyOf: createDeviceKeys({ store, clock }),
		reads: () => reads,
		set(more: Partial<Device>) {
			device = { ...device, ...more };
		},
	};
}

test('[S10] the key is that of this person on this device in this wedding', async () => {
	const { keyOf } = world();
	expect(await keyOf(wedding, ada, phone)).toEqual(key);
	expect([
		await keyOf(wedding, noor, phone),
		await keyOf(wedding, ada, tablet),
		await keyOf('wedding-2' as never, ada, phone),
	]).toEqual([undefined, undefined, undefined]);
});

test('[S10] one without a key, one that was revoked and one that has run out sign nothing', async () => {
	expect(await world({ revokedAt: 1 }).keyOf(wedding, ada, phone)).toBeUndefined();
	const out = world();
	out.clock.advance(60_000);
	expect(await out.keyOf(wedding, ada, phone)).toBeUndefined();
	const bare = world();
	bare.set({ publicKey: undefined as never });
	expect(await bare.keyOf(wedding, ada, phone)).toBeUndefined();
});

test('[S10] a revocation holds a second later at the latest, and a crowd asks the disk once a second', async () => {
	const one = world();
	for (let n = 0; n < 100; n++) await one.keyOf(wedding, ada, phone);
	expect(one.reads()).toBe(1);
	one.set({ revokedAt: one.clock.now() });
	one.clock.advance(999);
	expect(await one.keyOf(wedding, ada, phone)).toEqual(key);
	one.clock.advance(1);
	expect(await one.keyOf(wedding, ada, phone)).toBeUndefined();
});

test('a disk that failed is asked again', async () => {
	const clock = testClock();
	let isBroken = true;
	const keyOf = createDeviceKeys({
		clock,
		store: { devices: () => (isBroken ? Promise.reject(new Error('once')) : Promise.resolve([])) },
	});
	await expect(keyOf(wedding, ada, phone)).rejects.toThrow('once');
	isBroken = false;
	expect(await keyOf(wedding, ada, phone)).toBeUndefined();
});
