import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../shared/wire/codec.ts';
import { publicKeyText, signedBytes, signedHeader } from '../../../shared/wire/signed.ts';

const place = { wedding: 'wedding-1' as never, section: 'plan' };
const author = { person: 'ada' as never, device: 'phone' as never };
const hash = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

test('[S20] what is signed names the wedding, the section, the author, their device and the update, and nothing else', () => {
	expect(new TextDecoder().decode(signedBytes(place, author, hash('update')))).toBe(
		'wedsync-frame-1\nwedding-1\nplan\nada\nphone\n2937013f2181810606b2a799b05bda2849f3e369a20982a4138f0e0a55984ce4',
	);
	const all = [
		signedBytes(place, author, hash('update')),
		signedBytes({ ...place, wedding: 'wedding-2' as never }, author, hash('update')),
		signedBytes({ ...place, section: 'guests' }, author, hash('update')),
		signedBytes(place, { ...author, person: 'noor' as never }, hash('update')),
		signedBytes(place, { ...author, device: 'tablet' as never }, hash('update')),
		signedBytes(place, author, hash('another')),
	].map((bytes) => new TextDecoder().decode(bytes));
	expect(new Set(all).size).toBe(all.length);
});

const signature = 'A'.repeat(86);
test.each([
	['no person', { device: 'phone', signature }],
	['no device', { person: 'ada', signature }],
	['no signature', { person: 'ada', device: 'phone' }],
	[
		'a person with a line break, which could stand for another',
		{ person: 'ada\nb', device: 'phone', signature },
	],
	['a signature of another length', { person: 'ada', device: 'phone', signature: 'A'.repeat(85) }],
	['a signature of other letters', { person: 'ada', device: 'phone', signature: `${'A'.repeat(85)}+` }],
])('a header with %s is malformed', (_, header) => {
	expect(signedHeader.safeParse(header).success).toBe(false);
	const bytes = encode({ kind: 'signed', header: header as never, update: Uint8Array.of(0, 0) });
	expect(decode(bytes, 'to-server')).toMatchObject({ ok: false, error: { code: 'malformed' } });
});

test('a header is read without what does not belong to it', () => {
	const header = { ...author, signature };
	const bytes = encode({
		kind: 'signed',
		header: { ...header, role: 'couple' } as never,
		update: Uint8Array.of(0, 0),
	});
	expect(decode(bytes, 'to-server')).toEqual({
		ok: true,
		value: { kind: 'signed', header, update: Uint8Array.of(0, 0) },
	});
});

test('a public key is 32 bytes in base64url', () => {
	const raw = Buffer.alloc(32, 7);
	expect(
		[raw.toString('base64url'), raw.toString('base64'), raw.toString('hex')].map(
			(text) => publicKeyText.safeParse(text).success,
		),
	).toEqual([true, false, false]);
});
