import { describe, expect, test } from 'vitest';
import { plainCopy } from '../../../client/sdk/plain.ts';
import { createClientWorld, titles } from '../../world/client/world.ts';

describe('the input of an operation', () => {
	test('is copied as plain data, out of proxies too, and does not change with the original', () => {
		const original = { id: 'a', due: null, dependsOn: ['b'], minutes: Number.NaN, notes: undefined };
		const copied = plainCopy(new Proxy({ inner: new Proxy(original, {}) }, {}));
		original.dependsOn.push('c');
		expect(copied).toEqual({
			ok: true,
			value: { inner: { id: 'a', due: null, dependsOn: ['b'], minutes: Number.NaN, notes: undefined } },
		});
		expect(structuredClone(copied)).toEqual(copied);
	});

	test('is declined when it is no data', () => {
		const cycle: { self?: unknown } = {};
		cycle.self = cycle;
		const angry = {
			get title(): string {
				throw new TypeError('no');
			},
		};
		for (const input of [{ title: () => 'a' }, { at: 1n }, [Symbol('a')], cycle, angry])
			expect(plainCopy(input)).toEqual({ ok: false, error: expect.stringContaining('input') });
	});

	test('may be a proxy: the edit is stored and receipted, and so are those after it', async () => {
		const { device, relay, quiet, faults } = createClientWorld(41);
		const ada = device();
		const { wedding } = await ada.open();
		await quiet();
		const input = new Proxy({ id: 'cake', title: 'Cake' }, {});
		expect(wedding.run({ name: 'tasks.create', input })).toMatchObject({ ok: true });
		expect(wedding.run({ name: 'tasks.create', input: { id: 'x', title: () => 'X' } })).toMatchObject({
			ok: false,
			error: { code: 'invalid-value' },
		});
		wedding.run({ name: 'tasks.create', input: { id: 'band', title: 'Band' } });
		await quiet();
		expect(wedding.status).toMatchObject({ device: { waiting: 0, failed: false }, relay: { waiting: 0 } });
		expect([titles(wedding), faults]).toEqual([['Band', 'Cake', 'Flowers'], []]);
		expect(relay.doc.getMap('tasks').size).toBe(3);
	});
});
