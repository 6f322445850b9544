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
	const store = {
		devices: async (of: string) => (of === wedding ? [device] : []),
	};
	return {
		clock,
		keyOf: createDeviceKeys({ store, clock }),
		set(more: Partial<Device>) {
			device = { ...device, ...more };
		},
	};
}

test('[S20] the key is that of this person on this device in this wedding', async () => {
	const { keyOf } = world();
	expect(await keyOf(wedding, ada, phone)).toEqual(key);
	expect([
		await keyOf(wedding, noor, phone),
		await keyOf(wedding, ada, tablet),
		await keyOf('wedding-2' as never, ada, phone),
	]).toEqual([undefined, undefined, undefined]);
});

test('[S20] one without a key, one that was revoked and one that has run out sign nothing', async () => {
	expect(await world({ revokedAt: 1 }).keyOf(wedding, ada, phone)).toBeUndefined();
	const out = world();
	out.clock.advance(60_000);
	expect(await out.keyOf(wedding, ada, phone)).toBeUndefined();
	const bare = world();
	bare.set({ publicKey: undefined as never });
	expect(await bare.keyOf(wedding, ada, phone)).toBeUndefined();
});

test('[S20] a revocation holds from that moment, for what was signed before too', async () => {
	const one = world();
	expect(await one.keyOf(wedding, ada, phone)).toEqual(key);
	one.set({ revokedAt: one.clock.now() });
	expect(await one.keyOf(wedding, ada, phone)).toBeUndefined();
});
