/** Signatures and seals. */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { systemClock } from '../../../server/ops/system.ts';
import { createSealing } from '../../../server/webhooks/sealing.ts';
import { inForce, newSigningSecret, rotated, signatureHeaders } from '../../../server/webhooks/signature.ts';
import { seededRandom } from '../../../shared/random.ts';

const day = 24 * 60 * 60 * 1_000;

it('[WH1] what is signed is verified by a library that knows nothing of us, byte for byte, and nothing else is', () => {
	const random = seededRandom(1);
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(1_000), (text, at) => {
			const secret = newSigningSecret(random);
			const body = JSON.stringify({ text });
			const headers = { ...signatureHeaders({ id: `id-${at}`, at: systemClock.now(), body }, [secret]) };
			const receiver = new Webhook(secret);
			expect(receiver.verify(body, headers)).toEqual({ text });
			expect(() => receiver.verify(`${body} `, headers)).toThrow();
			expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'id-other' })).toThrow();
			expect(() => new Webhook(newSigningSecret(random)).verify(body, headers)).toThrow();
		}),
		{ numRuns: 30 },
	);
});

it('[WH1] a known case: the vector of Standard Webhooks', () => {
	const body = '{"test": 2432232314}';
	const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
	expect(
		signatureHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body }, [secret]),
	).toEqual({
		'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		'webhook-timestamp': '1614265330',
		'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
	});
});

it('[WH2] for a day after a rotation both secrets sign, then the new one alone', () => {
	const before = [{ secret: 'whsec_a' }];
	const after = rotated(before, 'whsec_b', 1_000);
	expect(after).toEqual([{ secret: 'whsec_b' }, { secret: 'whsec_a', until: 1_000 + day }]);
	expect(inForce(after, 999 + day)).toEqual(['whsec_b', 'whsec_a']);
	expect(inForce(after, 1_000 + day)).toEqual(['whsec_b']);
	const twice = rotated(after, 'whsec_c', 2_000);
	expect(inForce(twice, 3_000)).toEqual(['whsec_c', 'whsec_b', 'whsec_a']);
	expect(inForce(twice, 1_000 + day)).toEqual(['whsec_c', 'whsec_b']);
	expect(inForce(rotated(twice, 'whsec_d', 10 * day), 10 * day)).toEqual(['whsec_d', 'whsec_c']);
});

it('[WH3] a seal opens for its own place under its own key, and for nothing else', () => {
	const key = new Uint8Array(32).fill(7);
	const sealing = createSealing(key, seededRandom(3));
	const sealed = sealing.seal('https://example.org/secret', 'here');
	expect(sealed).not.toContain('example');
	expect(sealing.seal('https://example.org/secret', 'here')).not.toBe(sealed);
	const other = createSealing(new Uint8Array(32).fill(8), seededRandom(3));
	const bent = Buffer.from(sealed.slice(2), 'base64url');
	bent.writeUInt8((bent.at(-1) ?? 0) ^ 1, bent.length - 1);
	expect([
		sealing.open(sealed, 'here'),
		sealing.open(sealed, 'there'),
		other.open(sealed, 'here'),
		sealing.open(`1.${bent.toString('base64url')}`, 'here'),
		sealing.open('1.', 'here'),
		sealing.open('', 'here'),
	]).toEqual(['https://example.org/secret', undefined, undefined, undefined, undefined, undefined]);
});
