import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../server/room/limits.ts';
import { readUpdate } from '../../../shared/wire/update.ts';
import {
	anyOf,
	binaryOf,
	embedOf,
	type Forged,
	forge,
	forgeStructs,
	formatOf,
	goneFor,
	jsonOf,
	nestedAny,
	nestedJson,
	rawAny,
	subdocumentOf,
	textOf,
	typeOf,
	type Written,
} from '../../world/forge.ts';
import { largestAllocation } from '../../world/watched-allocation.ts';

const read = (bytes: Uint8Array) => readUpdate(bytes, limits.live);
const codeOf = (bytes: Uint8Array) => {
	const result = read(bytes);
	return result.ok ? 'read' : result.error.code;
};
const one = (...list: Forged[]) => forgeStructs(7, 0, ...list);
const at = (content: Written): Forged => ({ parent: 'tasks', key: 'a', content });
const bytesOf = (write: (encoder: encoding.Encoder) => void) => encoding.encode(write);

describe('[G1] what Yjs would never send is refused', () => {
	test.each<[string, Uint8Array, string]>([
		['nothing at all', new Uint8Array(), 'malformed'],
		['one byte', Uint8Array.of(0), 'malformed'],
		['a byte behind the end', forge({ trailing: [0] }), 'malformed'],
		['an empty struct: a collected one', one({ gc: 0 }), 'malformed'],
		['an empty struct: a text', one(at(textOf(''))), 'malformed'],
		['an empty struct: values', one(at(anyOf())), 'malformed'],
		['an empty struct: deleted content', one(at(goneFor(0))), 'malformed'],
		['an empty deletion', forge({ deletes: [{ client: 7, ranges: [[0, 0]] }] }), 'malformed'],
		['a hole', one({ skip: 3 }), 'malformed'],
		['a collected struct with flags', Uint8Array.of(1, 1, 7, 0, 0x80, 1, 0), 'malformed'],
		['JSON content, which only old clients wrote', one(at(jsonOf('1'))), 'malformed'],
		['a document in the document', one(at(subdocumentOf('x'))), 'malformed'],
		['content of a kind nobody knows', one(at({ ref: 11, write: () => undefined })), 'malformed'],
		['a type nobody knows', one(at(typeOf(7))), 'malformed'],
		[
			'deletions in descending order',
			forge({
				deletes: [
					{
						client: 7,
						ranges: [
							[5, 1],
							[3, 1],
						],
					},
				],
			}),
			'malformed',
		],
		[
			'deletions that overlap',
			forge({
				deletes: [
					{
						client: 7,
						ranges: [
							[3, 3],
							[5, 1],
						],
					},
				],
			}),
			'malformed',
		],
		[
			'a client twice',
			forge({
				structs: [
					{ client: 7, clock: 0, list: [{ gc: 1 }] },
					{ client: 7, clock: 1, list: [{ gc: 1 }] },
				],
			}),
			'malformed',
		],
		[
			'a client twice among the deletions',
			forge({
				deletes: [
					{ client: 7, ranges: [[0, 1]] },
					{ client: 7, ranges: [[2, 1]] },
				],
			}),
			'malformed',
		],
		['a clock beyond 2^32', one({ gc: 2 ** 32 + 1 }), 'malformed'],
		['a deletion beyond 2^32', forge({ deletes: [{ client: 7, ranges: [[1, 2 ** 32]] }] }), 'malformed'],
		['a collected struct of 2^53 - 2', one({ gc: 2 ** 53 - 2 }), 'malformed'],
		['a value nested 65 deep', one(at(rawAny(nestedAny(66)))), 'malformed'],
		['an embed nested 65 deep', one(at(embedOf(nestedJson(65)))), 'malformed'],
		['a format nested 6,000 deep', one(at(formatOf('b', nestedJson(6_000)))), 'malformed'],
		['an embed that is not JSON', one(at(embedOf('{'))), 'malformed'],
		[
			'an embed that reaches for the prototype',
			one(at(embedOf('{"a":{"__proto__":{"role":"couple"}}}'))),
			'malformed',
		],
		['the same with escapes', one(at(embedOf('{"\\u005f_proto__":1}'))), 'malformed'],
		[
			'invalid UTF-8',
			one(
				at({
					ref: 4,
					write: (encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.of(0xc3, 0x28)),
				}),
			),
			'malformed',
		],
		['an unknown kind of value', one(at(rawAny(Uint8Array.of(100)))), 'malformed'],
	])('%s', (_, bytes, code) => expect(codeOf(bytes)).toBe(code));

	test.each(['__proto__', 'prototype', 'constructor'])('the key %s, wherever a key can stand', (key) => {
		const object = bytesOf((encoder) => {
			encoding.writeUint8(encoder, 118);
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarString(encoder, key);
			encoding.writeUint8(encoder, 126);
		});
		expect(
			[
				one({ parent: 'tasks', key, content: anyOf(1) }),
				one({ parent: key, key: 'a', content: anyOf(1) }),
				one(at(rawAny(object))),
				one(at(formatOf(key, '1'))),
				one(at(typeOf(3, key))),
			].map(codeOf),
		).toEqual(Array(5).fill('malformed'));
	});
});

