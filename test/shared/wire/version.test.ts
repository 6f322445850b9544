import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { closeCodes, isFinal } from '../../../shared/wire/close-code.ts';
import { decode, encode } from '../../../shared/wire/codec.ts';
import { type Direction, numbers, syncNumbers } from '../../../shared/wire/message.ts';
import { refusalCodes, refusals } from '../../../shared/wire/refusal.ts';
import { readUpdate } from '../../../shared/wire/update.ts';
import { subProtocol, wireVersion } from '../../../shared/wire/version.ts';
import { limits } from '../../../server/room/limits.ts';
import { samples } from '../../world/wire-samples.ts';

/** Of the tables and of one encoded message of each kind. A changed wire needs a new version with a new row here. */
const fingerprints: Readonly<Record<number, string>> = {
	1: '544909a7344ccf7eaf6951db55e3c59a795a8949272641ab0e9b0495bfeed4c6',
};

interface GoldenFrame {
	readonly name: string;
	readonly direction: Direction;
	readonly hex: string;
	readonly reads: unknown;
}
interface GoldenUpdate {
	readonly name: string;
	readonly hex: string;
	readonly reads: unknown;
}
const golden = (name: string): unknown =>
	JSON.parse(readFileSync(new URL(`../../golden/${name}`, import.meta.url), 'utf8'));
const frames = golden('frames-1.json') as readonly GoldenFrame[];
const updates = golden('updates-1.json') as readonly GoldenUpdate[];
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
/** As JSON would keep it: bytes as hex, what is absent left out. */
const plain = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value, (_, inner) => (inner instanceof Uint8Array ? hexOf(inner) : inner)));

test('the wire changes only together with its version', () => {
	const table = {
		numbers,
		syncNumbers,
		refusalCodes,
		refusals,
		closeCodes,
		final: Object.values(closeCodes).map(isFinal),
		subProtocol,
		messages: samples.map(({ name, direction, message }) => [name, direction, hexOf(encode(message))]),
	};
	const fingerprint = createHash('sha256').update(JSON.stringify(table)).digest('hex');
	expect({ [wireVersion]: fingerprint }).toEqual({ [wireVersion]: fingerprints[wireVersion] });
});

test.each(frames)('version 1: $name is still read', ({ direction, hex, reads }) => {
	expect(plain(decode(bytesOf(hex), direction))).toEqual({ ok: true, value: reads });
});

test('version 1: every message is recorded, and is still written as it was', () => {
	expect(samples.map(({ name, message }) => [name, hexOf(encode(message))])).toEqual(
		frames.map(({ name, hex }) => [name, hex]),
	);
});

test.each(updates)('version 1: an update with $name is still read', ({ hex, reads }) => {
	const read = readUpdate(bytesOf(hex), limits.live);
	expect(plain(read.ok ? { structs: read.value.structs, deletes: read.value.deletes } : read)).toEqual(reads);
});

test('a refusal closes a stock client for good only where coming again cannot help', () => {
	expect(Object.entries(refusals).map(([code, { closeCode }]) => [code, isFinal(closeCode)])).toEqual([
		['not-allowed', true],
		['invalid-value', true],
		['missing-dependency', false],
		['foreign-client', true],
		['too-large', true],
		['read-only', true],
		['malformed', true],
		['version', true],
	]);
	for (const { closeCode } of Object.values(refusals)) {
		expect(Object.values<number>(closeCodes)).toContain(closeCode);
	}
});
