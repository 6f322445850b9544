import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../shared/wire/codec.ts';
import type { Direction } from '../../../shared/wire/message.ts';
import { forge } from '../../world/forge.ts';
import { largestAllocation } from '../../world/watched-allocation.ts';
import { samples } from '../../world/wire-samples.ts';

const directions: readonly Direction[] = ['to-server', 'to-client'];

describe('round trips', () => {
	test.each(samples)('$name is read as it was written', ({ direction, message }) => {
		expect(decode(encode(message), direction)).toEqual({ ok: true, value: message });
	});

	test('a message is read from the middle of a larger buffer, and not beyond its own end', () => {
		const bytes = encode({ kind: 'update', update: Uint8Array.of(1, 2, 3) });
		const pool = new Uint8Array(64).fill(255);
		pool.set(bytes, 20);
		const cut = (length: number) => decode(pool.subarray(20, 20 + length), 'to-server');
		expect(cut(bytes.length)).toEqual({
			ok: true,
			value: { kind: 'update', update: Uint8Array.of(1, 2, 3) },
		});
		expect(cut(bytes.length - 1)).toEqual({
			ok: false,
			error: { code: 'malformed', reason: 'the message ends too early' },
		});
	});

	test('a number nobody knows is named, not refused: a later version may say it', () => {
		for (const direction of directions) {
			expect(decode(Uint8Array.of(127, 1, 2, 3), direction)).toEqual({
				ok: true,
				value: { kind: 'unknown', number: 127 },
			});
		}
	});
});

describe('what no client sends', () => {
	const malformed = (...bytes: number[]) => decode(Uint8Array.from(bytes), 'to-server');
	test.each([
		['nothing at all', []],
		['a sync message of a fourth kind', [0, 3, 0]],
		['a sync message whose bytes are missing', [0, 2, 5, 1]],
		['a number of nine bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
		['a number beyond 2^53 - 1', [0, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]],
		['a receipt for more than 2^53 - 1', [64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 1]],
		['presence with bytes behind its entries', [1, 2, 0, 0]],
		['presence that ends inside its second entry', [1, 8, 2, 7, 1, 2, 0x7b, 0x7d, 8, 1]],
		['presence of invalid UTF-8', [1, 5, 1, 7, 1, 1, 0xff]],
		['a refusal with a code nobody knows', [65, 1, 1, 0x78, 2, 0x7b, 0x7d]],
		['a hello that is not JSON', [67, 1, 0x78]],
		['a hello of another shape', [67, 2, 0x7b, 0x7d]],
	])('%s is malformed', (_, bytes) => {
		expect(malformed(...bytes)).toMatchObject({ ok: false, error: { code: 'malformed' } });
	});

	test('half a presence message leaves no entry behind', () => {
		const whole = encode({
			kind: 'awareness',
			entries: [
				{ client: 1, clock: 1, state: '{}' },
				{ client: 2, clock: 1, state: '{}' },
			],
		});
		const inner = whole.subarray(2, -1);
		expect(malformed(1, inner.length, ...inner).ok).toBe(false);
	});
});

describe('whatever a stranger sends', () => {
	const frame = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.record({
				sample: fc.constantFrom(...samples),
				cuts: fc.array(fc.record({ at: fc.nat(300), byte: fc.nat(255) }), { maxLength: 6 }),
				length: fc.nat(400),
			})
			.map(({ sample, cuts, length }) => {
				const bytes = encode(sample.message).slice(0, length);
				for (const { at, byte } of cuts) if (bytes.length > 0) bytes[at % bytes.length] = byte;
				return bytes;
			}),
	);

	test('arbitrary and mutated frames never throw, and allocate no more than they carry', () => {
		fc.assert(
			fc.property(frame, fc.constantFrom(...directions), (bytes, direction) => {
				const largest = largestAllocation(() => void decode(bytes, direction));
				expect(largest).toBeLessThanOrEqual(bytes.length);
			}),
			{ numRuns: 3_000 },
		);
	});

	test('declared counts are believed only as far as there are bytes for them', () => {
		const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
		const frames = [
			[1, 5, ...huge],
			[1, 0xff, 0xff, 0xff, 0x0f, ...huge, 1, 1, 0],
			[0, 2, ...huge, 1],
			[65, 1, ...huge, 1],
			[67, ...huge, 1],
			[0, 2, ...forge({ declaredClients: 2 ** 25 - 1 })],
		];
		for (const bytes of frames) {
			const largest = largestAllocation(() => {
				for (const direction of directions) decode(Uint8Array.from(bytes), direction);
			});
			expect(largest).toBeLessThanOrEqual(bytes.length);
		}
	});
});