describe('[G1] what is much but honest in form is called too large, not malformed', () => {
	test.each<[string, Uint8Array]>([
		['a text of 256 KiB and a byte', one(at(textOf('a'.repeat(256 * 1024 + 1))))],
		['a key of 257 bytes', one({ parent: 'tasks', key: 'k'.repeat(257), content: anyOf(1) })],
		['more bytes than one edit has', new Uint8Array(limits.live.bytes + 1)],
		[
			'more client ids',
			forge({
				structs: Array.from({ length: limits.live.clients + 1 }, (_, client) => ({
					client,
					clock: 0,
					list: [{ gc: 1 }],
				})),
			}),
		],
		['more structs', one(...Array<Forged>(limits.live.structs + 1).fill({ gc: 1 }))],
		[
			'more deletions',
			forge({
				deletes: [
					{
						client: 7,
						ranges: Array.from({ length: limits.live.deletes + 1 }, (_, index): [number, number] => [
							2 * index,
							1,
						]),
					},
				],
			}),
		],
	])('%s', (_, bytes) => expect(codeOf(bytes)).toBe('too-large'));
});

describe('[G1] declared numbers are not believed', () => {
	test.each<[string, Uint8Array]>([
		['2^25 - 1 structs in 7 bytes', Uint8Array.of(1, 0xff, 0xff, 0xff, 0x0f, 7, 0)],
		[
			'2^25 - 1 structs',
			forge({ structs: [{ client: 7, clock: 0, list: [{ gc: 1 }], declared: 2 ** 25 - 1 }] }),
		],
		['2^53 - 1 clients', forge({ declaredClients: 2 ** 53 - 1 })],
		['2^40 deletions', forge({ deletes: [{ client: 7, ranges: [[0, 1]], declared: 2 ** 40 }] })],
		['a million values', one(at({ ref: 8, write: (encoder) => encoding.writeVarUint(encoder, 1_000_000) }))],
		[
			'a text of a gigabyte',
			one(at({ ref: 4, write: (encoder) => encoding.writeVarUint(encoder, 2 ** 30) })),
		],
		[
			'an array of 2^30 values inside a value',
			one(at(rawAny(bytesOf((e) => (encoding.writeUint8(e, 117), encoding.writeVarUint(e, 2 ** 30)))))),
		],
		[
			'an object of 2^30 keys',
			one(at(rawAny(bytesOf((e) => (encoding.writeUint8(e, 118), encoding.writeVarUint(e, 2 ** 30)))))),
		],
	])('%s are refused, and nothing is made for them', (_, bytes) => {
		expect(bytes.length).toBeLessThan(40);
		expect(largestAllocation(() => void read(bytes))).toBeLessThanOrEqual(bytes.length);
		expect(codeOf(bytes)).toBe('malformed');
	});
});

test('[G1] what is at a limit passes', () => {
	expect(
		[
			one(at(textOf('a'.repeat(256 * 1024)))),
			one({ parent: 'tasks', key: 'k'.repeat(256), content: anyOf(1) }),
			one(at(rawAny(nestedAny(65)))),
			one(at(embedOf(nestedJson(64)))),
			one({ gc: 2 ** 32 }),
			one(...Array<Forged>(limits.live.structs).fill({ gc: 1 })),
			one(at(binaryOf(Uint8Array.of(1)))),
		].map(codeOf),
	).toEqual(Array(7).fill('read'));
});
